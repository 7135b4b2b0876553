/** EntityDefinition and FieldDefinition: the schema as rows. Filled from the schema when somebody queries them. */
import type { DatabaseSync } from 'node:sqlite';
import { PROBE_OBJECTS } from './access/probe-objects.ts';
import { makeId } from './ids.ts';
import { loadRows } from './load-rows.ts';
import type { ObjectModel, Schema } from './schema/schema.ts';
import type { FieldDeclaration, FieldDefinition, ObjectDeclaration } from './schema/types.ts';
import { tableName } from './storage/tables.ts';
import type { Row } from './types.ts';

const READ_ONLY = { createable: false, updateable: false, permissionable: false } as const;
const FIXED = {
  ...READ_ONLY,
  kind: 'setup',
  keyPrefix: null,
  deletable: false,
  undeletable: false,
  replicateable: false,
  retrieveable: false,
  searchable: false,
  layoutable: false,
  triggerable: false,
  recycleBin: false,
} as const;

function text(name: string, length = 255): FieldDeclaration {
  return { name, type: 'string', length, ...READ_ONLY };
}

function flag(name: string): FieldDeclaration {
  return { name, type: 'boolean', ...READ_ONLY };
}

/** Source: Tooling and Object Reference, "EntityDefinition" and "FieldDefinition" (the fields clients ask for). */
const DECLARATIONS: readonly ObjectDeclaration[] = [
  ...PROBE_OBJECTS,
  {
    name: 'EntityDefinition',
    label: 'Entity Definition',
    ...FIXED,
    fields: [
      text('DurableId'),
      text('QualifiedApiName'),
      text('DeveloperName'),
      text('NamespacePrefix', 15),
      { ...text('Label'), nameField: true },
      text('MasterLabel'),
      text('PluralLabel'),
      text('KeyPrefix', 3),
      flag('IsQueryable'),
      flag('IsCustomizable'),
      flag('IsRetrieveable'),
      flag('IsReplicateable'),
      flag('IsTriggerable'),
      flag('IsSearchable'),
      flag('IsLayoutable'),
      flag('IsCustomSetting'),
      flag('IsDeprecatedAndHidden'),
      flag('IsEverCreatable'),
      flag('IsEverUpdatable'),
      flag('IsEverDeletable'),
      { name: 'LastModifiedDate', type: 'datetime', ...READ_ONLY },
    ],
  },
  {
    name: 'FieldDefinition',
    label: 'Field Definition',
    ...FIXED,
    fields: [
      text('DurableId'),
      text('QualifiedApiName'),
      text('DeveloperName'),
      text('NamespacePrefix', 15),
      { ...text('Label'), nameField: true },
      text('MasterLabel'),
      {
        name: 'EntityDefinitionId',
        type: 'reference',
        referenceTo: ['EntityDefinition'],
        relationshipName: 'EntityDefinition',
        childRelationshipName: 'Fields',
        ...READ_ONLY,
      },
      text('DataType'),
      text('ValueTypeId'),
      text('RelationshipName'),
      { name: 'ReferenceTo', type: 'complexvalue', ...READ_ONLY },
      { name: 'Length', type: 'int', ...READ_ONLY },
      { name: 'Precision', type: 'int', ...READ_ONLY },
      { name: 'Scale', type: 'int', ...READ_ONLY },
      flag('IsNillable'),
      flag('IsCalculated'),
      flag('IsCompound'),
      flag('IsIndexed'),
      flag('IsNameField'),
      { name: 'LastModifiedDate', type: 'datetime', ...READ_ONLY },
    ],
  },
];

export class DefinitionObjects {
  readonly declarations = DECLARATIONS;
  readonly #database: DatabaseSync;
  readonly #schema: Schema;
  readonly #filledAt = new Map<string, number>();

  constructor(database: DatabaseSync, schema: Schema) {
    this.#database = database;
    this.#schema = schema;
  }

  forget(): void {
    this.#filledAt.clear();
  }

