/** One field of a describe answer. Source: recorded answers, v48.0 to v59.0. */
import type { FieldDefinition, FieldType } from '../org/schema/types.ts';
import { validForBits } from './valid-for.ts';
import type { ObjectAccess } from '../org/types.ts';
import type { Described } from './describe-flags.ts';

const SOAP_TYPES: Partial<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  long: 'xsd:long',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  time: 'xsd:time',
  base64: 'xsd:base64Binary',
  anyType: 'xsd:anyType',
  address: 'urn:address',
  location: 'urn:location',
  complexvalue: 'tns:json',
};
const NOT_AGGREGATABLE = new Set<FieldType>([
  'boolean',
  'address',
  'location',
  'multipicklist',
  'base64',
  'anyType',
  'complexvalue',
]);
const NO_BYTES = new Set<FieldType>([
  'boolean',
  'int',
  'long',
  'double',
  'currency',
  'percent',
  'date',
  'datetime',
  'time',
  'address',
  'location',
]);
/** Digits that an int field shows; those of a recurrence show one more. */
const INT_DIGITS = 8;
/** What setup suggests for a multi-select picklist. */
const VISIBLE_LINES = 4;

/** Text may take three bytes a character; ids are ASCII, and multi-select picklists count characters. */
function byteLength(field: FieldDefinition): number {
  if (NO_BYTES.has(field.type)) return 0;
  const ascii = field.type === 'id' || field.type === 'reference' || field.type === 'multipicklist';
  return ascii ? field.length : field.length * 3;
}

function digits(field: FieldDefinition): number {
  if (field.type !== 'int' && field.type !== 'long') return 0;
  return field.name.startsWith('Recurrence') ? INT_DIGITS + 1 : INT_DIGITS;
}

/** `findField` finds another field of the same object: the one that controls a dependent picklist. */
export function describeField(
  field: FieldDefinition,
  access: ObjectAccess,
  findField: (name: string) => FieldDefinition | undefined = () => undefined,
): Described {
  const controller = field.controllerName == null ? undefined : findField(field.controllerName);
  const reference = field.type === 'reference';
  const polymorphic = reference && field.referenceTo.length > 1;
  const longText = field.type === 'textarea' && field.length > 255;
  const editable = access.canEditField(field.name);
  return {
    aggregatable: !(NOT_AGGREGATABLE.has(field.type) || longText),
    aiPredictionField: false,
    autoNumber: field.autoNumberFormat !== null,
    byteLength: byteLength(field),
    calculated: field.calculated,
    calculatedFormula: field.calculatedFormula,
    cascadeDelete: field.masterDetail && field.cascadeDelete,
    caseSensitive: field.caseSensitive,
    compoundFieldName: field.compoundFieldName,
    controllerName: controller?.name ?? null,
    createable: field.createable && editable,
    custom: field.custom,
    defaultValue: defaultValue(field),
    defaultValueFormula: defaultValueFormula(field),
    defaultedOnCreate: field.defaultedOnCreate,
    dependentPicklist: controller !== undefined,
    deprecatedAndHidden: false,
    digits: digits(field),
    displayLocationInDecimal: field.type === 'location',
    encrypted: field.type === 'encryptedstring',
    externalId: field.externalId,
    extraTypeInfo: field.extraTypeInfo,
    filterable: field.filterable,
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: field.formulaTreatNullNumberAsZero,
    groupable: field.groupable,
    highScaleNumber: false,
    htmlFormatted: field.htmlFormatted,
    idLookup: field.idLookup,
    inlineHelpText: field.inlineHelpText,
    label: field.label,
    length: field.length,
    mask: field.mask?.character ?? null,
    maskType: field.mask?.type ?? null,
    name: field.name,
    nameField: field.nameField,
    namePointing: polymorphic,
    nillable: field.nillable,
    permissionable: field.permissionable,
    picklistValues: field.picklistValues.map((entry) => ({
      active: entry.active,
      defaultValue: entry.defaultValue,
      label: entry.label,
      validFor: controller === undefined ? null : validForBits(entry, controller),
      value: entry.value,
    })),
    polymorphicForeignKey: polymorphic,
    precision: describedPrecision(field),
    queryByDistance: field.type === 'address' || field.type === 'location',
    referenceTargetField: null,
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    relationshipOrder: field.masterDetail ? 0 : null,
    // Cases refuse the deletion of their account, and yet the recorded field does not say so.
    restrictedDelete: field.custom && field.restrictedDelete,
    restrictedPicklist: field.restrictedPicklist,
    scale: field.scale,
    // Source: recorded describes; the person account's contact is the exception among fields without permissions of their own.
    searchPrefilterable: reference && (field.permissionable || field.name === 'PersonContactId'),
    soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
    sortable: field.sortable,
    type: field.type,
    unique: field.unique,
    updateable: field.updateable && editable,
    writeRequiresMasterRead: false,
    ...field.described,
  };
}

/** Checkboxes and picklists have a value; what else has a default, has it as a formula. Source: recorded answers. */
function defaultValue(field: FieldDefinition): string | number | boolean | null {
  if (field.type === 'boolean') return field.calculated ? null : field.defaultValue === true;
  if (field.picklistValues.length > 0) {
    return field.picklistValues.find((entry) => entry.defaultValue)?.value ?? null;
  }
  return field.custom || typeof field.defaultValue === 'boolean' ? null : field.defaultValue;
}

function defaultValueFormula(field: FieldDefinition): string | null {
  const { defaultValue: value } = field;
  if (!field.custom || value === null || typeof value === 'boolean' || field.picklistValues.length > 0) {
    return null;
  }
  return JSON.stringify(value);
}

/** Whole numbers have digits and no precision; that of a multi-select picklist is the lines it shows. */
function describedPrecision(field: FieldDefinition): number {
  if (field.type === 'int' || field.type === 'long') return 0;
  return field.type === 'multipicklist' ? (field.visibleLines ?? VISIBLE_LINES) : field.precision;
}
