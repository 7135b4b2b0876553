import { toId18 } from '../org/ids.ts';
import type { Caller, Org, RowError } from '../org/types.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';

/** One record of a request body, taken apart. */
export interface RowInput {
  /** `attributes.type`. */
  readonly type: string | null;
  readonly referenceId: string | null;
  /** `Id`, in any spelling. */
  readonly id: string | null;
  /** The rest. */
  readonly values: Readonly<Record<string, unknown>>;
}

export function splitRow(record: unknown): RowInput {
  const values: Record<string, unknown> = {};
  let attributes: Record<string, unknown> = {};
  let id: string | null = null;
  for (const [name, value] of Object.entries(isObject(record) ? record : {})) {
    const lower = name.toLowerCase();
    if (lower === 'attributes' && isObject(value)) attributes = value;
    else if (lower === 'id') id = typeof value === 'string' && value !== '' ? value : null;
    else values[name] = value;
  }
  return {
    type: textOrNull(attributes['type']),
    referenceId: textOrNull(attributes['referenceId']),
    id,
    values,
  };
}

/** What a new row is to hold. An id is brought along, so that the row is refused for it. */
export function valuesOfInsert({ id, values }: RowInput): Readonly<Record<string, unknown>> {
  return id === null ? values : { ...values, Id: id };
}

/**
 * Turns `{"Account": {"Ext__c": "X1"}}` into `{"AccountId": "001…"}`: lookups may be named by an external id of
 * the parent. Source: REST API Developer Guide, "Insert or Update (Upsert) a Record Using an External ID".
 */
export function resolveParents(
  org: Org,
  caller: Caller,
  object: ObjectDefinition,
  values: Readonly<Record<string, unknown>>,
): { readonly values: Readonly<Record<string, unknown>>; readonly errors: readonly RowError[] } {
  if (!Object.values(values).some(isObject)) return { values, errors: [] };
  const resolved: Record<string, unknown> = {};
  const errors: RowError[] = [];
  for (const [name, value] of Object.entries(values)) {
    const lookup = object.fields.find(
      (field) => field.type === 'reference' && field.relationshipName?.toLowerCase() === name.toLowerCase(),
    );
    if (!isObject(value) || lookup === undefined) {
      resolved[name] = value;
      continue;
    }
    const parent = splitRow(value);
    if (parent.id !== null) {
      resolved[lookup.name] = parent.id;
      continue;
    }
    const [field, key] = Object.entries(parent.values)[0] ?? ['Id', ''];
    const parentObject = parent.type ?? lookup.referenceTo[0] ?? '';
    const ids = org.findIds(caller, parentObject, field, String(key));
    if (ids.length === 1) resolved[lookup.name] = ids[0];
    else {
      errors.push({
        statusCode: 'INVALID_FIELD',
        message: `Foreign key external ID: ${String(key).toLowerCase()} not found for field ${field} in entity ${parentObject}`,
        fields: [],
      });
    }
  }
  return { values: resolved, errors };
}

/** The 18-character form where the text is an id; the text itself where not, for the refusal. */
export function fullId(text: string): string {
  return toId18(text) ?? text;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
