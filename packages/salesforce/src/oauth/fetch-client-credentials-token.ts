import type { GrantedToken } from './granted-token.ts';
import { type LoginTarget, requestToken } from './request-token.ts';

/** `loginUrl` is the org's My Domain: the login hosts do not serve this flow. */
export interface ClientCredentials extends LoginTarget {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Logs in with the OAuth 2.0 client credentials flow, as the app's Run-As user. There is no refresh token: the secret is
 * the lasting grant. Source: Salesforce Help, "OAuth 2.0 Client Credentials Flow for Server-to-Server Integration".
 *
 * @throws as `requestToken`
 */
export function fetchClientCredentialsToken(credentials: ClientCredentials): Promise<GrantedToken> {
  return requestToken({
    ...credentials,
    flow: 'client_credentials',
    grantType: 'client_credentials',
    parameters: {},
  });
}
