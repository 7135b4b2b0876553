import type { GrantedToken } from './granted-token.ts';
import { type LoginTarget, requestToken } from './request-token.ts';

export interface CodeExchange extends LoginTarget {
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** From the callback; works once, for fifteen minutes. */
  readonly code: string;
  /** Exactly the one the browser was sent away with. */
  readonly redirectUri: string;
  readonly codeVerifier: string;
}

/**
 * Ends the web server flow: the code and the PKCE verifier for tokens. Whether a refresh token came is for the caller to
 * look at. Source: Salesforce Help, "OAuth 2.0 Web Server Flow for Web App Integration".
 *
 * @throws as `requestToken`
 */
export function exchangeCode(exchange: CodeExchange): Promise<GrantedToken> {
  return requestToken({
    ...exchange,
    flow: 'authorization_code',
    grantType: 'authorization_code',
    parameters: {
      code: exchange.code,
      redirect_uri: exchange.redirectUri,
      code_verifier: exchange.codeVerifier,
    },
  });
}
