import { isApiError } from '@sync-user/sdk';

const amount = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** `12,011.5 EUR`; the currency is left out where the org has one. */
export function formatMoney(decimal: string | number, currency: string | null): string {
  const text = amount.format(Number(decimal));
  return currency === null ? text : `${text} ${currency}`;
}

/** A report that cannot be made because something is not selected or mapped is no failure: it says what to do. */
export function whatIsMissing(error: Error | null): string | undefined {
  return isApiError(error, 'OBJECT_NOT_SELECTED') || isApiError(error, 'API_CONFLICT')
    ? error.message
    : undefined;
}
