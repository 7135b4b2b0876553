import type { Endpoint } from '@sync-user/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authenticate, authorize, resolveWorkspace } from './authenticate.ts';
import type { Caller, Services, WorkspaceRef } from './services.ts';
import type { SessionCookie } from './session-cookie.ts';

/** Who asks, and in which workspace. Undefined: the route is open, or its path names no workspace. */
export interface RequestScope {
  readonly caller: Caller | undefined;
  readonly workspace: WorkspaceRef | undefined;
}

const SCOPE = 'scope';

/**
 * Tells the scope of a request before its body is read: a stranger learns nothing from validation messages. This is the
 * one place where it is decided whether the caller's standing is enough.
 */
export type ScopeReader = (
  level: Exclude<Endpoint['auth'], 'none'>,
) => (request: FastifyRequest) => Promise<void>;

export function createScopeReader(
  app: FastifyInstance,
  services: Pick<Services, 'keys' | 'sessions' | 'workspaces'>,
  cookie: SessionCookie,
): ScopeReader {
  app.decorateRequest(SCOPE, null);
  return (level) => async (request) => {
    const caller = await authenticate(request, services, cookie);
    const { workspace: slug } = request.params as { workspace?: string };
    const workspace =
      slug === undefined ? undefined : await resolveWorkspace(slug, caller, services.workspaces);
    authorize(caller, level, workspace);
    request.setDecorator<RequestScope>(SCOPE, { caller, workspace });
  };
}

export function scopeOf(request: FastifyRequest): RequestScope {
  return request.getDecorator<RequestScope | null>(SCOPE) ?? { caller: undefined, workspace: undefined };
}
