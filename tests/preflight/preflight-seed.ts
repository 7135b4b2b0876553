import type { AccessMapping } from '@sync-user/engine';

export const PASSWORD = 'Password1!';
export const ADMIN = 'admin@acme.example';
/** A standard licence and a profile that gives nothing; all it may do is in the permission set “Sync”. */
export const SYNC = 'sync@acme.example';
/** A Salesforce Integration licence, with its permission set licence. */
export const INTEGRATION = 'integration@acme.example';
/** The five permissions of the administrator policy, in the permission set “Boss”. */
export const BOSS = 'boss@acme.example';

export const ADMIN_APP = { clientId: '3MVG9preflight.admin', clientSecret: 'preflight-admin-secret' };
export const APPS = {
  client_credentials: { clientId: '3MVG9preflight.sync', clientSecret: 'preflight-sync-secret' },
  web_server: {
    clientId: '3MVG9preflight.web',
    clientSecret: 'preflight-web-secret',
    callbackUrl: 'https://app.example/oauth/callback',
  },
} as const;

const OBJECTS = {
  Account: 'rceV',
  Contact: 'rceV',
  Lead: 'rceV',
  Opportunity: 'rceV',
  Campaign: 'rceV',
  Widget__c: 'rV',
};
const FIELDS = {
  'Account.*': 'edit',
  'Contact.*': 'edit',
  'Lead.*': 'edit',
  'Opportunity.*': 'edit',
  'Campaign.*': 'edit',
  'Widget__c.*': 'read',
  'Task.*': 'read',
};

export const PREFLIGHT_SEED = {
  organization: { name: 'Acme', edition: 'Enterprise Edition', myDomain: 'acme' },
  profiles: [{ name: 'Nothing', licence: 'Salesforce' }],
  permissionSets: [
    {
      name: 'Sync',
      label: 'Sync',
      system: ['ApiEnabled', 'ActivitiesAccess', 'EditTask', 'EditEvent', 'ViewAllUsers', 'ViewRoles'],
      objects: OBJECTS,
      fields: FIELDS,
    },
    {
      name: 'Boss',
      label: 'Boss',
      system: [
        'ApiEnabled',
        'ViewAllData',
        'ModifyAllData',
        'ViewSetup',
        'ViewAllUsers',
        'ViewRoles',
        'ActivitiesAccess',
        'CustomizeApplication',
      ],
      objects: OBJECTS,
      fields: FIELDS,
    },
    {
      name: 'Integration',
      label: 'Integration',
      licence: 'SalesforceAPIIntegrationPsl',
      system: ['ApiEnabled', 'ViewAllData', 'ActivitiesAccess', 'ViewAllUsers', 'ViewRoles'],
      objects: OBJECTS,
      fields: FIELDS,
    },
  ],
  users: [
    { username: ADMIN, password: PASSWORD, lastName: 'Admin', profile: 'System Administrator' },
    { username: SYNC, password: PASSWORD, lastName: 'Sync', profile: 'Nothing', permissionSets: ['Sync'] },
    { username: BOSS, password: PASSWORD, lastName: 'Boss', profile: 'Nothing', permissionSets: ['Boss'] },
    {
      username: INTEGRATION,
      password: PASSWORD,
      lastName: 'Integration',
      profile: 'Minimum Access - API Only Integrations',
      permissionSets: ['Integration'],
      permissionSetLicences: ['SalesforceAPIIntegrationPsl'],
    },
  ],
  apps: [
    {
      name: 'Inspector',
      consumerKey: ADMIN_APP.clientId,
      consumerSecret: ADMIN_APP.clientSecret,
      runAs: ADMIN,
    },
    {
      name: 'Sync User',
      consumerKey: APPS.client_credentials.clientId,
      consumerSecret: APPS.client_credentials.clientSecret,
      runAs: SYNC,
    },
    {
      name: 'Sync User for browsers',
      consumerKey: APPS.web_server.clientId,
      consumerSecret: APPS.web_server.clientSecret,
      callbackUrls: [APPS.web_server.callbackUrl],
      scopes: ['api', 'refresh_token'],
    },
  ],
  objects: [
    {
      name: 'Widget__c',
      label: 'Widget',
      plural: 'Widgets',
      openToStandardUsers: false,
      fields: [{ name: 'Code__c', type: 'text', length: 20 }],
    },
  ],
  generate: { Account: 5, Contact: 5, Opportunity: 5, Task: 5 },
};

function mapped(name: string, fields: readonly string[], writes = false): AccessMapping['objects'][number] {
  return { name, label: name, fields: ['Id', ...fields, 'SystemModstamp'], writes };
}

export const MAPPING: AccessMapping = {
  objects: [
    mapped('Account', ['Name', 'Industry']),
    mapped('Opportunity', ['Name', 'Amount', 'StageName']),
    mapped('Task', ['Subject', 'Status']),
    mapped('User', ['Username', 'Email']),
    mapped('UserRole', ['Name']),
    mapped('Widget__c', ['Name', 'Code__c']),
  ],
};

/** Objects that the standard-user policy writes. */
export const WRITING: AccessMapping = {
  objects: [
    mapped('Account', ['Name', 'Industry'], true),
    mapped('Contact', ['LastName'], true),
    mapped('Lead', ['LastName', 'Company'], true),
    mapped('Opportunity', ['Name', 'StageName', 'CloseDate'], true),
  ],
};
