import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { AccessMapping } from '@sync-user/engine';
import { type Simulator, startSimulator } from '@sync-user/simulator';
import { CHECK } from '../../packages/salesforce/testing/open-access.ts';
import {
  BARE_USER,
  openRepairOrg,
  REPAIR_ADMIN,
  type RepairOrg,
  repairSeed,
  WIDE_FIELDS,
  WIDE_OBJECT,
} from '../support/repair-org.ts';

const MAPPING: AccessMapping = {
  objects: [
    {
      name: 'Account',
      label: 'Account',
      fields: ['Id', 'Name', 'Industry', 'BillingCity', 'BillingStreet'],
      writes: false,
    },
    { name: 'Contact', label: 'Contact', fields: ['Id', 'LastName', 'Email'], writes: false },
    { name: 'Project__c', label: 'Project', fields: ['Id', 'Code__c', 'Budget__c'], writes: true },
  ],
};
/** Licence, set, objects, fields, assignment. */
const STEPS = 5;
const WRITES = '/composite/sobjects';

let simulator: Simulator;
let org: RepairOrg;

before(async () => {
  simulator = await startSimulator({ seed: repairSeed() });
  org = await openRepairOrg(simulator.baseUrl);
});
beforeEach(async () => {
  await org[Symbol.asyncDispose]();
  await org.control.send('POST', '/reset', {});
  org = await openRepairOrg(simulator.baseUrl);
});
after(async () => {
  await org[Symbol.asyncDispose]();
  await simulator.close();
});

/** Everything that repair may touch, without ids and stamps. */
async function permissionsInOrg(): Promise<unknown> {
  const without = (rows: readonly Readonly<Record<string, unknown>>[]): string[] =>
    rows.map((row) => JSON.stringify({ ...row, attributes: undefined, Id: undefined })).toSorted();
  return {
    sets: without(
      await org.rows(
        `SELECT Name, Label, PermissionsApiEnabled, PermissionsViewAllUsers FROM PermissionSet WHERE IsOwnedByProfile = false`,
      ),
    ),
    objects: without(
      await org.rows(
        `SELECT SobjectType, PermissionsRead, PermissionsCreate, PermissionsEdit, PermissionsDelete, PermissionsViewAllRecords
           FROM ObjectPermissions WHERE Parent.IsOwnedByProfile = false`,
      ),
    ),
    fields: without(
      await org.rows(
        `SELECT Field, PermissionsRead, PermissionsEdit FROM FieldPermissions WHERE Parent.IsOwnedByProfile = false`,
      ),
    ),
    assignments: without(
      await org.rows(
        `SELECT AssigneeId, PermissionSet.Name, ExpirationDate FROM PermissionSetAssignment WHERE PermissionSet.IsOwnedByProfile = false`,
      ),
    ),
    licences: without(
      await org.rows(`SELECT AssigneeId, PermissionSetLicenseId FROM PermissionSetLicenseAssign`),
    ),
  };
}

async function assertComplete(): Promise<void> {
  const { lines } = await org.plan(MAPPING);
  assert.deepEqual(
    lines.filter(({ change }) => change === 'add'),
    [],
  );
  const sets = await org.rows(`SELECT Id FROM PermissionSet WHERE Name LIKE 'Sync_User%'`);
  assert.equal(sets.length, 1, 'one set, however often it was tried');
}

