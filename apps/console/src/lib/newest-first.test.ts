import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestFirst } from './newest-first.ts';

const at = (second: number) => `2026-11-21T10:00:${String(second).padStart(2, '0')}.000Z`;

test('changes stand in the order of the times shown beside them, and by their place in the feed at the same time', () => {
  const changes = [
    { seq: 1, changedAt: at(8), appliedAt: at(10) },
    { seq: 2, changedAt: at(3), appliedAt: at(10) },
    { seq: 3, changedAt: at(8), appliedAt: at(10) },
    { seq: 4, changedAt: null, appliedAt: at(5) },
  ];
  assert.deepEqual(
    newestFirst(changes).map(({ seq }) => seq),
    [3, 1, 4, 2],
  );
});
