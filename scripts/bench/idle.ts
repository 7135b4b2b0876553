/**
 * What workspaces cost in which nothing happens: many of ten quiet objects each, in one server, over one simulated org. They
 * are polled more often than every half hour so that each falls due once while this watches, and what a poll costs is
 * counted down to half an hour. What the server does beside polls is measured when the last one is over.
 */
import pg from 'pg';
import { nextReadMs, offsetMsOf } from '@sync-user/engine';
import { startStack } from '../stack.ts';
import { type PartReport, toNumber } from './figures.ts';
import { makeTemplate, makeWorkspaces, OBJECTS } from './idle-workspaces.ts';
import { findPostmaster, readUsage } from './processes.ts';
import { type Progress, startStep } from './progress.ts';

const SEED = 'apps/simulator/examples/big-table.seed.json';
/** The interval of which the figures speak. */
const ASKED_SECONDS = 1800;
const WARM_UP_SECONDS = 10;
/** Polls that had begun end meanwhile. */
const SETTLE_SECONDS = 5;
const REST_SECONDS = 30;
/** Of the interval, after the last one was due: a poll that never comes is late by so much. */
const GRACE = 0.1;

/** `everySeconds`: the interval that is measured. */
export async function benchIdle({
  workspaces,
  everySeconds,
}: {
  readonly workspaces: number;
  readonly everySeconds: number;
}): Promise<PartReport> {
  const starting = startStep('Starting PostgreSQL and a simulated org');
  const stack = await startStack(SEED);
  const db = new pg.Client(stack.databaseUrl);
  // What it was asked says so itself when the connection is lost.
  db.on('error', () => undefined);
  try {
    await db.connect();
    starting.end();
    const one = startStep('One workspace of ten objects, loaded');
    const first = await stack.startServer();
    await makeTemplate(stack, first);
    const alone = readUsage(first.pid).privateMemory;
    await first.stop();
    one.end();
    const making = startStep(`${toNumber(workspaces)} workspaces like it`);
    await makeWorkspaces(stack, { workspaces, everySeconds, progress: making });
    making.end();

    const server = await stack.startServer();
    const postmaster = await findPostmaster(db);
    const cpu = () => ({
      server: readUsage(server.pid).cpuSeconds,
      postgres: readUsage(postmaster).cpuSeconds,
    });
    const warming = startStep('The server has begun, nothing is due yet');
    await watchFor(WARM_UP_SECONDS, warming);
    warming.end();
    await setDue(db, everySeconds);
    const beforePolls = cpu();
    const polling = startStep(`Each polled once within ${everySeconds} s`);
    // Who was due at the beginning is due again at the end: its first poll is noted before.
    await watchFor(everySeconds / 2, polling);
    await noteFirstPolls(db);
    await watchFor(everySeconds / 2, polling);
    const afterPolls = cpu();
    const memory = readUsage(server.pid).privateMemory;
    const lateness = await readLateness(db, { graceSeconds: GRACE * everySeconds, progress: polling });
    polling.end();
    await db.query(`update sync_user.selected_object set next_read_at = 'infinity'`);
    const resting = startStep('Nothing due any more');
    await watchFor(SETTLE_SECONDS, resting);
    const beforeRest = cpu();
    await watchFor(REST_SECONDS, resting);
    const afterRest = cpu();
    resting.end();
    await server.stop();

    const restShare = (side: 'server' | 'postgres'): number =>
      (afterRest[side] - beforeRest[side]) / REST_SECONDS;
    const pollSeconds = (side: 'server' | 'postgres'): number =>
      Math.max(0, afterPolls[side] - beforePolls[side] - restShare(side) * everySeconds) / workspaces;
    const perPoll = pollSeconds('server') + pollSeconds('postgres');
    const rest = restShare('server') + restShare('postgres');
    const all = `${toNumber(workspaces)} workspaces × ${OBJECTS.length} objects`;
    return {
      figures: [
        {
          what: `${all}, idle: the latest poll`,
          value: (100 * lateness.most) / everySeconds,
          unit: '% of the interval',
          atMost: 10,
          beside: `${toNumber(lateness.most)} s late at an interval of ${everySeconds} s, ${toNumber(ASKED_SECONDS / everySeconds)} times the load of 30 minutes; ${toNumber(lateness.polled)} of ${toNumber(lateness.workspaces)} were polled`,
        },
        {
          what: 'CPU per workspace, polled every 30 minutes',
          value: (1000 * (perPoll + (rest * ASKED_SECONDS) / workspaces)) / (ASKED_SECONDS / 60),
          unit: 'ms a minute',
          beside: `a poll of ten objects ${toNumber(1000 * perPoll)} ms: server ${toNumber(1000 * pollSeconds('server'))}, PostgreSQL ${toNumber(1000 * pollSeconds('postgres'))}`,
        },
        {
          what: `CPU of all of them, polled every 30 minutes`,
          value: 100 * (rest + (perPoll * workspaces) / ASKED_SECONDS),
          unit: '% of one core',
          beside: `of that, looking for what is due: ${toNumber(100 * rest)} %`,
        },
        {
          what: 'memory of the server per workspace',
          value: Math.max(0, memory - alone) / 1000 / workspaces,
          unit: 'kB',
          beside: `${toNumber(memory / 1e6)} MB after all were polled, ${toNumber(alone / 1e6)} MB with one workspace`,
        },
      ],
      notes: [
        'the simulated org’s CPU is not counted; what comes once a day (census, describes, checks) is left out',
      ],
    };
  } finally {
    await db.end();
    await stack.stop();
  }
}

