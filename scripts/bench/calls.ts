/**
 * What reading costs in API calls, counted by a simulated org over simulated days: ten quiet objects by polling and with
 * events, and 10,000 changes a day beside two common designs. Also what 1,000 idle workspaces cost this machine.
 *
 *   node scripts/bench/calls.ts [--workspaces 1000] [--json]
 */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '@sync-user/postgres';
import { openDay } from '../../tests/reading/day-rig.ts';
import { orgSeed, READABLE, SYNC_APP } from '../../tests/support/org-seed.ts';
import { measureIdle } from './idle-workspaces.ts';

const TEN = [...READABLE, 'Task', 'User'];
const DAY_MINUTES = 24 * 60;
const POLLS_PER_DAY = 48;
const CHANGES = 10_000;
const PAGE_ROWS = 2000;
/** Salesforce users of the design that polls as each of them. */
const USERS = 50;

const { values: flags } = parseArgs({
  options: {
    workspaces: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => (flags.json ? undefined : console.log(line));
const count = (number: number): string => Math.round(number).toLocaleString('en-US').padStart(9);

const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sync-user-bench-'));
chmodSync(folder, 0o755);
const postgres = await startPostgres({ dataDir: folder, durable: false });
process.env['TEST_DATABASE_URL'] = postgres.url;
try {
  const quiet = await quietDays();
  say(`Calls a day for ten quiet objects, census, describes and safety reads included`);
  say(`  polling every 30 minutes    ${count(quiet.polling)}   (at most 100 wanted)`);
  say(`  with change events          ${count(quiet.events)}   (at most 30 wanted)`);

  const changes = await changedDay();
  say(
    `Calls for ${CHANGES.toLocaleString('en-US')} changes a day in two of ten objects, polling every 30 minutes`,
  );
  say(`  Sync User, counted          ${count(changes.ours)}`);
  say(
    `  a poll per object           ${count(changes.perObject)}   (computed: query and deleted ids of each object, pages)`,
  );
  say(`  a poll per user, ${USERS} users   ${count(changes.perUser)}   (computed: the same as each user)`);

  const idle = await measureIdle(postgres.url, Number(flags.workspaces));
  say(`${idle.workspaces} workspaces × 10 objects, idle at 30 minutes`);
  say(`  planning what is due        ${idle.claimMs.toFixed(2).padStart(9)} ms a look, once a second`);
  say(
    `  a poll, PostgreSQL and all  ${idle.pollMs.toFixed(1).padStart(9)} ms of CPU: ${(idle.cpuShare * 100).toFixed(1)} % of one core for all`,
  );
  say(`  memory per workspace        ${idle.kilobytes.toFixed(1).padStart(9)} kB`);
  say(
    `  latest poll                 ${idle.lateSeconds.toFixed(1).padStart(9)} s late (${((100 * idle.lateSeconds) / 1800).toFixed(2)} % of the interval)`,
  );
  if (flags.json) console.log(JSON.stringify({ quiet, changes, idle }));
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function quietDays() {
  await using rig = await openDay({ seed: orgSeed(), app: SYNC_APP });
  const calls = async (): Promise<number> => (await rig.org.state()).apiUsage.apiCalls;
  await rig.select(...TEN);
  await rig.live(120);
  const before = await calls();
  await rig.live(DAY_MINUTES);
  const polling = (await calls()) - before;
  await rig.feedByEvents(TEN);
  await rig.live(60);
  const then = await calls();
  await rig.live(DAY_MINUTES);
  return { polling, events: (await calls()) - then };
}

/** The changes are spread over the day evenly, in two of the ten objects. */
async function changedDay() {
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
    const wanted = Math.round((CHANGES * (step + 1)) / (DAY_MINUTES / 15)) - changed;
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
  });
  const ours = (await rig.org.state()).apiUsage.apiCalls - before;
  const perObject = POLLS_PER_DAY * TEN.length * 2 + Math.floor(CHANGES / PAGE_ROWS);
  return { ours, perObject, perUser: perObject * USERS };
}
