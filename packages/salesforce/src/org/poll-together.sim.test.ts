import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Simulator, startSimulator } from '@sync-user/simulator';
import {
  type MadeCall,
  OBJECTS_PER_COMPOSITE,
  type SourceOrg,
  toInstant,
  type Watch,
} from '@sync-user/engine';
import { contextOf, impatientClock } from '../../testing/open-source-org.ts';
import { createSalesforceAgent } from '../http/create-salesforce-agent.ts';
import { fetchClientCredentialsToken } from '../oauth/fetch-client-credentials-token.ts';
import { createSourceOrg } from './source-org.ts';

const ADMIN = 'alex@acme.example';
const SEED = {
  organization: { name: 'Acme', edition: 'Developer Edition', myDomain: 'acme' },
  users: [
    {
      username: ADMIN,
      password: 'Password1!',
      firstName: 'Alex',
      lastName: 'Admin',
      profile: 'System Administrator',
    },
  ],
  apps: [{ name: 'Sync User', consumerKey: '3MVG9.sim.key', consumerSecret: 'sim-secret', runAs: ADMIN }],
};

let simulator: Simulator;
let source: SourceOrg;
const calls: MadeCall[] = [];
const dispatcher = createSalesforceAgent();

before(async () => {
  simulator = await startSimulator({ seed: SEED });
  const token = await fetchClientCredentialsToken({
    loginUrl: simulator.baseUrl,
    clientId: '3MVG9.sim.key',
    clientSecret: 'sim-secret',
    extraHosts: ['127.0.0.1'],
    dispatcher,
    signal: new AbortController().signal,
  });
  source = createSourceOrg({
    tokens: { current: async () => token, renew: async () => token },
    dispatcher,
    clock: impatientClock(),
    extraHosts: ['127.0.0.1'],
    onCall: (call) => void calls.push(call),
  });
});
after(async () => {
  await dispatcher.destroy();
  await simulator.close();
});

const MINUTE_MS = 60_000;
const watchOf = (sobject: string): Watch => ({
  sobject,
  from: toInstant(Date.now() - 10 * MINUTE_MS),
  to: toInstant(Date.now() + 2 * MINUTE_MS),
});

async function save(...operations: readonly unknown[]): Promise<string[]> {
  const answer = await fetch(`${simulator.baseUrl}/__simulator/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operations }),
  });
  return ((await answer.json()) as { results: { id: string }[] }).results.map(({ id }) => id);
}

async function apiCalls(): Promise<number> {
  const state = (await (await fetch(`${simulator.baseUrl}/__simulator`)).json()) as {
    apiUsage: { apiCalls: number };
  };
  return state.apiUsage.apiCalls;
}

test('one call reads five objects and watches seven: who changed, who lost a record, who did not move', async () => {
  const [account = '', contact = ''] = await save(
    { kind: 'create', object: 'Account', values: { Name: 'New' } },
    { kind: 'create', object: 'Contact', values: { LastName: 'Goes' } },
  );
  await save(
    { kind: 'delete', object: 'Contact', id: contact },
    { kind: 'purge', object: 'Contact', id: contact },
  );
  const before = await apiCalls();
  const reads = ['Account', 'Lead', 'Campaign', 'Product2', 'Gone__c'].map((sobject) => ({
    soql: `SELECT Id FROM ${sobject}`,
    deleted: null,
  }));
  const watches = ['Account', 'Contact', 'Opportunity', 'Case', 'Task', 'Event', 'Nothing__c'].map(watchOf);
  const { value } = await source.pollTogether({ reads, watches }, contextOf());
  assert.equal((await apiCalls()) - before, 1);
  assert.equal(calls.at(-1)?.transport, 'composite');

  assert.deepEqual(
    value.read.map((outcome) => (outcome.kind === 'page' ? outcome.page.totalSize : outcome.error.code)),
    [1, 0, 0, 0, 'SF_OBJECT_NOT_READABLE'],
  );
  const [first] = value.read;
  assert.equal(first?.kind === 'page' ? first.page.records[0]?.['Id'] : undefined, account);
  assert.deepEqual(
    value.watched.map((outcome) =>
      outcome.kind === 'told' ? [outcome.updated, outcome.deleted] : outcome.kind,
    ),
    [[1, 0], [0, 1], [0, 0], [0, 0], [0, 0], [0, 0], 'refused'],
  );
});

test('more than a call takes is a bug', async () => {
  const watches = Array.from({ length: OBJECTS_PER_COMPOSITE }, () => watchOf('Account'));
  const reads = [{ soql: 'SELECT Id FROM Account', deleted: null }];
  await assert.rejects(
    source.pollTogether({ reads, watches }, contextOf()),
    /serves 1 to 12 objects, not 13/,
  );
  await assert.rejects(source.pollTogether({ reads: [], watches: [] }, contextOf()), /not 0/);
});

test('a call that is not admitted is not made', async () => {
  const before = await apiCalls();
  const token = { current: async () => assert.fail(), renew: async () => assert.fail() };
  const strict = createSourceOrg({
    tokens: { ...token, current: async () => ({ token: 'x', instanceUrl: simulator.baseUrl }) },
    dispatcher,
    clock: impatientClock(),
    extraHosts: ['127.0.0.1'],
    onCall: ({ counted }) => assert.equal(counted, false, 'the list of versions is free'),
    apiVersion: '60.0',
    admit: async (cause) => {
      throw new Error(`no call for ${cause}`);
    },
  });
  await assert.rejects(
    strict.fetchDescribe('Account', contextOf({ cause: 'describe' })),
    /no call for describe/,
  );
  assert.equal(await apiCalls(), before);
});
