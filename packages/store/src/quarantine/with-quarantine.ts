import type { MappedColumn, MirrorTable, SourceRecord } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { quote } from '../database/identifier.ts';
import { isValueError } from '../mirror/value-error.ts';
import { NUL_MARK } from './cell-checks.ts';
import { noteBadCells } from './note-cells.ts';

/**
 * Applies records so that one bad cell does not keep the others out: when they are refused because of a value, the cells
 * that do not fit are noted and left empty, and the rest is applied. Cells that were noted before and fit now are healed.
 */
export async function withQuarantine<T>(
  db: Database,
  table: MirrorTable,
  records: readonly SourceRecord[],
  apply: (records: readonly SourceRecord[]) => Promise<T>,
): Promise<T> {
  if (records.length === 0) return await apply(records);
  let clean: Cleaned = { records, noted: new Set() };
  let applied: T;
  try {
    if (isChangedInSilence(table, records)) clean = await takeOutBadCells(db, table, records);
    applied = await apply(clean.records);
  } catch (error) {
    if (clean.noted.size > 0 || !isValueError(error)) throw error;
    clean = await takeOutBadCells(db, table, records);
    if (clean.noted.size === 0) throw error;
    applied = await apply(clean.records);
  }
  await heal(db, table, records, clean.noted);
  return applied;
}

/** What PostgreSQL would take and not as it came: a fraction in a column of whole numbers, a null character. */
function isChangedInSilence(table: MirrorTable, records: readonly SourceRecord[]): boolean {
  const whole = table.columns.filter(({ columnType }) => columnType === 'integer' || columnType === 'bigint');
  return records.some(
    (record) =>
      whole.some(({ field }) => typeof record[field] === 'number' && !Number.isInteger(record[field])) ||
      Object.values(record).some((value) => typeof value === 'string' && value.includes('\0')),
  );
}

interface Cleaned {
  readonly records: readonly SourceRecord[];
  /** `keyOf` of the cells that were noted. */
  readonly noted: ReadonlySet<string>;
}

async function takeOutBadCells(
  db: Database,
  table: MirrorTable,
  records: readonly SourceRecord[],
): Promise<Cleaned> {
  const named = new Set(records.flatMap((record) => Object.keys(record).map((field) => field.toLowerCase())));
  const columns = table.columns.filter(({ field }) => named.has(field.toLowerCase()));
  const declared = columns.map(({ column }) => `${quote(column)} text`).join(', ');
  const source = `(select * from json_to_recordset($3::json) as j(${declared}))`;
  const texts = JSON.stringify(records.map((record) => toTexts(columns, record)));
  const cells = await noteBadCells(db, table, columns, source, [texts]);
  const noted = new Set(cells.map(({ id, field }) => keyOf(id, field)));
  // Of a text its null characters are left out on its way in; of anything else nothing can be kept.
  const isText = new Set(
    columns.filter(({ columnType }) => columnType === 'text').map(({ field }) => field.toLowerCase()),
  );
  const clean = records.map((record) => {
    const id = String(valueOf(record, 'Id'));
    return Object.fromEntries(
      Object.entries(record).map(([field, value]) => [
        field,
        noted.has(keyOf(id, field)) && !isText.has(field.toLowerCase()) ? null : value,
      ]),
    );
  });
  return { records: clean, noted };
}

function toTexts(columns: readonly MappedColumn[], record: SourceRecord): Record<string, string | null> {
  return Object.fromEntries(
    columns.map(({ field, column }) => {
      const value = valueOf(record, field);
      const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      const text = isScalar ? String(value) : '';
      return [column, text === '' ? null : text.toWellFormed().replaceAll('\0', NUL_MARK)];
    }),
  );
}

/** Salesforce does not mind the case of a field's name. */
function valueOf(record: SourceRecord, field: string): unknown {
  if (field in record) return record[field];
  const wanted = field.toLowerCase();
  return Object.entries(record).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function keyOf(id: string, field: string): string {
  return `${id} ${field.toLowerCase()}`;
}

async function heal(
  db: Database,
  table: MirrorTable,
  records: readonly SourceRecord[],
  noted: ReadonlySet<string>,
): Promise<void> {
  const key = [table.workspaceId, table.sobject];
  const { rows } = await db.query<{ record_id: string; field: string }>(
    /* sql */ `select record_id, field from quarantined_cell where workspace_id = $1 and sobject = $2 and record_id = any($3)`,
    [...key, records.map((record) => String(valueOf(record, 'Id')))],
  );
  for (const { record_id: id, field } of rows) {
    const record = records.find((one) => valueOf(one, 'Id') === id);
    if (noted.has(keyOf(id, field)) || record === undefined || valueOf(record, field) === undefined) continue;
    await db.query(
      /* sql */ `
      delete from quarantined_cell where workspace_id = $1 and sobject = $2 and record_id = $3 and field = $4`,
      [...key, id, field],
    );
  }
}
