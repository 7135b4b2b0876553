/** Which fields of an object its events have, in which order, and from which columns they are filled. */
import type { FieldDefinition, ObjectDefinition } from '../../org/schema/types.ts';

export interface ScalarEventField {
  readonly kind: 'scalar';
  readonly name: string;
  readonly source: FieldDefinition;
}

export type CompoundRecord = 'Address' | 'Location' | 'PersonName' | 'Switchable_PersonName';

export interface CompoundEventField {
  readonly kind: 'compound';
  readonly name: string;
  readonly record: CompoundRecord;
  /** `BillingAddress`, for its doc string and its field-level security. */
  readonly source: FieldDefinition;
  readonly parts: readonly { readonly name: string; readonly source: FieldDefinition | undefined }[];
}

export type EventField = ScalarEventField | CompoundEventField;

/**
 * Deletion marks, other clocks and what is derived. Source: Change Data Capture Developer Guide, "Change Event Fields"
 * (facts 6.5); the rest are fields of recorded describes that the recorded schemas of the same orgs lack.
 */
const LEFT_OUT = new Set(
  `id isdeleted masterrecordid systemmodstamp photourl lastactivitydate lastvieweddate lastreferenceddate ispartner
   iscustomerportal channelprogramname channelprogramlevelname isemailbounced fiscal fiscalquarter fiscalyear
   hasopenactivity hasoverduetask pushcount laststagechangedate leadorcontactid leadorcontactownerid`.split(
    /\s+/,
  ),
);
const ADDRESS_PARTS =
  'Street City State PostalCode Country StateCode CountryCode Latitude Longitude GeocodeAccuracy'.split(' ');
const NAME_PARTS = ['Salutation', 'FirstName', 'LastName'];
/** Only where an org has switched them on, and so has the fields. */
const OPTIONAL_NAME_PARTS = ['MiddleName', 'InformalName', 'Suffix'];

export function eventFieldsOf(definition: ObjectDefinition): EventField[] {
  const byName = new Map(definition.fields.map((field) => [field.name.toLowerCase(), field]));
  const fields = new Map<string, EventField>();
  for (const field of inOrder(definition)) {
    const whole =
      field.compoundFieldName === null ? field : (byName.get(field.compoundFieldName.toLowerCase()) ?? field);
    if (fields.has(whole.name) || isLeftOut(definition, whole)) continue;
    fields.set(whole.name, eventField(definition, whole, byName));
  }
  return [...fields.values()];
}

/** After which field record types are described. Source: recorded describes and schemas; custom objects: assumed. */
const BEFORE_RECORD_TYPE: Readonly<Record<string, string>> = {
  Account: 'Type',
  Case: 'Type',
  Contact: 'AccountId',
  Opportunity: 'AccountId',
};

/** What an org got later (record types, person accounts) stands where Salesforce has it; custom fields come last. */
function inOrder(definition: ObjectDefinition): FieldDefinition[] {
  const added = (field: FieldDefinition): boolean =>
    field.name === 'RecordTypeId' || (definition.name === 'Account' && field.name.startsWith('Person'));
  const standard = definition.fields.filter((field) => !field.custom && !added(field));
  const person = definition.fields.filter((field) => !field.custom && field.name.startsWith('Person'));
  const recordType = definition.fields.find((field) => field.name === 'RecordTypeId');
  if (definition.name === 'Account') insertBefore(standard, 'Jigsaw', person);
  if (recordType !== undefined) {
    const anchor = BEFORE_RECORD_TYPE[definition.name] ?? 'Name';
    const at = standard.findIndex(({ name }) => name === anchor) + 1;
    standard.splice(at, 0, recordType);
  }
  return [...standard, ...definition.fields.filter((field) => field.custom)];
}

function insertBefore(fields: FieldDefinition[], name: string, added: readonly FieldDefinition[]): void {
  const at = fields.findIndex((field) => field.name === name);
  fields.splice(at === -1 ? fields.length : at, 0, ...added);
}

function isLeftOut(definition: ObjectDefinition, field: FieldDefinition): boolean {
  const name = field.name.toLowerCase();
  if (LEFT_OUT.has(name)) return true;
  // Recorded: a person-account org's contacts say it, its accounts do not.
  if (name === 'ispersonaccount' && definition.name === 'Account') return true;
  // Formulas are left out, roll-up summaries are not. Source: facts 6.5.
  if (field.calculatedFormula !== null) return true;
  return field.type === 'base64' || field.type === 'complexvalue';
}

function eventField(
  definition: ObjectDefinition,
  field: FieldDefinition,
  byName: ReadonlyMap<string, FieldDefinition>,
): EventField {
  const compound = (record: CompoundRecord, parts: readonly (readonly [string, string])[]): EventField => ({
    kind: 'compound',
    name: field.name,
    record,
    source: field,
    parts: parts.map(([name, column]) => ({ name, source: byName.get(column.toLowerCase()) })),
  });
  if (field.type === 'address') {
    const prefix = field.name.replace(/Address$/, '');
    return compound(
      'Address',
      ADDRESS_PARTS.map((part) => [part, prefix + part]),
    );
  }
  if (field.type === 'location') {
    const stem = field.name.replace(/__c$/i, '');
    return compound('Location', [
      ['Latitude', `${stem}__Latitude__s`],
      ['Longitude', `${stem}__Longitude__s`],
    ]);
  }
  if (field.extraTypeInfo === 'personname' || field.extraTypeInfo === 'switchablepersonname') {
    const parts = [...NAME_PARTS, ...OPTIONAL_NAME_PARTS.filter((part) => byName.has(part.toLowerCase()))];
    return compound(
      definition.name === 'Account' ? 'Switchable_PersonName' : 'PersonName',
      parts.map((part) => [part, part]),
    );
  }
  return { kind: 'scalar', name: field.name, source: field };
}
