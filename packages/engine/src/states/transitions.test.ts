import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CONNECTION_EFFECTS,
  CONNECTION_STATES,
  ERRORS,
  type ErrorCode,
  OBJECT_STATES,
} from '@sync-user/contract';
import {
  CONNECTION_EVENTS,
  connectionEventOf,
  mayRead,
  mayRenew,
  nextConnectionState,
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
  const refusals = ['grant_expired', 'grant_refused', 'user_inactive', 'access_refused'] as const;

  test('every event in every state, as the documentation draws it', () => {
    const table = CONNECTION_STATES.map((state) =>
      [state, ...CONNECTION_EVENTS.map((event) => nextConnectionState(state, event))].join(' '),
    );
    // connect, take_force, call_succeeded, unreachable, grant_expired, grant_refused, user_inactive, access_refused, replace
    assert.deepEqual(table, [
      'pending pending active pending pending pending pending pending pending replaced',
      'active active active active degraded expired revoked blocked blocked replaced',
      'degraded active degraded active degraded expired revoked blocked blocked replaced',
      'expired active expired expired expired expired revoked blocked blocked replaced',
      'revoked active revoked revoked revoked expired revoked blocked blocked replaced',
      'blocked active blocked blocked blocked expired revoked blocked blocked replaced',
      'replaced replaced replaced replaced replaced replaced replaced replaced replaced replaced',
    ]);
  });

  test('no event takes effect twice in a row', () => {
    for (const state of CONNECTION_STATES) {
      for (const event of CONNECTION_EVENTS) {
        const once = nextConnectionState(state, event);
        assert.equal(nextConnectionState(once, event), once, `${state} ${event}`);
      }
    }
  });

  test('a refusal stops reading where there was any, and only a login mends it', () => {
    for (const refusal of refusals) {
      const stopped = nextConnectionState('active', refusal);
      assert.equal(mayRead(stopped), false);
      assert.equal(mayRenew(stopped), false);
      assert.equal(nextConnectionState(stopped, 'call_succeeded'), stopped);
      assert.equal(nextConnectionState(stopped, 'connect'), 'active');
    }
  });

  test('a candidate takes force by being designated alone', () => {
    for (const event of CONNECTION_EVENTS) {
      if (event !== 'take_force' && event !== 'replace')
        assert.equal(nextConnectionState('pending', event), 'pending', event);
    }
    assert.equal(mayRead('pending'), false);
    assert.equal(mayRenew('pending'), true);
  });

  test('what stops reading is what the documentation says reads nothing', () => {
    for (const state of CONNECTION_STATES) {
      assert.equal(mayRead(state), CONNECTION_EFFECTS[state].reads, state);
      assert.equal(mayRead(state), CONNECTION_EFFECTS[state].writes, state);
    }
  });

  test('every error of a login says something of the connection; what concerns one request says nothing', () => {
    const silent = [
      // Of a browser login that never became a connection.
      'SF_CALLBACK_MISMATCH',
      'SF_LOGIN_DENIED',
      'SF_LOGIN_OTHER_USER',
      'SF_USER_TAKEN',
      // Of one request, object, field or job.
      'SF_REQUEST_LIMIT',
      'SF_CONCURRENCY_LIMIT',
      'SF_ANSWER_CUT',
      'SF_OBJECT_NOT_READABLE',
      'SF_FIELD_NOT_READABLE',
      'SF_INSUFFICIENT_ACCESS',
      'SF_NOT_FOUND',
      'SF_BULK_JOB_FAILED',
      'SF_BULK_LIMIT',
      'SF_BULK_NOT_SUPPORTED',
      'SF_DELETES_NOT_TOLD',
      'SF_QUERY_REFUSED',
      'SF_UNEXPECTED',
      // Of the event subscription, which has states of its own.
      'SF_EVENT_LIMIT',
      'SF_EVENTS_REFUSED',
      'SF_EVENTS_SILENT',
      'SF_REPLAY_ID_REFUSED',
    ];
    const codes = (Object.keys(ERRORS) as ErrorCode[]).filter((code) => code.startsWith('SF_'));
    assert.deepEqual(
      codes.filter((code) => connectionEventOf(code) === undefined).toSorted(),
      silent.toSorted(),
    );
    assert.equal(connectionEventOf('SECRET_UNREADABLE'), 'access_refused');
    assert.equal(connectionEventOf('INTERNAL'), undefined);
  });
});
