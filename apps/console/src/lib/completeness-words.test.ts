import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CensusRun, CompletenessVerdict, ObjectCompleteness } from '@sync-user/contract';
import { countDrift, countNewer, isTooNew, listDrift, sayCompleteness } from './completeness-words.ts';

const run = (rest: Partial<CensusRun>): CensusRun => ({
  runId: 'r1',
  object: 'Account',
  reason: 'asked',
  startedAt: '2026-03-01T10:00:00.000Z',
  finishedAt: '2026-03-01T10:00:05.000Z',
  asOf: '2026-03-01T09:45:00.000Z',
  method: 'rows',
  rowsInOrg: 100,
  rowsInMirror: 100,
  buckets: 1,
  bucketsDiffering: 0,
  missing: 0,
  extra: 0,
  stale: 0,
  wrong: 0,
  repaired: 0,
  inFlight: 0,
  valuesCompared: 100,
  calls: 1,
  trouble: null,
  ...rest,
});
const object = (
  label: string,
  verdict: CompletenessVerdict,
  lastRun: CensusRun | null = run({}),
): ObjectCompleteness => ({
  object: label,
  label,
  verdict,
  text: '',
  lastRun,
  valuesComparedThrough: 0,
  valuesRoundFinishedAt: null,
  nextCensusAt: null,
});
const say = (...objects: ObjectCompleteness[]) => sayCompleteness({ objects });

test('what differed is listed by kind and counted', () => {
  const found = run({ missing: 2, wrong: 1, extra: 1200 });
  assert.equal(listDrift(found), '2 missing here, 1,200 gone from Salesforce, 1 with other values');
  assert.equal(countDrift(found), 1203);
  assert.equal(listDrift(run({})), '');
});

test('the worst comes first: what could not be mended, then what is not proven', () => {
  const all = [object('Lead', 'unknown', null), object('Contact', 'drift'), object('Account', 'complete')];
  assert.deepEqual(say(...all).tone, 'bad');
  assert.match(say(...all).title, /^Contact differs from Salesforce/);
  const [lead, , account] = all;
  assert.ok(lead && account);
  assert.deepEqual(say(lead, account), {
    tone: 'warn',
    title: '1 of 2 objects is proven complete.',
    text: 'Not proven: Lead.',
  });
});

test('of what is more than a comparison mends, the way out is said', () => {
  const trouble = {
    code: 'CENSUS_INCOMPLETE',
    title: '',
    message: '',
    fix: '',
    since: '2026-03-01T10:00:00.000Z',
  } as const;
  const far = object('Lead', 'drift', run({ missing: 20_000, repaired: 20_000, trouble }));
  assert.equal(
    say(far, object('Contact', 'drift')).text,
    'More differs than a comparison mends: load Lead again.',
  );
});

test('complete is said only when every object is, with what was mended', () => {
  assert.equal(say(object('Lead', 'unknown', null)).tone, 'idle');
  const clean = say(object('Account', 'complete'), object('Contact', 'complete', run({ rowsInOrg: 1 })));
  assert.equal(
    clean.title,
    'Nothing is missing: all 101 rows that the sync user sees in Salesforce are here.',
  );
  assert.equal(clean.text, 'The last comparisons found no difference.');
  const mended = say(object('Account', 'repaired', run({ missing: 1, repaired: 1 })));
  assert.equal(mended.tone, 'good');
  assert.match(mended.text, /found 1 row that differed, and mended it\.$/);
});

test('rows that are too new to be compared are counted, and not called proven', () => {
  const none = run({ rowsInOrg: 0, rowsInMirror: 0 });
  assert.deepEqual([countNewer(run({}), 104), countNewer(run({}), 90), countNewer(null, 5)], [4, 0, 0]);
  assert.equal(isTooNew(object('User', 'complete', none), 26), true);
  assert.equal(isTooNew(object('User', 'complete', none), 0), false, 'there are none');
  assert.equal(isTooNew(object('User', 'complete'), 126), false, 'some were compared');
  const objects = [object('Account', 'complete'), object('User', 'complete', none)];
  assert.match(
    sayCompleteness({ objects }, new Map([['User', 26]])).text,
    /^The last comparisons found no difference\. Too new to be compared yet: all rows of User\./,
  );
});
