import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Change } from '@sync-user/contract';
import fc from 'fast-check';
import {
  accountId,
  accountRecord,
  accountTable,
  createTestStore,
  type TestStore,
} from '../../testing/sample-workspace.ts';

let t: TestStore;
before(async () => {
  t = await createTestStore();
});
after(() => t[Symbol.asyncDispose]());

/** One state of one record: its stamp says which is newer, and equal stamps are the same image. */
interface Image {
  readonly n: number;
  readonly second: number;
}

const isDeleted = ({ n, second }: Image) => (n * 7 + second * 5) % 3 === 0;
const toRecord = (image: Image) =>
  accountRecord(image.n, image.second, {
    Name: `version ${image.second % 2 === 0 ? 'even' : image.second}`,
    NumberOfEmployees: image.second % 4 === 0 ? null : image.second,
    IsDeleted: isDeleted(image),
  });

const batches = fc.array(
  fc.array(fc.record({ n: fc.integer({ min: 1, max: 5 }), second: fc.integer({ min: 0, max: 30 }) }), {
    maxLength: 12,
  }),
  { minLength: 1, maxLength: 8 },
);

/** Rows as the feed tells them, from nothing. */
function replay(changes: readonly Change[]): Map<string, Record<string, unknown>> {
  const rows = new Map<string, Record<string, unknown>>();
  for (const change of changes) {
    const values = Object.entries(change.changed).map(([column, [, now]]): [string, unknown] => [
      column,
      now,
    ]);
    if (change.operation === 'delete') assert.ok(rows.delete(change.recordId), 'deleted what was there');
    else {
      assert.equal(
        rows.has(change.recordId),
        change.operation === 'update',
        `${change.operation} of ${change.recordId}`,
      );
      const row = rows.get(change.recordId) ?? {};
      for (const [column, [was]] of Object.entries(change.changed))
        assert.deepEqual(row[column] ?? null, was);
      rows.set(change.recordId, { ...row, ...Object.fromEntries(values) });
    }
  }
  return rows;
}

test('batches in any order, repeated or overlapping, end in the newest image of each record, and so does the feed', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(batches, async (given) => {
      const table = accountTable(t.workspace, `Account${(run += 1)}`);
      await t.store.mirror.ensureTable(table);
      await t.store.objects.write({ table, label: 'Account', custom: false });
      const { lastSeq } = await t.store.mirror.applyRecords(table, [], { cause: 'poll', cursor: null });
      for (const batch of given) {
        await t.store.mirror.applyRecords(table, batch.map(toRecord), { cause: 'poll', cursor: null });
      }

      const newest = new Map<number, Image>();
      for (const image of given.flat()) {
        if (image.second >= (newest.get(image.n)?.second ?? -1)) newest.set(image.n, image);
      }
      const expected = [...newest.values()].filter((image) => !isDeleted(image)).sort((a, b) => a.n - b.n);
      const query = { limit: 500, sort: 'id' };
      const { records } = await t.store.records.list(table.workspaceId, table.sobject, query);
      assert.deepEqual(
        records.map((record) => [
          record['id'],
          record['name'],
          record['numberofemployees'],
          record['systemmodstamp'],
        ]),
        expected.map((image) => {
          const { Name, NumberOfEmployees, SystemModstamp } = toRecord(image);
          return [accountId(image.n), Name, NumberOfEmployees, String(SystemModstamp).replace('+0000', 'Z')];
        }),
      );

      const { changes } = await t.store.changes.list(table.workspaceId, { after: lastSeq, limit: 1000 });
      const replayed = [...replay(changes).values()].map((row) => withoutNulls(row));
      assert.deepEqual(
        replayed.sort((a, b) => String(a['id']).localeCompare(String(b['id']))),
        records.map(withoutNulls).map((row) => ({ ...row })),
      );
      assert.equal((await t.store.selected.read(table.workspaceId, table.sobject))?.rows, records.length);
    }),
    { numRuns: 60 },
  );
});

function withoutNulls(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
