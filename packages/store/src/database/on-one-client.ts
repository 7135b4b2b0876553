import type { QueryResultRow } from 'pg';
import { type Database, runQuery } from './database.ts';
import { toDatabaseError } from './database-error.ts';
import type { Queryable } from './queryable.ts';

/**
 * Runs `work` on one database connection without a transaction: each statement is committed by itself. For what belongs
 * to the session, such as its locks. A connection on which anything failed is closed, which gives up its locks.
 */
export async function onOneClient<T>(database: Database, work: (db: Queryable) => Promise<T>): Promise<T> {
  const client = await database.pool.connect().catch((error: unknown) => {
    throw toDatabaseError(error);
  });
  let broken = false;
  const noteLoss = () => {
    broken = true;
  };
  client.on('error', noteLoss);
  try {
    return await work({
      query: async <Row extends QueryResultRow>(sql: string, values?: readonly unknown[]) => {
        try {
          return await runQuery<Row>(client, sql, values);
        } catch (error) {
          broken = true;
          throw error;
        }
      },
    });
  } finally {
    client.off('error', noteLoss);
    client.release(broken);
  }
}
