import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import {
  type EnginePorts,
  loadObject,
  type MadeCall,
  pollWorkspace,
  selectObject,
  takeCensus,
  type TakenCensus,
} from '@sync-user/engine';
import { createSalesforceAgent, createSourceOrg } from '@sync-user/salesforce';
import { startSimulator } from '@sync-user/simulator';
import { createSealer, createStore, type Store } from '@sync-user/store';
import { createTestDatabase } from '@sync-user/store/testing';
import type { QueryResultRow } from 'pg';
import { logIn, type OrgRow, readOrgRows } from '../../scripts/verify/org-rows.ts';
import { SimulatedTime } from '../simulation/simulated-time.ts';
import { OrgControl } from '../support/org-control.ts';
import { AUDIT_APP, SYNC_APP } from '../support/org-seed.ts';

/** After everything that a seed says happened before. */
const START_MS = Date.parse('2031-03-03T08:00:00.000Z');

/** The engine over a simulated org and PostgreSQL, in a time that passes when a test says so. */
export interface CensusRig {
  readonly workspaceId: string;
  readonly org: OrgControl;
  readonly time: SimulatedTime;
  readonly ports: EnginePorts;
  readonly store: Store;
  /** Calls that were entered in the ledger since it was emptied. */
  readonly calls: MadeCall[];
  readonly sql: <Row extends QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Row[]>;
  load(...objects: string[]): Promise<void>;
  poll(): Promise<void>;
  /** What a census may take; the engine's own unless given. */
  bounds: Parameters<typeof takeCensus>[4];
  /** Of the objects named, or of all. */
  census(...objects: string[]): Promise<readonly TakenCensus[]>;
  /** The org's rows past the sync user's own permissions, with code of its own. */
  orgRows(object: string, fields: readonly string[]): Promise<OrgRow[]>;
  /** The mirror has the org's ids and stamps, no more and no fewer. */
  assertSame(object: string): Promise<void>;
}

export async function startCensusRig(options: {
  readonly seed: object;
  readonly objects: Readonly<Record<string, 'default' | 'all' | readonly string[]>>;
}): Promise<CensusRig> {
  const simulator = await startSimulator({ seed: options.seed });
  const org = new OrgControl(simulator.baseUrl);
  const database = await createTestDatabase();
  const agent = createSalesforceAgent();
  after(async () => {
    await agent.destroy();
    await simulator.close();
    await database[Symbol.asyncDispose]();
  });
  await org.send('POST', '/bulk', { pace: 'immediately' });
  await org.send('POST', '/sessions', { timeoutMs: 365 * 24 * 3_600_000 });
  const time = new SimulatedTime(org, START_MS);
  await time.advance(0);
  const sealer = createSealer({ keys: [{ version: 1, key: randomBytes(32) }], current: 1 });
  const store = createStore({ pool: database.pool, sealer });
  const { workspaceId, schema } = await store.workspaces.create({
    slug: 'acme',
    name: 'Acme',
    pollIntervalSeconds: 1800,
  });
  const { token, instanceUrl } = await logIn(simulator.baseUrl, SYNC_APP.clientId, SYNC_APP.clientSecret);
  const session = { token, instanceUrl };
  const calls: MadeCall[] = [];
  const ports: EnginePorts = {
    org: createSourceOrg({
      tokens: { current: async () => session, renew: async () => session },
      dispatcher: agent,
      clock: time,
      extraHosts: ['127.0.0.1'],
      onCall: (call) => void calls.push(call),
    }),
    objects: store.objects,
    mirror: store.mirror,
    fields: store.fields,
    links: store.links,
    clock: time,
  };
  const signal = AbortSignal.timeout(240_000);
  const audit = await logIn(simulator.baseUrl, AUDIT_APP.clientId, AUDIT_APP.clientSecret);
  const rig: CensusRig = {
    bounds: undefined,
    workspaceId,
    org,
    time,
    ports,
    store,
    calls,
    sql: async <Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await database.pool.query<Row>(text, [...values])).rows,
    load: async (...objects) => {
      for (const object of objects) await loadObject(ports, workspaceId, object, signal);
    },
    poll: async () => {
      await database.pool.query(`update sync_user.selected_object set next_read_at = '-infinity'`);
      const report = await pollWorkspace(ports, workspaceId, signal);
      assert.deepEqual(report.troubled, []);
    },
    census: async (...objects) => {
      const all = await store.objects.list(workspaceId);
      const some = all.filter(({ table }) => objects.length === 0 || objects.includes(table.sobject));
      const census = store.census.port(24);
      return await takeCensus({ ...ports, census }, some, new Set(objects), signal, rig.bounds);
    },
    orgRows: async (object, fields) => {
      const rows: OrgRow[] = [];
      for await (const row of readOrgRows(audit, object, fields)) rows.push(row);
      return rows;
    },
    assertSame: async (object) => {
      const theirs = (await rig.orgRows(object, ['Id', 'SystemModstamp'])).map((row) => [
        String(row['Id']),
        new Date(String(row['SystemModstamp'])).toISOString(),
      ]);
      const ours = await rig.sql<{ id: string; stamp: string }>(
        `select id, systemmodstamp as stamp from ${schema}.${object.toLowerCase()} order by id collate "C"`,
      );
      assert.deepEqual(
        ours.map(({ id, stamp }) => [id, stamp]),
        theirs,
      );
    },
  };
  for (const [sobject, fields] of Object.entries(options.objects)) {
    await selectObject(ports, { workspaceId, schema }, { sobject, fields }, signal);
    await rig.load(sobject);
  }
  // What was loaded is older than the longest transaction: a census may judge it.
  await time.advance(30 * 60_000);
  await rig.poll();
  calls.length = 0;
  return rig;
}

export function onlyRun(taken: readonly TakenCensus[]): TakenCensus {
  const [run] = taken;
  if (run === undefined || taken.length !== 1) throw new Error(`${taken.length} runs instead of one`);
  return run;
}

/** What was found, in words a test can be compared with: `missing a0x…`. */
export function found(run: TakenCensus): string[] {
  assert.equal(run.trouble, null);
  return run.drift.map(({ kind, id }) => `${kind} ${id}`).sort();
}
