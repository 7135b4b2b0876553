import { platformCaller } from '../org/system-user.ts';
import type { Org, Row } from '../org/types.ts';
import type { Directory } from './directory.ts';
import { fieldPermissionRows, objectPermissionRow, systemPermissionValues } from './grant-rows.ts';
import { SeedError } from './problems.ts';
import type { SeedPermissionSetGroup, SeedPublicGroup } from './read-sharing.ts';
import { systemCaller, type RowWriter } from './row-writer.ts';
import type { Seed } from './seed.ts';

/** Organization-wide defaults, the groups that come with roles, public groups, permission set groups. */
export function applySharing(writer: RowWriter, directory: Directory, { sharing }: Seed): void {
  const { org } = writer;
  for (const { object, model } of sharing.defaults) org.setSharingModel(object, model);
  writeRoleGroups(writer);
  for (const group of sharing.groups) applyGroup(org, directory, group);
  for (const group of sharing.permissionSetGroups) applyPermissionSetGroup(org, directory, group);
}

/** Every role has a group of its people and one of theirs and everybody's below. */
function writeRoleGroups(writer: RowWriter): void {
  const has = new Set(
    rows(writer.org, 'SELECT RelatedId FROM Group WHERE RelatedId != null').map((row) => row['RelatedId']),
  );
  const roles = rows(writer.org, 'SELECT Id, Name, DeveloperName FROM UserRole').filter(
    ({ Id }) => !has.has(Id),
  );
  writer.write(
    'Group',
    roles.flatMap((role) =>
      ['Role', 'RoleAndSubordinates'].map((Type) => ({
        Name: String(role['Name']),
        DeveloperName: String(role['DeveloperName']),
        RelatedId: String(role['Id']),
        Type,
        OwnerId: writer.org.organizationId,
        DoesIncludeBosses: false,
      })),
    ),
  );
}

function applyGroup(org: Org, directory: Directory, group: SeedPublicGroup): void {
  const id = create(org, 'Group', {
    Name: group.name,
    DeveloperName: group.developerName,
    Type: 'Regular',
    DoesIncludeBosses: group.includesBosses,
  });
  for (const member of group.members) {
    create(org, 'GroupMember', { GroupId: id, UserOrGroupId: memberId(directory, member) });
  }
}

function memberId(directory: Directory, member: string): string {
  const [, kind, name = ''] = /^(role|roleAndSubordinates|group):(.+)$/.exec(member) ?? [];
  const byRole = (type: string) =>
    directory.find('Group', 'RelatedId', directory.role(name) ?? '', `Type = '${type}'`);
  const id =
    kind === undefined
      ? directory.user(member)
      : kind === 'group'
        ? directory.find('Group', 'DeveloperName', name, "Type = 'Regular'")
        : byRole(kind === 'role' ? 'Role' : 'RoleAndSubordinates');
  if (id === undefined) throw new SeedError([{ path: 'groups', message: `there is no ${member}` }]);
  return id;
}

function applyPermissionSetGroup(org: Org, directory: Directory, group: SeedPermissionSetGroup): void {
  const groupId = create(org, 'PermissionSetGroup', { DeveloperName: group.name, MasterLabel: group.label });
  const add = (setId: string) =>
    create(org, 'PermissionSetGroupComponent', { PermissionSetGroupId: groupId, PermissionSetId: setId });
  for (const name of group.permissionSets) {
    const setId = directory.permissionSet(name);
    const message = `there is no permission set "${name}"`;
    if (setId === undefined) throw new SeedError([{ path: 'permissionSetGroups', message }]);
    add(setId);
  }
  if (group.muted !== undefined) {
    const name = `${group.name}_Muting`;
    const system = systemPermissionValues(group.muted.system);
    const mutingId = create(org, 'MutingPermissionSet', {
      DeveloperName: name,
      MasterLabel: name,
      ...system,
    });
    for (const [object, grant] of group.muted.objects) {
      create(
        org,
        'ObjectPermissions',
        objectPermissionRow(mutingId, org.object(object)?.name ?? object, grant),
      );
    }
    for (const row of fieldPermissionRows(org, mutingId, group.muted.fields))
      create(org, 'FieldPermissions', row);
    add(mutingId);
  }
  for (const username of group.members) {
    const AssigneeId = directory.user(username);
    const message = `there is no user "${username}"`;
    if (AssigneeId === undefined) throw new SeedError([{ path: 'permissionSetGroups', message }]);
    create(org, 'PermissionSetAssignment', { AssigneeId, PermissionSetGroupId: groupId });
  }
}

function create(org: Org, object: string, values: Row): string {
  const [result] = org.save(platformCaller(), [{ kind: 'create', object, values }], { allOrNone: true });
  if (result?.success === true) return result.id;
  const messages = result?.errors.map(({ statusCode, message }) => `${statusCode}: ${message}`) ?? [];
  throw new SeedError(messages.map((message) => ({ path: object, message })));
}

/** `UsedLicenses` as it is once the seed's users are there. */
export function countLicences(org: Org): void {
  const people = rows(
    org,
    "SELECT Profile.UserLicenseId FROM User WHERE IsActive = true AND UserType != 'AutomatedProcess'",
  );
  const licenceOf = (user: Readonly<Record<string, unknown>>) =>
    (user['Profile'] as Record<string, unknown> | null)?.['UserLicenseId'];
  count(org, 'UserLicense', people.map(licenceOf));
  const assigned = rows(org, 'SELECT PermissionSetLicenseId FROM PermissionSetLicenseAssign');
  count(
    org,
    'PermissionSetLicense',
    assigned.map((row) => row['PermissionSetLicenseId']),
  );
}

function count(org: Org, object: string, used: readonly unknown[]): void {
  for (const { Id } of rows(org, `SELECT Id FROM ${object}`)) {
    org.writeSilently(object, String(Id), { UsedLicenses: used.filter((id) => id === Id).length });
  }
}

function rows(org: Org, soql: string): readonly Readonly<Record<string, unknown>>[] {
  const options = { includeDeleted: false, batchSize: 2000 };
  let page = org.query(systemCaller, soql, options);
  const all = [...page.records];
  while (page.nextLocator !== undefined) {
    page = org.queryMore(systemCaller, page.nextLocator, options);
    all.push(...page.records);
  }
  return all;
}
