/** What a worker does about comparisons and exchange rates: they wait while calls are scarce, say so, and go on by themselves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SyncError } from '@sync-user/contract';
import { type EnginePorts, toInstant } from '@sync-user/engine';
import { pino } from 'pino';
import { jobKinds } from '../../apps/server/src/jobs/job-kinds.ts';
import { createWork } from '../../apps/server/src/jobs/work.ts';
import { createBudgets } from '../../apps/server/src/plan/budgets.ts';
import { createMoneyServices } from '../../apps/server/src/services/money.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startCensusRig } from './census-rig.ts';

const SIGNAL = AbortSignal.timeout(240_000);
const rig = await startCensusRig({
  seed: {
    ...orgSeed({ accounts: 5, contacts: 1, widgets: 1 }),
    currencies: [
      { isoCode: 'EUR', rate: 1, corporate: true },
      { isoCode: 'USD', rate: 2 },
    ],
  },
  objects: { Account: 'default', Contact: 'default' },
});
const { store, time, workspaceId, ports } = rig;
const money = createMoneyServices(store);
const lines: { msg: string; code?: string }[] = [];
const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
const told: string[] = [];
/** Salesforce answers nothing more about the rows of an object that differ, when a test says so. */
let silentOn: string | null = null;
const org: EnginePorts['org'] = {
  ...ports.org,
  queryTogether: async (queries, ...more) => {
    if (silentOn !== null && queries.some((soql) => soql.includes(`FROM ${silentOn} WHERE Id IN`)))
      throw new SyncError('SF_UNAVAILABLE', 'Down for maintenance.');
    return await ports.org.queryTogether(queries, ...more);
  },
};
const budgets = createBudgets({ store, clock: time });
const work = createWork({
  openOrg: async () => ({ ...ports, org }),
  connections: { read: async () => undefined, noteSuccess: async () => {}, noteFailure: async () => {} },
  pollAfter: async () => {},
  budgets,
  runPlan: async () => {},
  runChecks: async () => {},
  census: store.census,
  events: store.events,
  notices: { open: async (_, { title }) => void told.push(title), close: async () => {} },
  censusHours: 24,
  loadByQueryRows: 0,
  log,
});
const jobs = jobKinds({
  store,
  work,
  clock: time,
  loads: 1,
  polls: 1,
  permissionCheckHours: 0,
  censusHours: 24,
  removedFieldDays: 30,
  log,
});
const job = (name: string) => jobs.find((one) => one.name === name) ?? assert.fail(name);

// Nobody is connected in this rig but the engine itself; a worker asks our tables who is.
await rig.sql(
  `with app as (insert into sync_user.salesforce_app (workspace_id, client_id) values ($1, 'a key') returning app_id)
   insert into sync_user.connection (workspace_id, is_sync_user, state, method, app_id, login_url)
   select $1, true, 'active', 'client_credentials', app_id, 'https://login.salesforce.com' from app`,
  [workspaceId],
);

/** What the org last said of its calls. */
async function use(percent: number): Promise<void> {
  await rig.sql(
    `insert into sync_user.org_usage (workspace_id, used, call_limit, at) values ($1, $2, 1000, $3)
         on conflict (workspace_id) do update set used = excluded.used, at = excluded.at`,
    [workspaceId, percent * 10, toInstant(time.nowMs())],
  );
  budgets.lookAgain(workspaceId);
}

/** Does what is due; answers how many jobs that were, and the calls they made. */
async function run(name: string): Promise<[jobs: number, calls: number]> {
  rig.calls.length = 0;
  const due = await job(name).due();
  for (const target of due) await job(name).run(target, SIGNAL);
  return [due.length, rig.calls.length];
}

test('a comparison waits while calls are tight, whoever wants it, and is made when they are not', async () => {
  await store.census.ask(workspaceId, { now: toInstant(time.nowMs()), objects: ['Account'] });
  await use(85);
  assert.deepEqual(await run('take-census'), [1, 0]);
  assert.deepEqual(
    lines.filter(({ msg }) => msg === 'census waits').map(({ code }) => code),
    ['API_BUDGET_SPENT'],
  );
  assert.deepEqual(await run('take-census'), [0, 0], 'it is not asked for again at once');
  const [planned] = await store.census.listPlanned(workspaceId);
  assert.equal(planned?.asked, true);
  await time.advance(16 * 60_000);
  await use(50);
  assert.deepEqual(await run('take-census'), [1, 1]);
  const { runs } = await store.census.listRuns(workspaceId, { limit: 5 });
  assert.deepEqual(
    runs.map(({ object, reason, trouble }) => [object, reason, trouble]),
    [
      ['Account', 'asked', null],
      ['Contact', 'schedule', null],
    ],
  );
});

test('exchange rates wait while calls are scarce, say why, and are read when they are not', async () => {
  await use(96);
  assert.deepEqual(await run('read-rates'), [1, 0]);
  const waiting = await money.read(workspaceId);
  assert.deepEqual([waiting.trouble?.code, waiting.rates], ['API_BUDGET_SPENT', []]);
  assert.match(waiting.trouble?.message ?? '', /API calls are scarce/);
  assert.deepEqual(await run('read-rates'), [0, 0], 'they are not asked for again at once');
  await time.advance(61 * 60_000);
  await use(85);
  assert.deepEqual(await run('read-rates'), [1, 1]);
  const read = await money.read(workspaceId);
  assert.deepEqual([read.trouble, read.rates.length > 0], [null, true]);
});

test('what cannot be mended of one object is told, though the calls for the next one fail', async () => {
  await use(50);
  const at = 'crm_acme';
  await rig.sql(`delete from ${at}.contact`);
  await rig.sql(`update ${at}.account set name = 'Nobody knows'`);
  // Somebody's trigger on our table: what we write there stays as it was.
  await rig.sql(`create function public.keep() returns trigger language plpgsql as 'begin return old; end'`);
  await rig.sql(
    `create trigger keep before update on ${at}.account for each row execute function public.keep()`,
  );
  await store.census.ask(workspaceId, { now: toInstant(time.nowMs()), objects: undefined });
  silentOn = 'Contact';
  await assert.rejects(run('take-census'), /Down for maintenance/);
  silentOn = null;
  assert.deepEqual(told, ['Account differs from Salesforce']);
});
