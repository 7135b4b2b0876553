import type { MappedColumn } from '../src/ports/mirror.ts';

/** A mapped column, a plain text unless told otherwise. */
export function mappedColumn(field: string, more: Partial<MappedColumn> = {}): MappedColumn {
  return {
    field,
    label: field,
    sfType: 'string',
    column: field.toLowerCase(),
    columnType: 'text',
    indexed: false,
    trouble: null,
    length: 0,
    precision: 0,
    scale: 0,
    referenceTo: [],
    relationshipName: null,
    calculated: false,
    formula: null,
    asOf: null,
    removedAt: null,
    ...more,
  };
}
