import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  type AccessToken,
  type Clock,
  type EnginePorts,
  type EventSource,
  type MadeCall,
  selectObject,
} from '@sync-user/engine';
import {
  createEventSelector,
  createEventSource,
  createSalesforceAgent,
  createSourceOrg,
  type EventSelector,
  parseEventEndpoint,
} from '@sync-user/salesforce';
import { startSimulator } from '@sync-user/simulator';
import { createSealer, createStore, type Store } from '@sync-user/store';
import { connectWorkspace, createTestDatabase, type TestDatabase } from '@sync-user/store/testing';
import { logIn, type OrgSession, readOrgRows } from '../../scripts/verify/org-rows.ts';
import { OrgControl } from '../support/org-control.ts';
import { AUDIT_APP, orgSeed, SYNC_APP } from '../support/org-seed.ts';
import { installDatabaseClock, setDatabaseClock } from './database-clock.ts';
import { HISTORY_OBJECTS, type SelectedForHistory } from './selection.ts';
import { SimulatedTime } from './simulated-time.ts';

/** When every history begins: after everything that a seed says happened before. */
const START_MS = Date.parse('2031-03-03T08:00:00.000Z');

/** Lives longer than any history. */
const SESSION_MS = 365 * 24 * 3_600_000;

/** A simulated org and a database that serve one history after the other. */
export interface World extends AsyncDisposable {
  /** The org as it was at first, a workspace of its own, and the objects selected: each waits for its first load. */
  begin(
    seed: number,
    selection: readonly SelectedForHistory[],
    options: {
      readonly pollIntervalSeconds: number;
      /** The sync user sees which objects have change events, and the org's allowances. */
      readonly seesSetup: boolean;
    },
  ): Promise<Scene>;
}

export interface Scene {
  readonly workspaceId: string;
  readonly schema: string;
  readonly org: OrgControl;
  readonly orgUrl: string;
  readonly time: SimulatedTime;
  readonly ports: EnginePorts;
  readonly store: Store;
  readonly database: TestDatabase;
  /** Calls that were entered in the ledger. */
  readonly calls: readonly MadeCall[];
  /** As the sync user. */
  readonly eventSource: EventSource;
  readonly eventSelector: EventSelector;
  /** The sync user's, as it was at the beginning. */
  readonly session: OrgSession;
  /** What a restart of PostgreSQL does to those who use it. */
  cutDatabase(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sync-user-history-'));
  const simulator = await startSimulator({
    dataDir: directory,
    grpcPlainPort: 0,
    seed: {
      ...orgSeed({ accounts: 12, contacts: 8, widgets: 15, maySeeSetup: true }),
      changeDataCapture: [...HISTORY_OBJECTS],
    },
  });
  const org = new OrgControl(simulator.baseUrl);
  const database = await createTestDatabase();
  await installDatabaseClock(database.pool);
  // The pool tells of connections that were cut while nobody used them.
  database.pool.on('error', () => {});
  const store = createStore({
    pool: database.pool,
    sealer: createSealer({ keys: [{ version: 1, key: randomBytes(32) }], current: 1 }),
  });
  const agent = createSalesforceAgent();
  let endLast: (() => Promise<void>) | undefined;

  return {
    async begin(seed, selection, { pollIntervalSeconds, seesSetup }) {
      await endLast?.();
      await org.send('POST', '/reset', {});
      if (!seesSetup) await hideSetup(org);
      await org.send('POST', '/bulk', { pace: 'immediately', pageRows: 7 });
      await org.send('POST', '/sessions', { timeoutMs: SESSION_MS });
      const time: SimulatedTime = new SimulatedTime(org, START_MS, (nowMs) =>
        setDatabaseClock(database.pool, nowMs + time.skewMs + time.databaseSkewMs),
      );
      await time.advance(0);
      const slug = `seed_${seed}`;
      const { workspaceId, schema } = await store.workspaces.create({
        slug,
        name: slug,
        pollIntervalSeconds,
      });
      await connectWorkspace(store, workspaceId);
      const calls: MadeCall[] = [];
      const session = await tokens(simulator.baseUrl);
      const client = {
        tokens: session,
        dispatcher: agent,
        clock: time,
        extraHosts: ['127.0.0.1'],
        onCall: (call: MadeCall) => void calls.push(call),
        random: () => 0.5,
      };
      const eventSource = createEventSource({
        endpoint: parseEventEndpoint(`http://${simulator.grpcPlainUrl}`, ['127.0.0.1']),
        tokens: session,
        organizationId: session.organizationId,
        clock: MACHINE_CLOCK,
      });
      endLast = async () => {
        eventSource.close();
        await database.pool.query('delete from sync_user.workspace where slug = $1', [slug]);
        await database.pool.query(`drop schema if exists ${schema} cascade`);
      };
      const ports: EnginePorts = {
        org: createSourceOrg(client),
        objects: store.objects,
        mirror: store.mirror,
        fields: store.fields,
        links: store.links,
        clock: time,
      };
      for (const { sobject, fields } of selection) {
        const place = { workspaceId, schema };
        await selectObject(ports, place, { sobject, fields }, AbortSignal.timeout(60_000));
      }
      return {
        workspaceId,
        schema,
        org,
        orgUrl: simulator.baseUrl,
        time,
        ports,
        store,
        database,
        calls,
        eventSource,
        eventSelector: createEventSelector(client),
        session: await session.current().then(({ token, instanceUrl }) => ({ token, instanceUrl })),
        cutDatabase: () => cutDatabase(database),
      };
    },
    async [Symbol.asyncDispose]() {
      await endLast?.();
      await agent.destroy();
      await simulator.close();
      rmSync(directory, { recursive: true, force: true });
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Takes "View Setup and Configuration" from the sync user's permission set. */
async function hideSetup(org: OrgControl): Promise<void> {
  const admin = await logIn(org.baseUrl, AUDIT_APP.clientId, AUDIT_APP.clientSecret);
  for await (const { Id, Name } of readOrgRows(admin, 'PermissionSet', ['Id', 'Name'])) {
    if (Name !== 'Sync_User') continue;
    const values = { PermissionsViewSetup: false };
    const operation = { kind: 'update', object: 'PermissionSet', id: String(Id), values } as const;
    await org.save([operation]);
  }
}

/** Silence is noticed by it; nothing of the simulation waits for it. */
const MACHINE_CLOCK: Clock = {
  nowMs: () => Date.now(),
  sleep: async (ms, signal) => await setTimeout(ms, undefined, { signal, ref: false }),
};

/** Sessions end when the org says so; then the next login is made. */
async function tokens(baseUrl: string) {
  const login = async (): Promise<AccessToken> => {
    const { token, instanceUrl } = await logIn(baseUrl, SYNC_APP.clientId, SYNC_APP.clientSecret);
    return { token, instanceUrl };
  };
  let current = await login();
  const { organizationId } = await new OrgControl(baseUrl).state();
  return {
    organizationId,
    current: async () => current,
    renew: async (stale: AccessToken) => {
      if (stale.token === current.token) current = await login();
      return current;
    },
  };
}

async function cutDatabase({ pool }: TestDatabase): Promise<void> {
  await pool
    .query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    .catch(() => {});
}
