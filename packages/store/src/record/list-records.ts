import { type MirrorRecord, type RecordPage, SyncError } from '@sync-user/contract';
import type { MappedColumn, MirrorTable } from '@sync-user/engine';
import { sqlState } from '../database/database-error.ts';
import { quote, toIdentifier } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { findColumn, stampColumn, tableName } from '../mirror/table-sql.ts';
import { listStoredObjects } from '../selected-object/stored-object.ts';
import { fromCursor, type PageEnd, toCursor } from './sort-key.ts';

export interface RecordQuery {
  readonly limit: number;
  /** `nextCursor` of the page before; it carries the sort, which is then not read again. */
  readonly cursor?: string | undefined;
  /** Part of the record's name, or a record id of 15 or 18 characters. */
  readonly search?: string | undefined;
  /** Column or field; the cursor field when absent. */
  readonly sort?: string | undefined;
  /** Newest first when no sort is given, else ascending. Rows without a value come last either way. */
  readonly direction?: 'asc' | 'desc' | undefined;
}

const SORT_VALUE = 'sync_sort_value';

/** Mirrored records, page by page. @throws `OBJECT_NOT_SELECTED`, `API_INVALID_REQUEST` */
export async function listRecords(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  query: RecordQuery,
): Promise<RecordPage> {
  const table = await readTable(db, workspaceId, sobject);
  const after = query.cursor === undefined ? undefined : fromCursor(query.cursor);
  const sortBy = findSortColumn(table, after?.column ?? query.sort);
  const direction = after?.direction ?? query.direction ?? (query.sort === undefined ? 'desc' : 'asc');
  const page = { table, sortBy, direction, search: query.search };

  // Rows with a value, then those without: two walks along an index instead of one that cannot use it.
  const wanted = query.limit + 1;
  const rows: Row[] = [];
  if (after === undefined || after.value !== null)
    rows.push(...(await readRows(db, page, 'valued', after, wanted)));
  if (rows.length < wanted && sortBy.column !== 'id') {
    const from = after?.value === null ? after : undefined;
    rows.push(...(await readRows(db, page, 'empty', from, wanted - rows.length)));
  }
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
  return {
    records: rows.slice(0, query.limit).map((row) => toRecord(table, row)),
    nextCursor:
      last === undefined
        ? null
        : toCursor({
            column: sortBy.column,
            direction,
            value: last[SORT_VALUE] as string | null,
            id: String(last.id),
          }),
  };
}

/** Undefined when the mirror has no such record. `id` may have 15 characters. @throws `OBJECT_NOT_SELECTED` */
export async function readRecord(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  id: string,
): Promise<MirrorRecord | undefined> {
  const table = await readTable(db, workspaceId, sobject);
  if (!isRecordId(id)) return undefined;
  const names = table.columns.map(({ column }) => quote(column));
  const { rows } = await query(
    db,
    table,
    /* sql */ `select ${names.join(', ')} from ${tableName(table)} where "id" = $1 or "id" between $1 and $1 || '~' limit 1`,
    [id],
  );
  return rows[0] && toRecord(table, rows[0]);
}

type Row = Record<string, string | number | boolean | null>;

interface Page {
  readonly table: MirrorTable;
  readonly sortBy: MappedColumn;
  readonly direction: 'asc' | 'desc';
  readonly search: string | undefined;
}

async function readTable(db: Queryable, workspaceId: string, sobject: string): Promise<MirrorTable> {
  const [object] = await listStoredObjects(db, workspaceId, sobject);
  if (object === undefined)
    throw new SyncError('OBJECT_NOT_SELECTED', `${sobject} is not selected`, { sobject });
  return object.table;
}

function findSortColumn(table: MirrorTable, sort: string | undefined): MappedColumn {
  if (sort === undefined) return stampColumn(table);
  const column = table.columns.find((candidate) => candidate.column === sort) ?? findColumn(table, sort);
  if (column === undefined) {
    throw new SyncError(
      'API_INVALID_REQUEST',
      `${table.sobject} has no column "${sort.slice(0, 80)}" to sort by.`,
    );
  }
  return column;
}

async function readRows(
  db: Queryable,
  page: Page,
  part: 'valued' | 'empty',
  after: PageEnd | undefined,
  limit: number,
): Promise<Row[]> {
  const { table, sortBy, direction } = page;
  const sort = quote(sortBy.column);
  const beyond = direction === 'asc' ? '>' : '<';
  const values: unknown[] = [limit];
  const param = (value: unknown) => `$${values.push(value)}`;

  const conditions = [`${sort} is ${part === 'valued' ? 'not null' : 'null'}`];
  if (after !== undefined && part === 'valued') {
    conditions.push(
      `(${sort}, "id") ${beyond} (${param(after.value)}::${sortBy.columnType}, ${param(after.id)})`,
    );
  } else if (after !== undefined) {
    conditions.push(`"id" ${beyond} ${param(after.id)}`);
  }
  if (page.search !== undefined && page.search !== '') conditions.push(toSearch(table, page.search, param));

  const names = table.columns.map(({ column }) => quote(column));
  const order =
    part === 'valued' ? `${sort} ${direction} nulls last, "id" ${direction}` : `"id" ${direction}`;
  const { rows } = await query(
    db,
    table,
    /* sql */ `
    select ${names.join(', ')}, ${sort}::text as ${SORT_VALUE}
      from ${tableName(table)}
     where ${conditions.join(' and ')}
     order by ${order}
     limit $1`,
    values,
  );
  return rows;
}

function toSearch(table: MirrorTable, search: string, param: (value: unknown) => string): string {
  const found: string[] = [];
  const name = table.nameField === null ? undefined : findColumn(table, table.nameField);
  if (name !== undefined) {
    const pattern = `%${search.replace(/[\\%_]/g, String.raw`\$&`)}%`;
    found.push(`${quote(name.column)}::text ilike ${param(pattern)}`);
  }
  if (isRecordId(search)) {
    const id = param(search);
    found.push(`"id" between ${id} and ${id} || '~'`);
  }
  return found.length === 0 ? 'false' : `(${found.join(' or ')})`;
}

/** Ids have 15 characters, or 18 with their checksum. `~` sorts after all of them. */
function isRecordId(text: string): boolean {
  return /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(text);
}

/** An object that waits for its first load may have no table yet: it has no rows either. */
async function query(
  db: Queryable,
  table: MirrorTable,
  sql: string,
  values: readonly unknown[],
): Promise<{ readonly rows: Row[] }> {
  try {
    return await db.query<Row>(sql, values);
  } catch (error) {
    if (sqlState(error) === '42P01') return { rows: [] };
    if (sqlState(error)?.startsWith('22') === true) {
      throw new SyncError(
        'API_INVALID_REQUEST',
        `The cursor does not fit ${table.sobject}.`,
        {},
        { cause: error },
      );
    }
    throw error;
  }
}

function toRecord(table: MirrorTable, row: Row): MirrorRecord {
  return Object.fromEntries(table.columns.map(({ column }) => [column, row[toIdentifier(column)] ?? null]));
}
