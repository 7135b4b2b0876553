/** One process of `npm run soak`: runs the seeds that it is sent, on a database and a simulated org of its own. */
import { runSeed, type SeedOutcome } from '../tests/simulation/run-seed.ts';
import { createWorld } from '../tests/simulation/world.ts';

export type SeedReport = SeedOutcome;

const world = await createWorld();
let running = Promise.resolve();

process.on('message', (seed: number) => {
  running = running.then(async () => void process.send?.(await report(seed)));
});
process.once('disconnect', () => {
  void running.then(() => world[Symbol.asyncDispose]());
});
process.send?.('ready');

/** A bug of the simulation or the engine that throws is a fault of its seed, so that the others are still run. */
async function report(seed: number): Promise<SeedReport> {
  try {
    return await runSeed(world, seed);
  } catch (error) {
    const fault = `it threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    return { seed, faults: [fault], log: [], calls: 0 };
  }
}
