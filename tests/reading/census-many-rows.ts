import {
  type IsoInstant,
  type MirrorTable,
  type QueryOutcome,
  type QueryPage,
  type SourceOrg,
  type SourceRecord,
  toInstant,
} from '@sync-user/engine';
import { mappedColumn } from '@sync-user/engine/testing';

/** Rows of a query's page. Source: REST API Developer Guide, "Query" (2,000 by default). */
const PAGE_ROWS = 2000;
/** All rows have this stamp: no count by hour, day or month tells them apart. */
export const STAMP: IsoInstant = toInstant(Date.parse('2031-03-03T08:00:00Z'));

/** What a call asks for: counts and first pages of ranges, further pages, rows by their ids, or what was deleted. */
export type AskedFor = 'rows' | 'page' | 'ids' | 'deleted';

/**
 * An org with so many accounts, numbered from 1, as far as a census asks it: a row exists from when its page is asked for, so
 * that what is held afterwards is held by who asked. `onCall` is run before each answer.
 */
export function manyRowsOrg(rows: number, onCall: (asked: AskedFor) => void): SourceOrg {
  const rest = new Map<string, () => QueryPage>();
  const pageOf = (span: Span, from: number): QueryPage => {
    const until = Math.min(span.last, from + PAGE_ROWS - 1);
    const records = Array.from({ length: Math.max(0, until - from + 1) }, (_, index) =>
      recordOf(from + index, span.whole),
    );
    const next = until < span.last ? `/services/data/v66.0/query/0r8-${until + 1}` : undefined;
    if (next !== undefined) rest.set(next, () => pageOf(span, until + 1));
    return { records, totalSize: Math.max(0, span.last - span.first + 1), nextRecordsUrl: next };
  };
  const answer = (soql: string): QueryPage => {
    const wanted = [...(/ Id IN \(([^)]*)\)/.exec(soql)?.[1]?.matchAll(/'(\w+)'/g) ?? [])].map(
      ([, id = '']) => id,
    );
    if (wanted.length > 0) {
      const there = wanted.map(numberOf).filter((n) => n >= 1 && n <= rows);
      return {
        records: there.map((n) => recordOf(n, true)),
        totalSize: there.length,
        nextRecordsUrl: undefined,
      };
    }
    const first = numberOf(/ Id > '(\w+)'/.exec(soql)?.[1] ?? idOf(0)) + 1;
    const until = Math.min(rows, numberOf(/ Id <= '(\w+)'/.exec(soql)?.[1] ?? idOf(rows)));
    if (soql.includes('COUNT(Id) n')) return onlyPage(countsOf(soql, until - first + 1));
    const last = Math.min(until, first + Number(/ LIMIT (\d+)/.exec(soql)?.[1] ?? rows) - 1);
    return pageOf({ first, last, whole: soql.includes('Description') }, first);
  };
  const port: Pick<SourceOrg, 'queryTogether' | 'fetchNextPage' | 'fetchChanges'> = {
    queryTogether: async (queries) => {
      onCall(queries.some((soql) => soql.includes(' Id IN (')) ? 'ids' : 'rows');
      const outcomes = queries.map((soql): QueryOutcome => ({ kind: 'page', page: answer(soql) }));
      return { value: outcomes, askedAt: STAMP };
    },
    fetchNextPage: async (url) => {
      onCall('page');
      const page = rest.get(url)?.();
      if (page === undefined) throw new Error(`no page ${url}`);
      return page;
    },
    fetchChanges: async (reads) => {
      onCall('deleted');
      const none = { kind: 'page', page: onlyPage([]), deleted: [], deletedRefused: null } as const;
      return { value: reads.map(() => none), askedAt: STAMP };
    },
  };
  // A census asks for nothing else.
  return port as SourceOrg;
}

interface Span {
  readonly first: number;
  readonly last: number;
  readonly whole: boolean;
}

function onlyPage(records: readonly SourceRecord[]): QueryPage {
  return { records, totalSize: records.length, nextRecordsUrl: undefined };
}

/** Every field has a value in every row. */
function countsOf(soql: string, rows: number): SourceRecord[] {
  if (rows <= 0) return [];
  const fields = [...soql.matchAll(/COUNT\(\w+\) (c\d+)/g)].map(([, alias = '']) => [alias, rows]);
  const group = { d: STAMP.slice(0, 10), h: Number(STAMP.slice(11, 13)) };
  return [{ ...group, n: rows, f: STAMP, l: STAMP, ...Object.fromEntries(fields) }];
}

export function idOf(n: number): string {
  return `001${String(n).padStart(12, '0')}AAA`;
}

function numberOf(id: string): number {
  return Number(id.slice(3, 15));
}

function recordOf(n: number, whole: boolean): SourceRecord {
  const stamp = { Id: idOf(n), SystemModstamp: STAMP };
  if (!whole) return stamp;
  return { ...stamp, Name: `Account ${n}`, Description: `What is known of account ${n}. `.repeat(12) };
}

export function manyRowsTable(workspace: {
  readonly workspaceId: string;
  readonly schema: string;
}): MirrorTable {
  return {
    workspaceId: workspace.workspaceId,
    schema: workspace.schema,
    sobject: 'Account',
    table: 'account',
    cursorField: 'SystemModstamp',
    nameField: 'Name',
    hasIsDeleted: true,
    hasDeletedFeed: true,
    rowFilter: null,
    columns: [
      mappedColumn('Id', { sfType: 'id' }),
      mappedColumn('Name'),
      mappedColumn('Description', { sfType: 'textarea' }),
      mappedColumn('SystemModstamp', { sfType: 'datetime', columnType: 'timestamptz' }),
    ],
  };
}
