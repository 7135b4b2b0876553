import assert from 'node:assert/strict';
import test from 'node:test';
import { createTurns } from './create-turns.ts';

test('no more run at once than allowed, all of them run in their order, and a failure frees its place', async () => {
  const turn = createTurns(3);
  const gates: PromiseWithResolvers<void>[] = [];
  const begun: number[] = [];
  const runs = Array.from({ length: 8 }, (_, index) => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return turn(async () => {
      begun.push(index);
      await gate.promise;
      if (index % 3 === 0) throw new Error(`run ${index}`);
    }).catch(() => {});
  });
  await Promise.resolve();
  assert.deepEqual(begun, [0, 1, 2]);
  for (const [index, gate] of gates.entries()) {
    gate.resolve();
    await runs[index];
    assert.ok(begun.length <= index + 4, `${begun.length} began although only ${index + 1} ended`);
  }
  assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6, 7]);
});
