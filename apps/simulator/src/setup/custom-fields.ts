/** The org's custom fields as rows of the Tooling API. Source: Tooling API Guide, CustomField; facts 9. */
import { entityId, fieldId } from '../org/definition-objects.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import type { Row } from '../org/types.ts';
import type { World } from '../world.ts';

export function provideCustomFields(world: World): void {
  world.org.provideRows('CustomField', () => customFieldRows(world));
}

function customFieldRows({ org }: World): Row[] {
  const stamp = new Date(org.schemaModifiedAt()).toISOString();
  const by = org.organizationId;
  return org.objects().flatMap((object, objectIndex) =>
    object.fields.flatMap((field, index) => {
      if (!field.custom || !/__c$/i.test(field.name)) return [];
      return [
        {
          Id: fieldId(objectIndex + 1, index),
          // Standard objects go by name, custom ones by id.
          TableEnumOrId: object.kind === 'custom' ? entityId(objectIndex + 1) : object.name,
          DeveloperName: field.name.replace(/__c$/i, ''),
          NamespacePrefix: null,
          EntityDefinitionId: object.kind === 'custom' ? entityId(objectIndex + 1) : object.name,
          FullName: `${object.name}.${field.name}`,
          Metadata: JSON.stringify(metadataOf(field)),
          ManageableState: 'unmanaged',
          CreatedDate: stamp,
          CreatedById: by,
          LastModifiedDate: stamp,
          LastModifiedById: by,
          SystemModstamp: stamp,
        },
      ];
    }),
  );
}

/** As the Metadata API names types. Source: Metadata API Developer Guide, "Field Types". */
const TYPES: Partial<Record<FieldDefinition['type'], string>> = {
  string: 'Text',
  boolean: 'Checkbox',
  int: 'Number',
  double: 'Number',
  currency: 'Currency',
  percent: 'Percent',
  date: 'Date',
  datetime: 'DateTime',
  time: 'Time',
  picklist: 'Picklist',
  multipicklist: 'MultiselectPicklist',
  email: 'Email',
  phone: 'Phone',
  url: 'Url',
  encryptedstring: 'EncryptedText',
  location: 'Location',
};

function metadataOf(field: FieldDefinition): Record<string, unknown> {
  const isNumber = ['int', 'double', 'currency', 'percent'].includes(field.type);
  return {
    label: field.label,
    type: typeOf(field),
    inlineHelpText: field.inlineHelpText,
    required: !field.nillable && field.type !== 'boolean',
    unique: field.unique,
    externalId: field.externalId,
    caseSensitive: field.caseSensitive,
    length: isNumber || field.length === 0 ? null : field.length,
    precision: isNumber ? field.precision : null,
    scale: isNumber ? field.scale : null,
    formula: field.calculatedFormula,
    referenceTo: field.referenceTo[0] ?? null,
    relationshipName: field.childRelationshipName?.replace(/__r$/i, '') ?? null,
  };
}

function typeOf(field: FieldDefinition): string {
  if (field.rollUp !== null) return 'Summary';
  if (field.autoNumberFormat !== null) return 'AutoNumber';
  if (field.type === 'reference') return field.masterDetail ? 'MasterDetail' : 'Lookup';
  if (field.type === 'textarea') {
    if (field.extraTypeInfo === 'richtextarea') return 'Html';
    return field.length > 255 ? 'LongTextArea' : 'TextArea';
  }
  return TYPES[field.type] ?? 'Text';
}
