import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openTestOrg, refusals } from '../testing/open-test-org.ts';
import type { Caller, Row } from '../types.ts';

const { org, create, saveOne, caller, setTime } = openTestOrg();
after(() => org.close());
org.defineObject({
  name: 'Secret__c',
  fields: [
    { name: 'Note__c', type: 'string' },
    { name: 'Open__c', type: 'string' },
  ],
});

function loadOne(object: string, row: Row): string {
  org.load(object, [row]);
  const [record] = org.query(caller, `SELECT Id FROM ${object} ORDER BY Id DESC LIMIT 1`, {
    includeDeleted: true,
    batchSize: 200,
  }).records;
  return String(record?.['Id']);
}

const profile = loadOne('Profile', { Name: 'Reader' });
const profileSet = loadOne('PermissionSet', {
  Name: 'X1',
  Label: 'X1',
  IsOwnedByProfile: true,
  ProfileId: profile,
  PermissionsApiEnabled: true,
});
const admins = loadOne('Profile', { Name: 'System Administrator' });
loadOne('PermissionSet', {
  Name: 'X2',
  Label: 'X2',
  IsOwnedByProfile: true,
  ProfileId: admins,
  PermissionsModifyAllData: true,
});
const user = (name: string, profileId: string): Caller => {
  const row: Row = {
    Username: `${name}@x.example`,
    LastName: name,
    Name: name,
    ProfileId: profileId,
    IsActive: true,
  };
  return { ...caller, userId: loadOne('User', row) };
};
const reader = user('reader', profile);
const admin = user('admin', admins);
create('Secret__c', { Name: 's', Note__c: 'hidden', Open__c: 'shown' });

function query(as: Caller, soql: string): unknown[] {
  const { records } = org.query(as, soql, { includeDeleted: false, batchSize: 200 });
  return records.map(({ attributes, ...rest }) => (attributes === undefined ? rest : Object.values(rest)));
}

function grant(object: string, values: Row): string {
  return loadOne(object, values);
}

test('an administrator who may modify all data sees and does everything, but field-level security holds for them too', () => {
  assert.throws(() => query(admin, 'SELECT Note__c FROM Secret__c'), { errorCode: 'INVALID_FIELD' });
  org.addField('Secret__c', { name: 'Later__c', type: 'string' });
  // A field that an administrator adds comes with the permissions of their profile.
  assert.deepEqual(query(admin, 'SELECT Note__c FROM Secret__c'), [['hidden']]);
  assert.equal(org.hasPermission(admin.userId, 'ModifyAllData'), true);
  assert.ok(saveOne({ kind: 'create', object: 'Secret__c', values: {} }, admin).success);
});

test('without object permission the object does not exist', () => {
  assert.throws(() => query(reader, 'SELECT Id FROM Secret__c'), { errorCode: 'INVALID_TYPE' });
  assert.match(
    refusals(saveOne({ kind: 'create', object: 'Secret__c', values: {} }, reader))[0] ?? '',
    /^INVALID_TYPE/,
  );
  assert.equal(org.hasPermission(reader.userId, 'ApiEnabled'), true);
  assert.equal(org.hasPermission(reader.userId, 'ViewAllData'), false);
});

test('permissions add up, field by field, and count at once', () => {
  grant('ObjectPermissions', { ParentId: profileSet, SobjectType: 'Secret__c', PermissionsRead: true });
  assert.equal(query(reader, 'SELECT Name FROM Secret__c').length > 0, true);
  assert.throws(() => query(reader, 'SELECT Note__c FROM Secret__c'), { errorCode: 'INVALID_FIELD' });
  assert.throws(() => query(reader, "SELECT Id FROM Secret__c WHERE Note__c = 'hidden'"), {
    errorCode: 'INVALID_FIELD',
  });
  grant('FieldPermissions', {
    ParentId: profileSet,
    SobjectType: 'Secret__c',
    Field: 'Secret__c.Open__c',
    PermissionsRead: true,
  });
  assert.deepEqual(query(reader, "SELECT Open__c FROM Secret__c WHERE Name = 's'"), [['shown']]);
  assert.match(
    refusals(saveOne({ kind: 'create', object: 'Secret__c', values: {} }, reader))[0] ?? '',
    /^CANNOT_INSERT/,
  );
});

