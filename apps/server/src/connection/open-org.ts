import { SyncError } from '@sync-user/contract';
import { type EnginePorts, type MadeCall, mayRead, toInstant } from '@sync-user/engine';
import { createSourceOrg } from '@sync-user/salesforce';
import { type Broker, connectionMissing } from './broker.ts';
import type { Budgets } from '../plan/budgets.ts';
import type { ConnectionContext } from './connection-context.ts';

export type OpenOrg = (workspaceId: string) => Promise<EnginePorts>;

/**
 * Opens the engine's ports on a workspace's org, as whoever is the sync user at each call. Kept per org and address,
 * because they remember the org's API version.
 * The returned function throws `CONNECTION_MISSING` or `CONNECTION_NOT_ACTIVE` when nothing may be read.
 */
export function createOpenOrg(context: ConnectionContext, broker: Broker, budgets: Budgets): OpenOrg {
  const opened = new Map<string, EnginePorts>();
  return async (workspaceId) => {
    const connection = await context.store.connections.read({ workspaceId, role: 'sync_user' });
    if (connection === undefined) throw connectionMissing();
    if (!mayRead(connection.state)) {
      throw new SyncError(
        'CONNECTION_NOT_ACTIVE',
        connection.trouble?.message ?? `The connection is ${connection.state}.`,
      );
    }
    const key = `${workspaceId} ${connection.organizationId} ${connection.loginUrl}`;
    const ports =
      opened.get(key) ?? open({ context, broker, budgets }, workspaceId, connection.organizationId);
    opened.set(key, ports);
    return ports;
  };
}

function open(
  {
    context,
    broker,
    budgets,
  }: { readonly context: ConnectionContext; readonly broker: Broker; readonly budgets: Budgets },
  workspaceId: string,
  organizationId: string | null,
): EnginePorts {
  const { store, clock } = context;
  return {
    org: createSourceOrg({
      tokens: broker.tokensOfSyncUser(workspaceId, organizationId),
      dispatcher: context.agent,
      clock,
      extraHosts: context.extraHosts,
      admit: (cause) => budgets.admit(workspaceId, cause),
      onCall: async (call) => {
        budgets.note(workspaceId, call);
        await enterCall(context, workspaceId, call);
      },
    }),
    objects: organizationId === null ? store.objects : store.objectsOf(organizationId),
    fields: store.fields,
    links: store.links,
    mirror: organizationId === null ? store.mirror : store.mirrorOf(organizationId),
    clock,
  };
}

/**
 * Enters a call in the ledger, before its answer is used: a crash afterwards cannot lose it. `connectionId`: in whose
 * name; the sync user's when absent.
 */
export async function enterCall(
  context: ConnectionContext,
  workspaceId: string,
  call: MadeCall,
  connectionId?: string,
): Promise<void> {
  await context.store.calls.record(workspaceId, [call], toInstant(context.clock.nowMs()), connectionId);
}
