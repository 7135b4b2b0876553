import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CONNECTION_STATES, OBJECT_STATES } from '@sync-user/contract';
import {
  CONNECTION_TRANSITIONS,
  connectionEventOf,
  mayRead,
  nextConnectionState,
  type ConnectionEvent,
} from './connection-transitions.ts';
import { nextObjectState, OBJECT_TRANSITIONS, type ObjectEvent } from './object-transitions.ts';

describe('states of a selected object', () => {
  const events = Object.keys(OBJECT_TRANSITIONS.waiting) as ObjectEvent[];

  test('no event takes effect twice in a row', () => {
    for (const state of OBJECT_STATES) {
      for (const event of events) {
        if (OBJECT_TRANSITIONS[state][event] === 'illegal') continue;
        const once = nextObjectState(state, event);
        if (OBJECT_TRANSITIONS[once][event] !== 'illegal')
          assert.equal(nextObjectState(once, event), once, `${state} ${event}`);
      }
    }
  });

  test('every state can reach live', () => {
    for (const start of OBJECT_STATES) {
      const reached = new Set([start]);
      for (let size = 0; size !== reached.size; ) {
        size = reached.size;
        for (const state of Array.from(reached)) {
          for (const event of events)
            if (OBJECT_TRANSITIONS[state][event] !== 'illegal') reached.add(nextObjectState(state, event));
        }
      }
      assert.ok(reached.has('live'), `${start} never gets live`);
    }
  });

  test('an illegal event is a bug and throws', () => {
    assert.throws(() => nextObjectState('waiting', 'load_done'), /waiting; load_done is illegal/);
  });
});

describe('states of a connection', () => {
  const events = Object.keys(CONNECTION_TRANSITIONS.active) as ConnectionEvent[];

  test('connecting again mends every state but a replaced connection', () => {
    for (const state of CONNECTION_STATES) {
      assert.equal(nextConnectionState(state, 'connect'), state === 'replaced' ? 'replaced' : 'active');
    }
  });

  test('a terminal refusal is not undone by a call that happens to work', () => {
    for (const state of ['expired', 'revoked', 'blocked'] as const) {
      assert.equal(nextConnectionState(state, 'call_succeeded'), state);
      assert.equal(mayRead(state), false);
    }
  });

  test('every event is decided in every state', () => {
    for (const state of CONNECTION_STATES)
      for (const event of events) assert.ok(nextConnectionState(state, event));
  });

  test('a spent allowance says nothing about the connection; a refused grant does', () => {
    assert.equal(connectionEventOf('SF_REQUEST_LIMIT'), undefined);
    assert.equal(connectionEventOf('SF_GRANT_REFUSED'), 'grant_refused');
    assert.equal(nextConnectionState('active', 'grant_refused'), 'revoked');
  });
});
