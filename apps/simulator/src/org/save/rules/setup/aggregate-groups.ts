/**
 * The permission set that a permission set group owns: what its sets grant together, less what is muted, as rows.
 * Source: Object Reference, PermissionSetGroup, PermissionSet (PermissionSetGroupId: "contains the aggregated permissions").
 */
import { GRANT_COLUMNS, GRANT_NAMES } from '../../../access/object-grants.ts';
import { SYSTEM_PERMISSIONS } from '../../../../standard/system-permissions.ts';
import type { ObjectModel } from '../../../schema/schema.ts';
import type { Row } from '../../../types.ts';
import type { SaveContext } from '../../save-context.ts';
import { text } from './setup-checks.ts';

function model(context: SaveContext, name: string): ObjectModel {
  const found = context.schema.get(name);
  if (found === undefined) throw new Error(`The org has no object ${name}.`);
  return found;
}

/** The set of the group; made when it has none yet. */
export function groupSetId(context: SaveContext, groupId: string): string {
  const [known] = context.access.reader.rows('PermissionSet', '"PermissionSetGroupId" = ?', groupId);
  if (known !== undefined) return String(known['Id']);
  const [group] = context.access.reader.rows('PermissionSetGroup', '"Id" = ?', groupId);
  const sets = model(context, 'PermissionSet');
  const id = context.newId(sets);
  const falses = Object.fromEntries(
    sets.storedFields.flatMap((field) => (field.type === 'boolean' ? [[field.name, 0]] : [])),
  );
  context.rows.insert(sets, {
    ...falses,
    Id: id,
    Name: text(group?.['DeveloperName']),
    Label: text(group?.['MasterLabel']),
    Type: 'Group',
    PermissionSetGroupId: groupId,
    IsCustom: 1,
    ...stamps(context),
  });
  return id;
}

function stamps(context: SaveContext): Row {
  const { stamp, caller } = context;
  return {
    CreatedDate: stamp,
    CreatedById: caller.userId,
    LastModifiedDate: stamp,
    LastModifiedById: caller.userId,
    SystemModstamp: stamp,
  };
}

export function recalculateGroup(context: SaveContext, groupId: string): void {
  const { reader } = context.access;
  const [group] = reader.rows('PermissionSetGroup', '"Id" = ?', groupId);
  if (group === undefined) return;
  const setId = groupSetId(context, groupId);
  const grants = reader.group(groupId);
  const system = SYSTEM_PERMISSIONS.map((name) => [
    `Permissions${name}`,
    grants.system.has(`permissions${name.toLowerCase()}`) ? 1 : 0,
  ]);
  context.rows.update(model(context, 'PermissionSet'), setId, Object.fromEntries(system) as Row);
  const [objects, fields] = [model(context, 'ObjectPermissions'), model(context, 'FieldPermissions')];
  for (const table of [objects, fields]) {
    for (const row of reader.rows(table.name, '"ParentId" = ?', setId))
      context.rows.remove(table, String(row['Id']));
  }
  for (const [name, grant] of grants.objects) {
    const SobjectType = context.schema.get(name)?.name;
    if (SobjectType === undefined) continue;
    const rights = Object.fromEntries(
      GRANT_NAMES.map((right) => [GRANT_COLUMNS[right], grant[right] ? 1 : 0]),
    );
    const row: Row = {
      Id: context.newId(objects),
      ParentId: setId,
      SobjectType,
      ...stamps(context),
      ...rights,
    };
    context.rows.insert(objects, row);
  }
  for (const [name, edit] of grants.fields) {
    const [objectName = '', fieldName = ''] = name.split('.');
    const object = context.schema.get(objectName);
    const field = object?.field(fieldName);
    if (object === undefined || field === undefined) continue;
    context.rows.insert(fields, {
      Id: context.newId(fields),
      ParentId: setId,
      SobjectType: object.name,
      Field: `${object.name}.${field.name}`,
      PermissionsRead: 1,
      PermissionsEdit: edit ? 1 : 0,
      SystemModstamp: context.stamp,
    });
  }
  context.rows.update(model(context, 'PermissionSetGroup'), groupId, { Status: 'Updated' });
  context.touched.add('permissionset');
}

/** Every group that holds this permission set or muting permission set. */
export function recalculateGroupsOf(context: SaveContext, setId: string): void {
  const rows = context.access.reader.rows('PermissionSetGroupComponent', '"PermissionSetId" = ?', setId);
  for (const groupId of new Set(rows.map((row) => text(row['PermissionSetGroupId']))))
    recalculateGroup(context, groupId);
}

export function recalculateAllGroups(context: SaveContext): void {
  for (const row of context.access.reader.rows('PermissionSetGroup', '1'))
    recalculateGroup(context, String(row['Id']));
}
