import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { runSeed } from './run-seed.ts';
import { createWorld } from './world.ts';

/** Runs random histories as one test; in several files, because files run side by side. */
export async function testSeeds({
  first,
  count,
}: {
  readonly first: number;
  readonly count: number;
}): Promise<void> {
  const world = await createWorld();
  after(() => world[Symbol.asyncDispose]());

  test(`after random histories ${first} to ${first + count - 1} the mirror is what the sync user sees, and the feed says how it came about`, async () => {
    for (let seed = first; seed < first + count; seed += 1) {
      const { faults, log } = await runSeed(world, seed);
      assert.deepEqual(
        faults,
        [],
        `seed ${seed}; alone: npm run soak -- --seeds 1 --first ${seed}\n${log.join('\n')}`,
      );
    }
  });
}
