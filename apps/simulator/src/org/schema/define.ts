/** Fills what a declaration leaves out, the way Salesforce's setup pages do. */
import { systemFieldDeclarations } from './system-fields.ts';
import { toLabel, toPlural } from './labels.ts';
import type {
  FieldDeclaration,
  FieldDefinition,
  FieldType,
  ObjectDeclaration,
  ObjectDefinition,
  ObjectKind,
} from './types.ts';

const TEXT_LENGTHS: Partial<Record<FieldType, number>> = {
  id: 18,
  reference: 18,
  string: 255,
  email: 80,
  phone: 40,
  url: 255,
  picklist: 255,
  multipicklist: 4099,
  combobox: 255,
  encryptedstring: 175,
  textarea: 255,
};
const PRECISIONS: Partial<Record<FieldType, readonly [precision: number, scale: number]>> = {
  currency: [18, 2],
  double: [18, 0],
  percent: [5, 2],
};
const NEVER_PERMISSIONABLE = new Set(
  `id ownerid isdeleted name createddate createdbyid lastmodifieddate lastmodifiedbyid systemmodstamp lastvieweddate
   lastreferenceddate recordtypeid currencyisocode masterrecordid isarchived photourl`.split(/\s+/),
);
const NOT_GROUPABLE = new Set<FieldType>([
  'datetime',
  'time',
  'double',
  'currency',
  'percent',
  'multipicklist',
  'address',
  'location',
  'base64',
  'encryptedstring',
  'anyType',
  'complexvalue',
]);
const NOT_SORTABLE = new Set<FieldType>([
  'address',
  'location',
  'multipicklist',
  'base64',
  'encryptedstring',
  'complexvalue',
]);

function isCustomName(name: string): boolean {
  return /__(?:c|s|pc|e)$/i.test(name);
}

function defaultLength(declaration: FieldDeclaration, custom: boolean): number {
  if (declaration.type === 'textarea' && custom) return 32_768;
  if (declaration.type === 'picklist' && !custom) return 40;
  if (declaration.nameField === true) return declaration.autoNumberFormat === undefined ? 80 : 30;
  return TEXT_LENGTHS[declaration.type] ?? 0;
}

function defaultRelationshipName(name: string): string | null {
  if (/__c$/i.test(name)) return name.replace(/__c$/i, '__r');
  return /.Id$/.test(name) ? name.slice(0, -2) : null;
}

/** A whole field from its declaration. */
export function defineField(declaration: FieldDeclaration): FieldDefinition {
  const { name, type } = declaration;
  const custom = declaration.custom ?? isCustomName(name);
  const length = declaration.length ?? defaultLength(declaration, custom);
  const [precision, scale] = PRECISIONS[type] ?? [0, 0];
  const autoNumber = declaration.autoNumberFormat ?? null;
  const calculated =
    declaration.calculated ??
    (typeof declaration.calculatedFormula === 'string' || (declaration.rollUp ?? null) !== null);
  const compound = type === 'address' || type === 'location' || type === 'complexvalue';
  const writable = !(calculated || autoNumber !== null || compound || type === 'id');
  const masterDetail = declaration.masterDetail ?? false;
  const nillable = declaration.nillable ?? !(type === 'id' || type === 'boolean' || masterDetail);
  const longText = type === 'textarea' && length > 255;
  const filterable = declaration.filterable ?? !(longText || type === 'base64' || type === 'encryptedstring');
  const picklistValues = declaration.picklistValues ?? [];
  const defaultValue = declaration.defaultValue ?? (type === 'boolean' ? false : null);
  const permissionable =
    declaration.permissionable ??
    !(
      NEVER_PERMISSIONABLE.has(name.toLowerCase()) ||
      masterDetail ||
      declaration.compoundFieldName === 'Name' ||
      (!nillable && type !== 'boolean' && autoNumber === null)
    );
  return {
    name,
    label: declaration.label ?? toLabel(name, type),
    type,
    custom,
    length,
    precision: declaration.precision ?? precision,
    scale: declaration.scale ?? scale,
    nillable,
    createable: declaration.createable ?? writable,
    updateable: declaration.updateable ?? (writable && !masterDetail),
    defaultedOnCreate:
      declaration.defaultedOnCreate ??
      (!calculated && (type === 'id' || type === 'boolean' || autoNumber !== null || defaultValue !== null)),
    filterable,
    sortable: declaration.sortable ?? (filterable && !NOT_SORTABLE.has(type)),
    groupable: declaration.groupable ?? (filterable && !NOT_GROUPABLE.has(type)),
    permissionable,
    unique: declaration.unique ?? false,
    caseSensitive: declaration.caseSensitive ?? false,
    externalId: declaration.externalId ?? false,
    idLookup:
      declaration.idLookup ??
      (type === 'id' ||
        declaration.externalId === true ||
        // A standard object's name is one only where it says so. Source: recorded describe answers.
        (declaration.nameField === true && (custom || declaration.custom === undefined))),
    nameField: declaration.nameField ?? false,
    htmlFormatted: declaration.htmlFormatted ?? false,
    calculated,
    calculatedFormula: declaration.calculatedFormula ?? null,
    formulaTreatNullNumberAsZero:
      declaration.formulaTreatNullNumberAsZero ?? typeof declaration.calculatedFormula === 'string',
    rollUp: declaration.rollUp ?? null,
    autoNumberFormat: autoNumber,
    defaultValue,
    picklistValues,
    restrictedPicklist: declaration.restrictedPicklist ?? false,
    referenceTo: declaration.referenceTo ?? [],
    // A lookup can be without a relationship (Opportunity.ContactId): an explicit null stays.
    relationshipName:
      declaration.relationshipName === undefined
        ? type === 'reference'
          ? defaultRelationshipName(name)
          : null
        : declaration.relationshipName,
    childRelationshipName: declaration.childRelationshipName ?? null,
    cascadeDelete: declaration.cascadeDelete ?? masterDetail,
    restrictedDelete: declaration.restrictedDelete ?? false,
    masterDetail,
    compoundFieldName: declaration.compoundFieldName ?? null,
    extraTypeInfo: declaration.extraTypeInfo ?? (type === 'textarea' ? 'plaintextarea' : null),
    inlineHelpText: declaration.inlineHelpText ?? null,
    trackHistory: declaration.trackHistory ?? false,
    ...(declaration.controllerName == null ? {} : { controllerName: declaration.controllerName }),
    ...(declaration.visibleLines === undefined ? {} : { visibleLines: declaration.visibleLines }),
    ...(type === 'encryptedstring' ? { mask: declaration.mask ?? { type: 'all', character: '*' } } : {}),
    ...(declaration.described === undefined ? {} : { described: declaration.described }),
  };
}

