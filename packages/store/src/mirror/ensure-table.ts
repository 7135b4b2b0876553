import { SyncError } from '@sync-user/contract';
import type { MappedColumn, MirrorTable } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { sqlState } from '../database/database-error.ts';
import { quote, toIdentifier } from '../database/identifier.ts';
import type { Queryable, Transaction } from '../database/queryable.ts';
import { ensureIndexes } from './ensure-indexes.ts';
import { dropCorporateView, ensureCorporateView } from '../money/corporate-view.ts';
import { createMirrorSchema } from './create-mirror-schema.ts';
import { tableName } from './table-sql.ts';

interface ColumnRow {
  name: string;
  type: string;
}

/**
 * Makes or widens the table of an object. Secondary indexes wait for the end of the first load (`finishLoad` makes
 * them), because a COPY into an indexed table takes about twice as long; at any other time they are made here.
 *
 * @throws `API_CONFLICT` when a column has another type by now and its values do not convert.
 */
export async function ensureTable(db: Database, table: MirrorTable): Promise<void> {
  await db.transact((tx) => ensureTableIn(tx, table));
}

/** The same within a transaction of the caller's. */
export async function ensureTableIn(tx: Transaction, table: MirrorTable): Promise<void> {
  const seen = new Set<string>();
  for (const { column } of table.columns) {
    if (seen.has(column)) throw new Error(`${table.sobject}: column ${column} is mapped twice`);
    seen.add(column);
  }
  if (!seen.has('id')) throw new Error(`${table.sobject}: id is not among the columns`);

  await createMirrorSchema(tx, table.schema);
  await lockTableDefinition(tx, table);
  const there = await listColumns(tx, table);
  if (there.length === 0) await createTable(tx, table);
  else await widenTable(tx, table, there);
  if (!(await isFirstLoad(tx, table))) await ensureIndexes(tx, table);
  await ensureCorporateView(tx, table);
}

/** Two workers that make the same table at once would trip over each other in the catalogue. */
async function lockTableDefinition(db: Queryable, table: MirrorTable): Promise<void> {
  await db.query(/* sql */ `select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    `mirror table ${table.schema}.${table.table}`,
  ]);
}

async function listColumns(db: Queryable, table: MirrorTable): Promise<ColumnRow[]> {
  const { rows } = await db.query<ColumnRow>(
    /* sql */ `
    select a.attname as name, format_type(a.atttypid, null) as type
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1
       and c.relname = $2
       and a.attnum > 0
       and not a.attisdropped`,
    [toIdentifier(table.schema), toIdentifier(table.table)],
  );
  return rows;
}

async function createTable(db: Queryable, table: MirrorTable): Promise<void> {
  const columns = table.columns.map(
    ({ column, columnType }) => `${quote(column)} ${columnType}${column === 'id' ? ' primary key' : ''}`,
  );
  await db.query(/* sql */ `create table ${tableName(table)} (${columns.join(', ')})`);
}

async function widenTable(tx: Transaction, table: MirrorTable, there: readonly ColumnRow[]): Promise<void> {
  const types = new Map(there.map((row) => [row.name, row.type]));
  const added = table.columns.filter(({ column }) => !types.has(toIdentifier(column)));
  if (added.length > 0) {
    const clauses = added.map(({ column, columnType }) => `add column ${quote(column)} ${columnType}`);
    await tx.query(/* sql */ `alter table ${tableName(table)} ${clauses.join(', ')}`);
  }
  for (const column of table.columns) {
    const type = types.get(toIdentifier(column.column));
    if (type !== undefined && type !== fullTypeName(column)) await convertColumn(tx, table, column, type);
  }
}

/** `format_type` writes some types out. */
function fullTypeName({ columnType }: MappedColumn): string {
  if (columnType === 'timestamptz') return 'timestamp with time zone';
  return columnType === 'time' ? 'time without time zone' : columnType;
}

async function convertColumn(
  tx: Transaction,
  table: MirrorTable,
  { column, columnType }: MappedColumn,
  before: string,
): Promise<void> {
  const name = quote(column);
  try {
    // PostgreSQL changes no column that a view shows; `ensureTableIn` makes ours anew.
    await dropCorporateView(tx, table);
    await tx.query(
      /* sql */ `alter table ${tableName(table)} alter column ${name} type ${columnType} using ${converted(name, before, columnType)}`,
    );
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    throw new SyncError(
      'API_CONFLICT',
      `Column ${column} of ${table.schema}.${table.table} is ${before} and its values cannot become ${columnType}. ` +
        'Deselect the object and select it again, so that its table is made anew.',
      { sobject: table.sobject, column },
      { cause: error },
    );
  }
}

/** A text is written as the feed wrote the value, so that who followed it knows the text without being told. */
function converted(name: string, before: string, after: string): string {
  if (after === 'text' && before === 'timestamp with time zone')
    return `to_char(${name}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  if (after === 'text' && before === 'numeric') return `trim_scale(${name})::text`;
  return `${name}::text::${after}`;
}

/** True while nothing has been loaded, or a first load is going on: nobody queries the table by an index yet. */
async function isFirstLoad(db: Queryable, table: MirrorTable): Promise<boolean> {
  const { rows } = await db.query<{ empty: boolean; loading: boolean }>(
    /* sql */ `
    select not exists (select from ${tableName(table)}) as empty,
           exists (select
                     from selected_object o
                     join object_load l using (workspace_id, sobject)
                    where o.workspace_id = $1
                      and o.sobject = $2
                      and o.state <> 'live'
                      and l.phase <> 'done'
                      and not l.reload) as loading`,
    [table.workspaceId, table.sobject],
  );
  return rows[0]?.empty === true || rows[0]?.loading === true;
}
