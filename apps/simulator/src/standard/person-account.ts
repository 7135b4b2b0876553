/** What orgs with person accounts have besides. Source: a recorded describe of Account; Object Reference, "Person Accounts". */
import type { FieldDeclaration } from '../org/schema/types.ts';
import { LEAD_SOURCES } from './common-picklists.ts';
import {
  address,
  always,
  checkbox,
  date,
  dateTime,
  email,
  lookup,
  phone,
  picklist,
  readOnly,
  system,
  text,
} from './field-helpers.ts';

const personName = {
  ...always,
  nameField: true,
  idLookup: false,
  compoundFieldName: 'Name',
  extraTypeInfo: 'switchablepersonname',
} as const;

/** The same parts as a contact's address, named for the account. */
function personAddress(kind: 'Mailing' | 'Other'): FieldDeclaration[] {
  return address(kind).map((field) => ({
    ...field,
    name: `Person${field.name}`,
    label: (field.label ?? '').replace(/^(?!Mailing|Other)/, `${kind} `),
    ...(typeof field.compoundFieldName === 'string'
      ? { compoundFieldName: `Person${field.compoundFieldName}` }
      : {}),
  }));
}

const own = (declaration: FieldDeclaration): FieldDeclaration => ({
  ...declaration,
  label: declaration.label?.replace(/^Person /, '') ?? declaration.name,
});

export const PERSON_ACCOUNT_FIELDS: readonly FieldDeclaration[] = [
  text('LastName', 80, personName),
  text('FirstName', 40, personName),
  picklist('Salutation', 'Mr.|Ms.|Mrs.|Dr.|Prof.|Mx.', { ...personName, nameField: false }),
  lookup('PersonContactId', 'Contact', { ...readOnly, label: 'Contact ID', childRelationshipName: null }),
  checkbox('IsPersonAccount', { ...system, label: 'Is Person Account' }),
  ...personAddress('Mailing'),
  ...personAddress('Other'),
  phone('PersonMobilePhone', { label: 'Mobile' }),
  phone('PersonHomePhone', { label: 'Home Phone' }),
  phone('PersonOtherPhone', { label: 'Other Phone' }),
  phone('PersonAssistantPhone', { label: 'Asst. Phone' }),
  email('PersonEmail', { label: 'Email' }),
  text('PersonTitle', 80, { label: 'Title' }),
  text('PersonDepartment', 80, { label: 'Department' }),
  text('PersonAssistantName', 40, { label: 'Assistant' }),
  picklist('PersonLeadSource', LEAD_SOURCES, { length: 255, label: 'Lead Source' }),
  date('PersonBirthdate', { label: 'Birthdate' }),
  checkbox('PersonHasOptedOutOfEmail', { label: 'Email Opt Out' }),
  checkbox('PersonHasOptedOutOfFax', { label: 'Fax Opt Out' }),
  checkbox('PersonDoNotCall', { label: 'Do Not Call' }),
  dateTime('PersonLastCURequestDate', { ...readOnly, label: 'Last Stay-in-Touch Request Date' }),
  dateTime('PersonLastCUUpdateDate', { ...readOnly, label: 'Last Stay-in-Touch Save Date' }),
  text('PersonEmailBouncedReason', 255, { ...always, label: 'Email Bounced Reason' }),
  dateTime('PersonEmailBouncedDate', { ...always, label: 'Email Bounced Date' }),
  lookup('PersonIndividualId', 'Individual', { ...always, label: 'Individual ID' }),
  picklist('PersonPronouns', 'He/Him|She/Her|They/Them|He/They|She/They|Not Listed', {
    length: 255,
    label: 'Pronouns',
  }),
  picklist('PersonGenderIdentity', 'Male|Female|Nonbinary|Not Listed', {
    length: 255,
    label: 'Gender Identity',
  }),
].map((field) => own(field));

/** On Contact: read-only, its account says so. */
export const IS_PERSON_ACCOUNT = checkbox('IsPersonAccount', { ...system, label: 'Is Person Account' });
export const IS_PERSON_TYPE = checkbox('IsPersonType', { ...system, label: 'Is Person Type' });
