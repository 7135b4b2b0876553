import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOfBucket, nameOfColumn, toColumns } from './bucket-columns.ts';

const NOTHING = { missing: 0, extra: 0, stale: 0, wrong: 0, repaired: 0, trouble: null };
const bucket = (name: string, rows: number, differs: string[] = []) => ({
  bucket: name,
  rowsInOrg: rows,
  rowsInMirror: rows,
  differs,
});

test('neighbours become one column when there are more groups than room, and no row is lost', () => {
  const buckets = Array.from({ length: 145 }, (_, index) => bucket(`b${index}`, index));
  const columns = toColumns(buckets, NOTHING, 72);
  assert.equal(columns.length, 49);
  assert.equal(
    columns.reduce((sum, { rowsInOrg }) => sum + rowsInOrg, 0),
    (144 * 145) / 2,
  );
  assert.deepEqual(columns.map(({ buckets: count }) => count).at(-1), 1);
  assert.deepEqual(toColumns([], NOTHING, 72), []);
});

test('a column that differed is mended, under way, or still differs, as the run says', () => {
  const buckets = [bucket('2026-01', 3), bucket('2026-02', 4, ['count', 'stamps'])];
  const states = (rest: Partial<Parameters<typeof toColumns>[1]>) =>
    toColumns(buckets, { ...NOTHING, ...rest }, 72).map(({ state }) => state);
  assert.deepEqual(states({ missing: 2, repaired: 2 }), ['equal', 'mended']);
  assert.deepEqual(states({ missing: 2, repaired: 1 }), ['equal', 'differs']);
  assert.deepEqual(states({}), ['equal', 'underway']);
});

test('groups are named by hour, day and month', () => {
  assert.equal(nameOfBucket('2026-11-22T05'), '22 Nov 2026, 05:00 UTC');
  assert.equal(nameOfBucket('2026-11-22'), '22 Nov 2026');
  assert.equal(nameOfBucket('2026-11'), 'Nov 2026');
  assert.equal(nameOfBucket('all'), 'All rows');
  assert.equal(nameOfColumn({ first: '2025-11', last: '2026-01' }), 'Nov 2025 – Jan 2026');
});
