import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type ErrorCode, isSyncError } from '@sync-user/contract';
import type { MadeCall, SourceOrg, TokenSource } from '@sync-user/engine';
import { type Simulator, startSimulator } from '@sync-user/simulator';
import { contextOf, impatientClock } from '../../testing/open-source-org.ts';
import { createSalesforceAgent } from '../http/create-salesforce-agent.ts';
import {
  type ClientCredentials,
  fetchClientCredentialsToken,
} from '../oauth/fetch-client-credentials-token.ts';
import type { GrantedToken } from '../oauth/granted-token.ts';
import { fetchOrganization } from './fetch-organization.ts';
import { fetchUserInfo } from './fetch-user-info.ts';
import { createSourceOrg } from './source-org.ts';

const ADMIN = 'admin@acme.example';
const ROWS = 2500;

const SEED = {
  organization: { name: 'Acme', edition: 'Developer Edition', myDomain: 'acme' },
  users: [
    {
      username: ADMIN,
      password: 'Password1!',
      firstName: 'Alex',
      lastName: 'Admin',
      email: 'alex@acme.example',
      profile: 'System Administrator',
    },
  ],
  apps: [{ name: 'Sync User', consumerKey: '3MVG9.sim.key', consumerSecret: 'sim-secret', runAs: ADMIN }],
  generate: { Account: { rows: ROWS, fields: { Name: 'Account {n}, "quoted"', AnnualRevenue: 1234.5 } } },
};

let simulator: Simulator;
let granted: GrantedToken;
let source: SourceOrg;
let calls: MadeCall[] = [];
const dispatcher = createSalesforceAgent();
const clock = impatientClock();
const onCall = (call: MadeCall): void => void calls.push(call);

function credentials(overrides: Partial<ClientCredentials> = {}): ClientCredentials {
  return {
    loginUrl: simulator.baseUrl,
    clientId: '3MVG9.sim.key',
    clientSecret: 'sim-secret',
    extraHosts: ['127.0.0.1', 'localhost'],
    dispatcher,
    signal: new AbortController().signal,
    ...overrides,
  };
}

const tokens: TokenSource = {
  current: async () => granted,
  renew: async () => (granted = await fetchClientCredentialsToken(credentials())),
};

async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${simulator.baseUrl}/__simulator${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return JSON.parse(text);
}

async function usedCalls(): Promise<number> {
  const { apiUsage } = (await control('GET', '')) as { apiUsage: { used: number } };
  return apiUsage.used;
}

function isCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => isSyncError(error, code);
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

async function finishedJob(
  soql: string,
): Promise<{ readonly id: string; readonly recordsProcessed: number }> {
  const { value } = await source.createBulkQuery(
    soql,
    { withDeleted: false },
    contextOf({ cause: 'load', sobject: 'Account' }),
  );
  for (let polls = 0; polls < 1000; polls++) {
    const job = await source.fetchBulkJob(value.id, contextOf({ cause: 'load' }));
    if (job.state === 'JobComplete') return job;
    assert.ok(job.state === 'UploadComplete' || job.state === 'InProgress', job.state);
  }
  return assert.fail('the job did not end');
}

before(async () => {
  simulator = await startSimulator({ seed: SEED });
});

after(async () => {
  await dispatcher.destroy();
  await simulator.close();
});

beforeEach(async () => {
  await control('DELETE', '/faults');
  granted = await fetchClientCredentialsToken(credentials());
  calls = [];
  source = createSourceOrg({ tokens, dispatcher, clock, onCall, extraHosts: ['127.0.0.1', 'localhost'] });
});

test('a login tells org and user, and the org tells its name', async () => {
  assert.equal(granted.instanceUrl, simulator.baseUrl);
  assert.equal(granted.organizationId, simulator.org.organizationId);
  const options = { token: granted, dispatcher, clock, onCall, extraHosts: ['127.0.0.1'] };
  const organization = await fetchOrganization(options, contextOf({ cause: 'connect' }));
  assert.equal(organization.id, granted.organizationId);
  assert.equal(organization.name, 'Acme');
  assert.equal(organization.type, 'Developer Edition');
  const user = await fetchUserInfo({ ...options, userId: granted.userId }, contextOf({ cause: 'connect' }));
  assert.equal(user.id, granted.userId);
  assert.equal(user.username, ADMIN);
  assert.equal(user.displayName, 'Alex Admin');
});

