import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import {
  ADMIN,
  create,
  openTestOrg,
  REP,
  setClock,
  signIn,
  TEST_SEED,
  type TestClient,
  type TestOrg,
} from '../../../testing/test-org.ts';

const ROBOT = { username: 'robot@test.example', password: 'Test-7777!' };
const SEED = {
  ...TEST_SEED,
  users: [
    ...TEST_SEED.users,
    { ...ROBOT, lastName: 'Robot', profile: 'Minimum Access - API Only Integrations' },
  ],
};

const open = (): Promise<TestOrg> => openTestOrg({ seed: SEED });

async function idOf(client: TestClient, soql: string): Promise<string> {
  const { body } = await client.query(soql);
  assert.equal(body.records?.length, 1, JSON.stringify(body));
  return body.records[0].Id;
}

const userId = (client: TestClient, { username }: { username: string }) =>
  idOf(client, `SELECT Id FROM User WHERE Username = '${username}'`);

/** Code and message of a refused creation. */
async function refusal(
  client: TestClient,
  object: string,
  values: Record<string, unknown>,
): Promise<[string, string]> {
  const answer = await client.post(`/sobjects/${object}`, values);
  assert.equal(answer.status, 400, JSON.stringify(answer.body));
  return [answer.body[0].errorCode, answer.body[0].message];
}

const newSet = (client: TestClient, Name: string, more: Record<string, unknown> = {}) =>
  create(client, 'PermissionSet', { Name, Label: Name, ...more });

const objectRights = (ParentId: string, SobjectType: string, letters = 'r') => ({
  ParentId,
  SobjectType,
  PermissionsRead: letters.includes('r'),
  PermissionsCreate: letters.includes('c'),
  PermissionsEdit: letters.includes('e'),
  PermissionsDelete: letters.includes('d'),
});

behaviour(
  'a least-privilege set is built by API and holds from the next call on, for an integration user with its licence',
  { documented: 'facts 7.2 and 7.3' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const robot = await signIn(org.baseUrl, ROBOT);
    const robotId = await userId(admin, ROBOT);
    const setId = await newSet(admin, 'Sync_User', { PermissionsApiEnabled: true });
    await create(admin, 'ObjectPermissions', objectRights(setId, 'Account'));
    await create(admin, 'FieldPermissions', {
      ParentId: setId,
      SobjectType: 'Account',
      Field: 'Account.Industry',
      PermissionsRead: true,
      PermissionsEdit: false,
    });
    const assignment = { AssigneeId: robotId, PermissionSetId: setId };
    assert.deepEqual(await refusal(admin, 'PermissionSetAssignment', assignment), [
      'FIELD_INTEGRITY_EXCEPTION',
      "The user license doesn't allow the permission: Read Account",
    ]);
    assert.equal((await robot.query('SELECT Id FROM Account')).body[0].errorCode, 'INVALID_TYPE');
    const PermissionSetLicenseId = await idOf(
      admin,
      "SELECT Id FROM PermissionSetLicense WHERE DeveloperName = 'SalesforceAPIIntegrationPsl'",
    );
    const licence = await create(admin, 'PermissionSetLicenseAssign', {
      AssigneeId: robotId,
      PermissionSetLicenseId,
    });
    const used = await admin.query(
      `SELECT TotalLicenses, UsedLicenses FROM PermissionSetLicense WHERE Id = '${PermissionSetLicenseId}'`,
    );
    assert.equal(used.body.records[0].UsedLicenses, 1);
    await create(admin, 'PermissionSetAssignment', assignment);
    assert.equal((await robot.query('SELECT Id, Industry FROM Account')).status, 200);
    assert.equal((await robot.query('SELECT Website FROM Account')).body[0].errorCode, 'INVALID_FIELD');
    const fields = (await robot.get('/sobjects/Account/describe')).body.fields.map(
      (one: { name: string }) => one.name,
    );
    assert.ok(fields.includes('Industry') && fields.includes('Name') && !fields.includes('Website'));
    // The licence stays as long as the set needs it.
    const kept = await admin.call('DELETE', `/sobjects/PermissionSetLicenseAssign/${licence}`);
    assert.equal(kept.body[0].errorCode, 'FIELD_INTEGRITY_EXCEPTION');
    const [code, message] = await refusal(admin, 'PermissionSetAssignment', assignment);
    assert.equal(code, 'DUPLICATE_VALUE');
    assert.match(message, /^Duplicate PermissionSetAssignment\./);
  },
  { covers: ['access.licences', 'access.setup-api', 'access.fields', 'access.objects'] },
);

