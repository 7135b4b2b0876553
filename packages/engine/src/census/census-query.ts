import type { BucketSums, Grouping, RowRange, ValueChecks } from '../ports/census-store.ts';
import { type IsoInstant, instantFrom } from '../ports/clock.ts';
import type { MappedColumn, MirrorTable } from '../ports/mirror.ts';
import type { SourceRecord } from '../ports/source-org.ts';
import { isRead, toRowQuery } from '../soql/build-soql.ts';

/**
 * Field types whose values can be counted. Long text, rich text, multi-select, encrypted, boolean, time and compound
 * fields cannot. Source: SOQL and SOSL Reference, "Support for Field Types in Aggregate Functions".
 */
const COUNTABLE = new Set([
  'string',
  'picklist',
  'combobox',
  'phone',
  'email',
  'url',
  'reference',
  'date',
  'datetime',
  'int',
  'double',
  'percent',
  'currency',
]);
/** Amounts are left out: aggregates of them come in the org's currency, whatever the records' is. Source: the same page. */
const SUMMABLE = new Set(['int', 'double', 'percent']);
/** An aggregate query answers 2,000 groups at most, and has no further pages. Source: SOQL reference, "GROUP BY considerations". */
export const MAX_GROUPS = 2000;
/** More checks make the query slower on Salesforce's side; values are compared in rounds as well. */
const MAX_CHECKS = 40;

/** Which columns' contents can be counted along. Formulas move without a stamp, so they prove nothing here. */
export function chooseChecks(table: MirrorTable, unsettled: ReadonlySet<string>): ValueChecks {
  const columns = table.columns
    .filter((column) => isRead(column) && !column.calculated && !unsettled.has(column.field.toLowerCase()))
    .filter(({ field }) => field !== 'Id' && field !== table.cursorField);
  const named = (types: ReadonlySet<string>) =>
    columns.filter(({ sfType }: MappedColumn) => types.has(sfType)).map(({ field }) => field);
  const summed = named(SUMMABLE).slice(0, MAX_CHECKS / 2);
  return { filled: named(COUNTABLE).slice(0, MAX_CHECKS - summed.length), summed };
}

/** SOQL's date functions work on UTC unless told otherwise. Source: SOQL reference, "Date Functions". */
function groupsOf(grouping: Grouping, stamp: string): readonly (readonly [string, string])[] {
  switch (grouping) {
    case 'hour':
      return [
        [`DAY_ONLY(${stamp})`, 'd'],
        [`HOUR_IN_DAY(${stamp})`, 'h'],
      ];
    case 'day':
      return [[`DAY_ONLY(${stamp})`, 'd']];
    case 'month':
      return [
        [`CALENDAR_YEAR(${stamp})`, 'y'],
        [`CALENDAR_MONTH(${stamp})`, 'm'],
      ];
    case 'all':
      return [];
    default:
      throw new Error(`unknown grouping ${String(grouping satisfies never)}`);
  }
}

/** Counts and checksums of the rows in a range, by bucket. */
export function toCountQuery(
  table: MirrorTable,
  query: { readonly grouping: Grouping; readonly range: RowRange; readonly checks: ValueChecks },
): string {
  const stamp = table.cursorField;
  const groups = groupsOf(query.grouping, stamp);
  return toRowQuery(table, {
    select: [
      ...groups.map(([expression, alias]) => `${expression} ${alias}`),
      'COUNT(Id) n',
      `MIN(${stamp}) f`,
      `MAX(${stamp}) l`,
      ...query.checks.filled.map((field, index) => `COUNT(${field}) c${index}`),
      ...query.checks.summed.map((field, index) => `SUM(${field}) s${index}`),
    ],
    where: toConditions(table, query.range),
    ...(groups.length > 0 && { groupBy: groups.map(([expression]) => expression) }),
  });
}

/** The rows of a range themselves: ids and stamps, or all that is mapped. */
export function toRangeQuery(
  table: MirrorTable,
  range: RowRange,
  options: { readonly whole: boolean; readonly limit?: number },
): string {
  return toRowQuery(table, {
    ...(!options.whole && { select: ['Id', table.cursorField] }),
    where: toConditions(table, range),
    orderBy: ['Id'],
    ...(options.limit !== undefined && { limit: options.limit }),
  });
}

function toConditions(table: MirrorTable, range: RowRange): string[] {
  const stamp = table.cursorField;
  return [
    `${stamp} <= ${literal(range.through)}`,
    ...(range.from === null ? [] : [`${stamp} >= ${literal(range.from)}`]),
    ...(range.until === null ? [] : [`${stamp} < ${literal(range.until)}`]),
    ...(range.afterId === null ? [] : [`Id > '${range.afterId}'`]),
    ...(range.throughId === null ? [] : [`Id <= '${range.throughId}'`]),
  ];
}

/** Stamps have whole seconds. */
function literal(instant: IsoInstant): string {
  return `${instant.slice(0, 19)}Z`;
}

/** Reads an aggregate answer. Rows without a stamp (in the group of nothing) are called `none`. */
export function readBuckets(
  records: readonly SourceRecord[],
  grouping: Grouping,
  checks: ValueChecks,
): BucketSums[] {
  return records
    .map((record) => ({
      bucket: bucketName(record, grouping),
      rows: toNumber(record['n']),
      firstStamp: toStamp(record['f']),
      lastStamp: toStamp(record['l']),
      filled: Object.fromEntries(checks.filled.map((field, index) => [field, toNumber(record[`c${index}`])])),
      sums: Object.fromEntries(checks.summed.map((field, index) => [field, toNumber(record[`s${index}`])])),
    }))
    .filter(({ rows }) => rows > 0);
}

function bucketName(record: SourceRecord, grouping: Grouping): string {
  const two = (value: unknown) => String(value).padStart(2, '0');
  switch (grouping) {
    case 'hour':
      return `${String(record['d'])}T${two(record['h'])}`;
    case 'day':
      return String(record['d']);
    case 'month':
      return `${String(record['y'])}-${two(record['m'])}`;
    case 'all':
      return 'all';
    default:
      throw new Error(`unknown grouping ${String(grouping satisfies never)}`);
  }
}

function toNumber(value: unknown): number {
  return value === null || value === undefined ? 0 : Number(value);
}

export function toStamp(value: unknown): IsoInstant | null {
  return typeof value === 'string' && value !== '' ? instantFrom(value) : null;
}
