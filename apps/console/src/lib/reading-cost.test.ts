import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ForecastObject } from '@sync-user/contract';
import {
  describeCost,
  describeFirstLoads,
  formatAmount,
  formatCalls,
  formatMinutes,
  formatMoreCalls,
  sumFirstLoads,
} from './reading-cost.ts';

const NOTHING = { calls: 0, bulkJobs: 0, events: 0 };
const forecast = (rows: number | null, load: Partial<ForecastObject['firstLoad']> = {}): ForecastObject => ({
  name: 'Account',
  rows,
  firstLoad:
    rows === null ? null : { by: 'bulk', calls: 8, bulkJobs: 1, megabytes: 1, minutes: 0.4, ...load },
  transport: 'poll',
  perDay: { poll: NOTHING, events: null },
  why: '',
});

test('small amounts have one digit, larger ones none', () => {
  assert.equal(formatAmount(4.84), '4.8');
  assert.equal(formatAmount(48.4), '48');
  assert.equal(formatCalls(1), '1 call');
  assert.equal(formatCalls(0.5), '0.5 calls');
  assert.deepEqual([12, 0, -4].map(formatMoreCalls), ['12 calls more', 'no more calls', '4 calls fewer']);
});

test('a day’s cost names only what there is', () => {
  assert.equal(describeCost({ calls: 48, bulkJobs: 0, events: 0 }), '48 calls');
  assert.equal(describeCost({ calls: 4, bulkJobs: 1, events: 1200 }), '4 calls, 1,200 events, 1 bulk job');
});

test('first loads are added up, and what is not known is said', () => {
  assert.equal(
    describeFirstLoads(sumFirstLoads([forecast(120), forecast(3000, { minutes: 3, calls: 12 })])),
    '3,120 rows, about 3 min, 20 calls and 2 bulk jobs',
  );
  assert.equal(
    describeFirstLoads(sumFirstLoads([forecast(1, { bulkJobs: 0, calls: 1 }), forecast(null)])),
    '1 row, under a minute, 1 call; Salesforce does not say how large one more is',
  );
  assert.equal(formatMinutes(130), 'about 2 h');
});
