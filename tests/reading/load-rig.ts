import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import {
  type Clock,
  type EnginePorts,
  type FieldDescribe,
  LOAD_SIZES,
  loadObject,
  type LoadOutcome,
  type LoadSizes,
  type MadeCall,
  selectObject,
  type StoredObject,
} from '@sync-user/engine';
import { createSalesforceAgent, createSourceOrg } from '@sync-user/salesforce';
import { startSimulator } from '@sync-user/simulator';
import { createSealer, createStore, type Store } from '@sync-user/store';
import { createTestDatabase } from '@sync-user/store/testing';
import type { QueryResultRow } from 'pg';
import { logIn, type OrgRow, readOrgRows } from '../../scripts/verify/org-rows.ts';
import { OrgControl } from '../support/org-control.ts';
import { AUDIT_APP, SYNC_APP } from '../support/org-seed.ts';

/** The engine over a simulated org and PostgreSQL. Waiting takes no time: our clock moves on instead. */
export interface LoadRig {
  readonly workspaceId: string;
  readonly schema: string;
  readonly org: OrgControl;
  readonly ports: EnginePorts;
  readonly store: Store;
  /** Calls that were entered in the ledger since it was emptied. */
  readonly calls: MadeCall[];
  sql<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  select(sobject: string, fields?: 'default' | 'all' | readonly string[]): Promise<void>;
  /** Loads until nothing is left to do or the object is in trouble. */
  load(sobject: string, sizes?: Partial<LoadSizes>, signal?: AbortSignal): Promise<LoadOutcome>;
  read(sobject: string): Promise<StoredObject>;
  orgRows(object: string, fields: readonly string[]): Promise<OrgRow[]>;
  /** The mirror's values of `fields` by id, beside the org's, read with code of its own. */
  assertSame(object: string, fields: readonly string[]): Promise<void>;
  /** What describe says of a field besides the truth. */
  readonly lies: Map<string, Partial<FieldDescribe>>;
  /** Called whenever the engine waits, with what it has waited in all. */
  onWait: (waitedMs: number) => Promise<void> | void;
}

/** By bulk jobs, whatever the size. */
export const BULK: Partial<LoadSizes> = { queryRows: 0 };

export async function startLoadRig(seed: object): Promise<LoadRig> {
  const simulator = await startSimulator({ seed });
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
  let aheadMs = 0;
  const clock: Clock = {
    nowMs: () => Date.now() + aheadMs,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      aheadMs += ms;
      await rig.onWait(aheadMs);
    },
  };
  const sealer = createSealer({ keys: [{ version: 1, key: randomBytes(32) }], current: 1 });
  const store = createStore({ pool: database.pool, sealer });
  const { workspaceId, schema } = await store.workspaces.create({
    slug: 'acme',
    name: 'Acme',
    pollIntervalSeconds: 1800,
  });
  const session = await logIn(simulator.baseUrl, SYNC_APP.clientId, SYNC_APP.clientSecret);
  const calls: MadeCall[] = [];
  const lies = new Map<string, Partial<FieldDescribe>>();
  const source = createSourceOrg({
    tokens: { current: async () => session, renew: async () => session },
    dispatcher: agent,
    clock,
    extraHosts: ['127.0.0.1'],
    onCall: (call) => void calls.push(call),
  });
  const ports: EnginePorts = {
    org: {
      ...source,
      fetchDescribe: async (...asked) => {
        const told = await source.fetchDescribe(...asked);
        return { ...told, fields: told.fields.map((field) => ({ ...field, ...lies.get(field.name) })) };
      },
    },
    objects: store.objects,
    mirror: store.mirror,
    fields: store.fields,
    links: store.links,
    clock,
  };
  const audit = await logIn(simulator.baseUrl, AUDIT_APP.clientId, AUDIT_APP.clientSecret);
  const patience = AbortSignal.timeout(240_000);
  const rig: LoadRig = {
    lies,
    onWait: () => {},
    workspaceId,
    schema,
    org,
    ports,
    store,
    calls,
    sql: async <Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await database.pool.query<Row>(text, [...values])).rows,
    select: async (sobject, fields = 'default') => {
      await selectObject(ports, { workspaceId, schema }, { sobject, fields }, patience);
      calls.length = 0;
    },
    load: (sobject, sizes = {}, signal = patience) =>
      loadObject(ports, workspaceId, sobject, signal, { ...LOAD_SIZES, ...sizes }),
    read: async (sobject) =>
      (await store.objects.read(workspaceId, sobject)) ?? assert.fail(`${sobject} is not selected`),
    orgRows: async (object, fields) => {
      const rows: OrgRow[] = [];
      for await (const row of readOrgRows(audit, object, fields)) rows.push(row);
      return rows;
    },
    assertSame: async (object, fields) => {
      const columns = fields.map((field) => `"${field.toLowerCase()}"::text as "${field}"`).join(', ');
      const ours = await rig.sql<Record<string, string | null>>(
        `select ${columns} from ${schema}."${object.toLowerCase()}" order by id collate "C"`,
      );
      const theirs = (await rig.orgRows(object, fields)).map((row) =>
        Object.fromEntries(fields.map((field) => [field, toText(row[field])])),
      );
      assert.deepEqual(
        ours,
        theirs.toSorted((a, b) => (String(a['Id']) < String(b['Id']) ? -1 : 1)),
      );
    },
  };
  return rig;
}

function toText(value: unknown): string | null {
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isScalar && value !== '' ? String(value) : null;
}
