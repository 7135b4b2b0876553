import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SyncError } from '@sync-user/contract';
import type { AccessSubject, OrgAccess } from '../ports/org-access.ts';
import { CHECKS } from './catalogue.ts';
import type { Check, CheckFinding, CheckRun } from './check.ts';
import { createCheckRun } from './check-run.ts';
import { judgeParents, MOST_PARENTS } from './checks/limits/who-what-limit.ts';
import { lastRefusal } from './checks/login/app.ts';
import { beyondLicence, licenceOf } from './licence.ts';
import { runPreflight } from './run-preflight.ts';

const context = { cause: 'check', sobject: null, signal: new AbortController().signal } as const;
const about: AccessSubject = {
  connectionId: 'c',
  organizationId: '00D000000000001AAA',
  organizationName: null,
  isSandbox: null,
  instanceUrl: 'https://acme.my.salesforce.com',
  loginUrl: 'https://login.salesforce.com',
  method: 'web_server',
  scopes: [],
  clientId: 'key',
  connectedAt: null,
  lockedOrganizationId: null,
};
const clock = { nowMs: () => 0, sleep: async () => undefined };

/** An org that answers every query with no rows and counts how it was asked. */
function emptyOrg(asked: string[][]): OrgAccess {
  const refused = async (words: string) => ({
    kind: 'refused' as const,
    asked: words,
    error: new SyncError('SF_NOT_FOUND', 'nothing is here'),
  });
  const queryMany: OrgAccess['queryMany'] = async (soql) => {
    asked.push([...soql]);
    return soql.map((one) => ({ kind: 'answered', asked: one, value: { records: [], totalSize: 0 } }));
  };
  return {
    username: 'sync@acme.example',
    userId: '005000000000001AAA',
    callsMade: () => asked.length,
    orgUsage: () => undefined,
    queryMany,
    query: async (soql) => ({ kind: 'answered', asked: soql, value: { records: [], totalSize: 0 } }),
    read: refused,
    describe: refused,
    readUserInfo: () => refused('user info'),
    create: refused,
    update: refused,
    remove: () => refused('remove'),
    tryCreate: refused,
  };
}

function checkThat(id: string, run: (run: CheckRun) => Promise<CheckFinding>): Check {
  return {
    id,
    group: 'org',
    title: id,
    asks: 'nothing',
    without: 'all goes on',
    needs: () => 'required',
    run,
  };
}

const run = (checks: readonly Check[], onBug?: (id: string) => void) =>
  runPreflight({
    subject: emptyOrg([]),
    inspector: undefined,
    about,
    mapping: { objects: [] },
    policy: 'least_privilege',
    clock,
    signal: context.signal,
    checks,
    ...(onBug === undefined ? {} : { onBug }),
  });

const fine: CheckFinding = { status: 'pass', summary: 'fine', evidence: [] };

test('questions of one turn travel together, and the same question is asked once', async () => {
  const asked: string[][] = [];
  const subject = emptyOrg(asked);
  const facts = { subject, inspector: undefined, about, mapping: { objects: [] }, clock, context };
  const checks = createCheckRun({ ...facts, policy: 'least_privilege' });
  await Promise.all([checks.ask('A'), checks.ask('B'), checks.ask('A'), checks.look('C')]);
  await checks.ask('B');
  await checks.ask('D');
  assert.deepEqual(asked, [['A', 'B', 'C'], ['D']]);
});

test('a check that breaks is unknown and told of, and takes no other down', async () => {
  const bugs: string[] = [];
  const broken = checkThat('broken', () => Promise.reject(new TypeError('oh')));
  const report = await run([broken, checkThat('fine', async () => fine)], (id) => bugs.push(id));
  assert.deepEqual(
    report.checks.map(({ id, status }) => [id, status]),
    [
      ['broken', 'unknown'],
      ['fine', 'pass'],
    ],
  );
  assert.deepEqual(bugs, ['broken']);
  assert.equal(report.verdict, 'warn');
});

