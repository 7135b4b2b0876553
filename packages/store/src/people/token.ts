import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as text; `prefix` tells people and secret scanners what it is. */
export function makeToken(prefix: string): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** What is stored of a token. It is random enough that a plain hash cannot be reversed. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
