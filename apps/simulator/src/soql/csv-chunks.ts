/** A flat query's result as CSV, many lines at a time. */
import type { DatabaseSync } from 'node:sqlite';
import type { CsvChunk } from '../org/types.ts';
import type { SqlValue } from './literals.ts';

export interface LineQuery {
  /** The main table's name and alias, quoted. */
  readonly table: string;
  readonly alias: string;
  /** One line of CSV, as `csvLine` makes it. */
  readonly line: string;
  /** `"o_Account" t1 left join …` */
  readonly from: string;
  readonly where: string;
  readonly whereParams: readonly SqlValue[];
  /** `order by … limit ? offset ?`, where the statement has any of them. */
  readonly rest: string;
  readonly restParams: readonly SqlValue[];
}

/** So large that a statement's start is nothing beside it, and so small that other requests need not wait for it. */
const CHUNK_ROWS = 1000;
/** What a plan may hold that is done anew for each row anyway, and so costs nothing more in many statements than in one. */
const DONE_PER_ROW =
  /^(SEARCH \S+ USING (COVERING INDEX|INDEX|INTEGER PRIMARY KEY)|CORRELATED SCALAR SUBQUERY)\b/;

const encoder = new TextEncoder();

/** Whole lines, in chunks of at least one. */
export function readCsv(reader: DatabaseSync, query: LineQuery): Generator<CsvChunk, undefined> {
  return query.rest === '' && readsWholeTable(reader, query)
    ? readByRowid(reader, query)
    : readLineByLine(reader, query);
}

/** True when SQLite would go through the main table from its first row to its last. */
function readsWholeTable(
  reader: DatabaseSync,
  { alias, line, from, where, whereParams }: LineQuery,
): boolean {
  const plan = reader
    .prepare(`explain query plan select ${line} from ${from} where ${where}`)
    .all(...whereParams)
    .map((step) => String(step['detail']));
  return plan[0] === `SCAN ${alias}` && plan.slice(1).every((step) => DONE_PER_ROW.test(step));
}

/** SQLite itself joins the lines of a stretch of the table: per row, no value passes into JavaScript. */
function* readByRowid(reader: DatabaseSync, query: LineQuery): Generator<CsvChunk, undefined> {
  const { table, alias, line, from, where, whereParams } = query;
  const [bounds] = reader.prepare(`select min(rowid) as first, max(rowid) as last from ${table}`).all();
  const last = Number(bounds?.['last'] ?? 0);
  const prepared = reader.prepare(
    `select count(*), cast(group_concat(${line}, '') as blob) from ${from} ` +
      `where (${where}) and ${alias}.rowid between ? and ?`,
  );
  prepared.setReturnArrays(true);
  for (let first = Number(bounds?.['first'] ?? 1); first <= last; first += CHUNK_ROWS) {
    const [rows, bytes] = prepared.get(...whereParams, first, first + CHUNK_ROWS - 1) as unknown as [
      number,
      Uint8Array<ArrayBuffer> | null,
    ];
    if (bytes !== null) yield { rows, bytes };
  }
}

function* readLineByLine(reader: DatabaseSync, query: LineQuery): Generator<CsvChunk, undefined> {
  const { line, from, where, whereParams, rest, restParams } = query;
  const prepared = reader.prepare(`select ${line} from ${from} where ${where} ${rest}`);
  prepared.setReturnArrays(true);
  let lines: string[] = [];
  const rows = prepared.iterate(...whereParams, ...restParams) as unknown as Iterable<[string]>;
  for (const [text] of rows) {
    if (lines.push(text) < CHUNK_ROWS) continue;
    yield { rows: lines.length, bytes: encoder.encode(lines.join('')) };
    lines = [];
  }
  if (lines.length > 0) yield { rows: lines.length, bytes: encoder.encode(lines.join('')) };
}
