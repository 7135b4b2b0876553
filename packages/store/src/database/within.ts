import type { Database } from './database.ts';
import type { Transaction } from './queryable.ts';

/** The database as seen from inside a transaction: verbs that would begin one of their own take part in this one. */
export function within(db: Database, tx: Transaction): Database {
  return {
    pool: db.pool,
    query: (sql, values) => tx.query(sql, values),
    transact: (work) => work(tx),
  };
}
