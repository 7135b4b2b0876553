import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { runSeed } from './run-seed.ts';
import { createWorld } from './world.ts';

/** Runs random histories as one test; in several files, because files run side by side. */
export async function testSeeds({
  first,
  count,
  also = [],
}: {
  readonly first: number;
  readonly count: number;
  /** Others that found something once. */
  readonly also?: readonly number[];
}): Promise<void> {
  const world = await createWorld();
  after(() => world[Symbol.asyncDispose]());

  const seeds = [...Array.from({ length: count }, (_, index) => first + index), ...also];
  const some = `${first} to ${first + count - 1}${also.map((seed) => `, ${seed}`).join('')}`;
  test(`after random histories ${some} the mirror is what the sync user sees, and the feed says how it came about`, async () => {
    for (const seed of seeds) {
      const { faults, log } = await runSeed(world, seed);
      assert.deepEqual(
        faults,
        [],
        `seed ${seed}; alone: npm run soak -- --seeds 1 --first ${seed}\n${log.join('\n')}`,
      );
    }
  });
}
