import { isApiError } from '@sync-user/sdk';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const withCents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `12,011.50 EUR`, `125 EUR`; the currency is left out where the org has one. */
export function formatMoney(decimal: string | number, currency: string | null): string {
  const value = Number(decimal);
  const text = (Number.isInteger(value) ? whole : withCents).format(value);
  return currency === null ? text : `${text} ${currency}`;
}

/** A report that cannot be made because something is not selected or mapped is no failure: it says what to do. */
export function whatIsMissing(error: Error | null): string | undefined {
  return isApiError(error, 'OBJECT_NOT_SELECTED') || isApiError(error, 'API_CONFLICT')
    ? error.message
    : undefined;
}
