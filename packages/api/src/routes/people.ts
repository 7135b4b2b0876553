import { SyncError } from '@sync-user/contract';
import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';
import type { SessionCookie } from '../session-cookie.ts';
import { toSession } from './session.ts';

export function peopleRoutes(
  services: Services,
  cookie: SessionCookie,
): Pick<
  Handlers,
  'listMembers' | 'addMember' | 'inviteMember' | 'changeMember' | 'removeMember' | 'acceptInvitation'
> {
  const { members } = services;
  return {
    listMembers: async ({ workspaceId }) => ({ members: [...(await members.list(workspaceId))] }),
    addMember: ({ workspaceId, body, caller }) => members.add(workspaceId, body, caller),
    inviteMember: ({ workspaceId, params, caller }) => members.invite(workspaceId, params.member, caller),
    changeMember: ({ workspaceId, params, body, caller }) =>
      members.change(workspaceId, params.member, body, caller),
    removeMember: ({ workspaceId, params, caller }) => members.remove(workspaceId, params.member, caller),
    acceptInvitation: async ({ body, reply }) => {
      const result = await members.acceptInvitation(body.token, body.password);
      if (result.kind === 'refused') {
        throw new SyncError(
          'API_UNAUTHENTICATED',
          'The invitation was used, replaced by a newer one, or is older than seven days. Ask for a new link.',
        );
      }
      cookie.write(reply, result.token, result.maxAgeSeconds);
      return toSession(services, result.caller);
    },
  };
}
