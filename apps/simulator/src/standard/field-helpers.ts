/**
 * Terse constructors for the fields of standard objects. Each sets every flag that the describe answers of
 * real orgs show for an ordinary field of that type, so a declaration only names what differs.
 */
import type { FieldDeclaration, FieldType, PicklistValue } from '../org/schema/types.ts';

type Extra = Partial<Omit<FieldDeclaration, 'name' | 'type'>>;

/** Must have a value; such fields have no field-level security. */
export const required = { nillable: false, permissionable: false } as const satisfies Extra;
/** Set by Salesforce only. */
export const readOnly = {
  createable: false,
  updateable: false,
  permissionable: false,
} as const satisfies Extra;
/** Always has a value that Salesforce sets. */
export const system = { ...readOnly, nillable: false, defaultedOnCreate: true } as const satisfies Extra;
/** Fixed once the row exists. */
export const createOnly = { updateable: false, permissionable: false } as const satisfies Extra;
/** Writable, but everybody who may see the row may see it: no field-level security. */
export const always = { permissionable: false } as const satisfies Extra;
/** A lookup that searches can be narrowed by, although it has no field-level security. */
export const prefilterable = { described: { searchPrefilterable: true } } as const satisfies Extra;
/** Part of a person's name. */
export const personName = { ...always, compoundFieldName: 'Name', extraTypeInfo: 'personname' } as const;

/** `BillingPostalCode` → `Billing Postal Code`, `OwnerId` → `Owner ID`. */
export function labelFromName(name: string): string {
  return name
    .replace(/__c$/, '')
    .replaceAll('_', ' ')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/ Id$/, ' ID');
}

function field(name: string, type: FieldType, byType: Extra, extra: Extra): FieldDeclaration {
  return {
    name,
    type,
    label: labelFromName(name),
    custom: false,
    nillable: true,
    createable: true,
    updateable: true,
    defaultedOnCreate: false,
    filterable: true,
    sortable: true,
    groupable: true,
    permissionable: true,
    ...byType,
    ...extra,
  };
}

export const text = (name: string, length: number, extra: Extra = {}) =>
  field(name, 'string', { length }, extra);

/** One or a few lines, filterable up to 255 characters; above that a long text area, which is not. */
export const textArea = (name: string, length: number, extra: Extra = {}) =>
  field(
    name,
    'textarea',
    length > 255
      ? { length, filterable: false, sortable: false, groupable: false, extraTypeInfo: 'plaintextarea' }
      : { length, extraTypeInfo: 'plaintextarea' },
    extra,
  );

export const phone = (name: string, extra: Extra = {}) => field(name, 'phone', { length: 40 }, extra);
export const email = (name: string, extra: Extra = {}) => field(name, 'email', { length: 80 }, extra);
/** A file's content: written as base64, read by its address. Source: REST API Developer Guide, "Insert or Update Blob Data". */
export const base64 = (name: string, extra: Extra = {}) =>
  field(
    name,
    'base64',
    { filterable: false, sortable: false, groupable: false, permissionable: false },
    extra,
  );
export const url = (name: string, extra: Extra = {}) => field(name, 'url', { length: 255 }, extra);
export const checkbox = (name: string, extra: Extra = {}) =>
  field(name, 'boolean', { nillable: false, defaultedOnCreate: true, defaultValue: false }, extra);
export const date = (name: string, extra: Extra = {}) => field(name, 'date', {}, extra);
export const dateTime = (name: string, extra: Extra = {}) =>
  field(name, 'datetime', { groupable: false }, extra);
export const integer = (name: string, digits: number, extra: Extra = {}) =>
  field(name, 'int', { precision: digits }, extra);
export const number = (name: string, precision: number, scale: number, extra: Extra = {}) =>
  field(name, 'double', { precision, scale, groupable: false }, extra);
export const currency = (name: string, precision: number, scale: number, extra: Extra = {}) =>
  field(name, 'currency', { precision, scale, groupable: false }, extra);
export const percent = (name: string, precision: number, scale: number, extra: Extra = {}) =>
  field(name, 'percent', { precision, scale, groupable: false }, extra);

/**
 * `'Hot|*Warm|!Cold|BestCase=Best Case'`: `*` marks the default, `!` an inactive value, `=` a label that differs.
 */
export function picklistValues(values: string): PicklistValue[] {
  if (values === '') return [];
  return values.split('|').map((entry) => {
    const defaultValue = entry.startsWith('*');
    const active = !entry.startsWith('!');
    const [value = '', label = value] = entry.replace(/^[*!]/, '').split('=');
    return { value, label, active, defaultValue };
  });
}

