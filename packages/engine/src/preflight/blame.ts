import { type ErrorCode, isSyncError, type SyncError } from '@sync-user/contract';

/** Refusals of a login → the check that each is about. Anything else that throws is not about permissions. */
export const BLAME: Readonly<Partial<Record<ErrorCode, string>>> = {
  SF_USER_INACTIVE: 'user_active',
  SF_IP_REFUSED: 'ip_restrictions',
  SF_LOGIN_HOURS: 'login_hours',
  SF_APP_NOT_INSTALLED: 'app_allowed',
  SF_APP_NOT_APPROVED: 'app_allowed',
  SF_CLIENT_CREDENTIALS_INVALID: 'app_allowed',
  SF_CLIENT_CREDENTIALS_NOT_ENABLED: 'app_allowed',
  SF_JWT_REFUSED: 'app_allowed',
  SF_GRANT_REFUSED: 'app_allowed',
  SF_SCOPE_MISSING: 'scopes_granted',
  SF_REFRESH_TOKEN_EXPIRED: 'refresh_token_policy',
  SF_REFRESH_TOKEN_LOST: 'refresh_token_policy',
  SF_WRONG_ORG: 'org_identity',
};

export function isLoginRefusal(error: unknown): error is SyncError {
  return isSyncError(error) && BLAME[error.code] !== undefined;
}
