import { randomBytes } from 'node:crypto';
import type { IsoInstant, MappedColumn, MirrorTable, SourceRecord } from '@sync-user/engine';
import { mappedColumn } from '@sync-user/engine/testing';
import type { ConnectionIdentity } from '../src/connection/stored-connection.ts';
import type { NewLogin } from '../src/connection/write-connection.ts';
import { createStore, type Store } from '../src/create-store.ts';
import { createSealer } from '../src/secret/create-sealer.ts';
import type { StoredWorkspace } from '../src/workspace/stored-workspace.ts';
import { createTestDatabase, type TestDatabase } from './with-test-database.ts';

/** A store on a database of its own, with a workspace `acme`. See `createTestDatabase`. */
export interface TestStore extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly store: Store;
  readonly workspace: StoredWorkspace;
}

export async function createTestStore(icuLocale?: string): Promise<TestStore> {
  const database = await createTestDatabase(icuLocale);
  const sealer = createSealer({ keys: [{ version: 1, key: randomBytes(32) }], current: 1 });
  const store = createStore({ pool: database.pool, sealer });
  const workspace = await store.workspaces.create({ slug: 'acme', name: 'Acme', pollIntervalSeconds: 60 });
  return { database, store, workspace, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

/** The sync user of a sample workspace. */
export const SAMPLE_IDENTITY: ConnectionIdentity = {
  organizationId: '00D000000000001AAA',
  organizationName: 'Acme',
  isSandbox: false,
  userId: '005000000000001AAA',
  username: 'sync@acme.example',
  displayName: 'Sync User',
  email: 'sync@acme.example',
};

/** A login as a test wants it; see `NewLogin`. */
export function sampleLogin(appId: string, login: Partial<NewLogin> = {}): NewLogin {
  return {
    method: 'web_server',
    appId,
    loginUrl: 'https://acme.my.salesforce.com',
    identity: SAMPLE_IDENTITY,
    tokens: {
      accessToken: { token: '00D!token', instanceUrl: 'https://acme.my.salesforce.com' },
      refreshToken: '5Aep-refresh',
      scopes: 'api refresh_token',
    },
    state: 'active',
    trouble: null,
    question: null,
    at: at(0),
    ...login,
  };
}

/** A sync user's connection that may read; answers its id. */
export async function connectWorkspace(
  store: Store,
  workspaceId: string,
  login: Partial<NewLogin> = {},
): Promise<string> {
  const { appId } = await store.apps.write(workspaceId, { clientId: 'key', clientSecret: 'secret' });
  const made = await store.connections.change(workspaceId, async (change) => {
    const before = change.connections.find(({ isSyncUser }) => isSyncUser);
    if (before !== undefined) await change.end(before.id, at(0));
    await change.noteOrganization({ id: SAMPLE_IDENTITY.organizationId, name: 'Acme' });
    return await change.insert({ isSyncUser: true, memberId: null }, sampleLogin(appId, login));
  });
  if (made === undefined) throw new Error('no such workspace');
  return made;
}

function column(
  field: string,
  columnType: MappedColumn['columnType'],
  sfType: string,
  indexed = false,
): MappedColumn {
  return mappedColumn(field, { columnType, sfType, indexed });
}

/** Account with one field of each column type. */
export function accountTable(workspace: StoredWorkspace, sobject = 'Account'): MirrorTable {
  return {
    workspaceId: workspace.workspaceId,
    schema: workspace.schema,
    sobject,
    table: sobject.toLowerCase(),
    cursorField: 'SystemModstamp',
    nameField: 'Name',
    hasIsDeleted: true,
    hasDeletedFeed: true,
    rowFilter: null,
    columns: [
      column('Id', 'text', 'id'),
      column('Name', 'text', 'string'),
      column('IsActive', 'boolean', 'boolean'),
      column('NumberOfEmployees', 'integer', 'int'),
      column('Views', 'bigint', 'long'),
      column('AnnualRevenue', 'numeric', 'currency'),
      column('SlaExpires', 'date', 'date'),
      column('OpensAt', 'time', 'time'),
      column('OwnerId', 'text', 'reference', true),
      column('LastModifiedById', 'text', 'reference'),
      column('SystemModstamp', 'timestamptz', 'datetime', true),
    ],
  };
}

/** The 18-character id of account number `n`. */
export function accountId(n: number): string {
  return `001${String(n).padStart(12, '0')}AAA`;
}

/** An account as REST sends it. `second`: of the test's minute, for its stamp. */
export function accountRecord(n: number, second: number, values: SourceRecord = {}): SourceRecord {
  return {
    Id: accountId(n),
    Name: `Account ${n}`,
    IsActive: true,
    NumberOfEmployees: n,
    Views: 5_000_000_000,
    AnnualRevenue: 1.5,
    SlaExpires: '2026-12-31',
    OpensAt: '09:30:00.000Z',
    OwnerId: '005000000000001AAA',
    LastModifiedById: '005000000000002AAA',
    SystemModstamp: `2026-03-01T09:30:${String(second).padStart(2, '0')}.000+0000`,
    IsDeleted: false,
    ...values,
  };
}

export function at(second: number): IsoInstant {
  return `2026-03-01T09:30:${String(second).padStart(2, '0')}.000Z` as IsoInstant;
}

/** Waits until `condition` gives something; fails after ten seconds. */
export async function until<T>(condition: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const value = await condition();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`not within ten seconds: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
