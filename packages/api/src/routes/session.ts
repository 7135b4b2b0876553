import { type Session, SyncError } from '@sync-user/contract';
import type { Handlers } from '../serve-endpoint.ts';
import type { Caller, Services } from '../services.ts';
import type { SessionCookie } from '../session-cookie.ts';

export function sessionRoutes(
  services: Services,
  cookie: SessionCookie,
): Pick<Handlers, 'signIn' | 'readSession' | 'signOut'> {
  const toSession = async (caller: Caller): Promise<Session> => {
    const workspaces = await services.workspaces.list(caller);
    return {
      email: caller.email ?? '',
      name: caller.name,
      workspaces: workspaces.map(({ slug }) => slug),
    };
  };
  return {
    signIn: async ({ body, reply }) => {
      const result = await services.sessions.signIn(body.email, body.password);
      if (result.kind === 'refused') {
        throw new SyncError('API_UNAUTHENTICATED', 'The e-mail address or the password is not right.');
      }
      cookie.write(reply, result.token, result.maxAgeSeconds);
      return toSession(result.caller);
    },
    readSession: ({ caller }) => toSession(caller),
    signOut: async ({ request, reply }) => {
      const token = cookie.read(request);
      if (token !== undefined) await services.sessions.signOut(token);
      cookie.clear(reply);
      return { accepted: true, message: 'You are signed out.' };
    },
  };
}
