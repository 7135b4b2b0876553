import type { Trouble } from '@sync-user/contract';
import type { IsoInstant } from './clock.ts';

/** A row of CurrencyType. Decimals as text. */
export interface CurrencyRate {
  readonly isoCode: string;
  /** Units for one of the corporate currency. */
  readonly rate: string;
  readonly decimalPlaces: number;
  readonly active: boolean;
  readonly corporate: boolean;
}

/** A row of DatedConversionRate: holds from a day until the next one of its currency. */
export interface DatedRate {
  readonly isoCode: string;
  /** `2026-01-31` */
  readonly startDate: string;
  readonly rate: string;
}

export interface RateTables {
  readonly currencies: readonly CurrencyRate[];
  /** None where advanced currency management is off. */
  readonly dated: readonly DatedRate[];
  /** Org clock. */
  readonly readAt: IsoInstant;
}

/** Where the org's exchange rates are kept. Each method is one transaction. */
export interface RateStore {
  /** Replaces all rates. */
  writeRates(workspaceId: string, rates: RateTables): Promise<void>;
  /** They could not be read; those of before stay. */
  writeTrouble(workspaceId: string, trouble: Trouble): Promise<void>;
}
