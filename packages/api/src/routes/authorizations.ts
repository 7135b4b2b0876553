import { SyncError } from '@sync-user/contract';
import { authorize } from '../authenticate.ts';
import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function authorizationRoutes({
  authorizations,
}: Services): Pick<Handlers, 'beginAuthorization' | 'readAuthorization'> {
  return {
    beginAuthorization: async ({ workspaceId, params, body, caller }) => {
      // Members log in for themselves; for the whole workspace its admins do.
      if (body.purpose === 'sync_user') {
        authorize(caller, 'admin', { id: workspaceId, slug: params.workspace });
      }
      return authorizations.begin(workspaceId, body, caller);
    },
    readAuthorization: async ({ workspaceId, params, caller }) => {
      const found = await authorizations.read(workspaceId, params.authorization, caller);
      if (found !== undefined) return found;
      throw new SyncError('API_NOT_FOUND', 'There is no such login.');
    },
  };
}