test('a lost connection is no finding', async () => {
  const lost = checkThat('lost', () => Promise.reject(new SyncError('SF_HOST_UNREACHABLE', 'gone')));
  await assert.rejects(run([lost, checkThat('fine', async () => fine)]), { code: 'SF_HOST_UNREACHABLE' });
});

test('a failure that is only recommended is shown as a warning; one that passes has neither consequence nor remedy', async () => {
  const failing = async (): Promise<CheckFinding> => ({
    status: 'fail',
    summary: 'no',
    evidence: [],
    remedy: { text: 'do', where: 'here', url: null, canApply: false },
  });
  const recommended: Check = { ...checkThat('soft', failing), needs: () => 'recommended' };
  const unneeded: Check = { ...checkThat('none', failing), needs: () => 'not_needed' };
  const report = await run([
    checkThat('hard', failing),
    recommended,
    unneeded,
    checkThat('fine', async () => fine),
  ]);
  assert.deepEqual(
    report.checks.map(({ status, consequence }) => [status, consequence]),
    [
      ['fail', 'all goes on'],
      ['warn', 'all goes on'],
      ['not_needed', null],
      ['pass', null],
    ],
  );
});

test('ids of checks are unique, and each says what it asks and what fails without it', () => {
  assert.equal(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
  for (const { id, asks, without } of CHECKS) {
    assert.match(id, /^[a-z]+(?:_[a-z]+)*$/);
    assert.ok(asks.length > 10 && without.length > 10, id);
  }
});

test('licences are told by their key, and what they leave out is named', () => {
  const licence = (Name: string, LicenseDefinitionKey: string) =>
    licenceOf({ Profile: { UserLicense: { Name, LicenseDefinitionKey } } })?.kind;
  assert.equal(licence('Salesforce', 'SFDC'), 'standard');
  assert.equal(licence('Salesforce Integration', 'PID_SALESFORCE_INTEGRATION'), 'integration');
  assert.equal(licence('Salesforce Platform', 'AUL'), 'platform');
  assert.equal(licence('Chatter Free', 'CSN_User'), 'chatter');
  assert.equal(licence('Something new', 'XYZ'), 'other');
  assert.equal(licenceOf({}), undefined);
  assert.deepEqual(beyondLicence('platform', ['Account', 'Lead', 'Widget__c']), ['Lead']);
  assert.deepEqual(beyondLicence('chatter', ['Account', 'User']), ['Account']);
  assert.deepEqual(beyondLicence('standard', ['Lead']), []);
});

test('a refusal of a login holds until a later one gets through', () => {
  const login = (Status: string, LoginType = 'Remote Access 2.0') => ({
    Status,
    LoginType,
    Application: 'Ours',
    LoginTime: 't',
  });
  assert.equal(lastRefusal([login('Success'), login('Restricted IP')], /IP/, 'Ours'), undefined);
  assert.equal(
    lastRefusal([login('Restricted IP'), login('Success')], /IP/, 'Ours')?.status,
    'Restricted IP',
  );
  assert.equal(
    lastRefusal([login('Success', 'Application'), login('Restricted IP')], /IP/, 'Ours')?.status,
    'Restricted IP',
    'a person at a browser is not our login',
  );
  const elsewhere = [
    login('Restricted IP', 'Application'),
    { ...login('Restricted IP'), Application: 'Other' },
    login('Success'),
  ];
  assert.equal(
    lastRefusal(elsewhere, /IP/, 'Ours'),
    undefined,
    'refusals of people and of other apps are theirs',
  );
  assert.equal(lastRefusal(elsewhere, /IP/, undefined)?.status, 'Restricted IP', 'unless ours is not known');
});

test('too many parents of activities are counted, or told by the refusal itself', () => {
  const counted = (parents: number | undefined, tooLarge = false) =>
    judgeParents([{ object: 'Task', parents, tooLarge }]).status;
  assert.equal(counted(MOST_PARENTS), 'pass');
  assert.equal(counted(MOST_PARENTS + 1), 'fail');
  assert.equal(counted(undefined, true), 'fail');
  assert.equal(counted(undefined), 'unknown');
});
