import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TakenCensus, toInstant } from '@sync-user/engine';
import { tellOfCensus } from './tell-of-census.ts';

const at = toInstant(Date.parse('2026-03-01T10:00:00Z'));
const run: TakenCensus = {
  object: 'Account',
  reason: 'schedule',
  startedAt: at,
  finishedAt: at,
  asOf: at,
  method: 'rows',
  rowsInOrg: 300_000,
  rowsInMirror: 0,
  buckets: [],
  drift: [{ id: '001', kind: 'missing', orgStamp: at, mirrorStamp: null, columns: [], repaired: true }],
  inFlight: 0,
  valuesCompared: 0,
  round: { throughId: null, rows: 0, finished: false },
  calls: 20,
  trouble: null,
  stopped: false,
};

async function told(trouble: TakenCensus['trouble']): Promise<unknown[]> {
  const said: unknown[] = [];
  await tellOfCensus(
    {
      open: async (_, { subject, text, action }) => void said.push([subject, text, action?.href]),
      close: async (_, kind, subject) => void said.push(['closed', kind, subject]),
    },
    'w',
    { ...run, trouble },
  );
  return said;
}

test('more than a comparison mends is told with the counts of both sides and where to load it again', async () => {
  const trouble = {
    code: 'CENSUS_INCOMPLETE',
    title: '',
    message: 'Account had 300,000 rows in Salesforce and 0 here.',
    fix: 'Load the object again.',
    since: at,
  } as const;
  assert.deepEqual(await told(trouble), [
    [
      'Account',
      'Account had 300,000 rows in Salesforce and 0 here. Load the object again.',
      '/objects/Account',
    ],
  ]);
});

test('all mended is an all-clear; a comparison that did not come to its end says nothing either way', async () => {
  assert.deepEqual(await told(null), [['closed', 'drift_not_mended', 'Account']]);
  const trouble = { code: 'SF_UNAVAILABLE', title: '', message: '', fix: '', since: at } as const;
  assert.deepEqual(await told(trouble), []);
});