test('a wrong secret, an unknown key and an inactive user are told apart', async () => {
  const refused = (overrides: Partial<ClientCredentials>, code: ErrorCode) =>
    assert.rejects(fetchClientCredentialsToken(credentials(overrides)), isCode(code));
  await refused({ clientSecret: 'wrong' }, 'SF_CLIENT_CREDENTIALS_INVALID');
  await refused({ clientId: 'unknown' }, 'SF_CLIENT_CREDENTIALS_INVALID');
  await control('PATCH', `/users/${ADMIN}`, { isActive: false });
  try {
    await refused({}, 'SF_USER_INACTIVE');
  } finally {
    await control('PATCH', `/users/${ADMIN}`, { isActive: true });
  }
});

test('five queries cost one call, and the ledger agrees with the org', async () => {
  const usedBefore = await usedCalls();
  const { value, askedAt } = await source.fetchChanges(
    [
      'SELECT Id, Name, AnnualRevenue, SystemModstamp FROM Account ORDER BY Id LIMIT 1',
      'SELECT Id FROM Contact',
      'SELECT Id, Gone__c FROM Account',
      'SELECT Id FROM Gone__c',
      'SELECT Id FROM Account',
    ].map((soql) => ({ soql, deleted: null })),
    contextOf(),
  );
  const kinds = value.map((outcome) => (outcome.kind === 'page' ? 'page' : outcome.error.code));
  assert.deepEqual(kinds, ['page', 'page', 'SF_FIELD_NOT_READABLE', 'SF_OBJECT_NOT_READABLE', 'page']);
  const [first, , fieldRefused, , all] = value;
  assert.ok(first?.kind === 'page');
  assert.equal(first.page.records[0]?.['Name'], 'Account 1, "quoted"');
  assert.equal(first.page.records[0]?.['AnnualRevenue'], 1234.5);
  assert.equal(first.page.records[0]?.['attributes'], undefined);
  assert.ok(fieldRefused?.kind === 'refused');
  assert.equal(fieldRefused.error.details['field'], 'Gone__c');
  assert.ok(Math.abs(Date.parse(askedAt) - Date.now()) < 10_000 && Date.parse(askedAt) < Date.now());

  assert.ok(all?.kind === 'page');
  assert.equal(all.page.totalSize, ROWS);
  const ids = new Set(all.page.records.map((record) => record['Id']));
  let next = all.page.nextRecordsUrl;
  while (next !== undefined) {
    const page = await source.fetchNextPage(next, contextOf({ cause: 'drain', sobject: 'Account' }));
    for (const record of page.records) ids.add(record['Id']);
    next = page.nextRecordsUrl;
  }
  assert.equal(ids.size, ROWS);

  const counted = calls.filter((call) => call.counted);
  assert.equal(counted.length, 2);
  assert.equal(await usedCalls(), usedBefore + counted.length);
  assert.equal(counted.at(-1)?.orgUsage?.used, usedBefore + counted.length);
});

test('describes are read; an object that is not there is unknown', async () => {
  const objects = await source.fetchObjects(contextOf({ cause: 'describe' }));
  assert.ok(objects.some((object) => object.name === 'Account' && object.queryable && object.replicateable));
  const account = await source.fetchDescribe('Account', contextOf({ cause: 'describe', sobject: 'Account' }));
  const field = (name: string) => account.fields.find((one) => one.name === name);
  assert.equal(field('SystemModstamp')?.type, 'datetime');
  assert.equal(field('Name')?.nameField, true);
  assert.deepEqual(field('OwnerId')?.referenceTo, ['User']);
  assert.equal(field('BillingCity')?.compoundFieldName, 'BillingAddress');
  await assert.rejects(
    source.fetchDescribe('Gone__c', contextOf({ cause: 'describe', sobject: 'Gone__c' })),
    isCode('OBJECT_UNKNOWN'),
  );
});

