/** Puts the caller's values into a row, refusing what may not be written. */
import { noSuchColumnText } from './error-texts.ts';
import { toId18 } from '../ids.ts';
import type { FieldDefinition } from '../schema/types.ts';
import type { RowError } from '../types.ts';
import { normaliseValue } from './normalise-value.ts';
import { isAuditField, maySetAuditFields } from './rules/audit-fields.ts';
import { RowFailure, rowError } from './row-failure.ts';
import type { RowChange, SaveContext } from './save-context.ts';

/** @throws RowFailure with every problem found */
export function assignValues(
  context: SaveContext,
  change: RowChange,
  values: Readonly<Record<string, unknown>>,
): void {
  const errors: RowError[] = [];
  const forbidden: string[] = [];
  for (const [name, raw] of Object.entries(values)) {
    if (name === 'attributes') continue;
    const field = change.model.field(name);
    if (field === undefined || !mayRead(context, change, field)) {
      const resolved = resolveRelationship(context, change, name, raw);
      if (resolved === undefined) {
        errors.push(rowError('INVALID_FIELD', noSuchColumnText(name, change.model.name)));
      } else if (resolved.error === undefined) {
        change.row[resolved.field.name] = resolved.id;
        change.changed.add(resolved.field.name);
      } else {
        errors.push(resolved.error);
      }
      continue;
    }
    if (field.type === 'id' && change.before !== undefined) continue;
    if (!mayWrite(context, change, field)) {
      forbidden.push(field.name);
      continue;
    }
    const normalised = normaliseValue(field, raw);
    if (!normalised.ok) {
      errors.push(normalised.error);
      continue;
    }
    change.row[field.name] = normalised.value;
    change.changed.add(field.name);
  }
  if (forbidden.length > 0) {
    const message = `Unable to create/update fields: ${forbidden.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
    errors.unshift(rowError('INVALID_FIELD_FOR_INSERT_UPDATE', message, forbidden));
  }
  if (errors.length > 0) throw new RowFailure(errors);
}

function mayRead(context: SaveContext, change: RowChange, field: FieldDefinition): boolean {
  return context.access.access(context.caller.userId, change.model).canReadField(field.name);
}

function mayWrite(context: SaveContext, change: RowChange, field: FieldDefinition): boolean {
  const creating = change.before === undefined;
  if (creating && isAuditField(field.name)) return maySetAuditFields(context, change.model);
  if (!(creating ? field.createable : field.updateable)) return false;
  return context.access.access(context.caller.userId, change.model).canEditField(field.name);
}

interface ResolvedRelationship {
  readonly field: FieldDefinition;
  readonly id: string | null;
  readonly error?: RowError;
}

/** `"Account": {"Ext__c": "A-1"}` names the parent by its external id. Source: REST API Developer Guide, "Upsert … with a relationship". */
function resolveRelationship(
  context: SaveContext,
  change: RowChange,
  name: string,
  raw: unknown,
): ResolvedRelationship | undefined {
  const field = change.model.relationships.get(name.toLowerCase());
  if (field === undefined || !mayWrite(context, change, field)) return undefined;
  if (raw === null) return { field, id: null };
  if (typeof raw !== 'object') return undefined;
  const { attributes, ...keys } = raw as Record<string, unknown>;
  const [entry] = Object.entries(keys);
  if (entry === undefined) return undefined;
  const [keyName, keyValue] = entry;
  const type =
    typeof attributes === 'object' && attributes !== null && 'type' in attributes
      ? String(attributes.type)
      : undefined;
  const targets = type === undefined ? field.referenceTo : [type];
  for (const target of targets) {
    const model = context.schema.get(target);
    const key = model?.field(keyName);
    if (model === undefined || key === undefined || !(key.externalId || key.idLookup)) continue;
    const value = key.type === 'id' ? toId18(String(keyValue)) : normaliseKey(key, keyValue);
    const [id, another] = value === undefined ? [] : context.rows.findIds(model, key.name, value);
    if (another !== undefined) {
      const message = `${key.name}: more than one record found for external id field: [${String(id)}, ${another}]`;
      return { field, id: null, error: rowError('INVALID_FIELD', message, [key.name]) };
    }
    if (id !== undefined) return { field, id };
    const message = `Foreign key external ID: ${String(keyValue).toLowerCase()} not found for field ${key.name} in entity ${model.name}`;
    return { field, id: null, error: rowError('INVALID_FIELD', message) };
  }
  return undefined;
}

export function normaliseKey(field: FieldDefinition, raw: unknown): string | number | undefined {
  const normalised = normaliseValue(field, raw);
  if (!normalised.ok || normalised.value === null || typeof normalised.value === 'boolean') return undefined;
  return normalised.value;
}
