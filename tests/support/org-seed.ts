/** The org of the scenarios: small, with everything a scenario may want to break. */

export const ADMIN = 'admin@acme.example';
export const SYNC_USER = 'sync@acme.example';
export const PASSWORD = 'Password1!';

/** The app the sync user is connected with. */
export const SYNC_APP = { clientId: '3MVG9acme.sync.user.key', clientSecret: 'ACME0SYNC0USER0SECRET0CDEF' };
/** Another app of an administrator, so that comparing looks at the org past the sync user's own permissions. */
export const AUDIT_APP = { clientId: '3MVG9acme.audit.key', clientSecret: 'ACME0AUDIT0SECRET0123456' };

/** Objects the sync user may read. */
export const READABLE = [
  'Account',
  'Contact',
  'Lead',
  'Opportunity',
  'Campaign',
  'CampaignMember',
  'Case',
  'Widget__c',
] as const;

export interface SeedOptions {
  readonly organizationName?: string;
  readonly accounts?: number;
  readonly contacts?: number;
  readonly widgets?: number;
  /** The sync user sees which objects have change events, and the org's allowances. */
  readonly maySeeSetup?: boolean;
}

export function orgSeed(options: SeedOptions = {}): object {
  const { organizationName = 'Acme', accounts = 120, contacts = 80, widgets = 250 } = options;
  return {
    organization: { name: organizationName, edition: 'Enterprise Edition', myDomain: 'acme' },
    permissionSets: [
      {
        name: 'Sync_User',
        system: ['ApiEnabled', 'ActivitiesAccess', ...(options.maySeeSetup === true ? ['ViewSetup'] : [])],
        objects: Object.fromEntries(READABLE.map((name) => [name, 'rV'])),
        fields: Object.fromEntries([...READABLE, 'Task', 'Event'].map((name) => [`${name}.*`, 'read'])),
      },
    ],
    users: [
      {
        username: ADMIN,
        password: PASSWORD,
        firstName: 'Ada',
        lastName: 'Admin',
        profile: 'System Administrator',
      },
      {
        username: SYNC_USER,
        password: PASSWORD,
        firstName: 'Sync',
        lastName: 'User',
        profile: 'Minimum Access - API Only Integrations',
        permissionSets: ['Sync_User'],
      },
    ],
    apps: [
      {
        name: 'Sync User',
        consumerKey: SYNC_APP.clientId,
        consumerSecret: SYNC_APP.clientSecret,
        runAs: SYNC_USER,
      },
      {
        name: 'Audit',
        consumerKey: AUDIT_APP.clientId,
        consumerSecret: AUDIT_APP.clientSecret,
        runAs: ADMIN,
      },
    ],
    objects: [
      {
        name: 'Widget__c',
        label: 'Widget',
        plural: 'Widgets',
        fields: [
          { name: 'Key__c', type: 'text', length: 40, externalId: true, unique: true },
          { name: 'Title__c', type: 'text', length: 120 },
          { name: 'Size__c', type: 'number', precision: 10, scale: 2 },
          { name: 'Flag__c', type: 'checkbox' },
          { name: 'Day__c', type: 'date' },
          { name: 'Account__c', type: 'lookup', referenceTo: 'Account', childRelationshipName: 'Widgets__r' },
        ],
      },
    ],
    generate: {
      ...(accounts === 0 ? {} : { Account: { rows: accounts, fields: { Name: 'Account {n}, "quoted"' } } }),
      ...(contacts === 0 ? {} : { Contact: { rows: contacts } }),
      ...(widgets === 0
        ? {}
        : {
            Widget__c: {
              rows: widgets,
              fields: { Title__c: 'Widget number {n}', Size__c: { min: 1, max: 9999, scale: 2 } },
            },
          }),
    },
  };
}
