/** Licences and profiles that every org has. Names as in Setup; counts as in a small Enterprise org. */
import type { SeedProfile } from './seed.ts';

export const USER_LICENCES: readonly {
  readonly name: string;
  readonly key: string;
  readonly total: number;
}[] = [
  { name: 'Salesforce', key: 'SFDC', total: 100 },
  { name: 'Salesforce Platform', key: 'AUL', total: 50 },
  { name: 'Salesforce Integration', key: 'PID_SALESFORCE_INTEGRATION', total: 5 },
  { name: 'Chatter Free', key: 'CSN_User', total: 5000 },
  { name: 'Identity', key: 'PID_Identity', total: 100 },
];

export const PERMISSION_SET_LICENCES: readonly {
  readonly name: string;
  readonly label: string;
  readonly total: number;
}[] = [
  { name: 'SalesforceAPIIntegrationPsl', label: 'Salesforce API Integration', total: 5 },
  { name: 'CRMUserPsl', label: 'CRM User', total: 100 },
  { name: 'SalesforceCPQ_CPQStandardPerm', label: 'Salesforce CPQ License', total: 10 },
];

/** Objects of sales and service people; their object permissions stand in each profile. */
export const PEOPLE_OBJECTS = ['Account', 'Contact', 'Lead', 'Opportunity', 'Campaign', 'Case'] as const;

const ALL = { read: true, create: true, edit: true, delete: true, viewAll: false, modifyAll: false } as const;
const FULL = { ...ALL, viewAll: true, modifyAll: true } as const;
const READ = { ...ALL, create: false, edit: false, delete: false } as const;

const over = <T>(value: T, objects: readonly string[] = PEOPLE_OBJECTS) =>
  new Map(objects.map((name) => [name, value] as const));
const everyField = (level: 'read' | 'edit') =>
  over(
    level,
    PEOPLE_OBJECTS.map((name) => `${name}.*`).concat(
      'Task.*',
      'Event.*',
      'CampaignMember.*',
      'OpportunityContactRole.*',
    ),
  );

/** Source: metadata of these profiles as orgs give it (profiles/Standard, ReadOnly, MarketingProfile in public repositories). */
const PEOPLE_SYSTEM =
  `ApiEnabled EditTask EditEvent ActivitiesAccess RunReports ExportReport LightningExperienceUser
  ConvertLeads ChatterInternalUser ViewRoles ViewSetup EmailSingle EmailMass ImportPersonal RunFlow
  SelectFilesFromSalesforce ViewGlobalHeader`.split(/\s+/);

/** System permissions that an administrator does not have until somebody grants them. */
export const NOT_FOR_ADMINISTRATORS: readonly string[] = `ApiUserOnly BulkApiHardDelete CreateAuditFields
  UpdateWithInactiveOwner ForceTwoFactor PasswordNeverExpires ViewEncryptedData QueryAllFiles
  ApproveUninstalledConnectedApps UseAnyApiClient AllowViewEditConvertedLeads`.split(/\s+/);

/** `*` in `system` stands for everything but `NOT_FOR_ADMINISTRATORS`. */
export const STANDARD_PROFILES: readonly SeedProfile[] = [
  {
    name: 'System Administrator',
    licence: 'Salesforce',
    system: ['*'],
    objects: over(FULL),
    fields: everyField('edit'),
  },
  {
    name: 'Standard User',
    licence: 'Salesforce',
    system: PEOPLE_SYSTEM,
    objects: over(ALL),
    fields: everyField('edit'),
  },
  {
    name: 'Marketing User',
    licence: 'Salesforce',
    system: [...PEOPLE_SYSTEM, 'ImportLeads'],
    objects: over(ALL),
    fields: everyField('edit'),
  },
  {
    name: 'Read Only',
    licence: 'Salesforce',
    system: [
      'ApiEnabled',
      'ActivitiesAccess',
      'RunReports',
      'LightningExperienceUser',
      'ViewRoles',
      'ViewSetup',
    ],
    objects: over(READ),
    fields: everyField('read'),
  },
  {
    name: 'Minimum Access - Salesforce',
    licence: 'Salesforce',
    system: ['LightningExperienceUser', 'ActivitiesAccess'],
    objects: new Map(),
    fields: new Map(),
  },
  {
    name: 'Minimum Access - API Only Integrations',
    licence: 'Salesforce Integration',
    system: ['ApiEnabled', 'ApiUserOnly'],
    objects: new Map(),
    fields: new Map(),
  },
  {
    name: 'Salesforce API Only System Integrations',
    licence: 'Salesforce Integration',
    system: ['ApiEnabled', 'ApiUserOnly', 'ActivitiesAccess'],
    objects: new Map(),
    fields: new Map(),
  },
  {
    name: 'Standard Platform User',
    licence: 'Salesforce Platform',
    system: [
      'ApiEnabled',
      'EditTask',
      'EditEvent',
      'ActivitiesAccess',
      'RunReports',
      'LightningExperienceUser',
      'ViewRoles',
      'ViewSetup',
    ],
    objects: over(ALL, ['Account', 'Contact']),
    fields: over<'read' | 'edit'>('edit', ['Account.*', 'Contact.*', 'Task.*', 'Event.*']),
  },
  {
    name: 'Chatter Free User',
    licence: 'Chatter Free',
    system: ['ChatterInternalUser'],
    objects: new Map(),
    fields: new Map(),
  },
  // Salesforce's own hidden profile behind flows and jobs; here also behind seeds and generators.
  { name: 'Automated Process', licence: 'Salesforce', system: ['*'], objects: new Map(), fields: new Map() },
];

/**
 * Profiles that may work with an object or field as soon as a seed declares it, unless the seed says otherwise.
 * Administrators may always.
 */
export const OPEN_PROFILES = ['Standard User', 'Marketing User'] as const;
