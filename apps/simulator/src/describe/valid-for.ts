import type { FieldDefinition, PicklistValue } from '../org/schema/types.ts';

/**
 * `validFor` of a dependent picklist's value: base64 of a bitset with one bit for each value of the controlling field,
 * the first in the highest bit of the first byte. A checkbox controls with two values, false and true.
 * Source: SOAP API Developer Guide, "PicklistEntry".
 */
export function validForBits(entry: PicklistValue, controller: FieldDefinition): string {
  const values =
    controller.type === 'boolean' ? ['false', 'true'] : controller.picklistValues.map(({ value }) => value);
  const bytes = Buffer.alloc(Math.max(1, Math.ceil(values.length / 8)));
  for (const [index, value] of values.entries()) {
    if (entry.validFor !== undefined && !entry.validFor.includes(value)) continue;
    const byte = index >> 3;
    bytes[byte] = (bytes[byte] ?? 0) | (0x80 >> (index % 8));
  }
  return bytes.toString('base64');
}