behaviour(
  'a licence is taken by every active user, and without a free one nobody is added or woken',
  { documented: 'SOAP API Developer Guide, StatusCode (LICENSE_LIMIT_EXCEEDED)' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const profileId = await idOf(
      admin,
      "SELECT Id FROM Profile WHERE Name = 'Minimum Access - API Only Integrations'",
    );
    const count = async (): Promise<number> =>
      (await admin.query("SELECT UsedLicenses FROM UserLicense WHERE Name = 'Salesforce Integration'")).body
        .records[0].UsedLicenses;
    assert.equal(await count(), 1);
    const user = (number: number, IsActive = true) => ({
      Username: `bot${number}@test.example`,
      LastName: `Bot ${number}`,
      Email: 'bot@test.example',
      Alias: `bot${number}`,
      CommunityNickname: `bot${number}`,
      TimeZoneSidKey: 'America/Los_Angeles',
      LocaleSidKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      LanguageLocaleKey: 'en_US',
      ProfileId: profileId,
      IsActive,
    });
    for (const number of [2, 3, 4, 5]) await create(admin, 'User', user(number));
    assert.equal(await count(), 5);
    assert.deepEqual(await refusal(admin, 'User', user(6)), [
      'LICENSE_LIMIT_EXCEEDED',
      'License Limit Exceeded',
    ]);
    const asleep = await create(admin, 'User', user(7, false));
    const woken = await admin.call('PATCH', `/sobjects/User/${asleep}`, { IsActive: true });
    assert.equal(woken.body[0].errorCode, 'LICENSE_LIMIT_EXCEEDED');
    const second = await idOf(admin, "SELECT Id FROM User WHERE Username = 'bot2@test.example'");
    assert.equal((await admin.call('PATCH', `/sobjects/User/${second}`, { IsActive: false })).status, 204);
    assert.equal(await count(), 4);
    assert.equal((await admin.call('PATCH', `/sobjects/User/${asleep}`, { IsActive: true })).status, 204);
    // Users are never deleted, and each has a log-in row.
    assert.ok((await admin.call('DELETE', `/sobjects/User/${second}`)).status >= 400);
    assert.equal(
      (await admin.query(`SELECT IsFrozen FROM UserLogin WHERE UserId = '${second}'`)).body.totalSize,
      1,
    );
  },
  { covers: 'access.licences' },
);

