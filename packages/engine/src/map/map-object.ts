import type { MappedColumn, MirrorTable } from '../ports/mirror.ts';
import type { FieldDescribe, ObjectDescribe } from '../ports/source-org.ts';
import { toColumnType } from './column-type.ts';
import { isDefaultField } from './default-fields.ts';

/** Which fields to mirror: our defaults, all there are, or these (names in any case). */
export type FieldSelection = 'default' | 'all' | readonly string[];

export type MappingOutcome =
  | { readonly kind: 'mapped'; readonly table: MirrorTable }
  | { readonly kind: 'not_syncable'; readonly reason: string }
  | { readonly kind: 'unknown_fields'; readonly fields: readonly string[] };

/**
 * Fields that tell what changed since, best first.
 * Source: Object Reference, "System Fields": SystemModstamp moves with users and automation alike; some objects lack it.
 */
const CURSOR_FIELDS = ['SystemModstamp', 'LastModifiedDate', 'CreatedDate', 'LoginTime'];

/** Mapped whatever the selection: without them rows could not be told apart, ordered, or attributed. */
const ALWAYS = [
  'Id',
  'CreatedDate',
  'LastModifiedDate',
  'LastModifiedById',
  'SystemModstamp',
  'MasterRecordId',
  // An amount without its currency is none.
  'CurrencyIsoCode',
];

/** Decides the table of an object: which fields become which columns. `privateFields` are as if they did not exist. Pure. */
export function mapObject(
  describe: ObjectDescribe,
  selection: FieldSelection,
  place: { readonly workspaceId: string; readonly schema: string },
  privateFields: readonly string[] = [],
): MappingOutcome {
  if (!describe.queryable) return { kind: 'not_syncable', reason: `${describe.name} cannot be queried` };
  const hidden = new Set(privateFields.map(lower));
  const fields = describe.fields.filter((field) => !hidden.has(lower(field.name)));
  const byName = new Map(fields.map((field) => [lower(field.name), field]));
  const cursorField = CURSOR_FIELDS.find((name) => byName.get(name.toLowerCase())?.type === 'datetime');
  if (!byName.has('id') || cursorField === undefined) {
    return {
      kind: 'not_syncable',
      reason: `${describe.name} has no ${byName.has('id') ? 'field that tells what changed' : 'Id'}`,
    };
  }

  if (typeof selection !== 'string') {
    const unknown = selection.filter((name) => {
      const field = byName.get(name.toLowerCase());
      return field === undefined || toColumnType(field.type) === undefined;
    });
    if (unknown.length > 0) return { kind: 'unknown_fields', fields: unknown };
  }
  const nameField = fields.find((field) => field.nameField)?.name ?? null;
  const always = new Set([...ALWAYS, cursorField, ...(nameField === null ? [] : [nameField])].map(lower));
  const chosen = typeof selection === 'string' ? undefined : new Set(selection.map(lower));
  const columns = fields
    .filter(
      (field) =>
        always.has(lower(field.name)) ||
        chosen?.has(lower(field.name)) ||
        selection === 'all' ||
        (selection === 'default' && isDefaultField(describe.name, field)),
    )
    // IsDeleted is read, not kept: deleted rows leave the table.
    .filter((field) => field.name !== 'IsDeleted')
    .flatMap((field) => toColumns(field, cursorField));

  return {
    kind: 'mapped',
    table: {
      ...place,
      sobject: describe.name,
      table: describe.name.toLowerCase(),
      columns: [
        ...columns.filter((column) => column.field === 'Id'),
        ...columns.filter((column) => column.field !== 'Id'),
      ],
      cursorField,
      hasIsDeleted: byName.has('isdeleted'),
      hasDeletedFeed: describe.replicateable && byName.has('isdeleted'),
      nameField,
      rowFilter: null,
    },
  };
}

/** The column of a field; none when its type has none. */
export function toColumns(field: FieldDescribe, cursorField: string): MappedColumn[] {
  const columnType = toColumnType(field.type);
  if (columnType === undefined) return [];
  return [
    {
      field: field.name,
      label: field.label,
      sfType: field.type,
      column: lower(field.name),
      columnType,
      indexed:
        field.name !== 'Id' && (field.name === cursorField || field.type === 'reference' || field.externalId),
      trouble: null,
      length: columnType === 'text' ? field.length : 0,
      precision: field.precision,
      scale: field.scale,
      referenceTo: field.referenceTo,
      relationshipName: field.relationshipName,
      calculated: field.calculated,
      formula: field.calculatedFormula,
      asOf: null,
      removedAt: null,
    },
  ];
}

function lower(name: string): string {
  return name.toLowerCase();
}
