import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isSyncError } from '@sync-user/contract';
import type { Asked } from '@sync-user/engine';
import { type Simulator, startSimulator } from '@sync-user/simulator';
import { CHECK, type OpenAccess, openAccess } from '../../testing/open-access.ts';

const ADMIN = 'admin@acme.example';
const SMALL = 'small@acme.example';
const APP = { clientId: '3MVG9.access.key', clientSecret: 'access-secret' };

const SEED = {
  organization: { name: 'Acme', edition: 'Enterprise Edition', myDomain: 'acme' },
  permissionSets: [{ name: 'Api', system: ['ApiEnabled'], objects: { Contact: 'r' } }],
  users: [
    { username: ADMIN, password: 'Password1!', lastName: 'Admin', profile: 'System Administrator' },
    {
      username: SMALL,
      password: 'Password1!',
      lastName: 'Small',
      profile: 'Minimum Access - Salesforce',
      permissionSets: ['Api'],
    },
  ],
  apps: [{ name: 'Sync User', consumerKey: APP.clientId, consumerSecret: APP.clientSecret, runAs: ADMIN }],
  validationRules: [
    {
      object: 'Account',
      name: 'Needs_phone',
      errorConditionFormula: 'ISBLANK(Phone)',
      errorMessage: 'Give a phone number.',
      errorDisplayField: 'Phone',
    },
  ],
  generate: { Contact: { rows: 2500 } },
  changeDataCapture: ['Account'],
};

let simulator: Simulator;
let admin: OpenAccess;
let small: OpenAccess;

function value<T>(asked: Asked<T> | undefined): T {
  assert.ok(asked !== undefined);
  if (asked.kind === 'refused') throw asked.error;
  return asked.value;
}

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

before(async () => {
  simulator = await startSimulator({ seed: SEED });
  small = await openAccess(simulator.baseUrl, APP, SMALL);
  admin = await openAccess(simulator.baseUrl, APP, ADMIN);
});

after(async () => {
  await small[Symbol.asyncDispose]();
  await admin[Symbol.asyncDispose]();
  await simulator.close();
});

test('seven questions cost two calls; a refused one harms no other; pages are read to the end', async () => {
  const before = admin.access.callsMade();
  const answers = await admin.access.queryMany(
    [
      'SELECT COUNT() FROM Contact',
      'SELECT Id FROM Gone__c',
      'SELECT Id, Gone__c FROM Account',
      'SELECT Id FROM User',
      'SELECT ProfileId, COUNT(Id) n FROM User GROUP BY ProfileId',
      'SELECT Id FROM Organization',
      'SELECT Id FROM',
    ],
    CHECK,
  );
  assert.equal(admin.access.callsMade() - before, 2);
  assert.deepEqual(
    answers.map((answer) => (answer.kind === 'answered' ? 'answered' : answer.error.code)),
    [
      'answered',
      'SF_OBJECT_NOT_READABLE',
      'SF_FIELD_NOT_READABLE',
      'answered',
      'answered',
      'answered',
      'SF_QUERY_REFUSED',
    ],
  );
  assert.equal(value(answers[0]).totalSize, 2500);
  assert.equal(answers[6]?.asked, 'SELECT Id FROM');
  const all = value(await admin.access.query('SELECT Id FROM Contact', CHECK));
  assert.equal(new Set(all.records.map((record) => record['Id'])).size, 2500);
  assert.ok(admin.calls.every((call) => call.cause === 'check'));
});

test('describes of the same moment travel together, ten a call, and a refused one harms no other', async () => {
  const names = [
    'Contact',
    'Nothing__c',
    'Account',
    'Lead',
    'Campaign',
    'Opportunity',
    'Task',
    'Event',
    'User',
  ];
  const before = admin.access.callsMade();
  const answers = await Promise.all(
    [...names, 'Profile', 'Case'].map((name) => admin.access.describe(name, CHECK)),
  );
  assert.equal(admin.access.callsMade() - before, 2);
  assert.deepEqual(
    answers.map(({ kind }) => kind),
    ['answered', 'refused', ...Array<string>(9).fill('answered')],
  );
  const [contact, missing] = answers;
  assert.deepEqual(contact, await admin.access.describe('Contact', CHECK), 'as it is told alone');
  assert.deepEqual(codeOf(missing), codeOf(await admin.access.describe('Nothing__c', CHECK)));
});

function codeOf(answer: Asked<unknown> | undefined): string | undefined {
  return answer?.kind === 'refused' ? answer.error.code : undefined;
}

test('describe tells what the asking user may do', async () => {
  const mine = value(await admin.access.describe('Contact', CHECK));
  assert.equal(mine.createable, true);
  const phone = mine.fields.find((field) => field.name === 'Phone');
  assert.equal(phone?.permissionable, true);
  assert.equal(phone?.updateable, true);
  assert.ok(mine.recordTypes.some((type) => type.isMaster && type.available));
  const theirs = value(await small.access.describe('Contact', CHECK));
  assert.equal(theirs.createable, false);
  assert.equal(
    theirs.fields.some((field) => field.name === 'Phone'),
    false,
  );
  const refused = await small.access.describe('Account', CHECK);
  assert.ok(refused.kind === 'refused');
  assert.equal(refused.error.code, 'SF_NOT_FOUND');
});