behaviour(
  'rights that need others are refused without them, and a row that grants nothing goes',
  { documented: 'Object Reference, ObjectPermissions and FieldPermissions; facts 7.3' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const setId = await newSet(admin, 'Editors');
    assert.deepEqual(await refusal(admin, 'ObjectPermissions', objectRights(setId, 'Account', 'c')), [
      'FIELD_INTEGRITY_EXCEPTION',
      'Permission Create Account depends on permission(s): Read Account',
    ]);
    assert.equal(
      (await refusal(admin, 'ObjectPermissions', objectRights(setId, 'Account', 'rd')))[0],
      'FIELD_INTEGRITY_EXCEPTION',
    );
    const id = await create(admin, 'ObjectPermissions', objectRights(setId, 'account', 're'));
    assert.equal((await admin.get(`/sobjects/ObjectPermissions/${id}`)).body.SobjectType, 'Account');
    assert.equal(
      (await refusal(admin, 'ObjectPermissions', objectRights(setId, 'Account', 'r')))[0],
      'DUPLICATE_VALUE',
    );
    assert.equal(
      (await refusal(admin, 'ObjectPermissions', objectRights(setId, 'Nope__c')))[0],
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    );
    const nothing = { PermissionsRead: false, PermissionsEdit: false };
    assert.equal((await admin.call('PATCH', `/sobjects/ObjectPermissions/${id}`, nothing)).status, 204);
    assert.equal((await admin.get(`/sobjects/ObjectPermissions/${id}`)).status, 404);

    const field = (Field: string, edit: boolean, read = true) => ({
      ParentId: setId,
      SobjectType: 'Account',
      Field,
      PermissionsRead: read,
      PermissionsEdit: edit,
    });
    assert.equal(
      (await refusal(admin, 'FieldPermissions', field('Account.Industry', true, false)))[0],
      'FIELD_INTEGRITY_EXCEPTION',
    );
    // Required and system fields, and the parts of compounds, have no permission of their own.
    for (const name of [
      'Account.Name',
      'Account.Id',
      'Account.CreatedDate',
      'Account.BillingCity',
      'Account.Nope',
    ]) {
      assert.equal(
        (await refusal(admin, 'FieldPermissions', field(name, false)))[0],
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        name,
      );
    }
    const industry = await create(admin, 'FieldPermissions', field('Account.Industry', true));
    const gone = await admin.call('PATCH', `/sobjects/FieldPermissions/${industry}`, nothing);
    assert.equal(gone.status, 204);
    assert.equal((await admin.get(`/sobjects/FieldPermissions/${industry}`)).status, 404);

    assert.deepEqual(
      await refusal(admin, 'PermissionSet', { Name: 'All', Label: 'All', PermissionsModifyAllData: true }),
      ['FIELD_INTEGRITY_EXCEPTION', 'Permission Modify All Data depends on permission(s): View All Data'],
    );
    assert.equal(
      (await refusal(admin, 'PermissionSet', { Name: 'Editors', Label: 'x' }))[0],
      'DUPLICATE_DEVELOPER_NAME',
    );
  },
  { covers: ['access.setup-api', 'access.permissions'] },
);

behaviour(
  'profiles’ and groups’ own sets are read, not written; children are reached by their relationships',
  { documented: 'Object Reference, PermissionSet; facts 7.3' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const { body } = await admin.query(
      `SELECT Id, ProfileId, Profile.Name, (SELECT SobjectType FROM ObjectPerms WHERE SobjectType = 'Account'),
       (SELECT Field FROM FieldPerms WHERE Field = 'Account.Industry'), (SELECT AssigneeId FROM Assignments),
       (SELECT Id FROM SetupEntityAccessItems) FROM PermissionSet WHERE Profile.Name = 'Standard User'`,
    );
    const [own] = body.records;
    assert.equal(own.ObjectPerms.totalSize, 1);
    assert.equal(own.FieldPerms.totalSize, 1);
    assert.equal(own.Assignments.records[0].AssigneeId, await userId(admin, REP));
    assert.equal(own.SetupEntityAccessItems, null);
    const renamed = await admin.call('PATCH', `/sobjects/PermissionSet/${own.Id}`, { Label: 'Mine' });
    assert.equal(renamed.body[0].errorCode, 'INSUFFICIENT_ACCESS_OR_READONLY');
    const robotId = await userId(admin, ROBOT);
    assert.equal(
      (await refusal(admin, 'PermissionSetAssignment', { AssigneeId: robotId, PermissionSetId: own.Id }))[0],
      'FIELD_INTEGRITY_EXCEPTION',
    );
    const assigned = await idOf(
      admin,
      `SELECT Id FROM PermissionSetAssignment WHERE PermissionSetId = '${own.Id}'`,
    );
    const kept = await admin.call('DELETE', `/sobjects/PermissionSetAssignment/${assigned}`);
    assert.equal(kept.body[0].errorCode, 'INSUFFICIENT_ACCESS_OR_READONLY');

    // Standard users have View Setup and Configuration, an integration user has not.
    const rep = await signIn(org.baseUrl, REP);
    assert.equal((await rep.query('SELECT Id FROM PermissionSet')).status, 200);
    assert.equal((await rep.query('SELECT Name, Profile.UserLicense.Name FROM User')).status, 200);
    const robot = await signIn(org.baseUrl, ROBOT);
    assert.equal((await robot.query('SELECT Id FROM PermissionSet')).body[0].errorCode, 'INVALID_TYPE');
    assert.equal((await robot.query('SELECT Id FROM FieldPermissions')).body[0].errorCode, 'INVALID_TYPE');
  },
  { covers: 'access.setup-api' },
);

