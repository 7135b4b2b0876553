/** Where one way of reading begins to pay, and how much is done at once. Tests use small ones. */
export interface LoadSizes {
  /** An object of no more rows is read by queries: one call for 2,000 rows, where a bulk job needs five at the least. 0: none. */
  readonly queryRows: number;
  /** Rows of one query. Salesforce sends 2,000 at most, fewer of wide rows. */
  readonly queryPageRows: number;
  /** Most rows read by queries when bulk jobs are used up for the day. */
  readonly queryInsteadRows: number;
  /** Most rows asked for in one result page of a bulk job. A page is what a crash can cost us. */
  readonly bulkPageRows: number;
  /** An object of more rows is read in ranges of ids of about this size. */
  readonly rangeRows: number;
  /** A job that failed over more rows than this is made anew in smaller ranges. */
  readonly smallestRangeRows: number;
  /** Ranges read side by side: one is copied while Salesforce prepares the next. */
  readonly streams: number;
  /** Characters of one query. Salesforce takes 100,000; the rest of the query needs some. */
  readonly queryCharacters: number;
  /** A bulk job that makes no progress for so long is given up. */
  readonly jobPatienceMs: number;
}

export const LOAD_SIZES: LoadSizes = {
  queryRows: 4000,
  queryPageRows: 2000,
  queryInsteadRows: 200_000,
  bulkPageRows: 50_000,
  rangeRows: 500_000,
  smallestRangeRows: 10_000,
  streams: 2,
  queryCharacters: 90_000,
  jobPatienceMs: 2 * 60 * 60_000,
};

/** Changes of more rows than this travel by a bulk job: by queries they would be more than ten calls. */
export const DELTA_BY_BULK_ROWS = 20_000;

/** A part of a load is begun anew at most this often before a person is asked. */
export const MAX_LOAD_ATTEMPTS = 5;
