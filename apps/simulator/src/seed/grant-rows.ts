import { permissionableFields } from '../org/access/permissionable-fields.ts';
import { SYSTEM_PERMISSIONS } from '../standard/system-permissions.ts';
import type { Org, Row } from '../org/types.ts';
import type { ObjectGrant, SeedGrants } from './seed.ts';
import { NOT_FOR_ADMINISTRATORS } from './standard-profiles.ts';

/** `Permissions…` columns of a PermissionSet or Profile row. */
export function systemPermissionValues(system: readonly string[]): Row {
  const granted = new Set(
    system.includes('*')
      ? SYSTEM_PERMISSIONS.filter((name) => !NOT_FOR_ADMINISTRATORS.includes(name))
      : system,
  );
  return Object.fromEntries(SYSTEM_PERMISSIONS.map((name) => [`Permissions${name}`, granted.has(name)]));
}

export function objectPermissionRow(parentId: string, object: string, grant: ObjectGrant): Row {
  return {
    ParentId: parentId,
    SobjectType: object,
    PermissionsRead: grant.read,
    PermissionsCreate: grant.create,
    PermissionsEdit: grant.edit,
    PermissionsDelete: grant.delete,
    PermissionsViewAllRecords: grant.viewAll,
    PermissionsModifyAllRecords: grant.modifyAll,
    PermissionsViewAllFields: grant.viewAllFields ?? false,
  };
}

/** Rows for every field named or meant by `Object.*` that has field-level security. */
export function fieldPermissionRows(org: Org, parentId: string, fields: SeedGrants['fields']): Row[] {
  const rows = new Map<string, Row>();
  for (const [name, level] of fields) {
    const [objectName = '', fieldName = ''] = name.split('.');
    const definition = org.object(objectName);
    if (definition === undefined) continue;
    for (const { field, editable } of permissionableFields(definition)) {
      if (fieldName !== '*' && field.name.toLowerCase() !== fieldName.toLowerCase()) continue;
      const key = `${definition.name}.${field.name}`;
      rows.set(key, {
        ParentId: parentId,
        SobjectType: definition.name,
        Field: key,
        PermissionsRead: true,
        PermissionsEdit: level === 'edit' && editable,
      });
    }
  }
  return [...rows.values()];
}
