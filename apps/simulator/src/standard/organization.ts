import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  address,
  audit,
  checkbox,
  dateTime,
  id,
  integer,
  phone,
  readOnly,
  required,
  restrictedPicklist,
  system,
  text,
} from './field-helpers.ts';
import { setupObject } from './object-helpers.ts';
import { TIME_ZONE_VALUES } from './time-zones.ts';

const writableOnly = { createable: false, permissionable: false } as const;
const RECORD_ACCESS =
  'None=Private|Read=Public Read Only|Edit=Public Read/Write|ReadEditTransfer=Public Read/Write/Transfer|' +
  'All=Public Full Access|ControlledByParent=Controlled By Parent';
const access = (name: string, values = RECORD_ACCESS) => restrictedPicklist(name, values, readOnly);
const PREFERENCES =
  `RequireOpportunityProducts TransactionSecurityPolicy TerminateOldestSession ConsentManagementEnabled
  AutoSelectIndividualOnMerge LightningLoginEnabled OnlyLLPermUserAllowed`.split(/\s+/);

export const organization: ObjectDeclaration = setupObject('Organization', '00D', {
  updateable: true,
  replicateable: true,
  fields: [
    id('Organization'),
    text('Name', 80, { ...required, createable: false, nameField: true }),
    text('Division', 80, writableOnly),
    ...address('', writableOnly),
    phone('Phone', writableOnly),
    phone('Fax', writableOnly),
    text('PrimaryContact', 80, writableOnly),
    text('DefaultLocaleSidKey', 40, { ...writableOnly, nillable: false, label: 'Locale' }),
    restrictedPicklist('TimeZoneSidKey', '', {
      ...writableOnly,
      nillable: false,
      label: 'Time Zone',
      picklistValues: TIME_ZONE_VALUES,
    }),
    text('LanguageLocaleKey', 40, { ...writableOnly, nillable: false, label: 'Language' }),
    checkbox('ReceivesInfoEmails', { ...writableOnly, label: 'Info Emails' }),
    checkbox('ReceivesAdminInfoEmails', { ...writableOnly, label: 'Info Emails Admin' }),
    ...PREFERENCES.map((name) => checkbox(`Preferences${name}`, { ...system, label: name })),
    integer('FiscalYearStartMonth', 9, { ...readOnly, label: 'Fiscal Year Starts In' }),
    checkbox('UsesStartDateAsFiscalYearName', { ...system, label: 'Fiscal Year Name by Start' }),
    access('DefaultAccountAccess'),
    access('DefaultContactAccess'),
    access('DefaultOpportunityAccess'),
    access('DefaultLeadAccess'),
    access('DefaultCaseAccess'),
    access(
      'DefaultCalendarAccess',
      'HideDetails=Hide Details|HideDetailsInsert=Hide Details and Add Events|ShowDetails=Show Details|' +
        'ShowDetailsInsert=Show Details and Add Events|AllowEdits=Full Access',
    ),
    access('DefaultPricebookAccess', 'None=No Access|Read=View Only|ReadSelect=Use'),
    access('DefaultCampaignAccess'),
    text('DelegatedAuthenticationServiceUrl', 255, readOnly),
    text('ComplianceBccEmail', 80, { ...readOnly, label: 'Compliance BCC Email' }),
    text('UiSkin', 40, { ...writableOnly, label: 'UI Skin' }),
    text('SignupCountryIsoCode', 2, { ...readOnly, label: 'Signup Country' }),
    dateTime('TrialExpirationDate', readOnly),
    integer('NumKnowledgeService', 9, { ...readOnly, label: 'Knowledge Licenses' }),
    restrictedPicklist(
      'OrganizationType',
      'Team Edition|Professional Edition|Enterprise Edition|Developer Edition|Personal Edition|Unlimited Edition|' +
        'Contact Manager Edition|Base Edition|Performance Edition',
      { ...readOnly, label: 'Edition' },
    ),
    text('NamespacePrefix', 15, readOnly),
    text('InstanceName', 10, readOnly),
    checkbox('IsSandbox', { ...system, label: 'Is Sandbox' }),
    text('WebToCaseDefaultOrigin', 40, { ...writableOnly, label: 'Web to Cases Default Origin' }),
    integer('MonthlyPageViewsUsed', 9, readOnly),
    integer('MonthlyPageViewsEntitlement', 9, { ...readOnly, label: 'Monthly Page Views Allowed' }),
    checkbox('IsReadOnly', { ...system, label: 'Is Read Only' }),
    ...audit(),
  ],
});
