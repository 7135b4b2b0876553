import { type Session, SyncError } from '@sync-user/contract';
import { isOperator } from '../authenticate.ts';
import type { Handlers } from '../serve-endpoint.ts';
import type { Caller, Services } from '../services.ts';
import type { SessionCookie } from '../session-cookie.ts';

export function sessionRoutes(
  services: Services,
  cookie: SessionCookie,
): Pick<Handlers, 'signIn' | 'readSession' | 'signOut'> {
  return {
    signIn: async ({ body, reply }) => {
      const result = await services.sessions.signIn(body.email, body.password);
      if (result.kind === 'refused') {
        throw new SyncError('API_UNAUTHENTICATED', 'The email address or the password is not right.');
      }
      cookie.write(reply, result.token, result.maxAgeSeconds);
      return toSession(services, result.caller);
    },
    readSession: ({ caller }) => toSession(services, caller),
    signOut: async ({ request, reply }) => {
      const token = cookie.read(request);
      if (token !== undefined) await services.sessions.signOut(token);
      cookie.clear(reply);
      return { accepted: true, message: 'You are signed out.' };
    },
  };
}

/** Who is signed in, and what they may do where. */
export async function toSession(services: Services, caller: Caller): Promise<Session> {
  const slugs = (await services.workspaces.list(caller)).map(({ slug }) => slug);
  const { adminOf } = caller;
  return {
    email: caller.email ?? '',
    name: caller.name,
    workspaces: slugs,
    isOperator: isOperator(caller),
    roles: Object.fromEntries(
      slugs.map((slug) => [slug, adminOf === 'all' || adminOf.includes(slug) ? 'admin' : 'member']),
    ),
  };
}