test('a bare integration user gets licence, set, objects, fields and assignment, sees all then, and nothing is left to do', async () => {
  const refused = await org.bare.query('SELECT COUNT() FROM Account', CHECK);
  assert.equal(refused.kind, 'refused');
  const plan = await org.plan(MAPPING);
  assert.equal(plan.applyAs, REPAIR_ADMIN);
  assert.deepEqual(
    plan.steps.map(({ object, rows }) => [object, rows]),
    [
      ['PermissionSetLicenseAssign', 1],
      ['PermissionSet', 1],
      ['ObjectPermissions', 3],
      ['FieldPermissions', 5],
      ['PermissionSetAssignment', 1],
    ],
  );
  const { outcome, steps } = await org.apply(MAPPING);
  assert.equal(outcome, 'applied');
  assert.deepEqual(
    steps.map((step) => step.outcome),
    Array.from({ length: STEPS }, () => 'done'),
  );
  const seen = await org.bare.query('SELECT COUNT() FROM Account WHERE BillingCity != null', CHECK);
  assert.equal(
    seen.kind === 'answered' && seen.value.totalSize,
    30,
    'records of others, with a granted part',
  );
  await assertComplete();
  const after = await permissionsInOrg();
  const again = await org.apply(MAPPING);
  assert.equal(again.outcome, 'applied');
  assert.deepEqual(await permissionsInOrg(), after, 'applying again changes nothing');
});

describe('taken back when a step is refused', () => {
  for (let step = 0; step < STEPS; step += 1) {
    test(`at write ${step + 1} of ${STEPS}: nothing of it stays, and Salesforce’s words are told`, async () => {
      const before = await permissionsInOrg();
      await org.control.fault({
        kind: 'status',
        status: 400,
        body: [{ errorCode: 'FIELD_INTEGRITY_EXCEPTION', message: 'Not on a Sunday' }],
        method: 'POST',
        path: WRITES,
        skip: step,
      });
      const result = await org.apply(MAPPING);
      assert.equal(result.outcome, 'rolled_back');
      assert.match(result.message, /Not on a Sunday/);
      assert.match(result.message, /Everything made before was taken back/);
      assert.deepEqual(
        result.steps.map(({ outcome }) => outcome),
        [
          ...Array.from({ length: step }, () => 'undone'),
          'failed',
          ...Array.from({ length: STEPS - step - 1 }, () => 'not_done'),
        ],
      );
      assert.deepEqual(await permissionsInOrg(), before);
    });
  }

  test('an existing set is completed, and is as it was when the rest is refused', async () => {
    await existingSet();
    const before = await permissionsInOrg();
    await org.control.fault({
      kind: 'status',
      status: 400,
      body: [{ errorCode: 'FIELD_INTEGRITY_EXCEPTION', message: 'No' }],
      method: 'POST',
      path: WRITES,
      // Licence and objects are made, the set and a row of it are changed, fields are refused.
      skip: 2,
    });
    const result = await org.apply(MAPPING);
    assert.equal(result.outcome, 'rolled_back');
    assert.deepEqual(await permissionsInOrg(), before);
    assert.equal((await org.apply(MAPPING)).outcome, 'applied');
    const rows = await org.rows(
      `SELECT SobjectType, PermissionsRead, PermissionsDelete, PermissionsViewAllRecords FROM ObjectPermissions WHERE Parent.Name = 'Sync_User'`,
    );
    const account = rows.find((row) => row['SobjectType'] === 'Account');
    assert.equal(account?.['PermissionsViewAllRecords'], true, 'what lacked is there');
    assert.equal(account?.['PermissionsDelete'], true, 'what was there has stayed');
    await assertComplete();
  });

  test('what cannot be taken back is told by name', async () => {
    await org.control.fault({
      kind: 'status',
      status: 400,
      body: [{ errorCode: 'FIELD_INTEGRITY_EXCEPTION', message: 'No' }],
      method: 'POST',
      path: WRITES,
      skip: 3,
    });
    await org.control.fault({
      kind: 'status',
      status: 400,
      body: [{ errorCode: 'INSUFFICIENT_ACCESS_OR_READONLY', message: 'You may not delete that' }],
      method: 'DELETE',
      times: 2,
    });
    const result = await org.apply(MAPPING);
    assert.equal(result.outcome, 'rolled_back');
    assert.match(result.message, /Not everything could be taken back: Create the permission set/);
    assert.deepEqual(
      result.steps.map(({ outcome }) => outcome),
      ['undone', 'not_undone', 'not_undone', 'failed', 'not_done'],
    );
    assert.match(result.steps[1]?.detail ?? '', /You may not delete that/);
    // The next try goes on with what is left.
    await org.control.clearFaults();
    assert.equal((await org.apply(MAPPING)).outcome, 'applied');
    await assertComplete();
  });
});

