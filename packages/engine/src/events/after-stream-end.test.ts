import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS, type ErrorCode } from '@sync-user/contract';
import { afterStreamEnd, EVENT_RETENTION_MS } from './after-stream-end.ts';

const end = (code: ErrorCode, more: { positionAgeMs?: number; failures?: number } = {}) =>
  afterStreamEnd({ code, positionAgeMs: more.positionAgeMs, failures: more.failures ?? 1 });

test('every error there is has a next step, and each retry waits longer up to a minute', () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const delays = [1, 2, 3, 4, 5, 20].map((failures) => end(code, { failures }).delayMs);
    assert.ok(
      delays.every((delay, place) => delay >= (delays[place - 1] ?? 0)),
      `${code}: ${delays.join()}`,
    );
    assert.ok(delays.at(-1) !== 0, `${code} would be tried again without a pause`);
  }
});

test('a lost place is never passed over: it is named and polled', () => {
  const expired = end('SF_REPLAY_ID_REFUSED', { positionAgeMs: EVENT_RETENTION_MS + 1 });
  assert.deepEqual([expired.next, expired.repair?.kind], ['begin_anew', 'expired_replay']);
  const corrupted = end('SF_REPLAY_ID_REFUSED', { positionAgeMs: 60_000 });
  assert.deepEqual([corrupted.next, corrupted.repair?.kind], ['begin_anew', 'corrupted_replay']);
});

test('silence is a gap too, and the subscription goes on where it stood', () => {
  const silent = end('SF_EVENTS_SILENT');
  assert.deepEqual([silent.next, silent.repair?.kind], ['resume', 'silence']);
});

test('without deliveries the objects are polled, and what waits is not fetched for deliveries again', () => {
  const limited = end('SF_EVENT_LIMIT');
  assert.deepEqual(
    [limited.state, limited.next, limited.repair?.kind],
    ['limited', 'give_up', 'interrupted'],
  );
});

test('an ended session and a cut stream go on at once', () => {
  assert.equal(end('SF_SESSION_EXPIRED').delayMs, 0);
  assert.equal(end('SF_UNAVAILABLE').next, 'resume');
});
