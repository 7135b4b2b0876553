/** ObjectPermissions, FieldPermissions and SetupEntityAccess. Source: Object Reference, the objects of these names; facts 7.3. */
import { accessRule } from '../../../access/access-rules.ts';
import { grantOfRow, isEmptyGrant, NO_GRANT, type ObjectGrant } from '../../../access/object-grants.ts';
import { permissionableFields } from '../../../access/permissionable-fields.ts';
import { brokenDependency, RIGHT_LABELS } from '../../../access/permission-dependencies.ts';
import type { ObjectModel } from '../../../schema/schema.ts';
import type { Row } from '../../../types.ts';
import { refuse } from '../../row-failure.ts';
import { setField, type RowChange, type SaveContext } from '../../save-context.ts';
import {
  checkSetLicences,
  integrity,
  isPlatform,
  refuseDuplicate,
  requireParentSet,
  text,
} from './setup-checks.ts';

/** Both picklists are restricted to what exists. */
function badValue(value: unknown, field: string) {
  const message = `bad value for restricted picklist field: ${text(value)}`;
  return refuse('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [field]);
}

function requireObject(context: SaveContext, change: RowChange): ObjectModel {
  const object = context.schema.get(text(change.row['SobjectType']));
  if (object === undefined) throw badValue(change.row['SobjectType'], 'SobjectType');
  setField(change, 'SobjectType', object.name);
  return object;
}

export function checkObjectPermissions(context: SaveContext, change: RowChange): void {
  const set = requireParentSet(context, text(change.row['ParentId']));
  const object = requireObject(context, change);
  if (accessRule(object).kind !== 'own') throw badValue(object.name, 'SobjectType');
  refuseDuplicate(context, change, ['ParentId', 'SobjectType']);
  const grant = grantOfRow(change.row);
  const muting = String(set['Id']).startsWith('0QM');
  if (isEmptyGrant(grant)) {
    // An update that takes everything away takes the row away, afterwards.
    if (change.before === undefined) throw integrity('At least Read must be granted', 'PermissionsRead');
    return;
  }
  const broken = muting ? undefined : brokenDependency(grant);
  if (broken !== undefined) {
    const { label } = object.definition;
    const needs = broken.missing.map((right) => `${RIGHT_LABELS[right]} ${label}`).join(', ');
    throw integrity(`Permission ${RIGHT_LABELS[broken.right]} ${label} depends on permission(s): ${needs}`);
  }
  if (!muting && !isPlatform(context)) checkParents(context, set, object, grant);
  const objects = new Map([[object.name.toLowerCase(), grant]]);
  checkSetLicences(context, set, { system: new Set(), objects, fields: new Map() });
}

/** Standard objects beside their masters, as messages of real orgs name them. */
const STANDARD_MASTERS: Readonly<Record<string, readonly string[]>> = {
  Contract: ['Account'],
  Asset: ['Account'],
};

/**
 * Who reads a detail reads its master, and views all of it only where they view all of the master: in one permission set.
 * Source: messages of real orgs: "Permission Read Client_Document__c depends on permission(s): Read Account", "Permission
 * Read All Asset depends on permission(s): Read All Account".
 */
function checkParents(
  context: SaveContext,
  set: Readonly<Record<string, unknown>>,
  object: ObjectModel,
  grant: ObjectGrant,
): void {
  const masters = object.definition.fields.flatMap((field) =>
    field.masterDetail && object.definition.kind === 'custom' ? field.referenceTo : [],
  );
  for (const name of [...(STANDARD_MASTERS[object.name] ?? []), ...masters]) {
    const where = '"ParentId" = ? and "SobjectType" = ?';
    const [row] = context.access.reader.rows('ObjectPermissions', where, String(set['Id']), name);
    const above = row === undefined ? NO_GRANT : grantOfRow(row);
    for (const [right, words] of [
      ['read', 'Read'],
      ['viewAll', 'Read All'],
    ] as const) {
      if (!grant[right] || above[right]) continue;
      throw integrity(`Permission ${words} ${object.name} depends on permission(s): ${words} ${name}`);
    }
  }
}

export function removeEmptyObjectPermissions(context: SaveContext, { model, row }: RowChange): void {
  if (isEmptyGrant(grantOfRow(row))) context.rows.remove(model, String(row['Id']));
}

export function checkFieldPermissions(context: SaveContext, change: RowChange): void {
  const set = requireParentSet(context, text(change.row['ParentId']));
  const object = requireObject(context, change);
  const [objectName = '', fieldName = ''] = text(change.row['Field']).split('.');
  const known = permissionableFields(object.definition).find(
    ({ field }) => field.name.toLowerCase() === fieldName.toLowerCase(),
  );
  // Fields that everybody sees, or that are required of everybody, have no rows.
  if (known === undefined || objectName.toLowerCase() !== object.name.toLowerCase()) {
    throw badValue(change.row['Field'], 'Field');
  }
  const name = `${object.name}.${known.field.name}`;
  setField(change, 'Field', name);
  refuseDuplicate(context, change, ['ParentId', 'Field']);
  const { PermissionsRead: read, PermissionsEdit: edit } = change.row;
  if (String(set['Id']).startsWith('0QM')) return;
  if (read !== 1 && edit !== 1) {
    if (change.before === undefined) throw integrity('Read must be granted', 'PermissionsRead');
    return;
  }
  if (edit === 1 && read !== 1)
    throw integrity(`Permission Edit ${name} depends on permission(s): Read ${name}`);
  if (edit === 1 && !known.editable) {
    throw integrity(`You can’t make the field editable: ${name} is read-only`, 'PermissionsEdit');
  }
}

/** A row without Read goes. Custom fields of activities are one for tasks and events, so their rows are two alike. */
export function followFieldPermissions(context: SaveContext, { model, row }: RowChange): void {
  const { Id: id, ParentId: parent, PermissionsRead: read, PermissionsEdit: edit } = row;
  const muting = text(parent).startsWith('0QM');
  if (read !== 1 && !(muting && edit === 1)) context.rows.remove(model, String(id));
  const twin = removeTwin(context, model, row);
  if (twin === undefined || read !== 1) return;
  context.rows.insert(model, {
    ...row,
    Id: context.newId(model),
    SobjectType: twin.object,
    Field: twin.name,
  });
}

/** The row of the same field of the other kind of activity goes. What it was of, if there is such a field. */
export function removeTwin(
  context: SaveContext,
  model: ObjectModel,
  row: Readonly<Row>,
): ReturnType<typeof twinOf> {
  const twin = twinOf(context, text(row['Field']));
  if (twin === undefined) return undefined;
  const where = '"ParentId" = ? and "Field" = ?';
  const [known] = context.access.reader.rows(model.name, where, text(row['ParentId']), twin.name);
  if (known !== undefined) context.rows.remove(model, String(known['Id']));
  return twin;
}

function twinOf(
  context: SaveContext,
  name: string,
): { readonly object: string; readonly name: string } | undefined {
  const [objectName = '', fieldName = ''] = name.split('.');
  const object = objectName === 'Task' ? 'Event' : objectName === 'Event' ? 'Task' : undefined;
  const field =
    object === undefined || !fieldName.endsWith('__c')
      ? undefined
      : context.schema.get(object)?.field(fieldName);
  return object === undefined || field === undefined
    ? undefined
    : { object, name: `${object}.${field.name}` };
}

/** By the prefix of what is opened. Source: Object Reference, SetupEntityAccess (SetupEntityType). */
const ENTITY_TYPES: Readonly<Record<string, string>> = {
  '01p': 'ApexClass',
  '066': 'ApexPage',
  '0H4': 'ConnectedApplication',
  '0CP': 'CustomPermission',
  '02u': 'TabSet',
  '0XC': 'ExternalDataSource',
  '0j7': 'ServicePresenceStatus',
  '0xI': 'ExternalClientApplication',
};

export function checkSetupEntityAccess(context: SaveContext, change: RowChange): void {
  requireParentSet(context, text(change.row['ParentId']));
  const type = ENTITY_TYPES[text(change.row['SetupEntityId']).slice(0, 3)];
  if (type === undefined)
    throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', ['SetupEntityId']);
  setField(change, 'SetupEntityType', type);
  refuseDuplicate(context, change, ['ParentId', 'SetupEntityId']);
}
