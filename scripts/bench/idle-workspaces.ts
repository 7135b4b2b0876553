import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  type EnginePorts,
  nextReadMs,
  offsetMsOf,
  pollWorkspace,
  selectObject,
  loadObject,
  toInstant,
} from '@sync-user/engine';
import { createSalesforceAgent, createSourceOrg } from '@sync-user/salesforce';
import { createStore, createSealer } from '@sync-user/store';
import { connectWorkspace, createTestDatabase } from '@sync-user/store/testing';
import { pino } from 'pino';
import { startWorker } from '../../apps/server/src/jobs/start-worker.ts';
import { systemClock } from '../../apps/server/src/system-clock.ts';
import { until } from '../../tests/support/until.ts';
import { ROOT } from '../steps.ts';
import { logIn } from '../verify/org-rows.ts';

const OBJECTS = 10;
const EVERY_SECONDS = 1800;
/** Of the half hour that all workspaces need once, this much is watched. */
const WATCHED_SECONDS = 120;
const POLLS_AT_ONCE = 4;
const CLOCK_TICKS_PER_SECOND = 100;

export interface IdleFigures {
  readonly workspaces: number;
  /** One look for what is due, among all workspaces. */
  readonly claimMs: number;
  /** CPU of our process and of PostgreSQL for one poll of ten objects. */
  readonly pollMs: number;
  /** Of one core, for all workspaces. */
  readonly cpuShare: number;
  /** That stay in our process for each workspace that was polled. */
  readonly kilobytes: number;
  readonly lateSeconds: number;
}

/**
 * Many workspaces of ten quiet objects over one simulated org, polled as they fall due by a worker as in the server, and what
 * that costs this process and PostgreSQL. Simulated Salesforce runs beside and is not counted.
 */