/** A set of the same name with a part of what is needed and something more, held by nobody. */
async function existingSet(): Promise<void> {
  const [setId = ''] = await org.control.save([
    { kind: 'create', object: 'PermissionSet', values: { Name: 'Sync_User', Label: 'Made by hand' } },
  ]);
  await org.control.save([
    {
      kind: 'create',
      object: 'ObjectPermissions',
      values: {
        ParentId: setId,
        SobjectType: 'Account',
        PermissionsRead: true,
        PermissionsEdit: true,
        PermissionsDelete: true,
      },
    },
    {
      kind: 'create',
      object: 'FieldPermissions',
      values: {
        ParentId: setId,
        SobjectType: 'Project__c',
        Field: 'Project__c.Code__c',
        PermissionsRead: true,
      },
    },
  ]);
}

describe('answers that are lost', () => {
  for (let step = 0; step < STEPS; step += 1) {
    test(`of write ${step + 1}: it was carried out, is found, and not made twice`, async () => {
      await org.control.fault({ kind: 'lost', method: 'POST', path: WRITES, skip: step });
      const result = await org.apply(MAPPING);
      assert.equal(result.outcome, 'applied', result.message);
      await assertComplete();
    });

    if (step === STEPS - 1) continue;
    test(`of write ${step + 1}, and the step behind it is refused: what was made unseen is taken back too`, async () => {
      const before = await permissionsInOrg();
      await org.control.fault({ kind: 'lost', method: 'POST', path: WRITES, skip: step });
      await org.control.fault({
        kind: 'status',
        status: 400,
        body: [{ errorCode: 'FIELD_INTEGRITY_EXCEPTION', message: 'No' }],
        method: 'POST',
        path: WRITES,
        // The lost one is counted by its own rule only.
        skip: step,
      });
      const result = await org.apply(MAPPING);
      assert.equal(result.outcome, 'rolled_back');
      assert.deepEqual(await permissionsInOrg(), before);
    });
  }

  test('of a delete while taking back: gone is gone', async () => {
    const before = await permissionsInOrg();
    await org.control.fault({
      kind: 'status',
      status: 400,
      body: [{ errorCode: 'FIELD_INTEGRITY_EXCEPTION', message: 'No' }],
      method: 'POST',
      path: WRITES,
      skip: 4,
    });
    await org.control.fault({ kind: 'lost', method: 'DELETE' });
    const result = await org.apply(MAPPING);
    assert.equal(result.outcome, 'rolled_back');
    assert.match(result.message, /Everything made before was taken back/);
    assert.deepEqual(await permissionsInOrg(), before);
  });
});

test('a detail is granted with its master, which is not mapped, in one go', async () => {
  const mapping: AccessMapping = {
    objects: [{ name: 'Milestone__c', label: 'Milestone', fields: ['Id', 'Name', 'Due__c'], writes: false }],
  };
  const plan = await org.plan(mapping);
  assert.deepEqual(
    plan.lines.filter(({ kind }) => kind === 'object').map(({ name, needed, why }) => [name, needed, why]),
    [
      ['Project__c', 'read, view all records', 'Salesforce grants Milestone__c only beside Project__c.'],
      ['Milestone__c', 'read, view all records', 'Read by the sync.'],
    ],
  );
  const result = await org.apply(mapping);
  assert.equal(result.outcome, 'applied', result.message);
  const seen = await org.bare.query('SELECT COUNT() FROM Milestone__c', CHECK);
  assert.equal(seen.kind, 'answered');
});

