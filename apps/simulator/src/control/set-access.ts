import { platformCaller } from '../org/system-user.ts';
import type { Org, SaveOperation } from '../org/types.ts';
import { querySystem, readUserByUsername, soqlText } from '../users.ts';
import { ControlError } from './body-reader.ts';

export type AccessLevel = 'none' | 'read' | 'edit';

/**
 * Sets what a user may do with an object or one field, by editing the permission rows of all their permission sets,
 * the profile's included: others who share those sets are changed too, as they would be in Setup.
 * @throws ControlError when the user's profile overrides object permissions
 */
export function setAccess(
  org: Org,
  wish: {
    readonly username: string;
    readonly object: string;
    readonly field: string | undefined;
    readonly access: AccessLevel;
  },
): number {
  const user = readUserByUsername(org, wish.username);
  if (user === undefined) throw new ControlError(`No user has the username ${wish.username}.`);
  const object = org.object(wish.object);
  if (object === undefined) throw new ControlError(`There is no object ${wish.object}.`);
  if (wish.field === undefined && org.hasPermission(user.id, 'ModifyAllData')) {
    throw new ControlError(
      `${wish.username} has "Modify All Data": single permissions change nothing for them.`,
    );
  }
  const sets = querySystem(
    org,
    `SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = '${user.id}'`,
  ).map((row) => String(row['PermissionSetId']));
  if (sets.length === 0) throw new ControlError(`${wish.username} has no permission set and no profile.`);

  const { field } = wish;
  const [table, filter, values] =
    field === undefined
      ? (['ObjectPermissions', `SobjectType = '${object.name}'`, objectValues(wish.access)] as const)
      : ([
          'FieldPermissions',
          `Field = '${object.name}.${soqlText(fieldName(object, field))}'`,
          fieldValues(wish.access),
        ] as const);
  const inSets = sets.map((id) => `'${id}'`).join(', ');
  const rows = querySystem(org, `SELECT Id FROM ${table} WHERE ParentId IN (${inSets}) AND ${filter}`);
  const operations = rows.map(
    ({ Id }): SaveOperation =>
      wish.access === 'none'
        ? { kind: 'delete', object: table, id: String(Id) }
        : { kind: 'update', object: table, id: String(Id), values },
  );
  if (operations.length === 0 && wish.access !== 'none') {
    const target =
      field === undefined
        ? { SobjectType: object.name }
        : { SobjectType: object.name, Field: `${object.name}.${fieldName(object, field)}` };
    operations.push({ kind: 'create', object: table, values: { ParentId: sets[0], ...target, ...values } });
  }
  for (const result of org.save(platformCaller(), operations, { allOrNone: true })) {
    if (!result.success) throw new ControlError(result.errors.map((error) => error.message).join(' '));
  }
  return operations.length;
}

function fieldName(
  object: { readonly name: string; readonly fields: readonly { readonly name: string }[] },
  name: string,
): string {
  const field = object.fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (field === undefined) throw new ControlError(`${object.name} has no field ${name}.`);
  return field.name;
}

function objectValues(access: AccessLevel): Record<string, boolean> {
  const edit = access === 'edit';
  return {
    PermissionsRead: access !== 'none',
    PermissionsCreate: edit,
    PermissionsEdit: edit,
    PermissionsDelete: edit,
    PermissionsViewAllRecords: false,
    PermissionsModifyAllRecords: false,
  };
}

function fieldValues(access: AccessLevel): Record<string, boolean> {
  return { PermissionsRead: access !== 'none', PermissionsEdit: access === 'edit' };
}
