import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { toDatabaseError } from './database-error.ts';
import type { Queryable, Rows, Transaction } from './queryable.ts';

export interface Database extends Queryable {
  readonly pool: Pool;
  /**
   * Runs `work` in one transaction: committed when it returns, rolled back when it throws.
   * What `work` throws passes unchanged.
   */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

export function openDatabase(pool: Pool): Database {
  return {
    pool,
    query: <Row extends QueryResultRow>(sql: string, values?: readonly unknown[]) =>
      runQuery<Row>(pool, sql, values),
    async transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
      const client = await connect(pool);
      const tx: Transaction = {
        client,
        query: <Row extends QueryResultRow>(sql: string, values?: readonly unknown[]) =>
          runQuery<Row>(client, sql, values),
      };
      let usable = false;
      try {
        await tx.query('begin');
        const result = await work(tx);
        await tx.query('commit');
        usable = true;
        return result;
      } catch (error) {
        usable = await rollBack(client);
        throw error;
      } finally {
        client.release(!usable);
      }
    },
  };
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw toDatabaseError(error);
  }
}

export async function runQuery<Row extends QueryResultRow>(
  on: Pool | PoolClient,
  sql: string,
  values: readonly unknown[] | undefined,
): Promise<Rows<Row>> {
  try {
    const result = await on.query<Row>(sql, values === undefined ? undefined : [...values]);
    return { rows: result.rows, rowCount: result.rowCount ?? 0 };
  } catch (error) {
    throw toDatabaseError(error);
  }
}

/** False when the connection cannot be used again; PostgreSQL rolls back what it loses. */
async function rollBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback');
    return true;
  } catch {
    return false;
  }
}