export async function measureIdle(clusterUrl: string, workspaces: number): Promise<IdleFigures> {
  const port = await freePort();
  const org = `http://127.0.0.1:${port}`;
  const simulator = spawn(
    process.execPath,
    [
      'apps/simulator/src/main.ts',
      '--port',
      String(port),
      '--seed',
      'apps/simulator/examples/big-table.seed.json',
    ],
    { cwd: ROOT, stdio: 'ignore' },
  );
  const database = await createTestDatabase();
  const agent = createSalesforceAgent();
  try {
    await until(async () => (await fetch(`${org}/__simulator`).catch(() => undefined))?.ok === true, {
      timeoutMs: 60_000,
      what: 'the simulated org answers',
    });
    const seed = JSON.parse(
      readFileSync(join(ROOT, 'apps/simulator/examples/big-table.seed.json'), 'utf8'),
    ) as { apps: { consumerKey: string; consumerSecret: string }[] };
    const [app] = seed.apps;
    if (app === undefined) throw new Error('the seed has no app');
    const session = await logIn(org, app.consumerKey, app.consumerSecret);
    const sealer = createSealer({ keys: [{ version: 1, key: Buffer.alloc(32, 7) }], current: 1 });
    const store = createStore({ pool: database.pool, sealer });
    const source = createSourceOrg({
      tokens: { current: async () => session, renew: async () => session },
      dispatcher: agent,
      clock: systemClock,
      extraHosts: ['127.0.0.1'],
      onCall: () => undefined,
    });
    const ports: EnginePorts = {
      org: source,
      objects: store.objects,
      mirror: store.mirror,
      fields: store.fields,
      links: store.links,
      clock: systemClock,
    };
    const ids: string[] = [];
    for (let n = 0; n < workspaces; n += 1) {
      const slug = `idle_${n}`;
      const made = await store.workspaces.create({ slug, name: slug, pollIntervalSeconds: EVERY_SECONDS });
      await connectWorkspace(store, made.workspaceId);
      ids.push(made.workspaceId);
    }
    const [template = ''] = ids;
    const names = [
      'Account',
      'Contact',
      'Lead',
      'Opportunity',
      'Campaign',
      'Case',
      'Task',
      'Event',
      'Product2',
      'CampaignMember',
    ];
    const signal = new AbortController().signal;
    for (const sobject of names.slice(0, OBJECTS)) {
      await selectObject(
        ports,
        { workspaceId: template, schema: 'crm_idle_0' },
        { sobject, fields: 'default' },
        signal,
      );
      await loadObject(ports, template, sobject, signal);
    }
    const now = systemClock.nowMs();
    await database.pool.query(
      `insert into sync_user.selected_object
       select r.*
         from sync_user.selected_object o cross join sync_user.workspace w
        cross join lateral jsonb_populate_record(null::sync_user.selected_object,
                     to_jsonb(o) || jsonb_build_object('workspace_id', w.workspace_id)) r
        where o.workspace_id = $1 and w.workspace_id <> $1`,
      [template],
    );
    await database.pool.query(
      `insert into sync_user.object_field
       select r.*
         from sync_user.object_field f cross join sync_user.workspace w
        cross join lateral jsonb_populate_record(null::sync_user.object_field,
                     to_jsonb(f) || jsonb_build_object('workspace_id', w.workspace_id)) r
        where f.workspace_id = $1 and w.workspace_id <> $1`,
      [template],
    );
    await database.pool.query(
      `update sync_user.selected_object o
          set every_seconds = $1, read_through = $2, deep_read_at = $2, deep_read_rows = 0, state = 'live', trouble = null,
              next_read_at = d.at
         from json_to_recordset($3::json) as d(workspace_id uuid, at timestamptz)
        where o.workspace_id = d.workspace_id`,
      [
        EVERY_SECONDS,
        toInstant(now - 60_000),
        JSON.stringify(
          ids.map((workspaceId) => ({
            workspace_id: workspaceId,
            at: toInstant(nextReadMs(now, EVERY_SECONDS, offsetMsOf(workspaceId))),
          })),
        ),
      ],
    );
    await database.pool.query(
      `update sync_user.workspace set next_poll_at = '2020-01-01', next_plan_at = 'infinity', next_check_at = 'infinity'`,
    );
    await database.pool.query('analyze');

    const looks: number[] = [];
    let lateMs = 0;
    let polls = 0;
    const heapBefore = heapBytes();
    const cpuBefore = cpuSeconds(clusterUrl);
    const worker = await startWorker({
      databaseUrl: database.url,
      jobSchema: 'sync_user_jobs',
      log: pino({ level: 'silent' }),
      kinds: [
        {
          name: 'poll-workspace',
          concurrency: POLLS_AT_ONCE,
          patienceSeconds: 3600,
          handOut: 'claim',
          due: async () => {
            const began = performance.now();
            const due = await store.workspaces.claimDuePolls(toInstant(systemClock.nowMs()), 50);
            looks.push(performance.now() - began);
            return due;
          },
          run: async ({ workspaceId }, jobSignal) => {
            const [first] = await store.objects.list(workspaceId);
            if (first !== undefined)
              lateMs = Math.max(lateMs, systemClock.nowMs() - Date.parse(first.nextReadAt));
            await pollWorkspace(ports, workspaceId, jobSignal, { dueOnly: true });
            await store.workspaces.openGate(workspaceId, toInstant(systemClock.nowMs()));
            polls += 1;
          },
        },
      ],
    });
    const end = AbortSignal.timeout((WATCHED_SECONDS + 5) * 1000);
    await systemClock.sleep(WATCHED_SECONDS * 1000, end);
    const cpu = cpuSeconds(clusterUrl) - cpuBefore;
    const grown = Math.max(0, heapBytes() - heapBefore);
    await worker.stop();
    return {
      workspaces,
      claimMs: looks.toSorted((a, b) => a - b)[Math.floor(looks.length / 2)] ?? 0,
      pollMs: polls === 0 ? 0 : (cpu * 1000) / polls,
      cpuShare: cpu / WATCHED_SECONDS,
      kilobytes: polls === 0 ? 0 : grown / 1000 / Math.max(polls, 1),
      lateSeconds: lateMs / 1000,
    };
  } finally {
    simulator.kill();
    await agent.destroy();
    await database[Symbol.asyncDispose]();
  }
}

/** What is left after rubbish is taken out. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  return process.memoryUsage().heapUsed;
}

/** Of this process and of every process of PostgreSQL's cluster that is alive. Source: proc(5). */
function cpuSeconds(clusterUrl: string): number {
  const own = process.cpuUsage();
  const port = new URL(clusterUrl).port;
  let ticks = 0;
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8');
      if (!command.includes('postgres')) continue;
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (!isOf(entry, port)) continue;
      // Its own time, and that of children that have ended.
      for (const field of fields.slice(11, 15)) ticks += Number(field);
    } catch {
      // It ended meanwhile.
    }
  }
  return (own.user + own.system) / 1e6 + ticks / CLOCK_TICKS_PER_SECOND;
}

/** Whether a process belongs to the cluster on this port: the postmaster names it, and its children have it as parent. */
function isOf(pid: string, port: string): boolean {
  for (let at = pid; at !== '0' && at !== '1'; ) {
    const command = readFileSync(`/proc/${at}/cmdline`, 'utf8');
    if (command.includes(port)) return true;
    const stat = readFileSync(`/proc/${at}/stat`, 'utf8');
    at = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '0';
  }
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
