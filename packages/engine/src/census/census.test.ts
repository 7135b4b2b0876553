import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mappedColumn } from '@sync-user/engine/testing';
import fc from 'fast-check';
import type { BucketSums, Grouping, RecordComparison } from '../ports/census-store.ts';
import { type IsoInstant, toInstant } from '../ports/clock.ts';
import type { MirrorTable } from '../ports/mirror.ts';
import { boundOf, chooseGrouping, compareBuckets, differsInValuesOnly, rangeOf } from './buckets.ts';
import { chooseChecks, readBuckets, toCountQuery, toRangeQuery } from './census-query.ts';
import { judgeRow, type OrgAnswer } from './judge-row.ts';
import { writeCompleteness } from './write-completeness.ts';

const BOUND = toInstant(Date.parse('2026-03-01T12:00:00Z'));
const OLD = toInstant(Date.parse('2026-03-01T11:00:00Z'));
const OLDER = toInstant(Date.parse('2026-03-01T10:00:00Z'));
const NEW = toInstant(Date.parse('2026-03-01T12:00:01Z'));

const table: MirrorTable = {
  workspaceId: 'w',
  schema: 'crm_acme',
  sobject: 'Account',
  table: 'account',
  cursorField: 'SystemModstamp',
  hasIsDeleted: true,
  hasDeletedFeed: true,
  nameField: 'Name',
  rowFilter: "Type = 'Customer' OR Type = 'Partner'",
  columns: [
    mappedColumn('Id', { sfType: 'id' }),
    mappedColumn('Name'),
    mappedColumn('Description', { sfType: 'textarea' }),
    mappedColumn('NumberOfEmployees', { sfType: 'int', columnType: 'integer' }),
    mappedColumn('AnnualRevenue', { sfType: 'currency', columnType: 'numeric' }),
    mappedColumn('IsActive', { sfType: 'boolean', columnType: 'boolean' }),
    mappedColumn('Score__c', { sfType: 'double', columnType: 'numeric', calculated: true }),
    mappedColumn('SystemModstamp', { sfType: 'datetime', columnType: 'timestamptz' }),
  ],
};

describe('judging a row that looks different', () => {
  const mirror = (stamp: IsoInstant | null, columns: string[] = []): RecordComparison => ({
    id: 'x',
    present: stamp !== null,
    mirrorStamp: stamp,
    columns,
  });
  const live = (stamp: IsoInstant): OrgAnswer => ({ kind: 'live', stamp });
  const cases: [string, OrgAnswer, RecordComparison, string][] = [
    ['not here, old', live(OLD), mirror(null), 'missing'],
    ['not here, just made', live(NEW), mirror(null), 'in_flight'],
    ['older here', live(OLD), mirror(OLDER), 'stale'],
    ['just changed there', live(NEW), mirror(OLD), 'in_flight'],
    ['the same', live(OLD), mirror(OLD), 'same'],
    ['another value, same stamp', live(OLD), mirror(OLD, ['name']), 'wrong'],
    ['another value, same stamp, just changed', live(NEW), mirror(NEW, ['name']), 'in_flight'],
    ['polled in between', live(OLD), mirror(NEW), 'in_flight'],
    ['newer here than it can be', live(OLDER), mirror(OLD), 'wrong'],
    ['in the recycle bin long since', { kind: 'deleted', stamp: OLD }, mirror(OLD), 'extra'],
    ['just deleted', { kind: 'deleted', stamp: NEW }, mirror(OLD), 'in_flight'],
    ['gone without a trace', { kind: 'gone', toldAt: null }, mirror(OLD), 'extra'],
    ['gone just now, as the feed tells', { kind: 'gone', toldAt: NEW }, mirror(OLD), 'in_flight'],
    ['gone on both sides', { kind: 'gone', toldAt: null }, mirror(null), 'same'],
  ];
  for (const [name, answer, here, wanted] of cases) {
    test(`${name}: ${wanted}`, () => {
      const verdict = judgeRow(answer, here, { bound: BOUND, stampsLag: false });
      assert.equal(verdict.kind === 'drift' ? verdict.drift : verdict.kind, wanted);
    });
  }

  test('an older stamp over the same values is no drift where events bring the rows', () => {
    const kind = (columns: string[]) =>
      judgeRow(live(OLD), mirror(OLDER, columns), { bound: BOUND, stampsLag: true }).kind;
    assert.equal(kind([]), 'stamp_lags');
    assert.equal(kind(['name']), 'drift');
  });
});

