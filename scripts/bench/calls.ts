/**
 * What reading costs in API calls, counted by a simulated org over simulated days: ten quiet objects by polling and with
 * events, and 10,000 changes a day beside two common designs.
 */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@sync-user/postgres';
import { openDay } from '../../tests/reading/day-rig.ts';
import { orgSeed, READABLE, SYNC_APP } from '../../tests/support/org-seed.ts';
import { type PartReport, toNumber } from './figures.ts';
import { type Progress, startStep } from './progress.ts';

const TEN = [...READABLE, 'Task', 'User'];
const DAY_MINUTES = 24 * 60;
const STEPS_A_DAY = DAY_MINUTES / 15;
const POLLS_PER_DAY = 48;
const CHANGES = 10_000;
const PAGE_ROWS = 2000;
const DAILY_CALLS_ASKED = { polling: 100, events: 30 };
/** Salesforce users of the design that polls as each of them. */
const USERS = 50;

export async function benchCalls(): Promise<PartReport> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sync-user-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ dataDir: folder, durable: false });
  process.env['TEST_DATABASE_URL'] = postgres.url;
  const stop = async (): Promise<void> => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('SIGTERM', () => void stop().finally(() => process.exit(1)));
  try {
    const polling = startStep('Ten quiet objects, simulated days');
    const quiet = await quietDays(polling);
    polling.end();
    const changing = startStep(`A simulated day of ${toNumber(CHANGES)} changes`);
    const changed = await changedDay(changing);
    changing.end();
    const unit = 'calls a day';
    return {
      figures: [
        {
          what: 'ten quiet objects polled every 30 minutes, census and describes included',
          value: quiet.polling,
          unit,
          atMost: DAILY_CALLS_ASKED.polling,
          beside: `a poll per object: ${toNumber(POLLS_PER_DAY * TEN.length * 2)} (query and deleted ids of each)`,
        },
        {
          what: 'the same with change events',
          value: quiet.events,
          unit,
          atMost: DAILY_CALLS_ASKED.events,
        },
        {
          what: `${toNumber(CHANGES)} changes a day in two of the ten objects, polled every 30 minutes`,
          value: changed.ours,
          unit,
          beside: `a poll per object ${toNumber(changed.perObject)}; a poll per user of ${USERS}: ${toNumber(changed.perUser)} (both computed)`,
        },
      ],
      notes: [],
    };
  } finally {
    await stop();
  }
}

async function quietDays(progress: Progress): Promise<{ polling: number; events: number }> {
  await using rig = await openDay({ seed: orgSeed(), app: SYNC_APP });
  const calls = async (): Promise<number> => (await rig.org.state()).apiUsage.apiCalls;
  const day = async (from: number): Promise<number> => {
    const before = await calls();
    await rig.live(DAY_MINUTES, async (step) => progress.at(from + step / STEPS_A_DAY / 2));
    return (await calls()) - before;
  };
  await rig.select(...TEN);
  await rig.live(120);
  const polling = await day(0);
  await rig.feedByEvents(TEN);
  await rig.live(60);
  return { polling, events: await day(0.5) };
}

/** The changes are spread over the day evenly, in two of the ten objects. */
async function changedDay(progress: Progress): Promise<{ ours: number; perObject: number; perUser: number }> {
  await using rig = await openDay({ seed: orgSeed(), app: SYNC_APP });
  const created = await rig.org.save(
    Array.from(
      { length: 100 },
      (_, n) => ({ kind: 'create', object: 'Account', values: { Name: `Company ${n}` } }) as const,
    ),
  );
  const contacts = await rig.org.save(
    Array.from(
      { length: 100 },
      (_, n) => ({ kind: 'create', object: 'Contact', values: { LastName: `Person ${n}` } }) as const,
    ),
  );
  await rig.select(...TEN);
  await rig.live(120);
  const before = (await rig.org.state()).apiUsage.apiCalls;
  let changed = 0;
  await rig.live(DAY_MINUTES, async (step) => {
    const wanted = Math.round((CHANGES * (step + 1)) / STEPS_A_DAY) - changed;
    changed += wanted;
    await rig.org.save(
      Array.from({ length: wanted }, (_, n) => {
        const ids = n % 2 === 0 ? created : contacts;
        const id = ids[Math.floor(n / 2) % ids.length] ?? '';
        return n % 2 === 0
          ? ({ kind: 'update', object: 'Account', id, values: { Name: `Company ${step} ${n}` } } as const)
          : ({ kind: 'update', object: 'Contact', id, values: { LastName: `Person ${step} ${n}` } } as const);
      }),
    );
    progress.at((step + 1) / STEPS_A_DAY);
  });
  const ours = (await rig.org.state()).apiUsage.apiCalls - before;
  const perObject = POLLS_PER_DAY * TEN.length * 2 + Math.floor(CHANGES / PAGE_ROWS);
  return { ours, perObject, perUser: perObject * USERS };
}
