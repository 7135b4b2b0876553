import type { PoolClient, QueryResultRow } from 'pg';

export interface Rows<Row> {
  readonly rows: Row[];
  /** Rows returned, or written when nothing is returned. */
  readonly rowCount: number;
}

/** Anything a verb can run on: the database, or a transaction that its caller owns. */
export interface Queryable {
  query<Row extends QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Rows<Row>>;
}

export interface Transaction extends Queryable {
  /** For COPY only; everything else goes through `query`, which names connection errors. */
  readonly client: PoolClient;
}
