/** What an id in a condition is compared as. */
import { entityId, fieldId } from '../org/definition-objects.ts';
import { toId18 } from '../org/ids.ts';
import type { Schema } from '../org/schema/schema.ts';
import type { FieldDefinition } from '../org/schema/types.ts';

/**
 * The 18 characters; objects and their fields also go by their names (`EntityDefinitionId = 'Account'`). Undefined for what
 * is neither. Source: Tooling API Guide, "SOQL Operation Limitations" (its example filters by `EntityDefinitionId = 'Account'`).
 */
export function idOperand(schema: Schema, field: FieldDefinition, text: string): string | undefined {
  const [to] = field.referenceTo;
  if (to !== 'EntityDefinition' && to !== 'FieldDefinition') return toId18(text);
  const [objectName = '', fieldName] = text.split('.');
  const position = schema.models().findIndex(({ name }) => name.toLowerCase() === objectName.toLowerCase());
  if (position < 0) return toId18(text);
  if (to === 'EntityDefinition') return entityId(position + 1);
  const fields = schema.models()[position]?.definition.fields ?? [];
  const known = fields.findIndex(({ name }) => name.toLowerCase() === fieldName?.toLowerCase());
  return known < 0 ? undefined : fieldId(position + 1, known);
}
