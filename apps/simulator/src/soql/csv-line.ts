/** A row as one line of CSV, made by SQLite: several times faster than reading a value at a time. */
import type { FieldDefinition } from '../org/schema/types.ts';

export interface CsvFormat {
  readonly delimiter: string;
  readonly lineEnding: string;
}

export const NUMBER_TYPES: ReadonlySet<string> = new Set(['int', 'long', 'double', 'currency', 'percent']);
/** Text that cannot hold a quote. */
const QUOTELESS: ReadonlySet<string> = new Set([
  'id',
  'reference',
  'boolean',
  'date',
  'datetime',
  'time',
  ...NUMBER_TYPES,
]);
/** A column and nothing more: naming it several times costs little. */
const COLUMN = /^[\w."]+$/;
/** SQLite bounds a function's arguments. */
const MAX_CONCATENATED = 90;

/** A value between the quotes of a CSV line; null is nothing, as `concat` has it. */
export function csvText(field: FieldDefinition, sql: string): string {
  if (field.type === 'boolean') return `case ${sql} when 1 then 'true' when 0 then 'false' end`;
  const isColumn = COLUMN.test(sql);
  if (field.type !== 'int' && field.type !== 'long' && NUMBER_TYPES.has(field.type)) {
    return isColumn ? numberText(sql) : `sf_number(${sql})`;
  }
  if (QUOTELESS.has(field.type)) return sql;
  // Looking for a quote is quicker than making the text anew; a formula would be worked out three times.
  const doubled = `replace(${sql}, '"', '""')`;
  return isColumn ? `iif(instr(${sql}, '"'), ${doubled}, ${sql})` : doubled;
}

/**
 * The digits that JavaScript (and so REST) writes. A call of JavaScript costs more than the rest of a line, so it is
 * left to the numbers that SQLite would write in another way: whole ones are the same in both, and so are those that
 * fifteen digits hold exactly, where neither uses an exponent.
 */
function numberText(column: string): string {
  const fifteenDigits = `format('%!.15g', ${column})`;
  return (
    `case when ${column} is null then null ` +
    `when ${column} = cast(${column} as integer) and abs(${column}) < 1e15 then cast(${column} as integer) ` +
    `when abs(${column}) >= 1e-4 and abs(${column}) < 1e15 and cast(${fifteenDigits} as real) = ${column} then ${fifteenDigits} ` +
    `else sf_number(${column}) end`
  );
}

/** A whole line of the values that `csvText` made. */
export function csvLine(texts: readonly string[], { delimiter, lineEnding }: CsvFormat): string {
  const parts = texts.flatMap((text) => [sqlText(`"${delimiter}"`), text]);
  parts[0] = sqlText('"');
  parts.push(sqlText(`"${lineEnding}`));
  const groups: string[] = [];
  for (let at = 0; at < parts.length; at += MAX_CONCATENATED)
    groups.push(`concat(${parts.slice(at, at + MAX_CONCATENATED).join(', ')})`);
  return groups.length === 1 ? (groups[0] ?? '') : `concat(${groups.join(', ')})`;
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
