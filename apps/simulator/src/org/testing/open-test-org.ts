/** A small org for tests, with a clock that stands still until it is moved. */
import { openOrg } from '../open-org.ts';
import { platformCaller } from '../system-user.ts';
import type { Caller, Org, QueryRecord, SaveOperation, SaveResult } from '../types.ts';

export interface TestOrg {
  readonly org: Org;
  readonly caller: Caller;
  readonly setTime: (iso: string) => void;
  /** Saves one row and returns its id. @throws when it is refused */
  readonly create: (object: string, values: Readonly<Record<string, unknown>>) => string;
  readonly saveOne: (operation: SaveOperation, caller?: Caller) => SaveResult;
  readonly records: (soql: string) => readonly QueryRecord[];
  /** Values of the first selected field. */
  readonly column: (soql: string) => unknown[];
}

export function openTestOrg(file?: string): TestOrg {
  let now = Date.parse('2026-05-13T10:00:05.678Z');
  const org = openOrg({ clock: { now: () => now }, ...(file === undefined ? {} : { file }) });
  const caller = platformCaller(60);
  const saveOne = (operation: SaveOperation, as: Caller = caller): SaveResult => {
    const [result] = org.save(as, [operation], { allOrNone: false });
    if (result === undefined) throw new Error('save answered nothing');
    return result;
  };
  const records = (soql: string): readonly QueryRecord[] =>
    org.query(caller, soql, { includeDeleted: false, batchSize: 2000 }).records;
  return {
    org,
    caller,
    setTime: (iso) => {
      now = Date.parse(iso);
    },
    create: (object, values) => {
      const result = saveOne({ kind: 'create', object, values });
      if (!result.success) throw new Error(`${object}: ${JSON.stringify(result.errors)}`);
      return result.id;
    },
    saveOne,
    records,
    column: (soql) =>
      records(soql).map((record) => Object.entries(record).find(([name]) => name !== 'attributes')?.[1]),
  };
}

/** The codes and messages of a refused row; empty when it was saved. */
export function refusals(result: SaveResult): string[] {
  return result.success ? [] : result.errors.map((error) => `${error.statusCode}: ${error.message}`);
}
