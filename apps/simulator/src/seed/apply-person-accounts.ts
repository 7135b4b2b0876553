import type { FieldDeclaration } from '../org/schema/types.ts';
import type { Org } from '../org/types.ts';
import { IS_PERSON_ACCOUNT, IS_PERSON_TYPE, PERSON_ACCOUNT_FIELDS } from '../standard/person-account.ts';
import { type RowWriter, systemCaller } from './row-writer.ts';
import type { Seed } from './seed.ts';

const RECORD_TYPE_ID: FieldDeclaration = {
  name: 'RecordTypeId',
  type: 'reference',
  label: 'Record Type ID',
  referenceTo: ['RecordType'],
  relationshipName: 'RecordType',
  nillable: true,
  permissionable: false,
};

/**
 * Switches person accounts on where the seed asks for it, and shows the contacts' custom fields on accounts (`Level__pc`).
 *
 * @returns the fields it made, as `Account.PersonEmail`
 */
export function applyPersonAccounts(org: Org, seed: Seed): string[] {
  const wanted = seed.dataRules.personAccounts === true;
  if (!wanted && !org.setup.personAccounts) return [];
  const known = new Set(org.object('Account')?.fields.map(({ name }) => name));
  if (wanted && !org.setup.personAccounts) {
    org.defineObject({ name: 'Account', fields: [...PERSON_ACCOUNT_FIELDS, RECORD_TYPE_ID] });
    org.addField('Contact', IS_PERSON_ACCOUNT);
    org.addField('RecordType', IS_PERSON_TYPE);
    // A person has no whole name of its own.
    org.changeField('Account', 'Name', { nillable: true });
    // … and a lead without a company becomes one.
    org.changeField('Lead', 'Company', { nillable: true });
    org.changeSetup({ personAccounts: true });
  }
  for (const field of org.object('Contact')?.fields ?? []) {
    if (!field.name.endsWith('__c')) continue;
    const name = field.name.replace(/__c$/, '__pc');
    const relationshipName = field.relationshipName?.replace(/__r$/, '__pr') ?? null;
    org.addField('Account', {
      ...field,
      name,
      relationshipName,
      childRelationshipName: null,
      unique: false,
      externalId: false,
      idLookup: false,
    });
  }
  const fields = org.object('Account')?.fields ?? [];
  return fields
    .filter(({ name, permissionable }) => permissionable && !known.has(name))
    .map(({ name }) => `Account.${name}`);
}

/** An org with person accounts has a record type for people and one for companies. Source: Salesforce Help, "Enable Person Accounts". */
export function completeRecordTypes(org: Org, writer: RowWriter, seed: Seed): void {
  if (!org.setup.personAccounts) return;
  const of = (isPersonType: boolean): boolean =>
    seed.recordTypes.some(
      ({ object, setup }) => object.toLowerCase() === 'account' && setup.isPersonType === isPersonType,
    ) ||
    org.query(
      systemCaller,
      `SELECT Id FROM RecordType WHERE SobjectType = 'Account' AND IsPersonType = ${isPersonType}`,
      { includeDeleted: false, batchSize: 200 },
    ).totalSize > 0;
  if (!of(false)) writer.write('RecordType', [recordType('Business_Account', 'Business Account', false)]);
  if (!of(true)) writer.write('RecordType', [recordType('PersonAccount', 'Person Account', true)]);
}

function recordType(DeveloperName: string, Name: string, IsPersonType: boolean) {
  return { SobjectType: 'Account', DeveloperName, Name, IsActive: true, IsPersonType };
}
