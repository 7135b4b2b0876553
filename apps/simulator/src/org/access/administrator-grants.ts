/**
 * What an administrator who adds an object or a field in Setup gets without asking: their profile may do everything with it.
 * Source: Salesforce Help, "Create Custom Fields"; assumed for fields of standard objects that features bring.
 */
import type { ObjectModel, Schema } from '../schema/schema.ts';
import type { OrgStore } from '../storage/org-store.ts';
import type { RowStore } from '../storage/row-store.ts';
import { newId } from '../new-id.ts';
import type { Row } from '../types.ts';
import { accessRule } from './access-rules.ts';
import { GRANT_COLUMNS, GRANT_NAMES, type GrantReader } from './object-grants.ts';
import { permissionableFields } from './permissionable-fields.ts';

export const ADMINISTRATOR_PROFILE = 'System Administrator';

/** Adds the rows that the administrators' permission sets lack for this object. */
export function grantAdministrators(
  parts: {
    readonly reader: GrantReader;
    readonly schema: Schema;
    readonly rows: RowStore;
    readonly store: OrgStore;
  },
  model: ObjectModel,
  stamp: string,
): void {
  const { reader, schema, rows, store } = parts;
  const [objects, fields] = [schema.get('ObjectPermissions'), schema.get('FieldPermissions')];
  if (objects === undefined || fields === undefined) return;
  const audit: Row = { CreatedDate: stamp, LastModifiedDate: stamp, SystemModstamp: stamp };
  const sets = reader.rows(
    'PermissionSet',
    `"IsOwnedByProfile" = 1 and "ProfileId" in (select "Id" from "o_Profile" where "Name" = ?)`,
    ADMINISTRATOR_PROFILE,
  );
  for (const set of sets) {
    const parentId = String(set['Id']);
    const where = '"ParentId" = ? and "SobjectType" = ?';
    if (
      accessRule(model).kind === 'own' &&
      reader.rows('ObjectPermissions', where, parentId, model.name).length === 0
    ) {
      const rights = Object.fromEntries(
        GRANT_NAMES.map((name) => [GRANT_COLUMNS[name], name === 'viewAllFields' ? 0 : 1]),
      );
      const row = { ParentId: parentId, SobjectType: model.name, ...rights, ...audit };
      rows.insert(objects, { Id: newId(store, objects), ...row });
    }
    const known = new Set(
      reader
        .rows('FieldPermissions', where, parentId, model.name)
        .map((row) => String(row['Field']).toLowerCase()),
    );
    for (const { field, editable } of permissionableFields(model.definition)) {
      const name = `${model.name}.${field.name}`;
      if (known.has(name.toLowerCase())) continue;
      const row = { ParentId: parentId, SobjectType: model.name, Field: name, ...audit };
      rows.insert(fields, {
        Id: newId(store, fields),
        ...row,
        PermissionsRead: 1,
        PermissionsEdit: editable ? 1 : 0,
      });
    }
  }
}