  /** Does nothing for other objects, or when the schema has not changed since. */
  refresh(model: ObjectModel, schemaModifiedAt: number): void {
    const rows = this.#rowsOf(model, schemaModifiedAt);
    if (rows === undefined || this.#filledAt.get(model.name) === schemaModifiedAt) return;
    // Inside somebody's transaction the rows may be rolled back again, so they do not count as filled.
    const own = !this.#database.isTransaction;
    if (own) this.#database.exec('begin');
    this.#database.exec(`delete from ${tableName(model.name)}`);
    loadRows(this.#database, model, rows(), { newId: () => '', values: {} });
    if (!own) return;
    this.#database.exec('commit');
    this.#filledAt.set(model.name, schemaModifiedAt);
  }

  #rowsOf(model: ObjectModel, modifiedAt: number): (() => Iterable<Row>) | undefined {
    const modified = new Date(modifiedAt).toISOString();
    if (model.name === 'EntityDefinition') {
      return () => this.#schema.models().map((object, index) => entityRow(object, index + 1, modified));
    }
    if (model.name !== 'FieldDefinition') return undefined;
    return () =>
      this.#schema.models().flatMap((object, objectIndex) =>
        object.definition.fields.map((field, index) => {
          const id = fieldId(objectIndex + 1, index);
          return fieldRow(object, field, id, entityId(objectIndex + 1), modified);
        }),
      );
  }
}

/** By the object's number and the field's place in it. */
export function fieldId(entity: number, position: number): string {
  return makeId('00N', entity * 1000 + position);
}

export function entityId(number: number): string {
  return makeId('01I', number);
}

function entityRow(model: ObjectModel, number: number, modified: string): Row {
  const { definition } = model;
  return {
    Id: entityId(number),
    DurableId: definition.name,
    QualifiedApiName: definition.name,
    DeveloperName: definition.name.replace(/__(?:c|e)$/i, ''),
    NamespacePrefix: null,
    Label: definition.label,
    MasterLabel: definition.label,
    PluralLabel: definition.labelPlural,
    KeyPrefix: definition.keyPrefix,
    IsQueryable: definition.queryable,
    IsCustomizable: definition.kind !== 'setup',
    IsRetrieveable: definition.retrieveable,
    IsReplicateable: definition.replicateable,
    IsTriggerable: definition.triggerable,
    IsSearchable: definition.searchable,
    IsLayoutable: definition.layoutable,
    IsCustomSetting: false,
    IsDeprecatedAndHidden: false,
    IsEverCreatable: definition.createable,
    IsEverUpdatable: definition.updateable,
    IsEverDeletable: definition.deletable,
    LastModifiedDate: modified,
  };
}

function fieldRow(
  model: ObjectModel,
  field: FieldDefinition,
  id: string,
  entity: string,
  modified: string,
): Row {
  return {
    Id: id,
    DurableId: `${model.name}.${field.name}`,
    QualifiedApiName: field.name,
    DeveloperName: field.name.replace(/__(?:c|s)$/i, ''),
    NamespacePrefix: null,
    Label: field.label,
    MasterLabel: field.label,
    EntityDefinitionId: entity,
    DataType: dataType(field),
    ValueTypeId: field.type === 'reference' || field.type === 'id' ? 'id' : field.type,
    RelationshipName: field.relationshipName,
    ReferenceTo: JSON.stringify({ referenceTo: field.referenceTo.length === 0 ? null : field.referenceTo }),
    Length: field.length,
    Precision: field.precision,
    Scale: field.scale,
    IsNillable: field.nillable,
    IsCalculated: field.calculated,
    IsCompound: field.type === 'address' || field.type === 'location',
    IsIndexed: field.externalId || field.unique || field.type === 'id' || field.type === 'reference',
    IsNameField: field.nameField,
    LastModifiedDate: modified,
  };
}

/** As setup pages write types: `Text(80)`, `Lookup(Account)`, `Number(16, 2)`. */
function dataType(field: FieldDefinition): string {
  switch (field.type) {
    case 'string':
      return field.autoNumberFormat === null ? `Text(${field.length})` : 'Auto Number';
    case 'reference':
      return `${field.masterDetail ? 'Master-Detail' : 'Lookup'}(${field.referenceTo.join(',')})`;
    case 'currency':
    case 'percent':
      return `${field.type === 'currency' ? 'Currency' : 'Percent'}(${field.precision - field.scale}, ${field.scale})`;
    case 'double':
    case 'int':
      return `Number(${field.precision - field.scale}, ${field.scale})`;
    case 'boolean':
      return 'Checkbox';
    case 'textarea':
      return field.length > 255 ? `Long Text Area(${field.length})` : 'Text Area(255)';
    case 'datetime':
      return 'Date/Time';
    default:
      return field.type.charAt(0).toUpperCase() + field.type.slice(1);
  }
}
