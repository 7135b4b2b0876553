import type { ColumnType } from '@sync-user/engine';

/**
 * Stands for a NUL byte in a page that is read carefully: Unicode's own "not a character", which no text has. PostgreSQL has
 * no NUL.
 */
export const NUL_MARK = '\uFFFE';

/** Longest value shown of a cell in quarantine. */
export const SHOWN_CHARACTERS = 200;

/**
 * What a value is refused as. PostgreSQL reads more than Salesforce writes (`NaN`, `infinity`, `today`, `yes`), and would
 * take some of it for what it is not: the first pattern says how Salesforce writes the type.
 */
const WRITTEN: Readonly<
  Record<Exclude<ColumnType, 'text'>, { readonly like: string; readonly not: string }>
> = {
  boolean: { like: '^(true|false)$', not: 'not true or false' },
  integer: {
    like: '^[+-]?[0-9]*[.]?[0-9]+([eE][+-]?[0-9]+)?$|^[+-]?[0-9]+[.]$',
    not: 'not a whole number of 32 bits',
  },
  bigint: {
    like: '^[+-]?[0-9]*[.]?[0-9]+([eE][+-]?[0-9]+)?$|^[+-]?[0-9]+[.]$',
    not: 'not a whole number of 64 bits',
  },
  numeric: { like: '^[+-]?[0-9]*[.]?[0-9]+([eE][+-]?[0-9]+)?$|^[+-]?[0-9]+[.]$', not: 'not a number' },
  date: { like: '^[0-9]{4}-', not: 'not a date' },
  timestamptz: { like: '^[0-9]{4}-', not: 'not a date and time' },
  time: { like: '^[0-9]{2}:', not: 'not a time of day' },
};

/** SQL that says why a text does not fit its column; null when it does, or is null. */
export function refusalSql(value: string, type: ColumnType): string {
  if (type === 'text')
    return `case when strpos(${value}, '${NUL_MARK}') > 0 then 'a null character, which PostgreSQL has no room for' end`;
  const { like, not } = WRITTEN[type];
  return `case when ${value} is null then null when ${value} !~ '${like}' or not value_fits(${value}, '${type}') then '${not}' end`;
}

/** SQL for what is kept of a text in its column: null where it does not fit, a text without its null characters. */
export function keptSql(value: string, type: ColumnType): string {
  if (type === 'text') return `nullif(replace(${value}, '${NUL_MARK}', ''), '')`;
  const loose = type === 'integer' || type === 'bigint' ? `${value}::numeric::${type}` : `${value}::${type}`;
  return `case when ${refusalSql(value, type)} is null then ${loose} end`;
}
