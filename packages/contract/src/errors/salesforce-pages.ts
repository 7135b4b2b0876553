import type { ErrorCode } from './catalogue.ts';

/** A page of Salesforce's own at which a login ends: nobody comes back to us, so we cannot tell of it ourselves. */
export interface SalesforcePage {
  /** Words on the page, or in its address. */
  readonly shows: string;
  readonly matches: RegExp;
  /** Whose title and fix belong to it. */
  readonly code: ErrorCode;
  readonly meaning: string;
  /** What to look at, the likeliest first. */
  readonly causes: readonly string[];
}

/**
 * The particular before the general: most of these pages show OAUTH_APPROVAL_ERROR_GENERIC, and only their address
 * (`…/RemoteAccessErrorPage.apexp?error=…&error_description=…`) says what it was.
 * Source: Salesforce Help, "OAuth 2.0 Authorization Errors"; addresses as recorded in public issue threads.
 */
export const SALESFORCE_PAGES: readonly SalesforcePage[] = [
  {
    shows: 'redirect_uri_mismatch: redirect_uri must match configuration',
    matches: /redirect_uri/i,
    code: 'SF_CALLBACK_MISMATCH',
    meaning: 'The app does not list our callback URL.',
    causes: [
      'The callback URL was copied with a slash, a space or another host name than people open Sync User with.',
      'The change is younger than ten minutes: Salesforce takes that long.',
    ],
  },
  {
    shows: 'invalid_scope: the requested scope is not allowed',
    matches: /invalid_scope|scope is not allowed|OAUTH_DISALLOWED_SCOPES/i,
    code: 'SF_SCOPE_MISSING',
    meaning: 'The app, or this user in it, lacks a scope.',
    causes: [
      'The app has neither “api” nor “refresh_token, offline_access” among its selected OAuth scopes.',
      'In a sandbox: the app was installed in production only; install it here as well.',
    ],
  },
  {
    shows: 'OAUTH_APP_BLOCKED: this app is blocked by admin',
    matches: /OAUTH_APP_BLOCKED|blocked by admin/i,
    code: 'SF_APP_NOT_INSTALLED',
    meaning: 'An administrator blocked the app in this org.',
    causes: ['Setup > Connected Apps OAuth Usage: the app’s row says Blocked; unblock it.'],
  },
  {
    shows: 'OAUTH_EC_APP_NOT_FOUND: External client app is not installed in this org',
    matches: /OAUTH_EC_APP_NOT_FOUND|not installed in|must be installed/i,
    code: 'SF_APP_NOT_INSTALLED',
    meaning: 'The app belongs to another org and is not installed here.',
    causes: [
      'The login began at login.salesforce.com, but the app is an External Client App of one org: use that org’s My Domain.',
      'The browser is logged in to another org than the app’s.',
      'The app’s package was never installed here, and the user lacks “Approve Uninstalled Connected Apps”.',
    ],
  },
  {
    shows: 'invalid_app_access: user is not admin approved to access this app',
    matches: /invalid_app_access|not admin approved|OAUTH_APP_ACCESS_DENIED/i,
    code: 'SF_APP_NOT_APPROVED',
    meaning: 'Only pre-authorized users may use the app, and this user is none of them.',
    causes: ['Neither the user’s profile nor a permission set of the user is attached to the app.'],
  },
  {
    shows: 'invalid_client_id: client identifier invalid',
    matches: /invalid_client_id|client identifier invalid/i,
    code: 'SF_CLIENT_CREDENTIALS_INVALID',
    meaning: 'Salesforce does not know the consumer key.',
    causes: [
      'The app was made less than ten minutes ago: wait and try again.',
      'The consumer key was cut off when it was copied.',
      'The login began in production and the app lives in a sandbox, or the other way round.',
    ],
  },
  {
    shows: 'OAUTH_APPROVAL_ERROR_GENERIC: An unexpected error has occurred during authentication',
    matches: /OAUTH_APPROVAL_ERROR_GENERIC/i,
    code: 'SF_APP_NOT_INSTALLED',
    meaning: 'Salesforce does not say why; the address of the page often does (error=…).',
    causes: [
      'The app is not installed or is blocked in this org, and the user may not approve uninstalled apps.',
      'The user is API-only (Salesforce Integration licence) and cannot log in in a browser: use client credentials or JWT.',
      'The app admits pre-authorized users only, and this user is none of them.',
      'The app lacks a scope that it needs (api, refresh_token).',
    ],
  },
  {
    shows:
      'Please check your username and password. If you still can’t log in, contact your Salesforce administrator.',
    matches: /check your username and password/i,
    code: 'SF_GRANT_REFUSED',
    meaning: 'Salesforce says the same to everybody whom it does not let in.',
    causes: [
      'The password is wrong, or the username belongs to the other kind of org (production or sandbox).',
      'The user is frozen, inactive or locked out after too many attempts.',
      'The profile’s login IP ranges or login hours exclude this browser, here and now.',
    ],
  },
  {
    shows: 'URL No Longer Exists',
    matches: /URL No Longer Exists/i,
    code: 'SF_LOGIN_URL_INVALID',
    meaning: 'No org has this address.',
    causes: ['My Domain is misspelt, or was renamed (Setup > My Domain).'],
  },
];

/** What a page means whose address, or words, somebody pasted; undefined when it is none we know. */
export function explainSalesforcePage(pasted: string): SalesforcePage | undefined {
  const words = decoded(pasted);
  return SALESFORCE_PAGES.find(({ matches }) => matches.test(words));
}

/** Of an address only what it says about an error: it holds our own callback, too, under `redirect_uri`. */
function decoded(pasted: string): string {
  const text = pasted.trim();
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return text;
  const { searchParams } = new URL(text);
  return `${searchParams.get('error') ?? ''} ${searchParams.get('error_description') ?? ''}`;
}
