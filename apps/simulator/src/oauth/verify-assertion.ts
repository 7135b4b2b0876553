import { createVerify, X509Certificate, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { OAuthError } from './oauth-error.ts';

export interface Assertion {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly expiresAt: number;
  /** Checks the RS256 signature. @throws OAuthError */
  verify(certificatePem: string): void;
}

/** Hosts Salesforce itself accepts as audience; clients leave out the scheme or add a slash. */
const SALESFORCE_AUDIENCES = ['login.salesforce.com', 'test.salesforce.com'];

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

/** True for our own address, with or without a slash, and for Salesforce's login hosts, with or without scheme. */
export function acceptsAudience(audience: string, baseUrl: string): boolean {
  const bare = audience.replace(/^https?:\/\//, '').replace(/\/(services\/oauth2\/token\/?)?$/, '');
  return bare === baseUrl.replace(/^https?:\/\//, '') || SALESFORCE_AUDIENCES.includes(bare);
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
