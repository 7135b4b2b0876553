import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StreamedEvent } from '../ports/event-source.ts';
import { Retold } from './retold.ts';

const told = (...ids: number[]): StreamedEvent[] =>
  ids.map((id) => ({
    kind: 'unreadable',
    replayId: Buffer.from([0, id]),
    sobject: undefined,
    reason: 'made up',
  }));
const idsOf = (events: readonly StreamedEvent[]) => events.map(({ replayId }) => replayId[1]);

test('what a subscription tells again is left out, within one answer and later', () => {
  const retold = new Retold();
  assert.deepEqual(idsOf(retold.leaveOut(told(1, 1, 2))), [1, 2]);
  assert.deepEqual(idsOf(retold.leaveOut(told(1, 2, 3))), [3]);
});

test('only so many are remembered: the oldest make room', () => {
  const retold = new Retold(2);
  retold.leaveOut(told(1, 2, 3));
  assert.deepEqual(idsOf(retold.leaveOut(told(3, 2, 1))), [1]);
});
