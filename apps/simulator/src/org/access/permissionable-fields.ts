/** Which fields have field-level security of their own. */
import type { FieldDefinition, ObjectDefinition } from '../schema/types.ts';

/**
 * Fields that have FieldPermissions rows: `permissionable` ones, a compound in place of its parts. Formulas, roll-ups and
 * auto-numbers can only be read. Source: Object Reference, FieldPermissions; facts 7.3.
 */
export function permissionableFields(
  object: ObjectDefinition,
): { readonly field: FieldDefinition; readonly editable: boolean }[] {
  const isCompound = ({ type }: FieldDefinition): boolean => type === 'address' || type === 'location';
  const compounds = new Set(object.fields.filter(isCompound).map(({ name }) => name));
  return object.fields
    .filter((field) => field.permissionable)
    .filter(({ compoundFieldName }) => compoundFieldName === null || !compounds.has(compoundFieldName))
    .map((field) => ({
      field,
      editable: !field.calculated && (field.createable || field.updateable || isCompound(field)),
    }));
}
