import { type Endpoint, SyncError } from '@sync-user/contract';
import type { FastifyRequest } from 'fastify';
import type { Caller, Services, WorkspaceRef } from './services.ts';
import type { SessionCookie } from './session-cookie.ts';

const CSRF_HEADER = 'x-sync-user';
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Finds out who sends a request. An `Authorization` header decides alone: a bad key is refused even when a good
 * cookie comes with it.
 *
 * A change that relies on the cookie must carry the header `X-Sync-User`. Browsers let a foreign page send it only
 * after asking us, and we never agree, so a foreign page cannot use the cookie (OWASP, "Cross-Site Request Forgery
 * Prevention", custom request headers).
 *
 * @throws `API_UNAUTHENTICATED`, `API_FORBIDDEN`
 */
export async function authenticate(
  request: FastifyRequest,
  services: Pick<Services, 'keys' | 'sessions'>,
  cookie: SessionCookie,
): Promise<Caller> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const key = /^Bearer +(su_\S+)$/i.exec(authorization)?.[1];
    const caller = key === undefined ? undefined : await services.keys.read(key);
    if (caller !== undefined) return caller;
    throw new SyncError('API_UNAUTHENTICATED', 'The API key is not valid.');
  }

  const token = cookie.read(request);
  if (token === undefined) {
    throw new SyncError('API_UNAUTHENTICATED', 'The request carries neither a session nor an API key.');
  }
  const caller = await services.sessions.read(token);
  if (caller === undefined) throw new SyncError('API_UNAUTHENTICATED', 'The session has ended.');
  if (!READING.has(request.method) && request.headers[CSRF_HEADER] === undefined) {
    throw new SyncError(
      'API_FORBIDDEN',
      'A change made with the session cookie must carry the header X-Sync-User.',
    );
  }
  return caller;
}

/**
 * The workspace a path names, when the caller may act on it. A foreign workspace and one that does not exist give
 * the same answer, so that names cannot be probed.
 *
 * @throws `API_NOT_FOUND`
 */
export async function resolveWorkspace(
  slug: string,
  caller: Caller,
  workspaces: Services['workspaces'],
): Promise<WorkspaceRef> {
  const isAllowed = caller.workspaces === 'all' || caller.workspaces.includes(slug);
  const workspace = isAllowed ? await workspaces.find(slug) : undefined;
  if (workspace === undefined) throw new SyncError('API_NOT_FOUND', `There is no workspace "${slug}".`);
  return workspace;
}

/** True for accounts and keys of the whole installation. */
export function isOperator(caller: Caller): boolean {
  return caller.workspaces === 'all' && caller.adminOf === 'all';
}

/**
 * Refuses a caller whose standing is not enough. `workspace` is the one that the path names, which the caller may
 * reach already (`resolveWorkspace`): whether it exists is no secret to them any more.
 *
 * @throws `API_FORBIDDEN`
 */
export function authorize(
  caller: Caller,
  level: Endpoint['auth'],
  workspace: WorkspaceRef | undefined,
): void {
  if (level === 'operator' && !isOperator(caller)) {
    throw new SyncError('API_FORBIDDEN', 'This needs an account or key of the whole installation.');
  }
  if (level !== 'admin') return;
  if (workspace === undefined) throw new Error('only paths in a workspace can ask for its admins');
  if (caller.adminOf === 'all' || caller.adminOf.includes(workspace.slug)) return;
  throw new SyncError('API_FORBIDDEN', `Only admins of "${workspace.slug}" may do this.`);
}
