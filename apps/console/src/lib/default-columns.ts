import type { MappedField } from '@sync-user/contract';

const NAMES = ['Name', 'Subject', 'Title', 'CaseNumber', 'DeveloperName'];
const NOISE = new Set(['reference', 'id', 'textarea', 'address', 'location', 'base64']);

/** The field that people call the record by. */
export function nameField(fields: readonly MappedField[]): MappedField | undefined {
  for (const name of NAMES) {
    const field = fields.find((each) => each.name === name);
    if (field !== undefined) return field;
  }
  return undefined;
}

/** What people look for first, across the standard objects; what an object lacks is passed over. */
const WANTED = [
  'Company',
  'StageName',
  'Status',
  'Priority',
  'Amount',
  'CloseDate',
  'Type',
  'Industry',
  'Title',
  'Email',
  'Phone',
  'AnnualRevenue',
  'ActivityDate',
  'StartDateTime',
  'BillingCity',
  'BillingCountry',
];
/** Parts of what the name already says. */
const NAME_PARTS = new Set(['FirstName', 'LastName', 'MiddleName', 'Salutation', 'Suffix']);

/** Columns shown before anybody chose: the name, the id, a few that say something, and when it last changed. */
export function defaultColumns(fields: readonly MappedField[]): readonly string[] {
  const name = nameField(fields);
  const wanted = WANTED.map((each) => fields.find((field) => field.name === each && field !== name));
  const others = fields.filter(
    (field) =>
      field !== name &&
      !NOISE.has(field.type) &&
      !WANTED.includes(field.name) &&
      !(name !== undefined && NAME_PARTS.has(field.name)) &&
      !/^(System|Created|Last|Is)/.test(field.name),
  );
  const telling = [...wanted.filter((field) => field !== undefined), ...others].slice(0, 5);
  const stamp = fields.find((field) => field.name === 'SystemModstamp' || field.name === 'LastModifiedDate');
  const id = fields.find((field) => field.name === 'Id');
  return [name, id, ...telling, stamp].filter((field) => field !== undefined).map((field) => field.column);
}
