import { SyncError } from '@sync-user/contract';
import type { Database } from './database.ts';
import { sqlState } from './database-error.ts';
import { onOneClient } from './on-one-client.ts';
import type { Queryable } from './queryable.ts';

/** Source: PostgreSQL manual, appendix A. */
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Runs `work` while nobody else holds a lock of that name, on any machine. It is a lock of the session: it stands over
 * several commits, and is gone at once when the process dies. `work` must bound its own time, and gets the database
 * connection that holds the lock.
 *
 * @throws `tooLong()` when it was not had within `patienceMs`
 */
export async function withAdvisoryLock<T>(
  database: Database,
  lock: { readonly name: string; readonly patienceMs: number; readonly tooLong: () => SyncError },
  work: (db: Queryable) => Promise<T>,
): Promise<T> {
  return await onOneClient(database, async (db) => {
    await db.query(/* sql */ `select set_config('lock_timeout', $1, false)`, [String(lock.patienceMs)]);
    try {
      await db.query(/* sql */ `select pg_advisory_lock(hashtextextended($1, 0))`, [lock.name]);
    } catch (error) {
      if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
      throw lock.tooLong();
    } finally {
      await db.query(/* sql */ `select set_config('lock_timeout', '0', false)`).catch(() => {});
    }
    try {
      return await work(db);
    } finally {
      // When this fails, the session is closed, which gives up the lock as well.
      await db
        .query(/* sql */ `select pg_advisory_unlock(hashtextextended($1, 0))`, [lock.name])
        .catch(() => {});
    }
  });
}