test('a bulk job is made, polled, read page by page and deleted', async () => {
  const job = await finishedJob('SELECT Id, Name, AnnualRevenue FROM Account');
  assert.equal(job.recordsProcessed, ROWS);
  const ids = new Set<string>();
  let locator: string | undefined;
  let pages = 0;
  do {
    const page = await source.openBulkResultPage(job.id, locator, 1000, contextOf({ cause: 'load' }));
    const [header, ...rows] = (await readAll(page.body)).trimEnd().split('\n');
    assert.equal(header, '"Id","Name","AnnualRevenue"');
    assert.equal(rows.length, page.recordCount);
    for (const row of rows) ids.add(row.split(',')[0] ?? '');
    locator = page.nextLocator;
    pages += 1;
  } while (locator !== undefined);
  assert.equal(ids.size, ROWS);
  assert.equal(pages, 3);

  await source.deleteBulkJob(job.id, contextOf({ cause: 'load' }));
  await source.deleteBulkJob(job.id, contextOf({ cause: 'load' }));
  await assert.rejects(source.fetchBulkJob(job.id, contextOf({ cause: 'load' })), isCode('SF_NOT_FOUND'));
});

test('a job that is older than our API version is still read', async () => {
  const older = createSourceOrg({
    tokens,
    dispatcher,
    clock,
    onCall,
    extraHosts: ['127.0.0.1'],
    apiVersion: '60.0',
  });
  const { value } = await older.createBulkQuery(
    'SELECT Id FROM Account',
    { withDeleted: false },
    contextOf({ cause: 'load' }),
  );
  for (let polls = 0; polls < 1000; polls++) {
    if ((await older.fetchBulkJob(value.id, contextOf())).state === 'JobComplete') break;
  }
  const page = await source.openBulkResultPage(value.id, undefined, 10_000, contextOf({ cause: 'load' }));
  assert.equal((await readAll(page.body)).trimEnd().split('\n').length, ROWS + 1);
});

test('bulk queries say whether object or field is at fault', async () => {
  const loading = contextOf({ cause: 'load' });
  await assert.rejects(
    source.createBulkQuery('SELECT Id FROM Gone__c', { withDeleted: false }, loading),
    isCode('SF_OBJECT_NOT_READABLE'),
  );
  await assert.rejects(
    source.createBulkQuery('SELECT Id, Gone__c FROM Account', { withDeleted: false }, loading),
    isCode('SF_FIELD_NOT_READABLE'),
  );
});

test('a page that is cut off throws, plain or compressed, and can be read again', async () => {
  const job = await finishedJob('SELECT Id, Name FROM Account');
  for (const fault of [
    { kind: 'cut', afterBytes: 5000 },
    { kind: 'cut', afterBytes: 5000, gzip: true },
  ]) {
    await control('POST', '/faults', { ...fault, path: '/results' });
    const cut = await source.openBulkResultPage(job.id, undefined, 10_000, contextOf({ cause: 'load' }));
    await assert.rejects(readAll(cut.body), isCode('SF_ANSWER_CUT'), JSON.stringify(fault));
    const whole = await source.openBulkResultPage(job.id, undefined, 10_000, contextOf({ cause: 'load' }));
    assert.equal((await readAll(whole.body)).trimEnd().split('\n').length, ROWS + 1);
  }
});

test('ended sessions, resets, maintenance pages and cut answers are got over', async () => {
  await control('POST', '/sessions/expire', {});
  for (const fault of [
    { kind: 'reset' },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 420 },
    { kind: 'cut', afterBytes: 50 },
    { kind: 'lost' },
  ]) {
    await control('POST', '/faults', { ...fault, path: '/composite' });
    const { value } = await source.fetchChanges(
      [{ soql: 'SELECT Id FROM Account LIMIT 1', deleted: null }],
      contextOf(),
    );
    assert.equal(value[0]?.kind, 'page', JSON.stringify(fault));
  }
});

test('an allowance that is used up is not asked again', async () => {
  const used = await usedCalls();
  await control('POST', '/limits', { maxDailyApiRequests: used });
  try {
    await assert.rejects(
      source.fetchChanges([{ soql: 'SELECT Id FROM Account LIMIT 1', deleted: null }], contextOf()),
      isCode('SF_REQUEST_LIMIT'),
    );
    const refused = calls.filter((call) => call.failed);
    assert.equal(refused.length, 1);
    assert.equal(refused[0]?.counted, false, 'a refusal does not use the allowance up further');
  } finally {
    await control('POST', '/limits', { maxDailyApiRequests: 100_000 });
  }
});
