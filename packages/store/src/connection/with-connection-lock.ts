import type { ConnectionState, Trouble } from '@sync-user/contract';
import type { AccessToken, IsoInstant } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import type { Sealer } from '../secret/create-sealer.ts';
import {
  type ConnectionIdentity,
  type ConnectionSecrets,
  readConnectionWithSecrets,
  type StoredConnection,
} from './stored-connection.ts';
import { writeAccessToken, writeConnectionIdentity, writeConnectionState } from './write-connection.ts';

/** A connection nobody else can renew until the lock is given up. Its writes are committed together at the end. */
export interface LockedConnection {
  /** As it is now, under the lock: what another process renewed meanwhile is seen. */
  readonly connection: StoredConnection;
  readonly secrets: ConnectionSecrets;
  writeAccessToken(token: AccessToken): Promise<void>;
  writeIdentity(identity: ConnectionIdentity, at: IsoInstant): Promise<void>;
  writeState(state: ConnectionState, trouble: Trouble | null): Promise<void>;
}

/**
 * Runs `work` while holding the connection's row lock; undefined to `work` when there is no connection. Others wait,
 * on any machine, so `work` must bound its own time. The lock is gone at once when the process dies.
 *
 * What `work` wrote is committed when it returns and dropped when it throws: return the refusal of a login instead of
 * throwing it, when a new state was written with it.
 *
 * @throws `SECRET_UNREADABLE`, `DATABASE_UNAVAILABLE`
 */
export async function withConnectionLock<T>(
  db: Database,
  sealer: Sealer,
  workspaceId: string,
  work: (locked: LockedConnection | undefined) => Promise<T>,
): Promise<T> {
  return await db.transact(async (tx) => {
    const found = await readConnectionWithSecrets(tx, sealer, workspaceId, { lock: true });
    if (found === undefined) return await work(undefined);
    return await work({
      ...found,
      writeAccessToken: (token) => writeAccessToken(tx, sealer, workspaceId, token),
      writeIdentity: (identity, at) => writeConnectionIdentity(tx, workspaceId, identity, at),
      writeState: (state, trouble) => writeConnectionState(tx, workspaceId, state, trouble),
    });
  });
}
