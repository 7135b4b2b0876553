import { isSyncError, SyncError } from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import { type AppSecrets, readAppWithSecrets, type StoredApp } from '../app/stored-app.ts';
import type { Database } from '../database/database.ts';
import type { Queryable } from '../database/queryable.ts';
import { withAdvisoryLock } from '../database/with-advisory-lock.ts';
import type { Sealer } from '../secret/create-sealer.ts';
import {
  type ConnectionSecrets,
  readConnectionWithSecrets,
  type StoredConnection,
} from './stored-connection.ts';
import {
  type NewTokens,
  noteRenewalBegun,
  noteRenewalEnded,
  type StateChange,
  writeConnectionState,
  writeTokens,
  type WrittenTokens,
} from './write-connection.ts';

/** A connection that nobody else renews or exchanges until the lock is given up. */
export interface LockedConnection {
  /** As it is now, under the lock: what another process renewed meanwhile is seen. */
  readonly connection: StoredConnection;
  readonly secrets: ConnectionSecrets;
  readonly app: StoredApp;
  readonly appSecrets: AppSecrets;
  /** Committed before a renewal is asked for, so that a crash is known afterwards. */
  noteRenewalBegun(at: IsoInstant): Promise<void>;
  /** Nothing was granted, and nothing can be lost. */
  noteRenewalEnded(): Promise<void>;
  /** Seen by whoever gets the lock next. */
  writeState(change: StateChange): Promise<boolean>;
  /**
   * Commits what a renewal granted. A database that has gone away is waited for: what is not stored now is lost for good.
   * The lock went with it, so that another may have asked in vain and stopped the connection meanwhile.
   */
  writeTokens(tokens: NewTokens, at: IsoInstant): Promise<WrittenTokens>;
}

/** Longer than a renewal may take with all its tries. */
const LOCK_PATIENCE_MS = 90_000;

/**
 * Runs `work` while holding the connection's lock; undefined to `work` when there is no connection. Others wait, on any
 * machine, so `work` must bound its own time. The lock is gone at once when the process dies.
 *
 * It is an advisory lock of the session, because a row lock ends with its transaction and a renewal commits twice: once
 * that it begins, once its result. One database connection serves lock, reading and both commits.
 *
 * @throws `SECRET_UNREADABLE`, `DATABASE_UNAVAILABLE`
 */
export async function withConnectionLock<T>(
  database: Database,
  sealer: Sealer,
  key: { readonly workspaceId: string; readonly connectionId: string },
  work: (locked: LockedConnection | undefined) => Promise<T>,
): Promise<T> {
  const lock = {
    name: `sync_user connection ${key.connectionId}`,
    patienceMs: LOCK_PATIENCE_MS,
    tooLong: () =>
      new SyncError('SF_UNAVAILABLE', 'Another process has been renewing the token for too long.'),
  };
  return await withAdvisoryLock(database, lock, async (db) => {
    const found = await readConnectionWithSecrets(db, sealer, key);
    if (found === undefined) return await work(undefined);
    const app = await readAppWithSecrets(db, sealer, found.connection.appId);
    if (app === undefined) throw new Error('a connection without an app');
    return await work({
      ...found,
      app: app.app,
      appSecrets: app.secrets,
      noteRenewalBegun: (at) => noteRenewalBegun(db, key, at),
      noteRenewalEnded: () => noteRenewalEnded(db, key),
      writeState: (change) => writeConnectionState(db, key, change),
      writeTokens: (tokens, at) =>
        insist([db, database], (on) => writeTokens(on, sealer, found.connection, tokens, at)),
    });
  });
}

const COMMIT_PATIENCE_MS = 60_000;
const COMMIT_PAUSE_MS = 250;

/** Tries on the lock's own connection first, then on any other until the database is back. */
async function insist<T>(
  [own, any]: readonly [Queryable, Queryable],
  write: (on: Queryable) => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + COMMIT_PATIENCE_MS;
  for (let on = own; ; on = any) {
    try {
      return await write(on);
    } catch (error) {
      if (!isSyncError(error, 'DATABASE_UNAVAILABLE') || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, COMMIT_PAUSE_MS));
    }
  }
}
