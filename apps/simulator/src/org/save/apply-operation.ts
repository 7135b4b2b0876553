/** One operation of a save, from the caller's values to the written row. */
import { accessRule } from '../access/access-rules.ts';
import { requireRowAccess } from '../access/row-access.ts';
import { toId18 } from '../ids.ts';
import type { ObjectModel } from '../schema/schema.ts';
import type { SaveOperation, SaveResult } from '../types.ts';
import { assignValues, normaliseKey } from './assign-values.ts';
import { createNote, updateNote } from './content-notes.ts';
import { deleteRow, purgeRow, undeleteRow } from './delete-row.ts';
import { convertLead } from './convert-lead.ts';
import { applyDefaults } from './field-defaults.ts';
import { mergeRows } from './merge-rows.ts';
import { publishEvent } from './publish-event.ts';
import { requireRow } from './require-row.ts';
import { refuse } from './row-failure.ts';
import { refuseChildEvent } from './rules/invited-users.ts';
import type { RowChange, SaveContext } from './save-context.ts';
import { insertRow, updateRow } from './write-row.ts';

export type Done = SaveResult & { readonly success: true };

/** @throws RowFailure when the row is refused */
export function applyOperation(context: SaveContext, operation: SaveOperation): Done {
  switch (operation.kind) {
    case 'create':
      return create(context, requireObject(context, operation.object), operation.values);
    case 'update':
      return update(context, requireObject(context, operation.object), operation.id, operation.values);
    case 'upsert':
      return upsert(context, operation);
    case 'merge':
      return mergeRows(context, requireObject(context, operation.object), operation);
    case 'convertLead':
      return convertLead(context, operation);
    default: {
      const id = toId18(operation.id);
      if (id === undefined) throw refuse('MALFORMED_ID', `malformed id ${operation.id}`);
      const model =
        operation.object === null
          ? context.schema.byPrefix(id.slice(0, 3))
          : requireObject(context, operation.object);
      if (model === undefined) throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
      if (operation.kind === 'delete') deleteRow(context, model, id);
      else if (operation.kind === 'undelete') undeleteRow(context, model, id);
      else purgeRow(context, model, id);
      return { success: true, id, created: false };
    }
  }
}

function requireObject(context: SaveContext, name: string): ObjectModel {
  const model = context.schema.get(name);
  const readable = model !== undefined && context.access.access(context.caller.userId, model).read;
  if (readable || (model !== undefined && accessRule(model).kind === 'setup')) return model;
  const message = `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`;
  throw refuse('INVALID_TYPE', message);
}

function create(context: SaveContext, model: ObjectModel, values: Readonly<Record<string, unknown>>): Done {
  const access = context.access.access(context.caller.userId, model);
  if (!model.definition.createable || !access.create) {
    throw refuse(
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      `entity type cannot be inserted: ${model.definition.label}`,
    );
  }
  const given = refuseId(values);
  const change: RowChange = { model, row: {}, before: undefined, changed: new Set() };
  assignValues(context, change, given);
  if (model.name === 'ContentNote') return { success: true, id: createNote(context, change), created: true };
  const id = context.newId(model);
  change.row['Id'] = id;
  applyDefaults(context, change);
  if (model.definition.kind === 'platformEvent') {
    return { success: true, id, created: true, eventUuid: publishEvent(context, change, id) };
  }
  if (
    model.nameField?.name === 'Name' &&
    model.definition.kind === 'custom' &&
    (change.row['Name'] ?? null) === null
  ) {
    // Source: Object Reference, "Custom Objects": a name nobody gave is the record's id.
    change.row['Name'] = id.slice(0, 15);
  }
  insertRow(context, change);
  return { success: true, id, created: true };
}

/** A null Id in the values of a create is as good as none. */
function refuseId(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isId = (name: string): boolean => name.toLowerCase() === 'id';
  const given = Object.entries(values).find(([name, value]) => isId(name) && value !== null && value !== '');
  if (given !== undefined) {
    throw refuse('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
  }
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isId(name)));
}

function update(
  context: SaveContext,
  model: ObjectModel,
  givenId: string,
  values: Readonly<Record<string, unknown>>,
): Done {
  const access = context.access.access(context.caller.userId, model);
  if (!model.definition.updateable || !access.edit) {
    throw refuse(
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      `entity type cannot be updated: ${model.definition.label}`,
    );
  }
  const id = toId18(givenId);
  if (id === undefined) {
    throw refuse('MALFORMED_ID', `${model.definition.label} ID: id value of incorrect type: ${givenId}`, [
      'Id',
    ]);
  }
  const before = requireRow(context, model, id);
  const change: RowChange = { model, row: { ...before }, before, changed: new Set() };
  assignValues(context, change, values);
  requireRowAccess(context, model, before, 'edit');
  refuseChildEvent(change);
  if (model.name === 'ContentNote') updateNote(context, change);
  else updateRow(context, change);
  return { success: true, id, created: false };
}

function upsert(context: SaveContext, operation: SaveOperation & { kind: 'upsert' }): Done {
  const model = requireObject(context, operation.object);
  const key = model.field(operation.externalIdField);
  if (key === undefined || !(key.externalId || key.idLookup)) {
    throw refuse(
      'NOT_FOUND',
      'Provided external ID field does not exist or is not accessible: ' + operation.externalIdField,
    );
  }
  const { externalId } = operation;
  if (key.type === 'id') {
    if (externalId !== null && externalId !== '') return update(context, model, externalId, operation.values);
    return create(context, model, operation.values);
  }
  const value = normaliseKey(key, externalId);
  if (value === undefined) throw refuse('MISSING_ARGUMENT', `${key.name} not specified`);
  const ids = context.rows.findIds(model, key.name, value);
  const [id] = ids;
  if (ids.length > 1) {
    const message = `${key.name}: more than one record found for external id field: [${ids.join(', ')}]`;
    throw refuse('DUPLICATE_EXTERNAL_ID', message, [key.name]);
  }
  const others = Object.fromEntries(
    Object.entries(operation.values).filter(([name]) => name.toLowerCase() !== key.name.toLowerCase()),
  );
  if (id !== undefined) return update(context, model, id, others);
  if (operation.updateOnly === true) throw refuse('NOT_FOUND', 'The requested resource does not exist');
  return create(context, model, { ...others, [key.name]: value });
}
