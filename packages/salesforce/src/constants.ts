/**
 * The API version we are written against and the highest we ask for; an org that offers less gets its own highest.
 * 66.0 is Spring '26. A newer version may rename or retype things we read, so the number moves by hand, with tests.
 */
export const PINNED_API_VERSION = '66.0';

/**
 * The name we go by in `Sforce-Call-Options`. Salesforce shows it in the `changeOrigin` of change events, which is how
 * our own writes are recognised. Source: Change Data Capture Developer Guide, "ChangeEventHeader Fields".
 */
export const DEFAULT_CLIENT_NAME = 'sync-user';

export const DATA_PATH = '/services/data';
export const AUTHORIZE_PATH = '/services/oauth2/authorize';
export const TOKEN_PATH = '/services/oauth2/token';
export const REVOKE_PATH = '/services/oauth2/revoke';
export const USER_INFO_PATH = '/services/oauth2/userinfo';

/** Header names of Salesforce's REST APIs, in the lower case that Node reads them in. */
export const HEADERS = {
  callOptions: 'sforce-call-options',
  limitInfo: 'sforce-limit-info',
  locator: 'sforce-locator',
  recordCount: 'sforce-numberofrecords',
} as const;