export function picklist(name: string, values: string, extra: Extra = {}): FieldDeclaration {
  const list = picklistValues(values);
  const chosen = list.find((entry) => entry.defaultValue);
  const byDefault = chosen ? { defaultValue: chosen.value, defaultedOnCreate: true } : {};
  return field(name, 'picklist', { length: 40, picklistValues: list, ...byDefault }, extra);
}

export const restrictedPicklist = (name: string, values: string, extra: Extra = {}) =>
  picklist(name, values, { restrictedPicklist: true, ...extra });

export function combobox(name: string, values: string, extra: Extra = {}): FieldDeclaration {
  return field(
    name,
    'combobox',
    { length: 255, picklistValues: picklistValues(values), groupable: false },
    extra,
  );
}

/**
 * A lookup. Its relationship is the field's name without `Id`.
 *
 * @param referenceTo one object, or several separated by spaces.
 */
export function lookup(name: string, referenceTo: string, extra: Extra = {}): FieldDeclaration {
  return field(
    name,
    'reference',
    {
      length: 18,
      referenceTo: referenceTo.split(' '),
      relationshipName: name.replace(/Id$/, ''),
      childRelationshipName: null,
    },
    extra,
  );
}

export const id = (label: string) =>
  field('Id', 'id', { ...system, length: 18, idLookup: true, label: `${label} ID` }, {});
export const isDeleted = () => checkbox('IsDeleted', { ...system, label: 'Deleted' });
export const masterRecord = (object: string) => lookup('MasterRecordId', object, readOnly);
export const owner = (extra: Extra = {}) =>
  lookup('OwnerId', 'User', { ...required, defaultedOnCreate: true, ...extra });
/** Owned by a person or a queue. */
export const ownerOrQueue = () => owner({ referenceTo: ['Group', 'User'] });
export const lastViewed = () => [
  dateTime('LastViewedDate', readOnly),
  dateTime('LastReferencedDate', readOnly),
];
export const lastActivity = () => date('LastActivityDate', { ...readOnly, label: 'Last Activity' });

export const created = () => [dateTime('CreatedDate', system), lookup('CreatedById', 'User', system)];
export const systemModstamp = () => dateTime('SystemModstamp', system);
/** CreatedDate … SystemModstamp. */
export const audit = () => [
  ...created(),
  dateTime('LastModifiedDate', system),
  lookup('LastModifiedById', 'User', system),
  systemModstamp(),
];

const GEOCODE_ACCURACIES =
  'Address|NearAddress|Block|Street|ExtendedZip|Zip|Neighborhood|City|County|State|Unknown';

/** The nine fields of a compound address; `prefix` is empty for Lead and User. */
export function address(
  prefix: '' | 'Billing' | 'Shipping' | 'Mailing' | 'Other',
  extra: Extra = {},
): FieldDeclaration[] {
  const part = { ...extra, compoundFieldName: `${prefix}Address` };
  const labelled = (label: string) => ({ ...part, label: prefix === '' ? label : `${prefix} ${label}` });
  return [
    textArea(`${prefix}Street`, 255, part),
    text(`${prefix}City`, 40, part),
    text(`${prefix}State`, 80, labelled('State/Province')),
    text(`${prefix}PostalCode`, 20, labelled('Zip/Postal Code')),
    text(`${prefix}Country`, 80, part),
    number(`${prefix}Latitude`, 18, 15, part),
    number(`${prefix}Longitude`, 18, 15, part),
    restrictedPicklist(`${prefix}GeocodeAccuracy`, GEOCODE_ACCURACIES, part),
    field(
      `${prefix}Address`,
      'address',
      { createable: false, updateable: false, sortable: false, groupable: false, ...extra },
      {},
    ),
  ];
}

/** FirstName, LastName … and the Name made of them. */
export function person(salutations: string): FieldDeclaration[] {
  return [
    text('LastName', 80, { ...personName, nillable: false }),
    text('FirstName', 40, personName),
    picklist('Salutation', salutations, personName),
    text('Name', 121, {
      ...readOnly,
      nillable: false,
      nameField: true,
      label: 'Full Name',
      extraTypeInfo: 'personname',
    }),
  ];
}

export const photoUrl = () => url('PhotoUrl', { ...readOnly, label: 'Photo URL', extraTypeInfo: 'imageurl' });
export const jigsaw = (target: 'Company' | 'Contact') => [
  text('Jigsaw', 20, { label: 'Data.com Key' }),
  text(`Jigsaw${target}Id`, 20, { ...readOnly, relationshipName: `Jigsaw${target}` }),
];
export const cleanStatus = () =>
  restrictedPicklist(
    'CleanStatus',
    'Matched=In Sync|Different|Acknowledged=Reviewed|NotFound=Not Found|Inactive|Pending=Not Compared|SelectMatch=Select Match|Skipped',
  );
