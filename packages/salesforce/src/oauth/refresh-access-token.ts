import type { GrantedToken } from './granted-token.ts';
import { type LoginTarget, requestToken } from './request-token.ts';

export interface RefreshGrant extends LoginTarget {
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly refreshToken: string;
}

/**
 * A new access token for a refresh token. Where the app rotates them, the answer's `refreshToken` replaces the one that was
 * sent, which is dead from then on: it must be stored before anything else happens. One try, never repeated here.
 * Source: Salesforce Help, "OAuth 2.0 Refresh Token Flow for Renewed Sessions".
 *
 * @throws as `requestToken`; `SF_REFRESH_TOKEN_EXPIRED` when Salesforce does not know the token (any more)
 */
export async function refreshAccessToken(grant: RefreshGrant): Promise<GrantedToken> {
  const granted = await requestToken({
    ...grant,
    flow: 'refresh_token',
    grantType: 'refresh_token',
    parameters: { refresh_token: grant.refreshToken },
  });
  // Some answers repeat the token that was sent; that is no rotation.
  return granted.refreshToken === grant.refreshToken ? { ...granted, refreshToken: undefined } : granted;
}
