/** `?columns=true`: what the Salesforce CLI builds its tables from. Undocumented; as seen in its answers. */
import type { FieldDefinition } from '../org/schema/types.ts';
import type { Shape } from './select-list.ts';

interface ColumnMetadata {
  readonly aggregate: boolean;
  readonly apexType: string | null;
  readonly booleanType: boolean;
  readonly columnName: string;
  readonly custom: boolean;
  readonly displayName: string;
  readonly foreignKeyName: string | null;
  readonly insertable: boolean;
  readonly joinColumns: readonly ColumnMetadata[];
  readonly numberType: boolean;
  readonly textType: boolean;
  readonly updatable: boolean;
}

const NUMBERS = new Set(['int', 'long', 'double', 'currency', 'percent']);

function leaf(name: string, displayName: string, field: FieldDefinition): ColumnMetadata {
  const numberType = NUMBERS.has(field.type);
  const booleanType = field.type === 'boolean';
  return {
    aggregate: false,
    apexType: null,
    booleanType,
    columnName: name,
    custom: field.custom,
    displayName,
    foreignKeyName: field.relationshipName,
    insertable: field.createable,
    joinColumns: [],
    numberType,
    textType: !numberType && !booleanType,
    updatable: field.updateable,
  };
}

function group(name: string, aggregate: boolean, joinColumns: readonly ColumnMetadata[]): ColumnMetadata {
  return {
    aggregate,
    apexType: null,
    booleanType: false,
    columnName: name,
    custom: name.endsWith('__r'),
    displayName: name,
    foreignKeyName: null,
    insertable: false,
    joinColumns,
    numberType: false,
    textType: false,
    updatable: false,
  };
}

export function columnMetadata(shapes: readonly Shape[]): readonly ColumnMetadata[] {
  return shapes.map((shape) => {
    switch (shape.kind) {
      case 'value':
        return leaf(shape.key, shape.field.name === shape.key ? shape.key : shape.raw, shape.field);
      case 'compound':
        return leaf(shape.key, shape.key, shape.field);
      case 'parent':
        return group(shape.key, false, columnMetadata(shape.shapes));
      case 'typeof':
        return group(shape.key, false, columnMetadata(shape.branches.flatMap((branch) => branch.shapes)));
      default:
        return group(shape.key, true, childColumns(shape));
    }
  });
}

function childColumns(shape: Shape & { kind: 'children' }): ColumnMetadata[] {
  return shape.query.select.flatMap((item) => {
    if (item.kind !== 'path') return [];
    const name = item.path.names.at(-1) ?? '';
    const field = shape.child.field(name);
    return field === undefined ? [group(item.path.raw, false, [])] : [leaf(field.name, field.name, field)];
  });
}