describe('more fields than one call takes', () => {
  const mapping: AccessMapping = {
    objects: [{ name: 'Wide__c', label: 'Wide', fields: ['Id', 'Name', ...WIDE_FIELDS], writes: false }],
  };
  const openWide = async (): Promise<void> => {
    await org[Symbol.asyncDispose]();
    const seed = repairSeed();
    await org.control.send('POST', '/reset', {
      seed: { ...seed, objects: [WIDE_OBJECT], sharing: {}, generate: {} },
    });
    org = await openRepairOrg(simulator.baseUrl);
  };

  test('go in several, and one refused in the last takes back those of the first', async () => {
    await openWide();
    const before = await permissionsInOrg();
    await org.control.fault({
      kind: 'status',
      status: 400,
      body: [{ errorCode: 'FIELD_INTEGRITY_EXCEPTION', message: 'No' }],
      method: 'POST',
      path: WRITES,
      // Licence, set, object, two calls of fields.
      skip: 5,
    });
    const refused = await org.apply(mapping);
    assert.equal(refused.outcome, 'rolled_back');
    assert.match(refused.message, /Wide__c\.F4\d\d__c.* and 25 more: No/);
    assert.deepEqual(await permissionsInOrg(), before);

    await org.control.fault({ kind: 'lost', method: 'POST', path: WRITES, skip: 4 });
    const applied = await org.apply(mapping);
    assert.equal(applied.outcome, 'applied', applied.message);
    const rows = await org.rows(`SELECT COUNT(Id) n FROM FieldPermissions WHERE Parent.Name = 'Sync_User'`);
    assert.equal(rows[0]?.['n'], WIDE_FIELDS.length);
  });
});

test('two who apply at the same time make one set and both succeed', async () => {
  const [first, second] = await Promise.all([org.apply(MAPPING), org.apply(MAPPING)]);
  assert.deepEqual([first.outcome, second.outcome], ['applied', 'applied'], first.message + second.message);
  await assertComplete();
});

test('an assignment that has expired is made to last, and only then', async () => {
  assert.equal((await org.apply(MAPPING)).outcome, 'applied');
  const [assignment] = await org.rows(
    `SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Sync_User'`,
  );
  const id = String(assignment?.['Id']);
  const past = new Date(Date.now() - 60_000).toISOString();
  await org.control.save([
    { kind: 'update', object: 'PermissionSetAssignment', id, values: { ExpirationDate: past } },
  ]);
  const plan = await org.plan(MAPPING);
  const account = plan.lines.find(({ name }) => name === 'Account');
  assert.match(account?.has ?? '', /that assignment has expired/);
  assert.equal((await org.apply(MAPPING)).outcome, 'applied');
  await assertComplete();
});

test('without anybody who may change permissions there is a plan with files and steps, and why it cannot be applied', async () => {
  const plan = await org.plan(MAPPING, { helpers: [] });
  assert.equal(plan.applyAs, null);
  assert.match(plan.cannotApply ?? '', /Manage Profiles and Permission Sets/);
  assert.equal(plan.files.length, 3);
  assert.match(
    plan.writtenSteps.join('\n'),
    /Account > Edit: under Object Permissions tick Read and View All Records/,
  );
  // Hidden from everybody who was asked, the field is asked for all the same.
  assert.ok(plan.lines.some(({ name, change }) => name === 'Account.BillingAddress' && change === 'add'));
});

test('an administrator is the sync user: nothing is lacking, nothing is done', async () => {
  const plan = await org.plan(MAPPING, { subject: org.admin, helpers: [] });
  assert.deepEqual(plan.steps, []);
  assert.equal(plan.permissionSet.exists, false);
  assert.match(
    plan.lines.find(({ name }) => name === 'Account')?.has ?? '',
    /profile “System Administrator”/,
  );
});

