/** FORMAT(): values as people of a locale see them. Source: SOQL and SOSL Reference, "FORMAT()". */
import type { DatabaseSync } from 'node:sqlite';

/** Currencies of orgs that have a single one, by the region of the locale. */
const REGION_CURRENCIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries('AT BE DE ES FI FR GR IE IT LU NL PT'.split(' ').map((region) => [region, 'EUR'])),
  AU: 'AUD',
  BR: 'BRL',
  CA: 'CAD',
  CH: 'CHF',
  DK: 'DKK',
  GB: 'GBP',
  IN: 'INR',
  JP: 'JPY',
  MX: 'MXN',
  NO: 'NOK',
  PL: 'PLN',
  SE: 'SEK',
};

const FORMATS = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

/** `de_DE` → `de-DE`; a locale nobody knows is American. */
function knownLocale(locale: string): string {
  const tag = locale.replaceAll('_', '-');
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en-US';
  } catch {
    return 'en-US';
  }
}

function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n ${locale} ${JSON.stringify(options)}`;
  const known = FORMATS.get(key) ?? new Intl.NumberFormat(knownLocale(locale), options);
  FORMATS.set(key, known);
  return known as Intl.NumberFormat;
}

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d ${locale} ${JSON.stringify(options)}`;
  const known = FORMATS.get(key) ?? new Intl.DateTimeFormat(knownLocale(locale), options);
  FORMATS.set(key, known);
  return known as Intl.DateTimeFormat;
}

const digits = (scale: number): Intl.NumberFormatOptions => ({
  minimumFractionDigits: scale,
  maximumFractionDigits: scale,
});

const plainSpaces = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

/** @param kind the field's type */
export function formatValue(
  value: string | number | null,
  kind: string,
  scale: number,
  locale: string,
  zone: string,
): string | null {
  if (value === null) return null;
  switch (kind) {
    case 'int':
    case 'long':
    case 'double':
      return numberFormat(locale, digits(scale)).format(Number(value));
    case 'percent':
      return `${numberFormat(locale, digits(scale)).format(Number(value))}%`;
    case 'currency': {
      const region = new Intl.Locale(knownLocale(locale)).region ?? 'US';
      const currency = REGION_CURRENCIES[region] ?? 'USD';
      return plainSpaces(
        numberFormat(locale, { style: 'currency', currency, ...digits(scale) }).format(Number(value)),
      );
    }
    case 'date':
      return formatDate(`${String(value)}T00:00:00.000Z`, locale, 'UTC', {});
    case 'datetime':
      return formatDate(String(value), locale, zone, { hour: 'numeric', minute: '2-digit' });
    case 'time':
      return plainSpaces(
        dateFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }).format(
          new Date(`1970-01-01T${String(value)}`),
        ),
      );
    default:
      return String(value);
  }
}

function formatDate(iso: string, locale: string, zone: string, time: Intl.DateTimeFormatOptions): string {
  const part = knownLocale(locale) === 'en-US' ? 'numeric' : '2-digit';
  const options = { year: 'numeric', month: part, day: part, ...time } as const;
  try {
    return plainSpaces(dateFormat(locale, { ...options, timeZone: zone }).format(new Date(iso)));
  } catch {
    return plainSpaces(dateFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(iso)));
  }
}

/** `EUR 1.500,00 (USD 1,765.00)`: the row's currency, and the user's where that is another. */
export function formatMoney(
  amount: unknown,
  iso: unknown,
  converted: unknown,
  userIso: unknown,
  locale: string,
  scale: number,
): string | null {
  if (typeof amount !== 'number') return null;
  const one = (code: unknown, value: number): string =>
    `${String(code)} ${numberFormat(locale, digits(scale)).format(value)}`;
  if (typeof converted !== 'number' || iso === userIso) return one(iso, amount);
  return `${one(iso, amount)} (${one(userIso, converted)})`;
}

export function registerFormats(database: DatabaseSync): void {
  database.function('sf_format', { deterministic: true }, (value, kind, scale, locale, zone) =>
    formatValue(value as string | number | null, String(kind), Number(scale), String(locale), String(zone)),
  );
  database.function(
    'sf_format_money',
    { deterministic: true },
    (amount, iso, converted, userIso, locale, scale) =>
      formatMoney(amount, iso, converted, userIso, String(locale), Number(scale)),
  );
}
