import type { AllowanceName } from './allowances.ts';

/** Limits as the control plane sets them; where it does not, they are the org's own. */
export interface LimitSettings {
  /** Calls in 24 hours; null: by the org's edition and licences. */
  readonly maxDailyApiRequests: number | null;
  /** Where calls are refused; null: at the maximum, or beyond it in a paid production org. */
  readonly hardDailyApiRequests: number | null;
  /** Calls in 24 hours for single apps, by their names: `Sforce-Limit-Info` tells of them too. */
  readonly perAppApiRequests: Readonly<Record<string, number>>;
  /** Whether `/limits` lists apps under the limits they share. */
  readonly listApps: boolean;
  /** From then on a request counts as long. */
  readonly longRequestMs: number;
  /** Long requests at a time; null: by the org's edition. */
  readonly maxLongRequests: number | null;
  /** `/composite/batch` requests of one user in an hour. */
  readonly maxHourlyBatches: number;
  /** Most bytes of a bulk upload after its conversion to base64. */
  readonly bulkUploadBytes: number;
  /** Daily allowances that differ from Salesforce's. */
  readonly allowances: Readonly<Partial<Record<AllowanceName, number>>>;
}

/** Source: facts 2.9, 3.3, 4.4. */
export const LIMIT_DEFAULTS: LimitSettings = {
  maxDailyApiRequests: null,
  hardDailyApiRequests: null,
  perAppApiRequests: {},
  listApps: false,
  longRequestMs: 20_000,
  maxLongRequests: null,
  maxHourlyBatches: 2000,
  bulkUploadBytes: 150_000_000,
  allowances: {},
};
