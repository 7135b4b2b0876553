import type { ErrorCode } from '@sync-user/contract';
import { ERRORS } from '@sync-user/contract/errors';

/**
 * What Salesforce writes on a page of its own instead of sending the browser back, so that we never hear of it.
 * Sources: Salesforce Help, "OAuth Authorization Errors"; texts as people report them for each cause.
 */
export const SALESFORCE_PAGES: readonly {
  readonly shown: string;
  readonly means: string;
  /** The likely causes, the likeliest first. */
  readonly codes: readonly ErrorCode[];
}[] = [
  {
    shown: 'OAUTH_APPROVAL_ERROR_GENERIC',
    means: 'Salesforce does not say why. These are the causes we know, the likeliest first.',
    codes: ['SF_API_ONLY_USER', 'SF_APP_NOT_INSTALLED', 'SF_APP_NOT_APPROVED', 'SF_SCOPE_MISSING'],
  },
  {
    shown: 'OAUTH_APP_BLOCKED',
    means: 'An administrator of the org has blocked the app.',
    codes: ['SF_APP_NOT_INSTALLED'],
  },
  {
    shown: 'app must be installed into org, OAUTH_EC_APP_NOT_FOUND',
    means: 'The app belongs to another org and was not installed in this one.',
    codes: ['SF_APP_NOT_INSTALLED'],
  },
  {
    shown: 'user is not admin approved to access this app',
    means: 'The app is open to chosen users only.',
    codes: ['SF_APP_NOT_APPROVED'],
  },
  {
    shown: 'invalid_client_id, client identifier invalid',
    means:
      'The org does not know the consumer key: a typing error, an app of another org, or one made minutes ago.',
    codes: ['SF_CLIENT_CREDENTIALS_INVALID'],
  },
  {
    shown: 'redirect_uri_mismatch, redirect_uri must match configuration',
    means: 'The callback URL of the app is another one than ours.',
    codes: ['SF_CALLBACK_MISMATCH'],
  },
  {
    shown: 'invalid_scope, this scope is not allowed',
    means: 'The app lacks a scope.',
    codes: ['SF_SCOPE_MISSING'],
  },
  {
    shown: 'Your login attempt was blocked, restricted IP or login hours',
    means: 'The user’s profile does not allow a login from here or now.',
    codes: ['SF_IP_REFUSED', 'SF_LOGIN_HOURS'],
  },
  {
    shown: 'Please check your username and password',
    means:
      'Wrong username or password, a user who is inactive or frozen, or the wrong kind of org: sandbox users log in at Sandbox, others at Production.',
    codes: ['SF_USER_INACTIVE', 'SF_LOGIN_URL_INVALID'],
  },
];

export function remedyOf(code: ErrorCode): { readonly title: string; readonly fix: string } {
  const { title, fix } = ERRORS[code];
  return { title, fix };
}
