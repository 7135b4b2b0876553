/** Who calls: the session of the metadata that comes with every call. */
import type { Metadata } from '@grpc/grpc-js';
import { toId18 } from '../../org/ids.ts';
import { platformCaller } from '../../org/system-user.ts';
import { querySystem } from '../../users.ts';
import type { World } from '../../world.ts';
import { authError } from './rpc-error.ts';

export interface RpcSession {
  readonly userId: string;
  readonly accessToken: string;
}

/** @throws RpcError UNAUTHENTICATED */
export function authenticate(world: World, metadata: Metadata): RpcSession {
  const [accessToken, instanceUrl, tenantId] = ['accesstoken', 'instanceurl', 'tenantid'].map((name) =>
    String(metadata.get(name)[0] ?? ''),
  );
  if (!accessToken || !instanceUrl || !tenantId) {
    throw authError(
      'Authentication exception occurred. Missing metadata: accesstoken, instanceurl, tenantid.',
    );
  }
  if (!URL.canParse(instanceUrl)) throw authError('Authentication exception occurred. Invalid instanceurl.');
  // `core/prod/00D…` is how the bus itself writes a tenant.
  if (toId18(tenantId.split('/').at(-1) ?? '') !== world.org.organizationId) {
    throw authError('Authentication exception occurred. The tenant is not the org of the session.');
  }
  const token = world.tokens.useSession(accessToken);
  if (token === undefined) throw authError('Authentication exception occurred. Session expired or invalid.');
  requireUser(world, token.userId);
  return { userId: token.userId, accessToken };
}

/** While a stream is open: a session that was ended takes the stream along, one that only grew old does not. @throws RpcError */
export function checkStillValid(world: World, session: RpcSession): void {
  if (world.tokens.read(session.accessToken)?.state !== 'active') {
    throw authError('Authentication exception occurred. Session expired or invalid.');
  }
  requireUser(world, session.userId);
}

function requireUser(world: World, userId: string): void {
  const active = world.org.retrieve(platformCaller(), 'User', userId)?.['IsActive'];
  const frozen = querySystem(
    world.org,
    `SELECT Id FROM UserLogin WHERE UserId = '${userId}' AND IsFrozen = true`,
  );
  if (active !== true || frozen.length > 0 || !world.org.hasPermission(userId, 'ApiEnabled')) {
    throw authError('Authentication exception occurred. The user may not use the API.');
  }
}
