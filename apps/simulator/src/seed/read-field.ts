import type { FieldDeclaration, FieldType, PicklistValue } from '../org/schema/types.ts';
import { readRollUp } from './read-roll-up.ts';
import type { SeedReader } from './seed-reader.ts';

/** Field types by the names that Salesforce's setup pages use, as the seed format spells them. */
const TYPES = {
  text: 'string',
  textArea: 'textarea',
  longTextArea: 'textarea',
  richTextArea: 'textarea',
  encryptedText: 'encryptedstring',
  email: 'email',
  phone: 'phone',
  url: 'url',
  checkbox: 'boolean',
  number: 'double',
  integer: 'int',
  currency: 'currency',
  percent: 'percent',
  date: 'date',
  dateTime: 'datetime',
  time: 'time',
  picklist: 'picklist',
  multipicklist: 'multipicklist',
  lookup: 'reference',
  masterDetail: 'reference',
  autoNumber: 'string',
  location: 'location',
  // What a roll-up summary is of decides its type when the org defines it.
  rollUp: 'double',
} as const satisfies Record<string, FieldType>;
export type SeedFieldType = keyof typeof TYPES;
export const SEED_FIELD_TYPES = Object.keys(TYPES) as SeedFieldType[];

/** What the setup page offers as a formula's return type. */
const FORMULA_TYPES = new Set([
  'text',
  'checkbox',
  'number',
  'currency',
  'percent',
  'date',
  'dateTime',
  'time',
]);

const MASKS = ['all', 'creditCard', 'ssn', 'lastFour', 'sin', 'nino'] as const;
const CUSTOM_NAME = /^[A-Za-z]\w*__c$/;
const NUMERIC = new Set<SeedFieldType>(['number', 'integer', 'currency', 'percent']);
const MAX_LENGTHS: Partial<Record<SeedFieldType, number>> = {
  text: 255,
  textArea: 255,
  longTextArea: 131_072,
  richTextArea: 131_072,
  encryptedText: 175,
};

/** Reads one field of an object. Salesforce's own defaults fill what is left out, when the org defines the field. */
export function readField(reader: SeedReader): FieldDeclaration {
  const name = reader.text('name', {
    pattern: CUSTOM_NAME,
    wants: 'the API name of a custom field, like Price__c',
  });
  const type = reader.oneOf('type', SEED_FIELD_TYPES);
  if (type === undefined && !reader.has('type')) {
    reader.problem('type', `is missing; choose one of ${SEED_FIELD_TYPES.join(', ')}`);
  }
  const label = reader.optionalText('label');
  const help = reader.optionalText('helpText');
  const formula = reader.optionalText('formula');
  const defaultValue = readDefault(reader);
  const unique = reader.flag('unique', false);
  const required = reader.flag('required', false);
  return {
    name: name === '' ? 'Unnamed__c' : name,
    type: TYPES[type ?? 'text'],
    custom: true,
    ...(label === undefined ? {} : { label }),
    ...(help === undefined ? {} : { inlineHelpText: help }),
    ...(defaultValue === undefined ? {} : { defaultValue, defaultedOnCreate: true }),
    ...(required ? { nillable: false } : {}),
    unique,
    externalId: reader.flag('externalId', false),
    caseSensitive: reader.flag('caseSensitive', false),
    ...(reader.flag('trackHistory', false) ? { trackHistory: true } : {}),
    ...readLengths(reader, type ?? 'text'),
    ...readPicklist(reader, type ?? 'text'),
    ...readPresentation(reader, type ?? 'text'),
    ...readReference(reader, type ?? 'text', name),
    ...readAutoNumber(reader, type ?? 'text'),
    ...readFormula(reader, formula),
    ...(type === 'rollUp' ? readRollUp(reader) : {}),
    ...(type === 'richTextArea' ? { htmlFormatted: true, extraTypeInfo: 'richtextarea' } : {}),
  };
}

function readDefault(reader: SeedReader): string | number | boolean | undefined {
  const value = reader.raw('default');
  if (value === undefined) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  reader.problem('default', 'must be a text, a number, true or false');
  return undefined;
}

function readLengths(reader: SeedReader, type: SeedFieldType): Partial<FieldDeclaration> {
  const max = MAX_LENGTHS[type];
  const length = max === undefined ? undefined : reader.whole('length', { min: 1, max });
  if (max !== undefined) {
    const long = type === 'longTextArea' || type === 'richTextArea';
    return { length: length ?? (long ? 32_768 : Math.min(max, 255)) };
  }
  if (type === 'integer') return { precision: 9, scale: 0 };
  if (!NUMERIC.has(type)) return {};
  const precision = reader.whole('precision', { min: 1, max: 18 }) ?? 18;
  const scale = reader.whole('scale', { min: 0, max: 17 }) ?? (type === 'number' ? 0 : 2);
  if (scale > precision) reader.problem('scale', `must not be more than the precision ${precision}`);
  return { precision, scale };
}

