import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventEntity, EventRepair } from '@sync-user/contract';
import { sayRepair, stateOfEntity } from './event-words.ts';

const repair = (rest: Partial<EventRepair>): EventRepair => ({
  id: 1,
  kind: 'silence',
  object: null,
  reason: '',
  from: null,
  to: null,
  openedAt: '2026-03-01T10:00:00.000Z',
  closedAt: null,
  rows: 0,
  reads: 0,
  ...rest,
});

test('a hole says from when to when, whether it is closed, and what had been missed', () => {
  assert.equal(sayRepair(repair({})), 'The hole is being read again.');
  assert.equal(sayRepair(repair({ reads: 2 })), 'The hole is being read again: 2 reads so far.');
  const closed = sayRepair(
    repair({
      from: '2026-03-01T09:00:00.000Z',
      to: '2026-03-01T09:30:00.000Z',
      closedAt: '2026-03-01T10:01:00.000Z',
      rows: 12,
    }),
  );
  assert.match(
    closed,
    /^The hole from 1 Mar 2026, .+ to 1 Mar 2026, .+ is closed: 12 rows were brought up to date\.$/,
  );
  assert.match(
    sayRepair(repair({ closedAt: '2026-03-01T10:01:00.000Z' })),
    /is closed: nothing had been missed\.$/,
  );
});

test('an object is by events only when they arrive and nothing else was planned', () => {
  const entity = (rest: Partial<EventEntity>): EventEntity => ({
    object: 'Account',
    label: 'Account',
    capable: true,
    selected: false,
    feeds: false,
    transport: 'poll',
    since: null,
    lastEventAt: null,
    events: 0,
    ...rest,
  });
  const fed = entity({ selected: true, feeds: true });
  assert.equal(stateOfEntity({ ...fed, transport: 'events' }).word, 'By events');
  assert.equal(stateOfEntity(fed).word, 'Polled as planned, events come too');
  assert.match(stateOfEntity(entity({ selected: true })).word, /polled until events arrive/);
  assert.match(stateOfEntity(entity({ selected: null })).word, /not known/);
  assert.match(stateOfEntity(entity({ capable: false })).word, /no events of it/);
  assert.equal(stateOfEntity(entity({})).word, 'Polled');
});
