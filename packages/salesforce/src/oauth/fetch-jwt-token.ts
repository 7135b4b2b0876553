import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { isSyncError, SyncError } from '@sync-user/contract';
import { assertSalesforceHost } from '../hosts/assert-salesforce-host.ts';
import type { GrantedToken } from './granted-token.ts';
import { type LoginTarget, requestToken } from './request-token.ts';

export interface JwtLogin extends LoginTarget {
  readonly clientId: string;
  /** PEM, PKCS #8; the app holds its certificate. */
  readonly privateKey: string;
  /** Salesforce username of whoever is logged in as. */
  readonly username: string;
}

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Salesforce takes up to three minutes ahead of its own clock; two leave room for clocks that differ. */
const LIFETIME_SECONDS = 120;

/**
 * Logs in with a signed assertion (JWT bearer flow), nobody present. There is no refresh token: the key is the lasting
 * grant. Which audience an org wants cannot be told from every My Domain, so another is tried when Salesforce says that it was
 * the audience, and only then. Source: Salesforce Help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration".
 *
 * @throws as `requestToken`; `SF_JWT_REFUSED` for a wrong certificate, audience, or a user who is not pre-authorized
 */
export async function fetchJwtToken(login: JwtLogin): Promise<GrantedToken> {
  const origin = assertSalesforceHost(login.loginUrl, { extraHosts: login.extraHosts ?? [] });
  let refusal: SyncError | undefined;
  for (const audience of audiencesFor(origin)) {
    try {
      return await requestToken({
        ...login,
        clientSecret: null,
        flow: 'jwt',
        grantType: GRANT_TYPE,
        parameters: { assertion: assertionFor(login, audience) },
      });
    } catch (error) {
      if (!isSyncError(error, 'SF_JWT_REFUSED') || !/audience/i.test(error.message)) throw error;
      refusal ??= error;
    }
  }
  throw refusal ?? new SyncError('SF_JWT_REFUSED', 'Salesforce took no audience.');
}

const PRODUCTION = 'https://login.salesforce.com';
const SANDBOX = 'https://test.salesforce.com';

/**
 * Audiences to try, the likeliest first: the login host of the org's kind, then its own address (which newer orgs want).
 * Sandboxes and scratch orgs show their kind in My Domain, unless it is of the old sort.
 */
export function audiencesFor(origin: string): readonly string[] {
  if (origin === PRODUCTION || origin === SANDBOX) return [origin];
  const { hostname } = new URL(origin);
  return /\.(?:sandbox|scratch)\.my\./.test(hostname) ? [SANDBOX, origin] : [PRODUCTION, origin, SANDBOX];
}

function assertionFor({ clientId, username, privateKey }: JwtLogin, audience: string): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({
    iss: clientId,
    sub: username,
    aud: audience,
    exp: Math.floor(Date.now() / 1000) + LIFETIME_SECONDS,
    jti: randomUUID(),
  })}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), createPrivateKey(privateKey)).toString('base64url')}`;
}
