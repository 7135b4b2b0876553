import { MASTER_RECORD_TYPE_ID, recordTypesOf, type RecordTypeContext } from '../../setup/record-types.ts';
import { refuse, RowFailure, rowError } from '../row-failure.ts';
import { setField, type RowChange, type SaveContext } from '../save-context.ts';
import { SYSTEM_USER_ID } from '../../system-user.ts';
import type { FieldDefinition } from '../../schema/types.ts';
import type { RecordTypeSetup } from '../../setup/org-setup.ts';
import type { RowError, Scalar } from '../../types.ts';

/**
 * The record type's default for the caller, whether the caller may use the one that was given, and what that type allows.
 * Source: facts 8.1.
 *
 * @throws RowFailure
 */
export function deriveRecordType(context: SaveContext, change: RowChange): void {
  if (!change.model.has('RecordTypeId')) return;
  // Null stands for the master type.
  if (change.row['RecordTypeId'] === MASTER_RECORD_TYPE_ID) setField(change, 'RecordTypeId', null);
  const id = change.row['RecordTypeId'] ?? null;
  const moved = id !== (change.before?.['RecordTypeId'] ?? null);
  if (typeof id !== 'string') return;
  if (moved) requireAvailable(context, change, id);
  const setup = context.setup.recordTypes[id];
  if (setup !== undefined) checkPicklists(change, setup);
}

/** Values for what the caller left out; before the fields' own defaults. */
export function applyRecordTypeDefaults(context: SaveContext, change: RowChange): void {
  if (!change.model.has('RecordTypeId')) return;
  if (!change.changed.has('RecordTypeId')) {
    const types = recordTypesOf(recordTypeContext(context), context.caller.userId, change.model.name);
    const chosen = types.find((type) => type.isDefault);
    setField(change, 'RecordTypeId', chosen === undefined || chosen.isMaster ? null : chosen.id);
  }
  const id = change.row['RecordTypeId'];
  const defaults = typeof id === 'string' ? context.setup.recordTypes[id]?.defaults : undefined;
  for (const [name, value] of Object.entries(defaults ?? {})) {
    const field = change.model.field(name);
    if (field !== undefined && !change.changed.has(field.name)) setField(change, field.name, value);
  }
}

/** False for a picklist's default that the row's record type does not have. */
export function isOffered(
  context: SaveContext,
  change: RowChange,
  field: FieldDefinition,
  value: Scalar,
): boolean {
  const id = change.row['RecordTypeId'];
  const values =
    typeof id === 'string' ? context.setup.recordTypes[id]?.picklists[field.name.toLowerCase()] : undefined;
  return values === undefined || typeof value !== 'string' || values.includes(value);
}

function recordTypeContext({ rows, schema, setup }: SaveContext): RecordTypeContext {
  return { rows, schema, setup };
}

function requireAvailable(context: SaveContext, change: RowChange, id: string): void {
  const { userId } = context.caller;
  const type = recordTypesOf(recordTypeContext(context), userId, change.model.name).find(
    (one) => one.id === id,
  );
  // The platform itself may use every type of the object.
  if (type !== undefined && (type.isAvailable || userId === SYSTEM_USER_ID)) return;
  const message = `Record Type ID: this ID value isn't valid for the user: ${id}`;
  throw refuse('INVALID_CROSS_REFERENCE_KEY', message, ['RecordTypeId']);
}

/** Only restricted picklists keep to the values of their record type; the others take anything by API. */
function checkPicklists(change: RowChange, setup: RecordTypeSetup): void {
  const errors: RowError[] = [];
  for (const [name, values] of Object.entries(setup.picklists)) {
    const field = change.model.field(name);
    if (field === undefined || !field.restrictedPicklist || !change.changed.has(field.name)) continue;
    for (const value of chosenValues(change.row[field.name] ?? null)) {
      if (values.includes(value)) continue;
      const message = `${field.label}: bad value for restricted picklist field: ${value}`;
      errors.push(rowError('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [field.name]));
    }
  }
  if (errors.length > 0) throw new RowFailure(errors);
}

function chosenValues(value: Scalar): string[] {
  return typeof value === 'string' ? value.split(';') : [];
}
