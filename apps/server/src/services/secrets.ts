import type { SecretServices } from '@sync-user/api';
import type { Store } from '@sync-user/store';
import { actorOf } from '../members/actor-of.ts';

export function createSecretServices(store: Pick<Store, 'secrets' | 'audit'>): SecretServices {
  return {
    async reseal(caller) {
      const { resealed, keyVersion, unreadable } = await store.secrets.reseal();
      await store.audit.record({
        workspaceId: null,
        actor: actorOf(caller),
        action: 'secrets.resealed',
        target: null,
        details: { resealed, keyVersion, unreadable },
      });
      return { resealed, keyVersion, unreadable };
    },
  };
}
