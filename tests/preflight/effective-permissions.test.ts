import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Simulator, startSimulator } from '@sync-user/simulator';
import type { ObjectAccess, OrgAccess } from '@sync-user/engine';
import { askAs, readEffective } from '../../packages/engine/src/preflight/effective/read-effective.ts';
import { RIGHTS } from '../../packages/engine/src/preflight/effective/permission-rows.ts';
import { CHECK, openAccess, type OpenAccess } from '../../packages/salesforce/testing/open-access.ts';
import { OrgControl } from '../support/org-control.ts';

const ADMIN = 'admin@acme.example';
const APPS = Array.from({ length: 6 }, (_, index) => ({
  clientId: `3MVG9.effective.${index}`,
  clientSecret: 's',
}));
const SYSTEM = [
  'ApiEnabled',
  'ViewSetup',
  'ViewAllUsers',
  'ViewRoles',
  'EditTask',
  'ViewAllData',
  'ModifyAllData',
];
const OBJECTS = ['Account', 'Contact', 'Lead'];

/** People who have what they have in every way that there is. */
const PEOPLE: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'profile@acme.example': { profile: 'Standard User' },
  'sets@acme.example': { profile: 'Nothing', permissionSets: ['Api', 'Reader', 'Roles'] },
  'group@acme.example': { profile: 'Nothing', permissionSets: ['Api'] },
  'muted@acme.example': { profile: 'Nothing', permissionSets: ['Api'] },
  'expired@acme.example': { profile: 'Nothing', permissionSets: ['Api', 'Roles', 'Reader'] },
};

const SEED = {
  organization: { name: 'Acme', edition: 'Enterprise Edition', myDomain: 'acme' },
  profiles: [{ name: 'Nothing', licence: 'Salesforce' }],
  permissionSets: [
    { name: 'Api', label: 'Api', system: ['ApiEnabled'] },
    { name: 'Roles', label: 'Roles', system: ['ViewRoles', 'ViewAllUsers'] },
    {
      name: 'Reader',
      label: 'Reader',
      system: ['EditTask'],
      objects: { Account: 'rceV', Contact: 'r' },
      fields: { 'Account.Industry': 'edit', 'Account.Phone': 'read', 'Contact.Phone': 'read' },
    },
    { name: 'Seer', label: 'Seer', system: ['ViewAllData'], fields: { 'Account.Industry': 'read' } },
  ],
  permissionSetGroups: [
    { name: 'All', label: 'All', permissionSets: ['Roles', 'Reader'], members: ['group@acme.example'] },
    {
      name: 'Less',
      label: 'Less',
      permissionSets: ['Roles', 'Reader', 'Seer'],
      members: ['muted@acme.example'],
      muted: {
        system: ['ViewRoles', 'ViewAllData'],
        objects: { Account: 'ceV' },
        fields: { 'Account.Industry': 'edit' },
      },
    },
  ],
  users: [
    { username: ADMIN, password: 'Password1!', lastName: 'Admin', profile: 'System Administrator' },
    ...Object.entries(PEOPLE).map(([username, more]) => ({
      username,
      password: 'Password1!',
      lastName: 'X',
      ...more,
    })),
  ],
  apps: APPS.map(({ clientId, clientSecret }, index) => ({
    name: `App ${index}`,
    consumerKey: clientId,
    consumerSecret: clientSecret,
    runAs: ADMIN,
  })),
};

const clock = { nowMs: () => Date.now(), sleep: async () => undefined };
let simulator: Simulator;
let admin: OpenAccess;
const people = new Map<string, OpenAccess>();

before(async () => {
  simulator = await startSimulator({ seed: SEED });
  admin = await openAccess(simulator.baseUrl, APPS[0] as (typeof APPS)[number], ADMIN);
  for (const [index, username] of Object.keys(PEOPLE).entries()) {
    people.set(
      username,
      await openAccess(simulator.baseUrl, APPS[index + 1] as (typeof APPS)[number], username),
    );
  }
  const control = new OrgControl(simulator.baseUrl);
  const found = await ask(
    admin.access,
    "SELECT Id FROM PermissionSetAssignment WHERE Assignee.Username = 'expired@acme.example' AND PermissionSet.Name = 'Roles'",
  );
  const values = { ExpirationDate: '2020-01-01T00:00:00.000Z' };
  await control.save([
    { kind: 'update', object: 'PermissionSetAssignment', id: String(found[0]?.['Id']), values },
  ]);
});

after(async () => {
  for (const one of [admin, ...people.values()]) await one[Symbol.asyncDispose]();
  await simulator.close();
});

async function ask(as: OrgAccess, soql: string) {
  const answer = await as.query(soql, CHECK);
  if (answer.kind === 'refused') throw answer.error;
  return answer.value.records;
}

for (const username of Object.keys(PEOPLE)) {
  test(`what adds up for ${username} is what the org lets them do`, async () => {
    const own = people.get(username)?.access as OrgAccess;
    const question = { userId: own.userId, system: SYSTEM, objects: OBJECTS };
    const found = await readEffective(askAs(admin.access, CHECK), question, clock);
    assert.ok(found.kind === 'known');
    const fields = SYSTEM.map((name) => `Permissions${name}`).join(', ');
    const [access] = await ask(own, `SELECT ${fields} FROM UserPermissionAccess`);
    for (const name of SYSTEM) {
      assert.equal(found.held.system(name).has, access?.[`Permissions${name}`], name);
    }
    for (const object of OBJECTS) {
      const asked = await own.describe(object, CHECK);
      const shape: ObjectAccess | undefined = asked.kind === 'answered' ? asked.value : undefined;
      const has: readonly string[] = RIGHTS.filter((right) => found.held.object(object, right).has);
      assert.equal(has.includes('read'), shape?.queryable ?? false, `read ${object}`);
      assert.equal(has.includes('create'), shape?.createable ?? false, `create ${object}`);
      assert.equal(has.includes('edit'), shape?.updateable ?? false, `edit ${object}`);
      for (const name of ['Industry', 'Phone']) {
        const field = shape?.fields.find((one) => one.name === name);
        if (shape === undefined || (field !== undefined && !field.permissionable)) continue;
        assert.equal(found.held.field(object, name, 'read').has, field !== undefined, `${object}.${name}`);
      }
    }
  });
}

test('a permission that this org does not know is taken for not granted, and harms no other', async () => {
  const own = people.get('sets@acme.example')?.access as OrgAccess;
  const question = { userId: own.userId, system: ['ApiEnabled', 'NotInThisEdition'], objects: [] };
  const found = await readEffective(askAs(admin.access, CHECK), question, clock);
  assert.ok(found.kind === 'known');
  assert.equal(found.held.system('NotInThisEdition').has, false);
  assert.equal(found.held.system('ApiEnabled').through, 'permission set “Api”');
});

test('who may not see permission sets is told so', async () => {
  const own = people.get('sets@acme.example')?.access as OrgAccess;
  const question = { userId: own.userId, system: SYSTEM, objects: OBJECTS };
  assert.equal((await readEffective(askAs(own, CHECK), question, clock)).kind, 'refused');
});
