import { isSyncError } from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import { type AuditEvent, recordAuditEvent } from '../audit/audit-event.ts';
import type { Database } from '../database/database.ts';
import type { Queryable } from '../database/queryable.ts';
import type { Sealer } from '../secret/create-sealer.ts';
import { moveWorkspace } from '../workspace/move-workspace.ts';
import { readWorkspace, type StoredWorkspace } from '../workspace/stored-workspace.ts';
import { noteOrganization } from '../workspace/workspace-org.ts';
import {
  type ConnectionSecrets,
  listConnections,
  readConnectionWithSecrets,
  type StoredConnection,
} from './stored-connection.ts';
import {
  endConnection,
  insertConnection,
  type NewLogin,
  renewLogin,
  type StateChange,
  writeConnectionRole,
  writeConnectionState,
} from './write-connection.ts';

/** The connections of a workspace while nobody else exchanges them. Everything done here is committed together. */
export interface ConnectionChange {
  readonly workspace: StoredWorkspace;
  /** Those that are not replaced. */
  readonly connections: readonly StoredConnection[];
  /** Replaced ones too. */
  readonly history: readonly StoredConnection[];
  /** Both null when they cannot be opened any more: nobody can take such a grant back, and it must not hold up its end. */
  readSecrets(connectionId: string): Promise<ConnectionSecrets>;
  insert(
    role: { readonly isSyncUser: boolean; readonly memberId: string | null },
    login: NewLogin,
  ): Promise<string>;
  renewLogin(connectionId: string, login: NewLogin): Promise<void>;
  writeRole(
    connectionId: string,
    role: { readonly isSyncUser: boolean; readonly memberId: string | null },
  ): Promise<void>;
  /** Replaced: who it was stays, its tokens go. */
  end(connectionId: string, at: IsoInstant): Promise<void>;
  /** Lets a connection into force or answers its question: `active`, without trouble. */
  activate(connectionId: string): Promise<void>;
  /** See `writeConnectionState`. */
  writeState(connectionId: string, change: StateChange): Promise<boolean>;
  /** The org whose data the mirror holds, from the first connection on. */
  noteOrganization(organization: { readonly id: string; readonly name: string | null }): Promise<void>;
  /** Empties the mirror and lets it be loaded anew from another org. See `moveWorkspace`. */
  moveToOrganization(organization: { readonly id: string; readonly name: string | null }): Promise<void>;
  /** The Salesforce user a member is. */
  writeMemberUser(memberId: string, salesforceUserId: string): Promise<void>;
  audit(event: Omit<AuditEvent, 'workspaceId'>): Promise<void>;
}

/** Undefined when the workspace is gone. One change of a workspace's connections at a time, across machines. */
export async function changeConnections<T>(
  database: Database,
  sealer: Sealer,
  workspaceId: string,
  work: (change: ConnectionChange) => Promise<T>,
): Promise<T | undefined> {
  return await database.transact(async (tx) => {
    await tx.query(/* sql */ `select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `sync_user connections of ${workspaceId}`,
    ]);
    const workspace = await readWorkspace(tx, { workspaceId });
    if (workspace === undefined) return undefined;
    const all = await listConnections(tx, workspaceId);
    const keyOf = (connectionId: string) => ({ workspaceId, connectionId });
    return await work({
      workspace,
      history: all,
      connections: all.filter(({ state }) => state !== 'replaced'),
      readSecrets: (connectionId) => readSecrets(tx, sealer, keyOf(connectionId)),
      insert: (role, login) => insertConnection(tx, sealer, workspaceId, role, login),
      renewLogin: (connectionId, login) => renewLogin(tx, sealer, keyOf(connectionId), login),
      writeRole: (connectionId, role) => writeConnectionRole(tx, keyOf(connectionId), role),
      end: (connectionId, at) => endConnection(tx, keyOf(connectionId), at),
      activate: async (connectionId) => {
        await tx.query(
          /* sql */ `
          update connection set state = 'active', trouble = null, question = null
           where workspace_id = $1 and connection_id = $2 and state <> 'replaced'`,
          [workspaceId, connectionId],
        );
      },
      writeState: (connectionId, change) => writeConnectionState(tx, keyOf(connectionId), change),
      noteOrganization: (organization) => noteOrganization(tx, workspaceId, organization),
      moveToOrganization: (organization) => moveWorkspace(tx, workspace, organization),
      writeMemberUser: async (memberId, salesforceUserId) => {
        await tx.query(
          /* sql */ `update member set salesforce_user_id = $3 where workspace_id = $1 and member_id = $2`,
          [workspaceId, memberId, salesforceUserId],
        );
      },
      audit: (event) => recordAuditEvent(tx, { workspaceId, ...event }),
    });
  });
}

async function readSecrets(
  db: Queryable,
  sealer: Sealer,
  key: { readonly workspaceId: string; readonly connectionId: string },
): Promise<ConnectionSecrets> {
  const none = { refreshToken: null, accessToken: null };
  try {
    return (await readConnectionWithSecrets(db, sealer, key))?.secrets ?? none;
  } catch (error) {
    if (isSyncError(error, 'SECRET_UNREADABLE')) return none;
    throw error;
  }
}