function readPicklist(reader: SeedReader, type: SeedFieldType): Partial<FieldDeclaration> {
  if (type !== 'picklist' && type !== 'multipicklist') return {};
  const values = reader.items('values').map(([item, path]): PicklistValue => {
    if (typeof item === 'string') return { value: item, label: item, active: true, defaultValue: false };
    const entry = reader.nested(item, path);
    const value = entry.text('value');
    const validFor = entry.has('validFor') ? entry.texts('validFor') : undefined;
    const result = {
      value,
      label: entry.optionalText('label') ?? value,
      active: entry.flag('active', true),
      defaultValue: entry.flag('default', false),
      ...(validFor === undefined ? {} : { validFor }),
    };
    entry.finish();
    return result;
  });
  const controllerName = reader.optionalText('controlledBy');
  if (values.length === 0) reader.problem('values', 'is missing; list the values, e.g. ["Open", "Closed"]');
  const chosen = values.find((value) => value.defaultValue);
  return {
    picklistValues: values,
    restrictedPicklist: reader.flag('restricted', false),
    ...(controllerName === undefined ? {} : { controllerName }),
    ...(chosen === undefined ? {} : { defaultValue: chosen.value, defaultedOnCreate: true }),
  };
}

/** How an encrypted text is masked, and how many lines a multi-select picklist shows. */
function readPresentation(reader: SeedReader, type: SeedFieldType): Partial<FieldDeclaration> {
  if (type === 'multipicklist') {
    const visibleLines = reader.whole('visibleLines', { min: 3, max: 10 });
    return visibleLines === undefined ? {} : { visibleLines };
  }
  if (type !== 'encryptedText') return {};
  const mask = reader.oneOf('mask', MASKS) ?? 'all';
  const character = reader.oneOf('maskCharacter', ['*', 'X'] as const) ?? '*';
  return { mask: { type: mask, character } };
}

function readReference(reader: SeedReader, type: SeedFieldType, name: string): Partial<FieldDeclaration> {
  if (type !== 'lookup' && type !== 'masterDetail') return {};
  const referenceTo = reader.texts('referenceTo');
  if (referenceTo.length === 0)
    reader.problem('referenceTo', 'is missing; name the object it points at, e.g. "Account"');
  const children = reader.optionalText('childRelationshipName', {
    pattern: /^[A-Za-z]\w*$/,
    wants: 'a name of letters, digits and underscores (without __r)',
  });
  const reparentable = type === 'masterDetail' && reader.flag('reparentableMasterDetail', false);
  const onDelete = reader.oneOf('onDelete', ['clear', 'restrict', 'cascade']);
  return {
    referenceTo,
    relationshipName: name.replace(/__c$/, '__r'),
    childRelationshipName:
      children === undefined ? null : children.endsWith('__r') ? children : `${children}__r`,
    ...(type === 'masterDetail'
      ? { masterDetail: true, cascadeDelete: true, nillable: false, updateable: reparentable }
      : {}),
    ...(onDelete === 'cascade' ? { cascadeDelete: true } : {}),
    ...(onDelete === 'restrict' ? { restrictedDelete: true } : {}),
  };
}

function readAutoNumber(reader: SeedReader, type: SeedFieldType): Partial<FieldDeclaration> {
  if (type !== 'autoNumber') return {};
  const format = reader.text('format', { pattern: /\{0+\}/, wants: 'a display format like INV-{0000}' });
  return { autoNumberFormat: format === '' ? '{0}' : format, length: 30 };
}

/** Text that a formula makes may have 1,300 characters. Source: Salesforce Help, "Tips for Building Formulas". */
function readFormula(reader: SeedReader, formula: string | undefined): Partial<FieldDeclaration> {
  const blankAs = reader.oneOf('blanksAs', ['zero', 'blank']);
  if (formula === undefined) {
    if (blankAs !== undefined) reader.problem('blanksAs', 'is for fields with a formula');
    return {};
  }
  const type = reader.optionalText('type') ?? 'text';
  if (!FORMULA_TYPES.has(type)) reader.problem('formula', `cannot make a field of type ${type}`);
  return {
    calculated: true,
    calculatedFormula: formula,
    formulaTreatNullNumberAsZero: blankAs !== 'blank',
    ...(type === 'text' ? { length: 1300 } : {}),
    ...(/\b(?:HYPERLINK|IMAGE|BR)\s*\(/i.test(formula) ? { htmlFormatted: true } : {}),
  };
}
