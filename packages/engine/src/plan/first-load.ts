import { LOAD_SIZES, type LoadSizes } from '../load/load-sizes.ts';

export interface LoadForecast {
  readonly by: 'bulk' | 'query';
  readonly ranges: number;
  readonly calls: number;
  readonly bulkJobs: number;
  readonly megabytes: number;
  readonly minutes: number;
}

/** Cells of CRM rows are short: names, picklists, dates, ids, many of them empty. Measured on the sample orgs. */
const BYTES_OF_CELL = 14;
/** What Salesforce prepares and we copy in a second by a bulk job; with it an estimate is honest to a factor of about two. */
const BULK_ROWS_PER_SECOND = 3000;
const BULK_JOB_SECONDS = 15;
/** Looks at a bulk job until it is done, as `readBulkJob` spaces them. */
const LOOKS_PER_JOB = 4;
const QUERY_PAGE_SECONDS = 1.5;

/** What a first load costs: describe, count and bounds, then pages of queries or bulk jobs by ranges of ids. */
export function forecastLoad(rows: number, fields: number, sizes: LoadSizes = LOAD_SIZES): LoadForecast {
  const megabytes = Math.round((rows * fields * BYTES_OF_CELL) / 10_000) / 100;
  if (rows <= sizes.queryRows) {
    const pages = Math.max(1, Math.ceil(rows / sizes.queryPageRows));
    const minutes = toMinutes(pages * QUERY_PAGE_SECONDS);
    return { by: 'query', ranges: 1, calls: 2 + pages, bulkJobs: 0, megabytes, minutes };
  }
  const ranges = rows <= sizes.rangeRows * 1.5 ? 1 : Math.ceil(rows / sizes.rangeRows);
  const counts = ranges === 1 ? 0 : Math.ceil(ranges / 5);
  const pages = ranges * Math.ceil(rows / ranges / sizes.bulkPageRows);
  return {
    by: 'bulk',
    ranges,
    // Each job is made, looked at and taken away.
    calls: 2 + counts + ranges * (2 + LOOKS_PER_JOB) + pages,
    bulkJobs: ranges,
    megabytes,
    minutes: toMinutes((ranges * BULK_JOB_SECONDS) / sizes.streams + rows / BULK_ROWS_PER_SECOND),
  };
}

function toMinutes(seconds: number): number {
  return Math.round(seconds / 6) / 10;
}
