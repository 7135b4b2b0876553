import { UploadError } from '../bulk/csv-reader.ts';
import { SalesforceError } from '../errors.ts';
import type { Allowances } from './allowances.ts';

/** Bulk API 2.0's share of the org's allowances, and what is said when one is used up. Source: facts 4.1, 4.4. */
export class BulkAllowances {
  readonly #allowances: Allowances;

  constructor(allowances: Allowances) {
    this.#allowances = allowances;
  }

  /** @throws SalesforceError as recorded by connectors that ran into it */
  takeQueryJob(): void {
    const used = this.#allowances.used('DailyBulkV2QueryJobs');
    const max = this.#allowances.max('DailyBulkV2QueryJobs');
    if (used >= max) {
      throw limitExceeded(`Max bulk v2 query jobs (${max}) per 24 hrs has been reached (${used})`);
    }
    const maxKilobytes = this.#allowances.max('DailyBulkV2QueryFileStorageKB');
    if (this.#allowances.used('DailyBulkV2QueryFileStorageKB') >= maxKilobytes) {
      throw limitExceeded(
        `Max bulk v2 query result size stored (${maxKilobytes}) kb per 24 hrs has been exceeded`,
      );
    }
    this.#allowances.spend('DailyBulkV2QueryJobs', 1);
  }

  spendResult(bytes: number): void {
    this.#allowances.spend('DailyBulkV2QueryFileStorageKB', Math.ceil(bytes / 1000));
  }

  /** @throws UploadError, which fails the job; the text is Bulk API's own for this allowance */
  takeBatch(): void {
    if (this.#allowances.remaining('DailyBulkApiBatches') < 1) {
      throw new UploadError('ExceededQuota : ApiBatchItems Limit exceeded.');
    }
    this.#allowances.spend('DailyBulkApiBatches', 1);
  }

  /** @throws UploadError: what is left of the job stays unprocessed. Source: "Understanding Bulk API 2.0 Ingest". */
  takeRecords(count: number): void {
    if (this.#allowances.remaining('DailyBulkV2IngestRecords') < count) {
      const max = this.#allowances.max('DailyBulkV2IngestRecords');
      throw new UploadError(
        `ExceededQuota : Maximum number of records (${max}) per 24 hrs has been exceeded`,
      );
    }
    this.#allowances.spend('DailyBulkV2IngestRecords', count);
  }
}

function limitExceeded(message: string): SalesforceError {
  return new SalesforceError(400, 'LIMIT_EXCEEDED', message);
}
