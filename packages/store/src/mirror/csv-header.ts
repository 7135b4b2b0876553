import { SyncError } from '@sync-user/contract';
import type { ColumnType, MappedColumn, MirrorTable } from '@sync-user/engine';
import { findColumn } from './table-sql.ts';

const NEWLINE = 10;
/** 800 fields of 60 characters are 50 kB. */
const MAX_HEADER_BYTES = 1_000_000;

/** `IsDeleted` is asked for without being mapped: what is deleted leaves the table. */
export const DELETED_COLUMN = 'sync_is_deleted';

export interface PageColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Undefined for `DELETED_COLUMN`. */
  readonly mapped: MappedColumn | undefined;
}

export interface CsvBody {
  /** Columns in the order of the header line; undefined when the page is empty to the last byte. */
  readonly columns: readonly PageColumn[] | undefined;
  /** The whole page again, header line included. */
  readonly chunks: AsyncIterable<Buffer>;
}

/**
 * Reads as far as the header line and finds the columns it names. The iterator is closed when this throws.
 * @throws `SF_UNEXPECTED` for a header that names an unmapped field, or no `Id`; `SF_ANSWER_CUT` inside the header.
 */
export async function readCsvHeader(table: MirrorTable, body: AsyncIterable<Uint8Array>): Promise<CsvBody> {
  const iterator = body[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  try {
    for (;;) {
      const end = head.indexOf(NEWLINE);
      if (end >= 0) {
        return { columns: toColumns(table, head.toString('utf8', 0, end)), chunks: chain(head, iterator) };
      }
      if (head.length > MAX_HEADER_BYTES) throw unexpected(table, 'the page begins with no header line');
      const { done, value } = await iterator.next();
      if (done === true) break;
      head = Buffer.concat([head, value]);
    }
  } catch (error) {
    await iterator.return?.();
    throw error;
  }
  if (head.length > 0) throw new SyncError('SF_ANSWER_CUT', 'the page broke off inside its header line');
  return { columns: undefined, chunks: chain(head, iterator) };
}

async function* chain(head: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (;;) {
      const { done, value } = await rest.next();
      if (done === true) return;
      yield Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  } finally {
    await rest.return?.();
  }
}

function toColumns(table: MirrorTable, header: string): PageColumn[] {
  const names = header
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split(',')
    .map((name) => name.replace(/^"(.*)"$/, '$1'));
  const columns = names.map((name): PageColumn => {
    const mapped = findColumn(table, name);
    if (mapped !== undefined) return { name: mapped.column, type: mapped.columnType, mapped };
    if (name.toLowerCase() === 'isdeleted') return { name: DELETED_COLUMN, type: 'boolean', mapped };
    throw unexpected(table, `the page has a column "${name}" that is not mapped`);
  });
  const distinct = new Set(columns.map(({ name }) => name));
  if (distinct.size !== columns.length) throw unexpected(table, 'the page names a column twice');
  if (!distinct.has('id')) throw unexpected(table, 'the page has no Id column');
  return columns;
}

function unexpected(table: MirrorTable, message: string): SyncError {
  return new SyncError('SF_UNEXPECTED', `${table.sobject}: ${message}`, { sobject: table.sobject });
}
