/** For the tests of this folder. */
import type { Org } from '../org/types.ts';
import { systemCaller } from './row-writer.ts';

/** Rows of a query without their `attributes`, deleted ones too. */
export function queryRows(org: Org, soql: string): Record<string, unknown>[] {
  const { records } = org.query(systemCaller, soql, { includeDeleted: true, batchSize: 2000 });
  return records.map((record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'attributes')),
  );
}

export const noSink = { defineApp: () => undefined, setPassword: () => undefined };
