/**
 * `npm run soak -- --seeds N`: random histories with random faults against the engine, on a PostgreSQL and simulated orgs
 * of their own; every seed ends in quiet, and org, mirror and feed are compared. Ends with 1 at the first seed that fails,
 * with all that was done in it; with `--go-on` after the last, and says which failed.
 *
 *   --seeds N     how many
 *   --first N     the first of them (1)
 *   --at-once N   in how many processes (as many as there are processors)
 *   --go-on       a seed that fails does not end it
 */
import { fork } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '@sync-user/postgres';
import type { SeedReport } from './soak-worker.ts';

const TELL_EVERY_MS = 5_000;

const { values: flags } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    first: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: String(availableParallelism()) },
    'go-on': { type: 'boolean', default: false },
  },
});
const seeds = wholeNumber('--seeds', flags.seeds);
const first = wholeNumber('--first', flags.first);
const atOnce = wholeNumber('--at-once', flags['at-once']);

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sync-user-soak-'));
// As root, PostgreSQL runs under another account, which must be able to enter.
chmodSync(folder, 0o755);
const postgres = await startPostgres({ dataDir: folder, durable: false });
try {
  process.exitCode = (await soak()) ? 0 : 1;
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function soak(): Promise<boolean> {
  const began = performance.now();
  const failed: number[] = [];
  let told = began;
  let calls = 0;
  let done = 0;
  let next = first;
  let isOver = false;

  const take = (): number | undefined => {
    if (isOver || next >= first + seeds) return undefined;
    next += 1;
    return next - 1;
  };

  const hear = (report: SeedReport): void => {
    done += 1;
    calls += report.calls;
    if (report.faults.length > 0) {
      console.log(report.log.join('\n'));
      for (const fault of report.faults) console.log(`✗ ${fault}`);
      console.log(`✗ seed ${report.seed}; again: npm run soak -- --seeds 1 --first ${report.seed}`);
      failed.push(report.seed);
      if (!flags['go-on']) isOver = true;
    }
    const now = performance.now();
    if (now - told < TELL_EVERY_MS) return;
    told = now;
    const left = Math.round(((seeds - done) * (now - began)) / done / 1000);
    const bad = failed.length === 0 ? '' : `, ${failed.length} failed`;
    console.log(`${done} of ${seeds} seeds, ${calls} calls${bad}, about ${left} s left`);
  };

  await Promise.all(Array.from({ length: Math.min(atOnce, seeds) }, () => work(take, hear)));
  const all = `${done} seeds, ${calls} calls in ${Math.round((performance.now() - began) / 1000)} s`;
  failed.sort((one, other) => one - other);
  if (failed.length > 0) console.log(`✗ ${all}, of which failed: ${failed.join(', ')}`);
  else console.log(`✓ ${all}, nothing lost`);
  return failed.length === 0;
}

/** One process, which runs the seeds it is given one after the other. @throws when it ends before it is told to */
async function work(take: () => number | undefined, hear: (report: SeedReport) => void): Promise<void> {
  const child = fork(new URL('soak-worker.ts', import.meta.url), {
    env: { ...process.env, TEST_DATABASE_URL: postgres.url },
  });
  let seed: number | undefined;
  await new Promise<void>((ended, fail) => {
    const give = (): void => {
      seed = take();
      if (seed === undefined) child.disconnect();
      else child.send(seed);
    };
    child.on('message', (report: SeedReport | 'ready') => {
      if (report !== 'ready') hear(report);
      give();
    });
    child.once('error', fail);
    child.once('exit', (code) =>
      seed === undefined && code === 0
        ? ended()
        : fail(new Error(`the process of seed ${seed ?? 'none'} ended with ${code}`)),
    );
  });
}

function wholeNumber(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`${flag} must be a whole number from 1, not “${text}”.`);
    process.exit(1);
  }
  return value;
}
