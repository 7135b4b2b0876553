import { createVerify, X509Certificate, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Incoming } from '../http/incoming.ts';
import type { World } from '../world.ts';
import { isSandboxOrg, siteOf } from './hosts.ts';
import { OAuthError } from './oauth-error.ts';

export interface Assertion {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly expiresAt: number;
  /** Checks the RS256 signature. @throws OAuthError */
  verify(certificatePem: string): void;
}

/**
 * Reads the assertion of the JWT bearer flow, unchecked.
 *
 * `exp` is seconds by the standard, but the Salesforce CLI sends milliseconds and simple-salesforce a string;
 * the real service takes both.
 * @throws OAuthError `invalid_grant` when it is no JWT.
 */
export function readAssertion(text: string): Assertion {
  const [head, body, signature] = text.split('.');
  const header = decode(head);
  const claims = decode(body);
  if (header === undefined || claims === undefined || signature === undefined || header['alg'] !== 'RS256') {
    throw new OAuthError('invalid_grant', 'invalid assertion');
  }
  const exp = Number(claims['exp']);
  return {
    issuer: textOf(claims['iss']),
    subject: textOf(claims['sub'] ?? claims['prn']),
    audience: textOf(Array.isArray(claims['aud']) ? claims['aud'][0] : claims['aud']),
    expiresAt: exp > 1e11 ? exp : exp * 1000,
    verify(certificatePem) {
      const good = createVerify('RSA-SHA256')
        .update(`${head}.${body}`)
        .verify(toPublicKey(certificatePem), Buffer.from(signature, 'base64url'));
      if (!good) throw new OAuthError('invalid_grant', 'invalid assertion');
    },
  };
}

/**
 * True for the login host of the org's kind and for the org's own addresses, with or without scheme and slash.
 * Source: client-quirks "Auth"; facts 1.3.
 */
export function acceptsAudience(world: World, audience: string, incoming: Incoming): boolean {
  const bare = (url: string): string =>
    url.replace(/^https?:\/\//, '').replace(/\/(services\/oauth2\/token\/?)?$/, '');
  const site = siteOf(world, incoming);
  const own = site.role === 'any' ? [incoming.baseUrl] : [site.instanceUrl, site.loginUrl];
  const loginHost = isSandboxOrg(world) ? 'test.salesforce.com' : 'login.salesforce.com';
  return [loginHost, ...own.map(bare)].includes(bare(audience));
}

function toPublicKey(pem: string): KeyObject {
  return pem.includes('BEGIN CERTIFICATE') ? new X509Certificate(pem).publicKey : createPublicKey(pem);
}

function decode(part: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    // Not a JWT; the caller says so in Salesforce's words.
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
