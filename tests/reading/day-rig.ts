import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { type EnginePorts, selectObject, toInstant } from '@sync-user/engine';
import { createSalesforceAgent, createSourceOrg } from '@sync-user/salesforce';
import { startSimulator } from '@sync-user/simulator';
import { createSealer, createStore, type Store } from '@sync-user/store';
import { connectWorkspace, createTestDatabase } from '@sync-user/store/testing';
import { pino } from 'pino';
import { type JobKind } from '../../apps/server/src/jobs/start-worker.ts';
import { jobKinds } from '../../apps/server/src/jobs/job-kinds.ts';
import { createWork } from '../../apps/server/src/jobs/work.ts';
import { type Budgets, createBudgets } from '../../apps/server/src/plan/budgets.ts';
import { planWorkspace } from '../../apps/server/src/plan/plan-workspace.ts';
import { logIn } from '../../scripts/verify/org-rows.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { OrgControl } from '../support/org-control.ts';

/** After everything that a seed says happened before. */
const START_MS = Date.parse('2031-03-03T08:00:00.000Z');
const MINUTE_MS = 60_000;
/** A read that is due is made at the next step: it is late, and none is left out. */
export const STEP_MINUTES = 15;

/** Permission checks are another part's work and do not run here. */
export const RHYTHM = { permissionCheckHours: 0, censusHours: 24 };

export interface DayRig {
  readonly org: OrgControl;
  readonly store: Store;
  readonly budgets: Budgets;
  readonly time: SimulatedTime;
  readonly ports: EnginePorts;
  readonly workspaceId: string;
  select(...sobjects: string[]): Promise<void>;
  /**
   * Lets time pass in steps of some minutes, and does all work as it falls due. `life`: what people do in the org, asked at
   * each step.
   */
  live(minutes: number, life?: (step: number) => Promise<void>): Promise<void>;
  /** As if events of these objects arrived from now on: their subscription stands, and reads only look after it. */
  feedByEvents(sobjects: readonly string[]): Promise<void>;
  sql(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

export interface DayOptions {
  readonly seed: object;
  readonly app: { readonly clientId: string; readonly clientSecret: string };
  readonly pollIntervalSeconds?: number;
}

/** The same for tests: it is closed after them. */
export async function startDayRig(options: DayOptions): Promise<DayRig> {
  const rig = await openDay(options);
  after(() => rig[Symbol.asyncDispose]());
  return rig;
}

/**
 * A workspace whose worker does everything that is due, as in the server, in a time that passes when a test says so: a day
 * takes seconds.
 */
export async function openDay(options: DayOptions): Promise<DayRig & AsyncDisposable> {
  const simulator = await startSimulator({ seed: options.seed });
  const org = new OrgControl(simulator.baseUrl);
  const database = await createTestDatabase();
  const agent = createSalesforceAgent();
  await org.send('POST', '/bulk', { pace: 'immediately' });
  await org.send('POST', '/sessions', { timeoutMs: 365 * 24 * 3_600_000 });
  const time = new SimulatedTime(org, START_MS);
  await time.advance(0);
  const sealer = createSealer({ keys: [{ version: 1, key: randomBytes(32) }], current: 1 });
  const store = createStore({ pool: database.pool, sealer });
  const { workspaceId, schema } = await store.workspaces.create({
    slug: 'acme',
    name: 'Acme',
    pollIntervalSeconds: options.pollIntervalSeconds ?? 1800,
  });
  await connectWorkspace(store, workspaceId);
  await database.pool.query(`
    update sync_user.workspace set next_check_at = 'infinity'`);
  const session = await logIn(simulator.baseUrl, options.app.clientId, options.app.clientSecret);
  const budgets = createBudgets({ store, clock: time });
  const ports: EnginePorts = {
    org: createSourceOrg({
      tokens: { current: async () => session, renew: async () => session },
      dispatcher: agent,
      clock: time,
      extraHosts: ['127.0.0.1'],
      admit: (cause) => budgets.admit(workspaceId, cause),
      onCall: async (call) => {
        budgets.note(workspaceId, call);
        await store.calls.record(workspaceId, [call], toInstant(time.nowMs()));
      },
    }),
    objects: store.objects,
    mirror: store.mirror,
    fields: store.fields,
    links: store.links,
    clock: time,
  };
  const log = pino({ level: 'silent' });
  const kinds = jobKinds({
    store,
    clock: time,
    loads: 1,
    polls: 1,
    ...RHYTHM,
    removedFieldDays: 30,
    log,
    work: createWork({
      openOrg: async () => ports,
      connections: {
        read: async () => undefined,
        noteSuccess: async () => undefined,
        noteFailure: async () => undefined,
      },
      pollAfter: (id, delayMs) => store.workspaces.openGate(id, toInstant(time.nowMs() + delayMs)),
      budgets,
      runPlan: async (id) => void (await planWorkspace({ store, clock: time, budgets, rhythm: RHYTHM }, id)),
      runChecks: async () => undefined,
      census: store.census,
      events: store.events,
      notices: { open: async () => undefined, close: async () => undefined },
      censusHours: 24,
      loadByQueryRows: 4000,
      log,
    }),
  });
  const signal = new AbortController().signal;
  return {
    org,
    store,
    budgets,
    time,
    ports,
    workspaceId,
    select: async (...sobjects) => {
      for (const sobject of sobjects)
        await selectObject(ports, { workspaceId, schema }, { sobject, fields: 'default' }, signal);
      await store.plans.planSoon(workspaceId);
    },
    async live(minutes, life) {
      for (let step = 0; step < minutes / STEP_MINUTES; step += 1) {
        await life?.(step);
        await doWhatIsDue(kinds, signal);
        await time.advance(STEP_MINUTES * MINUTE_MS);
      }
    },
    async feedByEvents(sobjects) {
      await database.pool.query(
        `insert into sync_user.event_subscription
                (workspace_id, organization_id, state, channel, lease_until, entities, entities_used)
         select workspace_id, coalesce(organization_id, ''), 'live', '/data/ChangeEvents', 'infinity', $1, 6
           from sync_user.workspace`,
        [sobjects],
      );
      await database.pool.query(
        `insert into sync_user.event_entity (workspace_id, sobject, since, polled_after)
         select workspace_id, sobject, '2020-01-01', '2020-01-01' from sync_user.selected_object
          where sobject = any ($1)`,
        [sobjects],
      );
      await store.plans.planSoon(workspaceId);
    },
    sql: async (text, values = []) => (await database.pool.query(text, [...values])).rows,
    [Symbol.asyncDispose]: async () => {
      await agent.destroy();
      await simulator.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Until nothing is due: a load that ends makes its object due for a poll. */
async function doWhatIsDue(kinds: readonly JobKind[], signal: AbortSignal): Promise<void> {
  let last: readonly string[] = [];
  for (let round = 0; round < 20; round += 1) {
    const done: string[] = [];
    for (const kind of kinds) {
      for (const target of await kind.due()) {
        // What fails is noted where it belongs and due again later, as in the worker.
        await kind.run(target, signal).catch((error: unknown) => {
          if (!(error instanceof Error && error.name === 'SyncError')) throw error;
        });
        done.push(kind.name);
      }
    }
    if (done.length === 0) return;
    last = done;
  }
  throw new Error(`stays due however often it is done: ${last.join(', ')}`);
}
