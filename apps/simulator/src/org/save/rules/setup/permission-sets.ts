/** Permission sets, muting permission sets, and the groups made of them. */
import { missingPermissions } from '../../../access/permission-dependencies.ts';
import { labelFromName } from '../../../../standard/field-helpers.ts';
import { SYSTEM_PERMISSIONS } from '../../../../standard/system-permissions.ts';
import { refuse } from '../../row-failure.ts';
import { setField, type RowChange, type SaveContext } from '../../save-context.ts';
import { checkSetLicences, integrity, isPlatform, refuseDuplicate, text } from './setup-checks.ts';

const API_NAME = /^[A-Za-z](?:_?[A-Za-z0-9])*$/;

/** Source: Object Reference, PermissionSet (Name); Metadata API Developer Guide, "fullName". */
function checkApiName(change: RowChange, field: string): void {
  if (!change.changed.has(field) || API_NAME.test(text(change.row[field]))) return;
  const message =
    'The API name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not ' +
    'include spaces, not end with an underscore, and not contain two consecutive underscores.';
  throw refuse('INVALID_FIELD', message, [field]);
}

function granted({ row }: RowChange): Set<string> {
  const names = SYSTEM_PERMISSIONS.filter((name) => row[`Permissions${name}`] === 1);
  return new Set(names.map((name) => `permissions${name.toLowerCase()}`));
}

function checkDependencies(change: RowChange): void {
  const all = granted(change);
  for (const name of SYSTEM_PERMISSIONS) {
    if (!all.has(`permissions${name.toLowerCase()}`)) continue;
    const missing = missingPermissions(`permissions${name}`, all);
    if (missing.length === 0) continue;
    const labels = missing.map(labelFromName).join(', ');
    throw integrity(`Permission ${labelFromName(name)} depends on permission(s): ${labels}`);
  }
}

export function checkPermissionSet(context: SaveContext, change: RowChange): void {
  const { before, row } = change;
  if (before !== undefined && !isPlatform(context)) {
    // Source: Object Reference, PermissionSet: those of profiles and groups are read-only through it.
    if (before['IsOwnedByProfile'] === 1 || typeof before['PermissionSetGroupId'] === 'string') {
      throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
    }
  }
  checkApiName(change, 'Name');
  if (row['IsOwnedByProfile'] !== 1) {
    refuseDuplicate(
      context,
      change,
      ['Name', 'IsOwnedByProfile'],
      () => `The Permission Set API Name is already used: ${text(row['Name'])}`,
      'DUPLICATE_DEVELOPER_NAME',
    );
  }
  if (before === undefined) {
    setField(change, 'IsCustom', 1);
    setField(change, 'Type', row['HasActivationRequired'] === 1 ? 'Session' : 'Regular');
  }
  checkDependencies(change);
  const system = granted(change);
  checkSetLicences(context, row, { system, objects: new Map(), fields: new Map() });
}

/** What a muting permission set names is taken away: it need not make sense by itself. */
export function checkMutingPermissionSet(context: SaveContext, change: RowChange): void {
  checkApiName(change, 'DeveloperName');
  refuseDuplicate(context, change, ['DeveloperName'], undefined, 'DUPLICATE_DEVELOPER_NAME');
}

export function checkPermissionSetGroup(context: SaveContext, change: RowChange): void {
  checkApiName(change, 'DeveloperName');
  refuseDuplicate(context, change, ['DeveloperName'], undefined, 'DUPLICATE_DEVELOPER_NAME');
}

/** A group holds permission sets of people, and at most one muting permission set. Source: Object Reference, PermissionSetGroupComponent. */
export function checkGroupComponent(context: SaveContext, change: RowChange): void {
  const { reader } = context.access;
  const setId = text(change.row['PermissionSetId']);
  const [set] = reader.rows('PermissionSet', '"Id" = ?', setId);
  if (set?.['IsOwnedByProfile'] === 1 || typeof set?.['PermissionSetGroupId'] === 'string') {
    throw integrity('You can only add permission sets to a permission set group', 'PermissionSetId');
  }
  refuseDuplicate(context, change, ['PermissionSetGroupId', 'PermissionSetId']);
  const groupId = text(change.row['PermissionSetGroupId']);
  const where = `"PermissionSetGroupId" = ? and substr("PermissionSetId", 1, 3) = '0QM'`;
  if (setId.startsWith('0QM') && reader.rows('PermissionSetGroupComponent', where, groupId).length > 0) {
    throw integrity('A permission set group can have only one muting permission set', 'PermissionSetId');
  }
}