describe('buckets', () => {
  test('every instant lies in exactly one bucket of each grouping: its own', () => {
    const names: Record<Exclude<Grouping, 'all'>, number> = { hour: 13, day: 10, month: 7 };
    const seconds = fc.integer({
      min: Date.parse('1999-01-01') / 1000,
      max: Date.parse('2099-12-31') / 1000,
    });
    fc.assert(
      fc.property(
        seconds,
        fc.constantFrom('hour' as const, 'day' as const, 'month' as const),
        (second, by) => {
          const at = toInstant(second * 1000);
          const range = rangeOf(at.slice(0, names[by]), by, at);
          assert.ok(range.from !== null && range.from <= at);
          assert.ok(range.until !== null && at < range.until);
          // What begins where it ends is the next one.
          const next = rangeOf(range.until.slice(0, names[by]), by, at);
          assert.equal(next.from, range.until);
        },
      ),
    );
  });

  test('the finest grouping that fits an answer of 2,000 groups, with room for what the org has more', () => {
    assert.equal(chooseGrouping({ hours: 1500, days: 900, months: 40 }), 'hour');
    assert.equal(chooseGrouping({ hours: 1501, days: 900, months: 40 }), 'day');
    assert.equal(chooseGrouping({ hours: 40_000, days: 3000, months: 120 }), 'month');
    assert.equal(chooseGrouping({ hours: 40_000, days: 3000, months: 1501 }), 'all');
  });

  test('whatever differs between two sides is named, and nothing else', () => {
    const sums = fc.record({
      rows: fc.integer({ min: 1, max: 5 }),
      lastStamp: fc.constantFrom(OLD, OLDER),
      filled: fc.record({ Name: fc.integer({ min: 0, max: 3 }) }),
      sums: fc.record({ NumberOfEmployees: fc.constantFrom(0, 0.1 + 0.2, 0.3, 7) }),
    });
    const whole = (one: typeof sums extends fc.Arbitrary<infer T> ? T : never): BucketSums => ({
      bucket: 'all',
      firstStamp: OLDER,
      ...one,
    });
    fc.assert(
      fc.property(sums, sums, (a, b) => {
        const [bucket] = compareBuckets([whole(a)], [whole(b)]);
        assert.deepEqual(bucket?.differs, [
          ...(a.rows === b.rows ? [] : ['count']),
          ...(a.lastStamp === b.lastStamp ? [] : ['stamps']),
          ...(a.filled.Name === b.filled.Name ? [] : ['Name']),
          // Binary fractions are added up there, decimal ones here.
          ...(Math.abs(a.sums.NumberOfEmployees - b.sums.NumberOfEmployees) < 1e-6
            ? []
            : ['NumberOfEmployees']),
        ]);
      }),
    );
    const only: BucketSums = { bucket: 'x', rows: 1, firstStamp: OLD, lastStamp: OLD, filled: {}, sums: {} };
    assert.deepEqual(compareBuckets([only], [])[0]?.differs, ['count']);
    assert.deepEqual(compareBuckets([], [only])[0]?.differs, ['count']);
    assert.ok(differsInValuesOnly({ differs: ['Name'] }));
    assert.ok(!differsInValuesOnly({ differs: ['Name', 'stamps'] }));
  });
});

