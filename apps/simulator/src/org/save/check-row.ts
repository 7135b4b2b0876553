/** What must hold before a row is written: required fields, lookups that lead somewhere, values that are unique. */
import { checkReferenceAccess } from '../access/row-access.ts';
import type { ObjectModel } from '../schema/schema.ts';
import type { FieldDefinition } from '../schema/types.ts';
import type { Row, RowError } from '../types.ts';
import { SYSTEM_USER_ID } from '../system-user.ts';
import { requiredText } from './error-texts.ts';
import { checkHierarchy } from './rules/hierarchy.ts';
import { RowFailure, rowError } from './row-failure.ts';
import type { RowChange, SaveContext } from './save-context.ts';

/** @throws RowFailure with every problem found */
export function checkRow(context: SaveContext, change: RowChange): void {
  const errors: RowError[] = [...missingFields(change)];
  for (const name of change.changed) {
    const field = change.model.field(name);
    const given = field !== undefined && (field.createable || field.updateable);
    if (given && field.type === 'reference') errors.push(...checkReference(context, change, field));
  }
  if (errors.length === 0) errors.push(...checkUnique(context, change));
  if (errors.length > 0) throw new RowFailure(errors);
  checkHierarchy(context, change);
}

/** A new row needs all of them; an update only may not empty one. */
function missingFields(change: RowChange): RowError[] {
  const creating = change.before === undefined;
  const missing = change.model.storedFields.filter((field) => {
    if (field.nillable || field.type === 'id' || field.type === 'boolean') return false;
    if (!creating && !change.changed.has(field.name)) return false;
    return (change.row[field.name] ?? null) === null && (field.createable || field.updateable);
  });
  const names = missing.map((field) => field.name);
  return names.length === 0 ? [] : [rowError('REQUIRED_FIELD_MISSING', requiredText(names), names)];
}

/** Permission rows hang on muting permission sets too, though describe names permission sets alone. Source: facts 7.3. */
function mutingPermissionSet(context: SaveContext, change: RowChange, id: string): ObjectModel | undefined {
  const onSets = change.model.name === 'ObjectPermissions' || change.model.name === 'FieldPermissions';
  return onSets && id.startsWith('0QM') ? context.schema.get('MutingPermissionSet') : undefined;
}

function checkReference(context: SaveContext, change: RowChange, field: FieldDefinition): RowError[] {
  const id = change.row[field.name];
  if (typeof id !== 'string' || id === SYSTEM_USER_ID) return [];
  if (change.before !== undefined && change.before[field.name] === id) return [];
  const models = field.referenceTo.flatMap((name) => context.schema.get(name) ?? []);
  // Objects this org does not have (Asset, Individual …) cannot be checked.
  if (models.length === 0) return [];
  const model =
    models.find((candidate) => candidate.definition.keyPrefix === id.slice(0, 3)) ??
    mutingPermissionSet(context, change, id);
  if (model === undefined) {
    if (models.length < field.referenceTo.length) return [];
    return [rowError('MALFORMED_ID', `${field.label}: id value of incorrect type: ${id}`, [field.name])];
  }
  const target = context.rows.readFields(model, id, ['Id', 'IsDeleted', 'IsActive', 'Type']);
  if (target === undefined) return [rowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')];
  if (target['IsDeleted'] === 1) return [rowError('ENTITY_IS_DELETED', 'entity is deleted')];
  const wrongOwner = field.name === 'OwnerId' ? checkOwner(context, change, model, target) : undefined;
  if (wrongOwner !== undefined) return [wrongOwner];
  return checkReferenceAccess(context, change, field, model, id);
}

/** Owners are active people, or queues that take the object. Source: facts 8.7; texts as recorded answers in public code have them. */
function checkOwner(
  context: SaveContext,
  change: RowChange,
  model: ObjectModel,
  owner: Readonly<Row>,
): RowError | undefined {
  const id = String(owner['Id']);
  if (model.name === 'User' && owner['IsActive'] === 0) {
    if (context.access.hasPermission(context.caller.userId, 'UpdateWithInactiveOwner')) return undefined;
    const message = `operation performed with inactive user [${id.slice(0, 15)}] as owner of ${change.model.definition.label.toLowerCase()}`;
    return rowError('INACTIVE_OWNER_OR_USER', message, ['OwnerId']);
  }
  if (model.name !== 'Group') return undefined;
  const queues = context.schema.get('QueueSobject');
  const takes =
    queues !== undefined &&
    owner['Type'] === 'Queue' &&
    context.rows
      .findIds(queues, 'QueueId', id)
      .some((entry) => context.rows.read(queues, entry)?.['SobjectType'] === change.model.name);
  return takes
    ? undefined
    : rowError('INVALID_OPERATION', 'Queue not associated with this SObject type', ['OwnerId']);
}

function checkUnique(context: SaveContext, change: RowChange): RowError[] {
  const errors: RowError[] = [];
  for (const field of change.model.storedFields) {
    if (!field.unique || !change.changed.has(field.name)) continue;
    const value = change.row[field.name] ?? null;
    if (value === null) continue;
    const other = context.rows.findIds(change.model, field.name, value).find((id) => id !== change.row['Id']);
    if (other === undefined) continue;
    if (change.model.name === 'User' && field.name === 'Username') {
      errors.push(rowError('DUPLICATE_USERNAME', 'Duplicate Username.', ['Username']));
    } else {
      const message = `duplicate value found: ${field.name} duplicates value on record with id: ${other.slice(0, 15)}`;
      errors.push(rowError('DUPLICATE_VALUE', message));
    }
  }
  return errors;
}
