/**
 * `npm run soak -- --seeds N`: random histories with random faults against the engine, on a PostgreSQL and a simulated org
 * of their own; every seed ends in quiet, and org, mirror and feed are compared. Ends with 1 at the first seed that fails,
 * with all that was done in it; with `--go-on` after the last, and says which failed.
 *
 *   --seeds N   how many
 *   --first N   the first of them (1)
 *   --go-on     a seed that fails does not end it
 */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '@sync-user/postgres';

const TELL_EVERY_MS = 5_000;

const { values: flags } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    first: { type: 'string', default: '1' },
    'go-on': { type: 'boolean', default: false },
  },
});
const seeds = wholeNumber('--seeds', flags.seeds);
const first = wholeNumber('--first', flags.first);

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sync-user-soak-'));
// As root, PostgreSQL runs under another account, which must be able to enter.
chmodSync(folder, 0o755);
const postgres = await startPostgres({ dataDir: folder, durable: false });
process.env['TEST_DATABASE_URL'] = postgres.url;
try {
  process.exitCode = (await soak()) ? 0 : 1;
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function soak(): Promise<boolean> {
  const { createWorld } = await import('../tests/simulation/world.ts');
  const { runSeed } = await import('../tests/simulation/run-seed.ts');
  await using world = await createWorld();
  const began = performance.now();
  let told = began;
  let calls = 0;
  const failed: number[] = [];
  for (let done = 0; done < seeds; done += 1) {
    const outcome = await runSeed(world, first + done);
    calls += outcome.calls;
    if (outcome.faults.length > 0) {
      console.log(outcome.log.join('\n'));
      for (const fault of outcome.faults) console.log(`✗ ${fault}`);
      console.log(`✗ seed ${outcome.seed}; again: npm run soak -- --seeds 1 --first ${outcome.seed}`);
      failed.push(outcome.seed);
      if (!flags['go-on']) return false;
    }
    if (performance.now() - told > TELL_EVERY_MS) {
      told = performance.now();
      const perSecond = ((done + 1) / (told - began)) * 1000;
      const left = Math.round((seeds - done - 1) / perSecond);
      console.log(`${done + 1} of ${seeds} seeds, ${calls} calls, about ${left} s left`);
    }
  }
  const all = `${seeds} seeds, ${calls} calls in ${Math.round((performance.now() - began) / 1000)} s`;
  if (failed.length > 0) console.log(`✗ ${all}, of which failed: ${failed.join(', ')}`);
  else console.log(`✓ ${all}, nothing lost`);
  return failed.length === 0;
}

function wholeNumber(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`${flag} must be a whole number from 1, not “${text}”.`);
    process.exit(1);
  }
  return value;
}