test('an assigned permission set adds to the profile until it is taken away or expires', () => {
  const set = grant('PermissionSet', { Name: 'Editors', Label: 'Editors' });
  grant('ObjectPermissions', {
    ParentId: set,
    SobjectType: 'Secret__c',
    PermissionsRead: true,
    PermissionsCreate: true,
    PermissionsEdit: true,
  });
  grant('FieldPermissions', {
    ParentId: set,
    SobjectType: 'Secret__c',
    Field: 'Secret__c.Note__c',
    PermissionsRead: true,
    PermissionsEdit: true,
  });
  assert.equal(org.access(reader.userId, 'Secret__c').create, false);
  const assignment = grant('PermissionSetAssignment', {
    AssigneeId: reader.userId,
    PermissionSetId: set,
    IsActive: true,
  });
  const made = saveOne({ kind: 'create', object: 'Secret__c', values: { Note__c: 'mine' } }, reader);
  assert.ok(made.success);
  assert.match(
    refusals(
      saveOne({ kind: 'update', object: 'Secret__c', id: made.id, values: { Open__c: 'x' } }, reader),
    )[0] ?? '',
    /^INVALID_FIELD_FOR_INSERT_UPDATE/,
  );
  assert.ok(saveOne({ kind: 'delete', object: 'PermissionSetAssignment', id: assignment }).success);
  assert.equal(org.access(reader.userId, 'Secret__c').create, false);
  setTime('2026-05-13T10:00:05Z');
  grant('PermissionSetAssignment', {
    AssigneeId: reader.userId,
    PermissionSetId: set,
    IsActive: true,
    ExpirationDate: '2026-05-12T00:00:00.000Z',
  });
  assert.equal(org.access(reader.userId, 'Secret__c').create, false);
});

test('permission sets also come through an assigned group', () => {
  const set = grant('PermissionSet', { Name: 'ViaGroup', Label: 'ViaGroup' });
  grant('ObjectPermissions', { ParentId: set, SobjectType: 'Lead', PermissionsRead: true });
  const group = grant('PermissionSetGroup', { DeveloperName: 'G', MasterLabel: 'G' });
  grant('PermissionSetGroupComponent', { PermissionSetGroupId: group, PermissionSetId: set });
  assert.equal(org.access(reader.userId, 'Lead').read, false);
  grant('PermissionSetAssignment', {
    AssigneeId: reader.userId,
    PermissionSetGroupId: group,
    IsActive: true,
  });
  assert.equal(org.access(reader.userId, 'Lead').read, true);
});

test('history follows its parent, and setup objects are for everybody to read', () => {
  assert.equal(org.access(reader.userId, 'OpportunityHistory').read, false);
  grant('ObjectPermissions', { ParentId: profileSet, SobjectType: 'Opportunity', PermissionsRead: true });
  assert.equal(org.access(reader.userId, 'OpportunityHistory').read, true);
  assert.equal(org.access(reader.userId, 'User').read, true);
  assert.equal(org.access(reader.userId, 'User').edit, false);
});

test('somebody who is no user may do nothing', () => {
  const nobody = '0055f00000zzzzzAAA';
  assert.equal(org.access(nobody, 'Account').read, false);
  assert.equal(org.access(nobody, 'User').read, false);
  assert.equal(org.access(nobody, 'Task').read, false);
});

test('a row is retrieved with the readable fields only', () => {
  const [record] = org.query(caller, "SELECT Id FROM Secret__c WHERE Name = 's'", {
    includeDeleted: false,
    batchSize: 200,
  }).records;
  const row = org.retrieve(reader, 'Secret__c', String(record?.['Id']));
  assert.ok(row !== undefined && 'Open__c' in row && !('Note__c' in row));
});

test('a user changed to another profile is assigned its permission set', () => {
  const moved = user('moved', profile);
  assert.ok(
    saveOne({ kind: 'update', object: 'User', id: moved.userId, values: { ProfileId: admins } }).success,
  );
  assert.equal(org.hasPermission(moved.userId, 'ModifyAllData'), true);
});
