import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SelectedObject } from '@sync-user/contract';
import { oldestFreshness } from './freshness.ts';

const object = (state: SelectedObject['state'], freshAsOf: string | null): SelectedObject => ({
  name: 'Account',
  label: 'Account',
  custom: false,
  table: 'account',
  state,
  mode: 'auto',
  transport: 'poll',
  intervalSeconds: null,
  paused: false,
  nextReadAt: null,
  rows: 1,
  load: null,
  freshAsOf,
  lastPolledAt: null,
  lastChangeAt: null,
  trouble: null,
  fieldCount: 1,
  fieldTroubles: 0,
});

test('the workspace is as fresh as its stalest live object; one that is still loading does not count', () => {
  assert.equal(
    oldestFreshness([
      object('live', '2026-03-01T10:00:00.000Z'),
      object('live', '2026-03-01T09:00:00.000Z'),
      object('loading', '2026-03-01T01:00:00.000Z'),
      object('live', null),
    ]),
    '2026-03-01T09:00:00.000Z',
  );
  assert.equal(oldestFreshness([object('loading', null)]), null);
});
