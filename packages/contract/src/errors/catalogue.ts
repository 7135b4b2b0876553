/** How a caller may try again. The one retry loop obeys this; nobody else decides. */
export type RetryPolicy = 'never' | 'soon' | 'after_reauthentication' | 'after_quota_reset' | 'after_fix';

/** One entry of the catalogue. */
export interface ErrorSpec {
  /** Status of the HTTP API's problem answer. */
  readonly httpStatus: number;
  readonly retry: RetryPolicy;
  /** One line for the console: what happened, in words a person uses. */
  readonly title: string;
  /** What the operator or admin does next. */
  readonly fix: string;
}

/** Every error the service can report. A code is never renamed and never reused. */
export const ERRORS = {
  // Requests to our own API
  API_UNAUTHENTICATED: {
    httpStatus: 401,
    retry: 'after_fix',
    title: 'Not signed in',
    fix: 'Sign in, or send a valid API key as "Authorization: Bearer …".',
  },
  API_FORBIDDEN: {
    httpStatus: 403,
    retry: 'after_fix',
    title: 'Not allowed',
    fix: 'Use a key or an account that may act on this workspace.',
  },
  API_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    title: 'Not found',
    fix: 'Check the address: the workspace, object or record named in it does not exist.',
  },
  API_INVALID_REQUEST: {
    httpStatus: 400,
    retry: 'after_fix',
    title: 'The request is not valid',
    fix: 'Correct the fields named in "errors" and send it again. The API reference shows the shape.',
  },
  API_CONFLICT: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'The request conflicts with the present state',
    fix: 'Read the present state first; the message says what stands in the way.',
  },
  API_TOO_MANY_REQUESTS: {
    httpStatus: 429,
    retry: 'soon',
    title: 'Too many requests',
    fix: 'Wait as long as the Retry-After header says.',
  },
  // Connecting
  SF_LOGIN_URL_INVALID: {
    httpStatus: 400,
    retry: 'after_fix',
    title: 'This is not a Salesforce login address',
    fix: 'Use https://login.salesforce.com, https://test.salesforce.com or your My Domain (https://NAME.my.salesforce.com). An operator can allow other hosts with SALESFORCE_EXTRA_HOSTS.',
  },
  SF_HOST_UNREACHABLE: {
    httpStatus: 502,
    retry: 'soon',
    title: 'The Salesforce host cannot be reached',
    fix: 'Check the My Domain name for typing errors and that this server may make outgoing HTTPS connections to it. We keep trying.',
  },
  SF_CLIENT_CREDENTIALS_INVALID: {
    httpStatus: 400,
    retry: 'after_fix',
    title: 'Salesforce does not accept the consumer key or secret',
    fix: 'Copy both again from Setup > External Client App Manager > your app > Settings > OAuth Settings, and reconnect.',
  },
  SF_CLIENT_CREDENTIALS_NOT_ENABLED: {
    httpStatus: 400,
    retry: 'after_fix',
    title: 'The app does not allow the client credentials flow here',
    fix: 'In the External Client App, enable the Client Credentials Flow, choose a Run-As user, and connect with your My Domain address.',
  },
  SF_GRANT_REFUSED: {
    httpStatus: 502,
    retry: 'after_reauthentication',
    title: 'Salesforce refused the login',
    fix: 'Reconnect. If it fails again, check in Setup that the user is active, may use the app, and that no IP or login-hour rule blocks it.',
  },
  SF_USER_INACTIVE: {
    httpStatus: 502,
    retry: 'after_reauthentication',
    title: 'The Salesforce user is inactive',
    fix: 'Activate the user in Setup > Users, or connect another one.',
  },
  SF_SESSION_EXPIRED: {
    httpStatus: 502,
    retry: 'after_reauthentication',
    title: 'The Salesforce session ended',
    fix: 'Nothing is needed once: the token is renewed. If it repeats, reconnect.',
  },
  SF_WRONG_ORG: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'This is another Salesforce org',
    fix: 'This workspace holds the data of another org. Connect a user of that org, or make a new workspace for this one.',
  },
  SF_APP_NOT_INSTALLED: {
    httpStatus: 400,
    retry: 'after_fix',
    title: 'The app is not installed in this org, or is blocked there',
    fix: 'Setup > External Client App Manager > your app > Policies: allow it. For an app of another org: Setup > Connected Apps OAuth Usage > Install (or Unblock), then connect again.',
  },
  SF_APP_NOT_APPROVED: {
    httpStatus: 400,
    retry: 'after_fix',
    title: 'This user is not approved for the app',
    fix: 'Setup > External Client App Manager > your app > Policies > OAuth Policies: “Admin approved users are pre-authorized” is on, so add the user’s profile or a permission set of the user to the app.',
  },
  SF_IP_REFUSED: {
    httpStatus: 400,
    retry: 'after_fix',
    title: 'Salesforce refuses our address',
    fix: 'Add our addresses (shown on the Connection page) to Setup > Network Access and to the Login IP Ranges of the user’s profile, or set the app’s IP Relaxation to “Relax IP restrictions”.',
  },
  SF_API_ONLY_USER: {
    httpStatus: 400,
    retry: 'after_fix',
    title: 'This user cannot pass a browser login',
    fix: 'API-only users (Salesforce Integration licence) connect by client credentials or by JWT: choose “User without browser login” on the Connection page.',
  },
  SF_SCOPE_MISSING: {
    httpStatus: 400,
    retry: 'after_fix',
    title: 'The app lacks a scope we need',
    fix: 'Setup > External Client App Manager > your app > Settings > OAuth Settings: add “Manage user data via APIs (api)” and “Perform requests at any time (refresh_token, offline_access)”, then connect again.',
  },
  SF_CALLBACK_MISMATCH: {
    httpStatus: 400,
    retry: 'after_fix',
    title: 'The app does not know our callback URL',
    fix: 'Setup > External Client App Manager > your app > Settings > OAuth Settings > Callback URL: add exactly the one shown on the Connection page.',
  },
  SF_LOGIN_DENIED: {
    httpStatus: 400,
    retry: 'after_reauthentication',
    title: 'The login was cancelled',
    fix: 'Somebody chose “Deny” on Salesforce’s page. Connect again and choose “Allow”.',
  },
  SF_LOGIN_OTHER_USER: {
    httpStatus: 409,
    retry: 'after_reauthentication',
    title: 'Another user logged in than was asked for',
    fix: 'Log out of Salesforce in this browser (or use a private window), then connect again as the user that is named.',
  },
  SF_REFRESH_TOKEN_EXPIRED: {
    httpStatus: 502,
    retry: 'after_reauthentication',
    title: 'The connection expired or was revoked in Salesforce',
    fix: 'Reconnect. To keep it from happening again, set the app’s refresh token policy to “valid until revoked”.',
  },
  SF_REFRESH_TOKEN_LOST: {
    httpStatus: 502,
    retry: 'after_reauthentication',
    title: 'A renewed token was lost',
    fix: 'A process ended between Salesforce’s answer and our note of it, so the rotated token is gone. Reconnect once; nothing else is lost.',
  },
  SF_JWT_REFUSED: {
    httpStatus: 400,
    retry: 'after_fix',
    title: 'Salesforce does not accept the JWT login',
    fix: 'Check that the app has “Enable JWT Bearer Flow” with the certificate shown on the Connection page, that the user is pre-authorized for it, and that the login address fits (production or sandbox).',
  },
  SF_LOGIN_HOURS: {
    httpStatus: 502,
    retry: 'after_fix',
    title: 'Outside the login hours of the user’s profile',
    fix: 'Setup > Profiles > the user’s profile > Login Hours: clear them for the sync user. Syncing resumes when logins are allowed again and you reconnect.',
  },
  SF_SANDBOX_REFRESHED: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'The sandbox was refreshed',
    fix: 'It is a new org now: ids and data may differ. Connect its user and confirm the move; the mapping stays, the data is loaded anew.',
  },
  SF_USER_CHANGED: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'The app now logs in as another Salesforce user',
    fix: 'If that is wanted, connect again: the other user takes force after its permission checks. If not, choose the former Run-As user again in the External Client App, then press Check.',
  },
  SF_USER_TAKEN: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'Another member uses this Salesforce account',
    fix: 'Each member needs a Salesforce account of their own. Log in as another user, or ask the other member to disconnect.',
  },
  APP_MISSING: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'There is no app to log in with',
    fix: 'Enter the consumer key (and secret) of an External Client App on the Connection page, or ask the operator for one of the installation (SALESFORCE_CLIENT_ID).',
  },
  AUTHORIZATION_EXPIRED: {
    httpStatus: 410,
    retry: 'after_reauthentication',
    title: 'This login took too long or was used already',
    fix: 'Begin again with Connect; a login must be finished within 15 minutes, in the browser that began it.',
  },
  PREFLIGHT_FAILED: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'Required permissions are missing',
    fix: 'Apply permissions, or grant what the Permissions page names, and try again. The sync user in force stays until then.',
  },
  SAME_SYNC_USER: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'This is the sync user already',
    fix: 'Choose another user, or use Reconnect to log the same one in again.',
  },
  REPAIR_CHANGED: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'The plan has changed since it was read',
    fix: 'Read the difference again and apply it then.',
  },
  REPAIR_NOT_ALLOWED: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'Nobody connected may change permissions',
    fix: 'Connect your own Salesforce account under Settings > You as an administrator (Manage Profiles and Permission Sets, Assign Permission Sets), or export the permission set and deploy it.',
  },
  CONNECTION_MISSING: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'No sync user is connected',
    fix: 'Connect a Salesforce user first (Connection page).',
  },
  CONNECTION_NOT_ACTIVE: {
    httpStatus: 409,
    retry: 'after_reauthentication',
    title: 'The connection is not active',
    fix: 'Reconnect the sync user. Syncing goes on where it stopped.',
  },
  // Talking to Salesforce
  SF_REQUEST_LIMIT: {
    httpStatus: 503,
    retry: 'after_quota_reset',
    title: 'The org has used its API calls for the last 24 hours',
    fix: 'Raise the sync interval or the allowance. Syncing resumes by itself as the 24-hour window moves on.',
  },
  API_BUDGET_SPENT: {
    httpStatus: 503,
    retry: 'after_quota_reset',
    title: 'The API calls that are set aside for this are used up',
    fix: 'None needed: it goes on by itself as the 24-hour window moves on. The API budget page shows who uses the calls, and lets you change our share.',
  },
  SF_CONCURRENCY_LIMIT: {
    httpStatus: 503,
    retry: 'soon',
    title: 'Too many long Salesforce requests at once',
    fix: 'None needed: we wait and try again.',
  },
  SF_UNAVAILABLE: {
    httpStatus: 502,
    retry: 'soon',
    title: 'Salesforce is not answering properly',
    fix: 'None needed: we keep trying. See status.salesforce.com if it lasts.',
  },
  SF_ANSWER_CUT: {
    httpStatus: 502,
    retry: 'soon',
    title: 'An answer of Salesforce broke off in the middle',
    fix: 'None needed: what was read of it is dropped and it is read again.',
  },
  SF_OBJECT_NOT_READABLE: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'The sync user cannot read this object',
    fix: 'Give the sync user Read on the object (permission set or profile), then press Retry. The other objects go on.',
  },
  SF_FIELD_NOT_READABLE: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'A mapped field has disappeared or is hidden from the sync user',
    fix: 'Give the sync user Read on the field, or remove it from the mapping. The other fields go on.',
  },
  SF_INSUFFICIENT_ACCESS: {
    httpStatus: 403,
    retry: 'after_fix',
    title: 'The Salesforce user may not do this',
    fix: 'Grant the permission that the message names, then retry.',
  },
  SF_API_DISABLED: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'The Salesforce API is disabled for this user or org',
    fix: 'Give the user “API Enabled” in Setup > Profiles or Permission Sets > System Permissions, then connect again; the org needs an edition with API access.',
  },
  SF_NOT_FOUND: {
    httpStatus: 404,
    retry: 'never',
    title: 'Salesforce does not have this',
    fix: 'The record, job or query page no longer exists; it is asked for anew.',
  },
  SF_BULK_JOB_FAILED: {
    httpStatus: 502,
    retry: 'after_fix',
    title: 'Bulk jobs of this object keep failing in Salesforce',
    fix: 'We tried several jobs. The message is Salesforce’s own: mend what it names or ask Salesforce support, then press Retry.',
  },
  SF_BULK_LIMIT: {
    httpStatus: 503,
    retry: 'after_quota_reset',
    title: 'The org has used its bulk jobs for the last 24 hours',
    fix: 'None needed: the load goes on when the 24-hour window has moved on.',
  },
  SF_BULK_NOT_SUPPORTED: {
    httpStatus: 502,
    retry: 'soon',
    title: 'Bulk API does not read this object',
    fix: 'None needed: it is read by queries, 2,000 records a call.',
  },
  SF_DELETES_NOT_TOLD: {
    httpStatus: 502,
    retry: 'after_fix',
    title: 'Records that leave no trace when deleted may stay here',
    fix: 'Changes and deletes through the recycle bin go on. The message is Salesforce’s own; after mending what it names, the next poll clears this.',
  },
  CENSUS_INCOMPLETE: {
    httpStatus: 500,
    retry: 'after_fix',
    title: 'More differs from the org than a comparison may look at',
    fix: 'Load the object again (Reload on its page, or sync-user objects load): that brings every row at once. Left alone, the next comparison mends as many again.',
  },
  CENSUS_STOPPED: {
    httpStatus: 500,
    retry: 'soon',
    title: 'A comparison was stopped before its end',
    fix: 'None needed: what was found until then is mended, and within 15 minutes it begins again.',
  },
  SF_QUERY_REFUSED: {
    httpStatus: 502,
    retry: 'after_fix',
    title: 'Salesforce refused a query',
    fix: 'The message is Salesforce’s own. Please report it: the query was made by us.',
  },
  SF_UNEXPECTED: {
    httpStatus: 502,
    retry: 'soon',
    title: 'An answer of Salesforce that we do not know',
    fix: 'We try again. If it lasts, report it with the details.',
  },
  // Reading
  LOAD_INCOMPLETE: {
    httpStatus: 502,
    retry: 'soon',
    title: 'Fewer rows arrived than the job had',
    fix: 'None needed: the load starts again; nothing was declared complete.',
  },
  SF_REPLAY_ID_REFUSED: {
    httpStatus: 502,
    retry: 'soon',
    title: 'The place where reading events stopped is gone',
    fix: 'None needed: what was missed is read by polling, and events go on from now. Salesforce keeps them for 72 hours.',
  },
  SF_EVENT_LIMIT: {
    httpStatus: 429,
    retry: 'after_quota_reset',
    title: 'The day’s event deliveries are used up',
    fix: 'None needed: objects are polled until deliveries are free again. Fewer subscribers, fewer objects or Salesforce’s add-on give more.',
  },
  SF_EVENTS_REFUSED: {
    httpStatus: 403,
    retry: 'after_fix',
    title: 'The sync user may not receive change events',
    fix: 'Give the sync user View All on the objects (View All Users for User), and select the objects for change events. Until then they are polled.',
  },
  SF_EVENTS_SILENT: {
    httpStatus: 502,
    retry: 'soon',
    title: 'Nothing was heard from the event service',
    fix: 'None needed: the subscription is opened again where it stopped, and the objects are polled once.',
  },
  EVENTS_NOT_POSSIBLE: {
    httpStatus: 409,
    retry: 'after_fix',
    title: 'Change events cannot be selected',
    fix: 'The message says what stands in the way; polling goes on without them.',
  },
  OBJECT_NOT_SELECTED: {
    httpStatus: 404,
    retry: 'after_fix',
    title: 'The object is not selected',
    fix: 'Select it on the Objects page first.',
  },
  OBJECT_UNKNOWN: {
    httpStatus: 404,
    retry: 'after_fix',
    title: 'The org has no such object, or hides it from the sync user',
    fix: 'Check the API name; give the sync user Read on it.',
  },
  OBJECT_NOT_SYNCABLE: {
    httpStatus: 409,
    retry: 'never',
    title: 'This object cannot be mirrored',
    fix: 'It cannot be queried, or it has no field that tells what changed. Choose another object.',
  },
  ROW_FILTER_REFUSED: {
    httpStatus: 422,
    retry: 'never',
    title: 'This row filter cannot be used',
    fix: 'Write a SOQL condition over the object’s own fields or its parents’, as it would stand after WHERE, and check it first.',
  },
  CONFIGURATION_REFUSED: {
    httpStatus: 422,
    retry: 'never',
    title: 'This configuration cannot be applied here',
    fix: 'Nothing was changed. Make in this org what the file names, or change the file, as each line says; then look at the difference again.',
  },
  // Ourselves
  DATABASE_UNAVAILABLE: {
    httpStatus: 503,
    retry: 'soon',
    title: 'PostgreSQL is not answering',
    fix: 'Check that PostgreSQL runs and DATABASE_URL is right. Work goes on by itself when it is back.',
  },
  CONFIG_INVALID: {
    httpStatus: 500,
    retry: 'after_fix',
    title: 'The configuration is not valid',
    fix: 'Correct the settings named in the message; docs/reference/config.md lists them all.',
  },
  SECRET_UNREADABLE: {
    httpStatus: 500,
    retry: 'after_fix',
    title: 'A stored secret cannot be decrypted',
    fix: 'Start the server with the ENCRYPTION_KEY it was stored under, or reconnect.',
  },
  INTERNAL: {
    httpStatus: 500,
    retry: 'soon',
    title: 'Something went wrong on our side',
    fix: 'Please report it with the request id; the log has the details.',
  },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERRORS;
