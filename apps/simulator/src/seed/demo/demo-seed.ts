import type { SeedObjectJson } from './demo-objects.ts';
import { DEMO_FIELDS, DEMO_OBJECTS } from './demo-objects.ts';
import { DEMO_ROLES, DEMO_USERS } from './demo-users.ts';

export { writeDemoRows } from './write-demo-rows.ts';

export const DEMO_DOMAIN = 'halden-robotics.example';
export const DEMO_ADMIN = `admin@${DEMO_DOMAIN}`;
export const DEMO_SYNC_USER = `sync.user@${DEMO_DOMAIN}`;
/** Every person of the demo company signs in with it. */
export const DEMO_PASSWORD = 'robots-are-friends-1';

export interface DemoOptions {
  /** The app that connects; fixed values unless given. */
  readonly app?: {
    readonly consumerKey?: string;
    readonly consumerSecret?: string;
    readonly callbackUrls?: readonly string[];
    readonly refreshTokenRotation?: boolean;
  };
  readonly password?: string;
}

const DEFAULT_APP = {
  consumerKey: '3MVG9demoHaldenRoboticsSyncUserConsumerKey',
  consumerSecret: '5F1E0DEM0C0FFEE0HALDEN0ROBOTICS0SYNC0USER0SECRET',
  callbackUrls: ['http://localhost:8080/oauth/callback', 'http://127.0.0.1:8080/oauth/callback'],
};

/** What the sync user may do: everything with the synced objects, nothing else. */
const SYNCED = [
  'Account',
  'Contact',
  'Lead',
  'Opportunity',
  'Campaign',
  'Case',
  'Subscription__c',
  'Site_Visit__c',
];

/** Halden Robotics, which rents out warehouse robots: everything but its records. */
export function demoSeed(options: DemoOptions = {}): object {
  const password = options.password ?? DEMO_PASSWORD;
  const app = { ...DEFAULT_APP, ...options.app };
  const objects: readonly SeedObjectJson[] = DEMO_OBJECTS;
  return {
    organization: {
      name: 'Halden Robotics',
      edition: 'Enterprise Edition',
      myDomain: 'halden-robotics',
      instanceName: 'SIM7',
      street: '400 Foundry Lane',
      city: 'Boston',
      state: 'MA',
      postalCode: '02110',
      country: 'US',
      timeZone: 'America/New_York',
    },
    currencies: [
      { isoCode: 'USD', rate: 1, corporate: true },
      { isoCode: 'EUR', rate: 0.92 },
      { isoCode: 'GBP', rate: 0.79 },
    ],
    roles: DEMO_ROLES,
    // One of the five is left, for trying how objects are selected.
    changeDataCapture: ['Account', 'Contact', 'Lead', 'Opportunity'],
    permissionSets: [
      {
        name: 'CRM_Sync',
        label: 'CRM Sync',
        description: 'Reads and writes what is kept in sync.',
        licence: 'SalesforceAPIIntegrationPsl',
        system: [
          'ApiEnabled',
          'ViewSetup',
          'ViewRoles',
          'ViewAllUsers',
          'ActivitiesAccess',
          'EditTask',
          'EditEvent',
        ],
        objects: Object.fromEntries(SYNCED.map((name) => [name, 'rcedVM'])),
        fields: Object.fromEntries([...SYNCED, 'Task', 'Event'].map((name) => [`${name}.*`, 'edit'])),
      },
    ],
    users: [
      {
        username: DEMO_ADMIN,
        password,
        firstName: 'Robin',
        lastName: 'Halden',
        title: 'Salesforce Administrator',
        profile: 'System Administrator',
        timeZone: 'America/New_York',
      },
      {
        username: DEMO_SYNC_USER,
        password,
        firstName: 'Sync',
        lastName: 'User',
        alias: 'sync',
        profile: 'Minimum Access - API Only Integrations',
        permissionSets: ['CRM_Sync'],
        permissionSetLicences: ['SalesforceAPIIntegrationPsl'],
      },
      ...DEMO_USERS.map((user) => ({ ...user, password })),
    ],
    queues: [{ name: 'Inbound Leads', objects: ['Lead'], members: [`lena.brandt@${DEMO_DOMAIN}`] }],
    apps: [
      {
        name: 'Sync User',
        consumerKey: app.consumerKey,
        consumerSecret: app.consumerSecret,
        callbackUrls: app.callbackUrls,
        scopes: ['api', 'refresh_token', 'id', 'openid', 'profile', 'email'],
        runAs: DEMO_SYNC_USER,
        refreshTokenRotation: options.app?.refreshTokenRotation ?? false,
      },
    ],
    recordTypes: [
      { object: 'Opportunity', developerName: 'New_Business', label: 'New Business' },
      { object: 'Opportunity', developerName: 'Renewal', label: 'Renewal' },
    ],
    objects,
    fields: DEMO_FIELDS,
  };
}
