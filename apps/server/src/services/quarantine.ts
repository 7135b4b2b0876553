import type { QuarantineServices } from '@sync-user/api';
import type { Store } from '@sync-user/store';

export function createQuarantineServices(store: Pick<Store, 'quarantine'>): QuarantineServices {
  return { list: (workspaceId, query) => store.quarantine.list(workspaceId, query) };
}
