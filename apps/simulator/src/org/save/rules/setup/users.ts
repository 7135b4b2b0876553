/** Users and what hangs on them: licences in use, log-in rows, the sets of their profiles. Source: Object Reference, User, UserLogin, Profile. */
import { checkLicences, integrity, isPlatform, text } from './setup-checks.ts';
import { licencesOf } from '../../../access/licences.ts';
import { SYSTEM_PERMISSIONS } from '../../../../standard/system-permissions.ts';
import type { Row } from '../../../types.ts';
import { refuse } from '../../row-failure.ts';
import { hasChanged, setField, type RowChange, type SaveContext } from '../../save-context.ts';

export function checkUser(context: SaveContext, change: RowChange): void {
  const { row, before } = change;
  const { reader } = context.access;
  const profileId = text(row['ProfileId']);
  const [profile] = reader.rows('Profile', '"Id" = ?', profileId);
  if (before === undefined || hasChanged(change, 'ProfileId')) {
    setField(change, 'UserType', text(profile?.['UserType']) || 'Standard');
  }
  if (
    before !== undefined &&
    row['IsActive'] === 0 &&
    before['IsActive'] === 1 &&
    row['Id'] === context.caller.userId
  ) {
    throw integrity('You cannot deactivate your own user', 'IsActive');
  }
  if (row['IsActive'] !== 1) return;
  const licenceId = profile?.['UserLicenseId'];
  const [was] = reader.rows('Profile', '"Id" = ?', text(before?.['ProfileId']));
  const hadOne = before?.['IsActive'] === 1 && was?.['UserLicenseId'] === licenceId;
  if (typeof licenceId !== 'string' || hadOne) return;
  const [licence] = reader.rows('UserLicense', '"Id" = ?', licenceId);
  if (licence !== undefined && usedLicences(context, licenceId) >= Number(licence['TotalLicenses'])) {
    throw refuse('LICENSE_LIMIT_EXCEEDED', 'License Limit Exceeded');
  }
  if (before === undefined || isPlatform(context)) return;
  // Another licence must still allow what the user was given beside the profile.
  const userId = String(row['Id']);
  const licences = licencesOf(reader, userId, profileId);
  for (const assignment of reader.rows('PermissionSetAssignment', '"AssigneeId" = ?', userId)) {
    const setId = text(assignment['PermissionSetId']);
    const [set] = reader.rows('PermissionSet', '"Id" = ?', setId);
    if (set?.['IsOwnedByProfile'] !== 1) checkLicences(context, userId, reader.sum([setId]), licences);
  }
}

/** A profile that users have cannot go. Source: Salesforce Help, "Delete Profiles"; code and text are assumed. */
export function checkProfileDelete(context: SaveContext, row: Readonly<Row>): void {
  const users = context.access.reader.rows('User', '"ProfileId" = ?', String(row['Id']));
  if (users.length === 0) return;
  const names = users.map((user) => text(user['Name'])).join(', ');
  throw refuse(
    'DELETE_FAILED',
    `Your attempt to delete ${text(row['Name'])} could not be completed because it is associated with the following users.: ${names}`,
  );
}

function usedLicences(context: SaveContext, licenceId: string): number {
  const where = `"IsActive" = 1 and "UserType" <> 'AutomatedProcess'
    and "ProfileId" in (select "Id" from "o_Profile" where "UserLicenseId" = ?)`;
  return context.access.reader.rows('User', where, licenceId).length;
}

/** Keeps the counts that Company Information shows. */
export function recountLicences(context: SaveContext): void {
  const { reader } = context.access;
  const [user, set] = [context.schema.get('UserLicense'), context.schema.get('PermissionSetLicense')];
  for (const row of user === undefined ? [] : reader.rows('UserLicense', '1')) {
    const id = String(row['Id']);
    if (user !== undefined) context.rows.update(user, id, { UsedLicenses: usedLicences(context, id) });
  }
  for (const row of set === undefined ? [] : reader.rows('PermissionSetLicense', '1')) {
    const id = String(row['Id']);
    const used = reader.rows('PermissionSetLicenseAssign', '"PermissionSetLicenseId" = ?', id).length;
    if (set !== undefined) context.rows.update(set, id, { UsedLicenses: used });
  }
}

/** Every user has a log-in row, which says whether they are frozen. */
export function addUserLogin(context: SaveContext, userId: string): void {
  const logins = context.schema.get('UserLogin');
  if (logins === undefined || context.access.reader.rows('UserLogin', '"UserId" = ?', userId).length > 0)
    return;
  context.rows.insert(logins, {
    Id: context.newId(logins),
    UserId: userId,
    IsFrozen: 0,
    IsPasswordLocked: 0,
    LastModifiedDate: context.stamp,
    LastModifiedById: context.caller.userId,
  });
}

/** A profile's permissions are those of a permission set that it owns. Source: Object Reference, PermissionSet (IsOwnedByProfile). */
export function writeProfileSet(context: SaveContext, { row, before }: RowChange): void {
  const sets = context.schema.get('PermissionSet');
  if (sets === undefined) return;
  const profileId = String(row['Id']);
  const system: Row = Object.fromEntries(
    SYSTEM_PERMISSIONS.map((name) => [`Permissions${name}`, row[`Permissions${name}`] === 1 ? 1 : 0]),
  );
  const [known] = context.access.reader.rows(
    'PermissionSet',
    '"IsOwnedByProfile" = 1 and "ProfileId" = ?',
    profileId,
  );
  context.touched.add('permissionset');
  if (known !== undefined) {
    if (before !== undefined) context.rows.update(sets, String(known['Id']), system);
    return;
  }
  context.rows.insert(sets, {
    Id: context.newId(sets),
    Name: `X${profileId.slice(0, 15)}`,
    Label: profileId.slice(0, 15),
    Type: 'Profile',
    ProfileId: profileId,
    LicenseId: row['UserLicenseId'] ?? null,
    IsOwnedByProfile: 1,
    IsCustom: 0,
    HasActivationRequired: 0,
    CreatedDate: context.stamp,
    CreatedById: context.caller.userId,
    LastModifiedDate: context.stamp,
    LastModifiedById: context.caller.userId,
    SystemModstamp: context.stamp,
    ...system,
  });
}

/** A role comes with the groups that sharing names it by. Source: Object Reference, Group (Type Role, RoleAndSubordinates). */
export function addRoleGroups(context: SaveContext, { row }: RowChange): void {
  const groups = context.schema.get('Group');
  if (groups === undefined) return;
  const roleId = String(row['Id']);
  for (const Type of ['Role', 'RoleAndSubordinates']) {
    const known = context.access.reader.rows('Group', '"RelatedId" = ? and "Type" = ?', roleId, Type);
    if (known.length > 0) continue;
    context.rows.insert(groups, {
      Id: context.newId(groups),
      Name: text(row['Name']),
      DeveloperName: text(row['DeveloperName']),
      RelatedId: roleId,
      Type,
      DoesSendEmailToMembers: 0,
      DoesIncludeBosses: 0,
      CreatedDate: context.stamp,
      CreatedById: context.caller.userId,
      LastModifiedDate: context.stamp,
      LastModifiedById: context.caller.userId,
      SystemModstamp: context.stamp,
    });
  }
  context.touched.add('group');
}
