import type { ConnectionServices } from '@sync-user/api';
import { isSyncError, SyncError } from '@sync-user/contract';
import { listCandidates } from '@sync-user/engine';
import type { StoredConnection } from '@sync-user/store';
import type { Broker } from '../connection/broker.ts';
import type { ConnectionContext } from '../connection/connection-context.ts';
import { listInspectors } from '../preflight/find-inspector.ts';
import { openAccess } from '../preflight/open-access.ts';
import type { PreflightRunner } from '../preflight/preflight-runner.ts';

const PATIENCE_MS = 60_000;
/** States in which a connection can take force without a login. */
const READY = new Set<StoredConnection['state']>(['pending', 'active', 'degraded']);

export interface CandidateServiceOptions {
  readonly context: ConnectionContext;
  readonly broker: Broker;
  readonly runner: PreflightRunner;
}

/** Asks with the caller's own connection when there is one, else with the sync user's. */
export function createCandidateServices({
  context,
  broker,
  runner,
}: CandidateServiceOptions): Pick<ConnectionServices, 'listCandidates'> {
  const { store } = context;
  return {
    async listCandidates(workspaceId, { search = '', limit }, caller) {
      const workspace = await store.workspaces.read(workspaceId);
      if (workspace === undefined) throw new SyncError('API_NOT_FOUND', 'The workspace is gone.');
      const all = await store.connections.list(workspaceId);
      const current = all.find(({ isSyncUser, state }) => isSyncUser && state !== 'replaced');
      const ofThisOrg = (connection: StoredConnection) =>
        workspace.organizationId === null || connection.organizationId === workspace.organizationId;
      const connected = new Map(
        all.flatMap((connection) =>
          connection.userId !== null && READY.has(connection.state) && ofThisOrg(connection)
            ? [[connection.userId, connection.id] as const]
            : [],
        ),
      );

      let refused: unknown;
      for (const asker of (await listInspectors(context, workspaceId, caller)).filter(ofThisOrg)) {
        try {
          const { access } = await openAccess(context, broker, asker);
          return await listCandidates({
            access,
            search,
            limit,
            policy: workspace.permissionPolicy,
            mapping: await runner.readMapping(workspaceId),
            currentUserId: current?.userId ?? null,
            connected,
            clock: context.clock,
            context: { cause: 'check', sobject: null, signal: AbortSignal.timeout(PATIENCE_MS) },
          });
        } catch (error) {
          if (!isSyncError(error)) throw error;
          refused = error;
        }
      }
      throw refused ?? new SyncError('CONNECTION_MISSING', 'Nobody connected can be asked for users.');
    },
  };
}