describe('the question', () => {
  test('counts what can be counted, in groups of the stamp, up to the bound, through the row filter', () => {
    const checks = chooseChecks(table, new Set());
    assert.deepEqual(checks, {
      filled: ['Name', 'NumberOfEmployees', 'AnnualRevenue'],
      summed: ['NumberOfEmployees'],
    });
    assert.deepEqual(chooseChecks(table, new Set(['name'])).filled, ['NumberOfEmployees', 'AnnualRevenue']);
    assert.equal(
      toCountQuery(table, { grouping: 'hour', range: rangeOf('all', 'all', BOUND), checks }),
      'SELECT DAY_ONLY(SystemModstamp) d, HOUR_IN_DAY(SystemModstamp) h, COUNT(Id) n, MIN(SystemModstamp) f, ' +
        'MAX(SystemModstamp) l, COUNT(Name) c0, COUNT(NumberOfEmployees) c1, COUNT(AnnualRevenue) c2, ' +
        'SUM(NumberOfEmployees) s0 FROM Account WHERE SystemModstamp <= 2026-03-01T12:00:00Z AND ' +
        "(Type = 'Customer' OR Type = 'Partner') GROUP BY DAY_ONLY(SystemModstamp), HOUR_IN_DAY(SystemModstamp)",
    );
  });

  test('a bucket’s rows begin with its first second and end before the next one’s', () => {
    const range = { ...rangeOf('2026-03-01T11', 'hour', BOUND), afterId: '001a', throughId: '001b' };
    assert.equal(
      toRangeQuery({ ...table, rowFilter: null }, range, { whole: false, limit: 5 }),
      'SELECT Id, SystemModstamp FROM Account WHERE SystemModstamp <= 2026-03-01T12:00:00Z AND ' +
        'SystemModstamp >= 2026-03-01T11:00:00Z AND SystemModstamp < 2026-03-01T12:00:00Z AND ' +
        "Id > '001a' AND Id <= '001b' ORDER BY Id LIMIT 5",
    );
  });

  test('its answer becomes buckets with our names', () => {
    const row = { d: '2026-03-01', h: 9, n: 2, f: '2026-03-01T09:00:00.000+0000', l: null, c0: 1, s0: null };
    assert.deepEqual(readBuckets([row, { n: 0 }], 'hour', { filled: ['Name'], summed: ['Size'] }), [
      {
        bucket: '2026-03-01T09',
        rows: 2,
        firstStamp: '2026-03-01T09:00:00.000Z',
        lastStamp: null,
        filled: { Name: 1 },
        sums: { Size: 0 },
      },
    ]);
    assert.equal(
      readBuckets([{ y: 2026, m: 3, n: 1 }], 'month', { filled: [], summed: [] })[0]?.bucket,
      '2026-03',
    );
  });

  test('its bound has whole seconds and lies behind the cursor', () => {
    const readThrough = toInstant(Date.parse('2026-03-01T12:00:00.999Z'));
    assert.equal(boundOf(readThrough, 900_000), '2026-03-01T11:45:00.000Z');
  });
});

describe('words', () => {
  const run = {
    runId: 'r',
    object: 'Account',
    reason: 'schedule' as const,
    startedAt: OLD,
    finishedAt: OLD,
    asOf: OLD,
    method: 'groups' as const,
    rowsInOrg: 1_204_000,
    rowsInMirror: 1_204_000,
    buckets: 730,
    bucketsDiffering: 0,
    missing: 0,
    extra: 0,
    stale: 0,
    wrong: 0,
    repaired: 0,
    inFlight: 0,
    valuesCompared: 2000,
    calls: 0.5,
    trouble: null,
  };
  const values = { share: 0.125, roundFinishedAt: null };

  test('a clean count says what it proves and what it does not', () => {
    assert.deepEqual(writeCompleteness(run, values), {
      verdict: 'complete',
      text:
        '1,204,000 rows up to 2026-03-01 11:00 UTC were compared by count, stamps and sums in 730 groups. ' +
        'Nothing differed. Values are compared row by row in rounds: 12% of this one; none is finished yet.',
    });
  });

  test('what was found and not mended is drift; what was not counted is unknown', () => {
    assert.equal(writeCompleteness(null, values).verdict, 'unknown');
    assert.equal(writeCompleteness({ ...run, missing: 3, repaired: 3 }, values).verdict, 'repaired');
    assert.equal(writeCompleteness({ ...run, missing: 3, repaired: 2 }, values).verdict, 'drift');
    assert.match(
      writeCompleteness({ ...run, missing: 3, repaired: 2 }, values).text,
      /Found 3 missing; 2 mended\./,
    );
    const trouble = { code: 'SF_UNAVAILABLE' as const, title: '', message: 'It broke.', fix: '', since: OLD };
    assert.equal(writeCompleteness({ ...run, trouble }, values).verdict, 'unknown');
    const incomplete = { ...trouble, code: 'CENSUS_INCOMPLETE' as const, fix: 'Load it again.' };
    assert.deepEqual(writeCompleteness({ ...run, missing: 7, repaired: 7, trouble: incomplete }, values), {
      verdict: 'drift',
      text: 'It broke. Load it again.',
    });
  });
});