behaviour(
  'a group gives what its sets give together less what is muted, and its own set says so',
  { documented: 'Object Reference, PermissionSetGroup, MutingPermissionSet; facts 7.3' },
  async () => {
    await using org = await open();
    const { admin } = org;
    await admin.control('POST', '/seed', {
      seed: {
        users: [
          {
            username: 'min@test.example',
            password: 'Test-1111!',
            lastName: 'Min',
            profile: 'Minimum Access - Salesforce',
          },
        ],
      },
    });
    const minId = await userId(admin, { username: 'min@test.example' });
    const one = await newSet(admin, 'One', { PermissionsApiEnabled: true, PermissionsViewSetup: true });
    await create(admin, 'ObjectPermissions', objectRights(one, 'Account', 'rced'));
    for (const name of ['Account.Industry', 'Account.Website', 'Account.Phone']) {
      await create(admin, 'FieldPermissions', {
        ParentId: one,
        SobjectType: 'Account',
        Field: name,
        PermissionsRead: true,
        PermissionsEdit: true,
      });
    }
    const muting = await create(admin, 'MutingPermissionSet', {
      DeveloperName: 'Less',
      MasterLabel: 'Less',
      PermissionsViewSetup: true,
    });
    const group = await create(admin, 'PermissionSetGroup', { DeveloperName: 'Both', MasterLabel: 'Both' });
    const add = (PermissionSetId: string) =>
      create(admin, 'PermissionSetGroupComponent', { PermissionSetGroupId: group, PermissionSetId });
    await add(one);
    await create(admin, 'PermissionSetAssignment', { AssigneeId: minId, PermissionSetGroupId: group });
    const min = await signIn(org.baseUrl, { username: 'min@test.example', password: 'Test-1111!' });
    const id = await create(min, 'Account', { Name: 'A', Industry: 'Energy', Phone: '1' });
    // Muted after the fact: the next call knows.
    await create(admin, 'ObjectPermissions', objectRights(muting, 'Account', 'e'));
    const mute = (Field: string, read: boolean) =>
      create(admin, 'FieldPermissions', {
        ParentId: muting,
        SobjectType: 'Account',
        Field,
        PermissionsRead: read,
        PermissionsEdit: true,
      });
    await mute('Account.Industry', true);
    await mute('Account.Phone', false);
    await add(muting);
    assert.equal((await min.query('SELECT Industry FROM Account')).body[0].errorCode, 'INVALID_FIELD');
    assert.equal((await min.query('SELECT Website, Phone FROM Account')).status, 200);
    const { body: described } = await min.get('/sobjects/Account/describe');
    assert.deepEqual(
      [described.createable, described.updateable, described.deletable],
      [true, false, false],
      'who may not edit may not delete',
    );
    const phone = described.fields.find((field: { name: string }) => field.name === 'Phone');
    assert.equal(phone.updateable, false);
    assert.equal((await min.call('PATCH', `/sobjects/Account/${id}`, { Name: 'B' })).status, 400);

    const { body } = await admin.query(
      `SELECT PermissionSetId, PermissionSet.Type, PermissionSet.PermissionsApiEnabled, PermissionSet.PermissionsViewSetup,
       PermissionSetGroup.Status FROM PermissionSetAssignment WHERE PermissionSetGroupId = '${group}'`,
    );
    const [assigned] = body.records;
    assert.equal(assigned.PermissionSet.Type, 'Group');
    assert.equal(assigned.PermissionSet.PermissionsApiEnabled, true);
    assert.equal(assigned.PermissionSet.PermissionsViewSetup, false);
    assert.equal(assigned.PermissionSetGroup.Status, 'Updated');
    const fields = await admin.query(
      `SELECT Field, PermissionsEdit FROM FieldPermissions WHERE ParentId = '${assigned.PermissionSetId}' ORDER BY Field`,
    );
    assert.deepEqual(
      fields.body.records.map((row: { Field: string; PermissionsEdit: boolean }) => [
        row.Field,
        row.PermissionsEdit,
      ]),
      [
        ['Account.Phone', false],
        ['Account.Website', true],
      ],
    );
    assert.equal(
      (await refusal(admin, 'ObjectPermissions', objectRights(assigned.PermissionSetId, 'Lead')))[0],
      'FIELD_INTEGRITY_EXCEPTION',
    );
  },
  { covers: ['access.permissions', 'access.fields', 'faults.permissions'] },
);

