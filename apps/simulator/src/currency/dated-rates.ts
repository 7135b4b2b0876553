/** Advanced currency management. Source: facts 8.2; Object Reference, DatedConversionRate. */
import type { Org } from '../org/types.ts';
import { datedConversionRate } from '../standard/dated-conversion-rate.ts';

/** Once switched on it can be switched off again, but the dated rates stay in the org. */
export function switchDatedRates(org: Org, on: boolean): void {
  if (on) org.defineObject(datedConversionRate);
  org.changeSetup({ advancedCurrencyManagement: on });
}
