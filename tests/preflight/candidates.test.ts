import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AccessMapping, type CandidateRequest, listCandidates } from '@sync-user/engine';
import { type Simulator, startSimulator } from '@sync-user/simulator';
import { OrgControl } from '../support/org-control.ts';
import { CHECK, type OpenAccess, openAccess } from '../../packages/salesforce/testing/open-access.ts';

const APP = { clientId: '3MVG9.candidates', clientSecret: 'secret' };
const ADMIN = 'ada@acme.example';
const PLAIN = 'paul@acme.example';
const user = (username: string, lastName: string, more: object = {}) => ({
  username,
  password: 'Password1!',
  lastName,
  ...more,
});

const SEED = {
  organization: { name: 'Acme', edition: 'Enterprise Edition', myDomain: 'acme' },
  permissionSets: [
    { name: 'Reads_all', system: ['ApiEnabled', 'ViewAllData'] },
    { name: 'Changes_all', system: ['ApiEnabled', 'ViewAllData', 'ModifyAllData'] },
    { name: 'Builds', system: ['CustomizeApplication', 'ViewSetup', 'ManageUsers'] },
    { name: 'Accounts', system: ['ApiEnabled'], objects: { Account: 'r' } },
    { name: 'Muted', system: ['ApiEnabled', 'ViewAllData'] },
  ],
  permissionSetGroups: [
    {
      name: 'Group',
      permissionSets: ['Muted'],
      muted: { system: ['ViewAllData'] },
      members: ['mia@acme.example'],
    },
  ],
  users: [
    user(ADMIN, 'Ada', { profile: 'System Administrator' }),
    user('bob@acme.example', 'Bob', { permissionSets: ['Changes_all', 'Builds'] }),
    user('cleo@acme.example', 'Cleo', { permissionSets: ['Changes_all'] }),
    user('dora@acme.example', 'Dora', { permissionSets: ['Reads_all'] }),
    user('mia@acme.example', 'Mia'),
    user(PLAIN, 'Paul_1%', { permissionSets: ['Accounts'], profile: 'Minimum Access - Salesforce' }),
    user('gone@acme.example', 'Gone', { permissionSets: ['Changes_all'], isActive: false }),
    user('eve@acme.example', 'Eve', { permissionSets: ['Reads_all'] }),
    user('zoe@acme.example', 'Zoe', { profile: 'Standard Platform User' }),
    user('robot@acme.example', 'Robot', { profile: 'Minimum Access - API Only Integrations' }),
  ],
  apps: [{ name: 'Sync User', consumerKey: APP.clientId, consumerSecret: APP.clientSecret, runAs: ADMIN }],
};

const MAPPING: AccessMapping = {
  objects: [
    { name: 'Account', label: 'Account', fields: ['Name'], writes: false },
    { name: 'Opportunity', label: 'Opportunity', fields: ['Name'], writes: false },
    { name: 'OpportunityHistory', label: 'Opportunity History', fields: [], writes: false },
  ],
};

let simulator: Simulator;
let admin: OpenAccess;

before(async () => {
  simulator = await startSimulator({ seed: SEED });
  admin = await openAccess(simulator.baseUrl, APP, ADMIN);
});
after(async () => {
  await admin[Symbol.asyncDispose]();
  await simulator.close();
});

const ask = (change: Partial<CandidateRequest> = {}) =>
  listCandidates({
    access: admin.access,
    search: '',
    limit: 25,
    policy: 'least_privilege',
    mapping: MAPPING,
    currentUserId: null,
    connected: new Map(),
    clock: { nowMs: () => Date.now(), sleep: () => Promise.resolve() },
    context: CHECK,
    ...change,
  });

test('users are ranked by what they hold through any set, not by the name of a profile', async () => {
  const { candidates, askedAs, incomplete } = await ask();
  const ranks = Object.fromEntries(candidates.map(({ username, rank }) => [username, rank]));
  assert.deepEqual(
    candidates.slice(0, 4).map(({ username }) => username),
    [ADMIN, 'bob@acme.example', 'cleo@acme.example', 'dora@acme.example'],
  );
  assert.equal(ranks['bob@acme.example'], 'administrator');
  assert.equal(ranks['cleo@acme.example'], 'modify_all_data');
  assert.equal(ranks['dora@acme.example'], 'view_all_data');
  assert.equal(ranks['mia@acme.example'], 'limited', 'a muted permission does not count');
  assert.equal(ranks[PLAIN], 'limited');
  assert.equal(ranks['gone@acme.example'], undefined, 'inactive users cannot be a sync user');
  assert.equal(askedAs, ADMIN);
  assert.equal(incomplete, null);
});