/** A location field is three: the compound and its two numbers, `X__Latitude__s` and `X__Longitude__s`. */
export function expandField(declaration: FieldDeclaration): FieldDefinition[] {
  const field = defineField(declaration);
  if (field.type !== 'location') return [field];
  const stem = field.name.replace(/__c$/i, '');
  const part = (axis: 'Latitude' | 'Longitude'): FieldDefinition =>
    defineField({
      name: `${stem}__${axis}__s`,
      type: 'double',
      label: `${field.label} (${axis})`,
      precision: 18,
      scale: 15,
      nillable: field.nillable,
      compoundFieldName: field.name,
    });
  return [field, part('Latitude'), part('Longitude')];
}

function kindOf(name: string): ObjectKind {
  if (/__e$/i.test(name)) return 'platformEvent';
  return /__c$/i.test(name) ? 'custom' : 'standard';
}

/** Every field of the declaration, with the system fields that it leaves out, each name once. */
function expandFields(declaration: ObjectDeclaration, kind: ObjectKind): FieldDefinition[] {
  const declared = new Map(declaration.fields.map((field) => [field.name.toLowerCase(), field]));
  const byName = new Map<string, FieldDefinition>();
  const add = (field: FieldDeclaration): void => {
    for (const definition of expandField(field)) {
      const key = definition.name.toLowerCase();
      if (!byName.has(key)) byName.set(key, definition);
    }
  };
  for (const field of systemFieldDeclarations(kind, declaration.fields)) {
    add({ ...field, ...declared.get(field.name.toLowerCase()) });
  }
  for (const field of declaration.fields) add(field);
  return [...byName.values()];
}

/**
 * A whole object from its declaration. `keyPrefix` stays null when it is not declared: the schema allots one.
 * Custom objects and platform events get their system fields.
 */
export function defineObject(declaration: ObjectDeclaration): ObjectDefinition {
  const kind = declaration.kind ?? kindOf(declaration.name);
  const event = kind === 'platformEvent';
  const label = declaration.label ?? toLabel(declaration.name, 'string');
  const rows = !event;
  return {
    name: declaration.name,
    label,
    labelPlural: declaration.labelPlural ?? toPlural(label),
    keyPrefix: declaration.keyPrefix ?? null,
    kind,
    createable: declaration.createable ?? true,
    updateable: declaration.updateable ?? rows,
    deletable: declaration.deletable ?? rows,
    undeletable: declaration.undeletable ?? (rows && kind !== 'setup'),
    mergeable: declaration.mergeable ?? false,
    queryable: declaration.queryable ?? rows,
    retrieveable: declaration.retrieveable ?? rows,
    replicateable: declaration.replicateable ?? rows,
    searchable: declaration.searchable ?? (rows && kind !== 'setup'),
    layoutable: declaration.layoutable ?? kind !== 'setup',
    triggerable: declaration.triggerable ?? kind !== 'setup',
    feedEnabled: declaration.feedEnabled ?? false,
    mruEnabled: declaration.mruEnabled ?? kind === 'standard',
    associateParentEntity: declaration.associateParentEntity ?? null,
    associateEntityType: declaration.associateEntityType ?? null,
    recycleBin: declaration.recycleBin ?? (rows && kind !== 'setup'),
    ...(declaration.deepCloneable === true ? { deepCloneable: true } : {}),
    ...(declaration.customSetting == null ? {} : { customSetting: declaration.customSetting }),
    ...(declaration.view === true ? { view: true } : {}),
    ...(declaration.sharingModel === undefined ? {} : { sharingModel: declaration.sharingModel }),
    fields: expandFields(declaration, kind),
  };
}

/** A definition that an earlier version wrote, with what it did not know yet. */
export function completeDefinition(definition: ObjectDefinition): ObjectDefinition {
  const { name, fields } = definition;
  return {
    ...defineObject({ name, fields: [] }),
    ...definition,
    fields: fields.map((field) => ({ ...defineField({ name: field.name, type: field.type }), ...field })),
  };
}
