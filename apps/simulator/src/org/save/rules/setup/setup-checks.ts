/** What several kinds of setup rows have in common. */
import { beyondLicences, licencesOf } from '../../../access/licences.ts';
import type { Grants } from '../../../access/object-grants.ts';
import { SYSTEM_USER_ID } from '../../../system-user.ts';
import { refuse } from '../../row-failure.ts';
import type { RowChange, SaveContext } from '../../save-context.ts';

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The platform itself sets up what no administrator could: seeds and the control plane are free of licences. */
export function isPlatform(context: SaveContext): boolean {
  return context.caller.userId === SYSTEM_USER_ID;
}

export function integrity(message: string, ...fields: string[]) {
  return refuse('FIELD_INTEGRITY_EXCEPTION', message, fields);
}

/** @throws RowFailure when another row has the same values in these fields */
export function refuseDuplicate(
  context: SaveContext,
  change: RowChange,
  fields: readonly string[],
  message: (other: string) => string = (other) =>
    `duplicate value found: ${fields.join(', ')} duplicates value on record with id: ${other.slice(0, 15)}`,
  code = 'DUPLICATE_VALUE',
): void {
  const where = [...fields, 'Id'].map((name) => `"${name}" ${name === 'Id' ? '<>' : 'is'} ?`).join(' and ');
  const values = [...fields, 'Id'].map((name) => (change.row[name] ?? null) as string);
  const [other] = context.access.reader.rows(change.model.name, where, ...values);
  if (other !== undefined) throw refuse(code, message(String(other['Id'])));
}

/** @throws RowFailure when the user's licences do not allow what is granted. Source: facts 7.2. */
export function checkLicences(
  context: SaveContext,
  userId: string,
  grants: Grants,
  licenceIds = licencesOf(context.access.reader, userId),
): void {
  if (isPlatform(context)) return;
  const beyond = beyondLicences(
    context.access.reader,
    licenceIds,
    grants,
    (name) => context.schema.get(name)?.definition.label,
  );
  if (beyond !== undefined) throw integrity(`The user license doesn't allow the permission: ${beyond}`);
}

/** Users who have the set, by itself or in a group. */
export function holdersOf(context: SaveContext, setId: string): string[] {
  const { reader } = context.access;
  const groups = `select "PermissionSetGroupId" from "o_PermissionSetGroupComponent" where "PermissionSetId" = ?`;
  const where = `"PermissionSetId" = ? or "PermissionSetGroupId" in (${groups})`;
  const assigned = reader.rows('PermissionSetAssignment', where, setId, setId);
  return [...new Set(assigned.map((row) => String(row['AssigneeId'])))];
}

/** The set a permission row hangs on. @throws RowFailure when it belongs to a group: that is computed */
export function requireParentSet(context: SaveContext, parentId: string): Record<string, unknown> {
  const { reader } = context.access;
  const [set] = [
    ...reader.rows('PermissionSet', '"Id" = ?', parentId),
    ...reader.rows('MutingPermissionSet', '"Id" = ?', parentId),
  ];
  if (set === undefined)
    throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', ['ParentId']);
  if (typeof set['PermissionSetGroupId'] === 'string') {
    throw integrity('You can’t edit the permission set of a permission set group', 'ParentId');
  }
  return set;
}

/** Checks what the set would grant after this change, for its licence and for everybody who has it. */
export function checkSetLicences(
  context: SaveContext,
  set: Readonly<Record<string, unknown>>,
  grants: Grants,
): void {
  const setId = String(set['Id']);
  if (setId.startsWith('0QM')) return;
  const licence = set['LicenseId'];
  if (typeof licence === 'string') checkLicences(context, '', grants, [licence]);
  for (const userId of holdersOf(context, setId)) checkLicences(context, userId, grants);
}
