/** Who has which permission sets and permission set licences. Source: Object Reference, PermissionSetAssignment, PermissionSetLicenseAssign; facts 7.2. */
import { licencesOf } from '../../../access/licences.ts';
import type { Row } from '../../../types.ts';
import { refuse } from '../../row-failure.ts';
import { setField, type RowChange, type SaveContext } from '../../save-context.ts';
import { groupSetId, recalculateGroup } from './aggregate-groups.ts';
import { checkLicences, integrity, isPlatform, refuseDuplicate, text } from './setup-checks.ts';

export function checkAssignment(context: SaveContext, change: RowChange): void {
  const { reader } = context.access;
  const groupId = change.row['PermissionSetGroupId'];
  const assignee = text(change.row['AssigneeId']);
  if (typeof groupId === 'string') {
    const own = groupSetId(context, groupId);
    const given = change.row['PermissionSetId'] ?? null;
    if (change.before === undefined && given !== null && given !== own) {
      throw integrity('Specify a permission set or a permission set group, not both', 'PermissionSetId');
    }
    recalculateGroup(context, groupId);
    setField(change, 'PermissionSetId', own);
  }
  const setId = text(change.row['PermissionSetId']);
  if (setId === '') {
    throw refuse('REQUIRED_FIELD_MISSING', 'Required fields are missing: [PermissionSetId]', [
      'PermissionSetId',
    ]);
  }
  if (change.before !== undefined) return;
  const [set] = reader.rows('PermissionSet', '"Id" = ?', setId);
  if (set?.['IsOwnedByProfile'] === 1) {
    throw integrity("You can't assign a permission set that is owned by a profile", 'PermissionSetId');
  }
  if (typeof groupId !== 'string' && typeof set?.['PermissionSetGroupId'] === 'string') {
    throw integrity('Assign the permission set group instead of its permission set', 'PermissionSetId');
  }
  refuseDuplicate(
    context,
    change,
    ['AssigneeId', 'PermissionSetId'],
    () => `Duplicate PermissionSetAssignment. Assignee: ${assignee}; Permission Set: ${setId}`,
  );
  checkSetLicence(context, assignee, set?.['LicenseId']);
  checkLicences(context, assignee, typeof groupId === 'string' ? reader.group(groupId) : reader.sum([setId]));
}

/** A set made for one licence goes to people who have that licence. */
function checkSetLicence(context: SaveContext, assignee: string, licence: unknown): void {
  if (typeof licence !== 'string' || isPlatform(context)) return;
  if (licencesOf(context.access.reader, assignee).includes(licence)) return;
  const [set] = context.access.reader.rows('PermissionSetLicense', '"Id" = ?', licence);
  const what = set === undefined ? 'user license' : `permission set license ${text(set['MasterLabel'])}`;
  throw integrity(`The user doesn't have the ${what} that the permission set requires`, 'AssigneeId');
}

/** The set that comes with the profile goes with the profile only. */
export function checkAssignmentDelete(context: SaveContext, row: Readonly<Row>): void {
  const [set] = context.access.reader.rows('PermissionSet', '"Id" = ?', text(row['PermissionSetId']));
  if (set?.['IsOwnedByProfile'] === 1) {
    throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  }
}

export function checkLicenceAssignment(context: SaveContext, change: RowChange): void {
  const { reader } = context.access;
  refuseDuplicate(context, change, ['AssigneeId', 'PermissionSetLicenseId']);
  const licenceId = text(change.row['PermissionSetLicenseId']);
  const [licence] = reader.rows('PermissionSetLicense', '"Id" = ?', licenceId);
  const used = reader.rows('PermissionSetLicenseAssign', '"PermissionSetLicenseId" = ?', licenceId).length;
  if (licence?.['Status'] === 'Disabled' || used >= Number(licence?.['TotalLicenses'])) {
    throw refuse('LICENSE_LIMIT_EXCEEDED', 'License Limit Exceeded');
  }
}

/** As long as a permission set needs the licence, it stays. */
export function checkLicenceAssignmentDelete(context: SaveContext, row: Readonly<Row>): void {
  if (isPlatform(context)) return;
  const { reader } = context.access;
  const userId = text(row['AssigneeId']);
  const going = text(row['PermissionSetLicenseId']);
  const left = licencesOf(reader, userId).filter((id) => id !== going);
  for (const assignment of reader.rows('PermissionSetAssignment', '"AssigneeId" = ?', userId)) {
    const setId = text(assignment['PermissionSetId']);
    const [set] = reader.rows('PermissionSet', '"Id" = ?', setId);
    if (set === undefined || set['IsOwnedByProfile'] === 1) continue;
    if (set['LicenseId'] === going) {
      throw integrity(`The permission set ${text(set['Label'])} requires this permission set license`);
    }
    checkLicences(context, userId, reader.sum([setId]), left);
  }
}
