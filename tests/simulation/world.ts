import { randomBytes } from 'node:crypto';
import { type AccessToken, type EnginePorts, type MadeCall, selectObject } from '@sync-user/engine';
import { createSalesforceAgent, createSourceOrg } from '@sync-user/salesforce';
import { startSimulator } from '@sync-user/simulator';
import { createSealer, createStore, type Store } from '@sync-user/store';
import { createTestDatabase, type TestDatabase } from '@sync-user/store/testing';
import { logIn } from '../../scripts/verify/org-rows.ts';
import { OrgControl } from '../support/org-control.ts';
import { orgSeed, SYNC_APP } from '../support/org-seed.ts';
import { SimulatedTime } from './simulated-time.ts';

/** When every history begins: after everything that a seed says happened before. */
const START_MS = Date.parse('2031-03-03T08:00:00.000Z');

/** Lives longer than any history. */
const SESSION_MS = 365 * 24 * 3_600_000;

/** A simulated org and a database that serve one history after the other. */
export interface World extends AsyncDisposable {
  /** The org as it was at first, a workspace of its own, and the objects selected: each waits for its first load. */
  begin(seed: number, objects: readonly string[]): Promise<Scene>;
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
  /** What a restart of PostgreSQL does to those who use it. */
  cutDatabase(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const simulator = await startSimulator({ seed: orgSeed({ accounts: 12, contacts: 8, widgets: 15 }) });
  const org = new OrgControl(simulator.baseUrl);
  const database = await createTestDatabase();
  // The pool tells of connections that were cut while nobody used them.
  database.pool.on('error', () => {});
  const store = createStore({
    pool: database.pool,
    sealer: createSealer({ keys: [{ version: 1, key: randomBytes(32) }], current: 1 }),
  });
  const agent = createSalesforceAgent();

  return {
    async begin(seed, objects) {
      await org.send('POST', '/reset', {});
      await org.send('POST', '/bulk', { pace: 'immediately', pageRows: 7 });
      await org.send('POST', '/sessions', { timeoutMs: SESSION_MS });
      const time = new SimulatedTime(org, START_MS);
      await time.advance(0);
      const slug = `seed_${seed}`;
      await database.pool.query('delete from sync_user.workspace where slug = $1', [slug]);
      await database.pool.query(`drop schema if exists crm_${slug} cascade`);
      const { workspaceId, schema } = await store.workspaces.create({
        slug,
        name: slug,
        pollIntervalSeconds: 60,
      });
      const calls: MadeCall[] = [];
      const ports: EnginePorts = {
        org: createSourceOrg({
          tokens: await tokens(simulator.baseUrl),
          dispatcher: agent,
          clock: time,
          extraHosts: ['127.0.0.1'],
          onCall: (call) => void calls.push(call),
          random: () => 0.5,
        }),
        objects: store.objects,
        mirror: store.mirror,
        fields: store.fields,
        links: store.links,
        clock: time,
      };
      for (const sobject of objects) {
        const place = { workspaceId, schema };
        await selectObject(ports, place, { sobject, fields: 'all' }, AbortSignal.timeout(60_000));
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
        cutDatabase: () => cutDatabase(database),
      };
    },
    async [Symbol.asyncDispose]() {
      await agent.destroy();
      await simulator.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Sessions end when the org says so; then the next login is made. */
async function tokens(baseUrl: string) {
  const login = async (): Promise<AccessToken> => {
    const { token, instanceUrl } = await logIn(baseUrl, SYNC_APP.clientId, SYNC_APP.clientSecret);
    return { token, instanceUrl };
  };
  let current = await login();
  return {
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