test('a user who sees only themselves is not told that they lack what nobody connected may see', async () => {
  assert.equal((await org.apply(MAPPING)).outcome, 'applied');
  const plan = await org.plan(MAPPING, { helpers: [] });
  assert.deepEqual(
    plan.lines.filter(({ change }) => change === 'add'),
    [],
  );
  assert.match(
    plan.lines.find(({ name }) => name === 'Account')?.has ?? '',
    /whether it views all records is not/,
  );
  assert.equal(plan.lines.find(({ kind }) => kind === 'licence')?.has, 'not visible to anybody connected');
});

for (const [policy, names] of [
  ['integration_user', ['ViewAllData']],
  ['administrator', ['ModifyAllData', 'ViewSetup', 'ViewAllUsers', 'CustomizeApplication']],
] as const) {
  test(`the policy ${policy} is granted as well, with what Salesforce demands beside it`, async () => {
    const result = await org.apply(MAPPING, { policy });
    assert.equal(result.outcome, 'applied', result.message);
    const { lines } = await org.plan(MAPPING, { policy });
    assert.deepEqual(
      lines.filter(({ change }) => change === 'add'),
      [],
    );
    const columns = names.map((name) => `Permissions${name}`);
    const held = await org.bare.query(`SELECT ${columns.join(', ')} FROM UserPermissionAccess`, CHECK);
    assert.ok(held.kind === 'answered');
    for (const column of columns) assert.equal(held.value.records[0]?.[column], true, column);
  });
}

test('no licence is left: the plan says so instead of failing half way', async () => {
  const [licence] = await org.rows(
    `SELECT Id, TotalLicenses FROM PermissionSetLicense WHERE DeveloperName = 'SalesforceAPIIntegrationPsl'`,
  );
  const others = Array.from({ length: Number(licence?.['TotalLicenses']) }, (_, index) => index);
  for (const index of others) {
    const [user = ''] = await org.control.save([
      {
        kind: 'create',
        object: 'User',
        values: {
          ...(await userValues()),
          Username: `other${index}@acme.example`,
          CommunityNickname: `other${index}`,
        },
      },
    ]);
    await org.control.save([
      {
        kind: 'create',
        object: 'PermissionSetLicenseAssign',
        values: { AssigneeId: user, PermissionSetLicenseId: licence?.['Id'] },
      },
    ]);
  }
  const { cannotApply } = await org.plan(MAPPING);
  assert.match(cannotApply ?? '', /All permission set licences “Salesforce API Integration” are in use/);
});

test('a set of our name that is bound to a licence the user lacks: the plan says so instead of failing half way', async () => {
  const [other] = await org.rows(
    `SELECT Id FROM PermissionSetLicense WHERE DeveloperName != 'SalesforceAPIIntegrationPsl' LIMIT 1`,
  );
  assert.ok(other, 'the org has another permission set licence');
  const [setId = ''] = await org.control.save([
    {
      kind: 'create',
      object: 'PermissionSet',
      values: { Name: 'Sync_User', Label: 'For others', LicenseId: other['Id'] },
    },
  ]);
  assert.match((await org.plan(MAPPING)).cannotApply ?? '', /bound to a permission set licence/);
  await org.control.save([
    { kind: 'update', object: 'PermissionSet', id: setId, values: { Name: 'Sync_User_2' } },
  ]);
  assert.equal((await org.plan(MAPPING)).cannotApply, null);
  assert.equal((await org.apply(MAPPING)).outcome, 'applied');
});

async function userValues(): Promise<Readonly<Record<string, unknown>>> {
  const [user] = await org.rows(
    `SELECT TimeZoneSidKey, LocaleSidKey, EmailEncodingKey, LanguageLocaleKey FROM User WHERE Username = '${BARE_USER}'`,
  );
  const [profile] = await org.rows(`SELECT Id FROM Profile WHERE Name = 'Standard User'`);
  const { attributes: _, ...values } = user ?? {};
  return {
    ...values,
    ProfileId: profile?.['Id'],
    LastName: 'Other',
    Alias: 'other',
    Email: 'other@acme.example',
  };
}