/** Each workspace's own moment within the next interval, as the planner spreads them. */
async function setDue(db: pg.Client, everySeconds: number): Promise<void> {
  const { rows } = await db.query<{ workspace_id: string }>('select workspace_id from sync_user.workspace');
  const now = Date.now();
  const due = rows.map(({ workspace_id }) => ({
    workspace_id,
    at: new Date(nextReadMs(now, everySeconds, offsetMsOf(workspace_id))).toISOString(),
  }));
  await db.query(
    `create table public.bench_due as
     select *, null::timestamptz as read_at from json_to_recordset($$${JSON.stringify(due)}$$) as d(workspace_id uuid, at timestamptz)`,
  );
  await db.query(
    `update sync_user.selected_object o set next_read_at = d.at from public.bench_due d
      where d.workspace_id = o.workspace_id`,
  );
}

/** Only the first poll of each counts. */
async function noteFirstPolls(db: pg.Client): Promise<void> {
  await db.query(
    `update public.bench_due d set read_at = o.read_at
       from (select workspace_id, max(last_polled_at) as read_at
               from sync_user.selected_object
              group by 1 having count(*) = count(last_polled_at)) o
      where d.workspace_id = o.workspace_id and d.read_at is null`,
  );
}

/** How long after it was due each workspace's last object was read, at the most. */
async function readLateness(
  db: pg.Client,
  { graceSeconds, progress }: { readonly graceSeconds: number; readonly progress: Progress },
): Promise<{ most: number; polled: number; workspaces: number }> {
  for (let waited = 0; ; waited += 1) {
    await noteFirstPolls(db);
    const { rows } = await db.query<{ most: number; polled: number; workspaces: number }>(
      `select max(extract(epoch from coalesce(read_at, now()) - at))::float8 as most,
              count(read_at)::int as polled, count(*)::int as workspaces
         from public.bench_due`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('no workspace was due');
    if (row.polled === row.workspaces || waited >= graceSeconds) return row;
    progress.at(row.polled / row.workspaces);
    await new Promise((done) => setTimeout(done, 1000));
  }
}

async function watchFor(seconds: number, progress: Progress): Promise<void> {
  const began = Date.now();
  for (let share = 0; share < 1; share = (Date.now() - began) / 1000 / seconds) {
    progress.at(share);
    await new Promise((done) => setTimeout(done, 500));
  }
}