test('limits and user info are read', async () => {
  const limits = value(await admin.access.read('/limits', CHECK));
  assert.ok(JSON.stringify(limits).includes('DailyApiRequests'));
  const before = admin.access.callsMade();
  const info = value(await admin.access.readUserInfo(CHECK));
  assert.equal(info['preferred_username'], ADMIN);
  assert.equal(admin.access.callsMade(), before, 'user info is no API call');
});

test('rows are made, changed and removed, each on its own or all together', async () => {
  const one = { allOrNone: false };
  const made = value(
    await admin.access.create('Account', [{ Name: 'A', Phone: '1' }, { Phone: '2' }], one, CHECK),
  );
  const [saved, failed] = made;
  assert.ok(saved?.kind === 'saved' && failed?.kind === 'failed');
  assert.equal(failed.code, 'REQUIRED_FIELD_MISSING');
  assert.deepEqual(failed.fields, ['Name']);
  const together = value(
    await admin.access.create(
      'Account',
      [{ Name: 'B', Phone: '1' }, { Phone: '2' }],
      { allOrNone: true },
      CHECK,
    ),
  );
  assert.deepEqual(
    together.map((row) => row.kind),
    ['failed', 'failed'],
  );
  const changed = value(await admin.access.update('Account', [{ id: saved.id, Phone: '3' }], one, CHECK));
  assert.deepEqual(changed, [{ kind: 'saved', id: saved.id }]);
  assert.deepEqual(value(await admin.access.remove([saved.id], CHECK)), [{ kind: 'saved', id: saved.id }]);
  const again = value(await admin.access.remove([saved.id], CHECK));
  assert.ok(again[0]?.kind === 'failed' && again[0].code === 'ENTITY_IS_DELETED');
});

test('a row that was tried leaves nothing: no row, no bin entry, no change event', async () => {
  const count = 'SELECT COUNT() FROM Account';
  const before = value(await admin.access.query(count, CHECK)).totalSize;
  const events = await control('GET', '/events');
  const tried = value(await admin.access.tryCreate('Account', { Name: 'Tried', Phone: '1' }, CHECK));
  assert.deepEqual(tried, { kind: 'saved', id: '' });
  const refused = value(await admin.access.tryCreate('Account', { Name: 'Tried' }, CHECK));
  assert.deepEqual(refused, {
    kind: 'failed',
    code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    message: 'Give a phone number.',
    fields: ['Phone'],
  });
  assert.equal(value(await admin.access.query(count, CHECK)).totalSize, before);
  const tracks = encodeURIComponent("SELECT Id FROM Account WHERE Name = 'Tried'");
  const found = value(await admin.access.read(`/queryAll?q=${tracks}`, CHECK));
  assert.deepEqual(found, { done: true, records: [], totalSize: 0 });
  assert.deepEqual(await control('GET', '/events'), events);
});

test('an ended session is renewed; what a refused user is told is evidence; a lost connection throws', async () => {
  await control('POST', '/sessions/expire', {});
  assert.equal((await admin.access.query('SELECT Id FROM Organization', CHECK)).kind, 'answered');

  await control('POST', '/faults', {
    kind: 'status',
    status: 403,
    path: '/composite',
    body: [
      { errorCode: 'API_DISABLED_FOR_ORG', message: 'The REST API is not enabled for this Organization' },
    ],
  });
  const [first, second] = await admin.access.queryMany(
    ['SELECT Id FROM User', 'SELECT Id FROM Profile'],
    CHECK,
  );
  assert.ok(first?.kind === 'refused' && second?.kind === 'refused');
  assert.equal(first.error.code, 'SF_API_DISABLED');
  assert.equal(first.asked, 'SELECT Id FROM User');

  await control('POST', '/faults', { kind: 'status', status: 503, times: 20, path: '/composite' });
  await assert.rejects(admin.access.query('SELECT Id FROM User', CHECK), (error) =>
    isSyncError(error, 'SF_UNAVAILABLE'),
  );
  await control('DELETE', '/faults');
  await control('POST', '/faults', { kind: 'lost', path: '/composite/sobjects' });
  await assert.rejects(
    admin.access.create('Account', [{ Name: 'Lost', Phone: '1' }], { allOrNone: false }, CHECK),
    (error) => isSyncError(error, 'SF_HOST_UNREACHABLE', 'SF_UNAVAILABLE'),
  );
  const once = value(await admin.access.query("SELECT COUNT() FROM Account WHERE Name = 'Lost'", CHECK));
  assert.equal(once.totalSize, 1, 'what may have been made is not made twice');
});