test('each says what the policy misses, and how it logs in', async () => {
  const { candidates } = await ask({ policy: 'least_privilege' });
  const of = (username: string) => candidates.find((candidate) => candidate.username === username);
  assert.deepEqual(of(ADMIN)?.missing, []);
  assert.deepEqual(of(PLAIN)?.missing, ['Read: Opportunity', 'View All Records: Account']);
  assert.equal(of(PLAIN)?.browserLogin, true);
  assert.equal(of('robot@acme.example')?.browserLogin, false);
  assert.equal(of('robot@acme.example')?.licence, 'Salesforce Integration');
  assert.ok(
    of('robot@acme.example')?.missing.includes('Permission set licence “Salesforce API Integration”'),
  );

  const administrators = await ask({ policy: 'administrator' });
  const dora = administrators.candidates.find(({ username }) => username === 'dora@acme.example');
  assert.ok(dora?.missing.includes('Modify All Data'));
  assert.ok(dora?.missing.includes('Customize Application'));
  assert.ok(!dora?.missing.includes('API Enabled'));
});

test('a search goes by username, e-mail or name, and takes no character for a wildcard', async () => {
  const found = async (search: string) => (await ask({ search })).candidates.map(({ username }) => username);
  assert.deepEqual(await found('CLEO@'), ['cleo@acme.example']);
  assert.deepEqual(await found('paul_1%'), [PLAIN]);
  assert.deepEqual(await found('_'), [PLAIN]);
  assert.deepEqual(await found("O'Neil\\"), []);
});

test('the page is cut after ranking, and the current and connected ones are marked', async () => {
  const all = (await ask()).candidates;
  const cleo = all.find(({ username }) => username === 'cleo@acme.example')?.userId ?? '';
  const dora = all.find(({ username }) => username === 'dora@acme.example')?.userId ?? '';
  const page = await ask({ limit: 4, currentUserId: cleo, connected: new Map([[dora, 'connection-1']]) });
  assert.equal(page.candidates.length, 4);
  assert.deepEqual(
    page.candidates.map(({ isCurrent }) => isCurrent),
    [false, false, true, false],
  );
  assert.equal(page.candidates[3]?.connectionId, 'connection-1');
});

test('what has expired counts for nothing, and whoever had it stays in the list', async () => {
  const control = new OrgControl(simulator.baseUrl);
  const of = async () => (await ask()).candidates.find(({ username }) => username === 'eve@acme.example');
  assert.equal((await of())?.rank, 'view_all_data');
  const found = await admin.access.query(
    "SELECT Id FROM PermissionSetAssignment WHERE Assignee.Username = 'eve@acme.example' AND PermissionSet.Name = 'Reads_all'",
    CHECK,
  );
  assert.equal(found.kind, 'answered');
  const id = String(found.value.records[0]?.['Id']);
  const values = { ExpirationDate: '2020-01-01T00:00:00.000Z' };
  await control.save([{ kind: 'update', object: 'PermissionSetAssignment', id, values }]);
  const expired = await of();
  assert.equal(expired?.rank, 'limited');
  assert.ok(expired?.missing.includes('View All Records: Account, Opportunity'), expired?.missing.join('; '));
});

test('the policy of standard licences asks for one, as the checks do', async () => {
  const { candidates } = await ask({ policy: 'standard_user' });
  const refused = candidates
    .filter(({ missing }) => missing.includes('Standard Salesforce licence'))
    .map(({ username }) => username);
  assert.deepEqual(refused.sort(), ['robot@acme.example', 'zoe@acme.example']);
});

test('an asker with little sight says so', async () => {
  await using plain = await openAccess(simulator.baseUrl, APP, PLAIN);
  const { candidates, incomplete } = await ask({ access: plain.access });
  assert.match(incomplete ?? '', /View Setup and Configuration/);
  assert.notEqual(candidates.length, 0);
});

test('it takes few calls', async () => {
  const before = admin.access.callsMade();
  await ask();
  assert.ok(admin.access.callsMade() - before <= 4);
});

test('in an org of thousands of users it takes as few calls, and an administrator is still the first', async () => {
  await using crowd = await startCrowd(3000);
  const before = crowd.access.callsMade();
  const { candidates, incomplete } = await ask({ access: crowd.access });
  assert.equal(candidates.length, 25);
  assert.equal(candidates[0]?.rank, 'administrator');
  assert.equal(incomplete, null);
  assert.ok(crowd.access.callsMade() - before <= 4, 'it takes no more calls');
});

const PEOPLE = {
  Username: 'person{n}@acme.example',
  Name: 'Person {n}',
  UserType: 'Standard',
  IsActive: true,
};

async function startCrowd(people: number): Promise<OpenAccess> {
  const crowd = await startSimulator({
    seed: { ...SEED, generate: { User: { rows: people, fields: PEOPLE } } },
  });
  const opened = await openAccess(crowd.baseUrl, APP, ADMIN);
  return {
    ...opened,
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]();
      await crowd.close();
    },
  };
}
