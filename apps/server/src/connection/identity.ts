import type { CallContext } from '@sync-user/engine';
import {
  fetchOrganization,
  fetchUserInfo,
  type GrantedToken,
  type ProbeOptions,
} from '@sync-user/salesforce';
import type { ConnectionIdentity } from '@sync-user/store';
import type { ConnectionContext } from './connection-context.ts';
import { enterCall } from './open-org.ts';

const PATIENCE_MS = 45_000;

/** Whose token it is, and of which org. Two calls; only the second counts against the allowance. */
export async function lookWhoItIs(
  context: ConnectionContext,
  workspaceId: string,
  granted: GrantedToken,
): Promise<ConnectionIdentity> {
  const probe = probeOptions(context, workspaceId, granted);
  const call: CallContext = { cause: 'connect', sobject: null, signal: AbortSignal.timeout(PATIENCE_MS) };
  const user = await fetchUserInfo({ ...probe, userId: granted.userId }, call);
  const organization = await fetchOrganization(probe, call);
  return {
    organizationId: organization.id,
    organizationName: organization.name,
    isSandbox: organization.isSandbox,
    userId: user.id,
    username: user.username,
    displayName: user.displayName,
    email: user.email,
  };
}

function probeOptions(context: ConnectionContext, workspaceId: string, granted: GrantedToken): ProbeOptions {
  return {
    token: granted,
    dispatcher: context.agent,
    clock: context.clock,
    extraHosts: context.extraHosts,
    onCall: (call) => enterCall(context, workspaceId, call),
  };
}
