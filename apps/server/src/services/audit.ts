import type { AuditServices } from '@sync-user/api';
import type { Store } from '@sync-user/store';

export function createAuditServices(store: Pick<Store, 'audit'>): AuditServices {
  return {
    async list(workspaceId, query) {
      const events = await store.audit.list(workspaceId, query);
      return events.map(({ id, at, actor, action, target, asUser, details }) => ({
        id,
        at,
        actor,
        action,
        target,
        asUser,
        details,
      }));
    },
  };
}