behaviour(
  'an assignment ends when it expires by the org’s clock, and begins again when the clock goes back',
  { documented: 'Object Reference, PermissionSetAssignment (ExpirationDate)' },
  async () => {
    await using org = await open();
    const { admin } = org;
    await setClock(org, '2026-03-01T12:00:00Z');
    const robot = await signIn(org.baseUrl, ROBOT);
    const setId = await newSet(admin, 'Viewer', { PermissionsViewSetup: true });
    await create(admin, 'PermissionSetAssignment', {
      AssigneeId: await userId(admin, ROBOT),
      PermissionSetId: setId,
      ExpirationDate: '2026-03-02T00:00:00Z',
    });
    const sees = async () => (await robot.query('SELECT Id FROM PermissionSet LIMIT 1')).status === 200;
    assert.equal(await sees(), true);
    await setClock(org, '2026-03-02T00:00:01Z');
    assert.equal(await sees(), false);
    await setClock(org, '2026-03-01T13:00:00Z');
    assert.equal(await sees(), true);
  },
  { covers: 'access.permissions' },
);

behaviour(
  'administrators have fields added in Setup, and lose a field like everybody when its permission goes',
  {
    assumed:
      'Modify All Data opens rows, not fields: field-level security has no exception in the documentation',
  },
  async () => {
    await using org = await open();
    const { admin } = org;
    await admin.control('POST', '/objects/Account/fields', { name: 'Region__c', type: 'text', length: 40 });
    assert.equal((await admin.query('SELECT Region__c FROM Account')).status, 200);
    await admin.control('POST', '/access', {
      username: ADMIN.username,
      object: 'Account',
      field: 'Region__c',
      access: 'none',
    });
    assert.equal((await admin.query('SELECT Region__c FROM Account')).body[0].errorCode, 'INVALID_FIELD');
    // View All Fields, on the object, opens what has no permission of its own.
    const setId = await newSet(admin, 'Fields');
    await create(admin, 'ObjectPermissions', {
      ...objectRights(setId, 'Account'),
      PermissionsViewAllFields: true,
    });
    await create(admin, 'PermissionSetAssignment', {
      AssigneeId: await userId(admin, ADMIN),
      PermissionSetId: setId,
    });
    assert.equal((await admin.query('SELECT Region__c FROM Account')).status, 200);
  },
  { covers: ['access.fields', 'access.permissions', 'faults.permissions'] },
);
