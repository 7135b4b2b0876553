import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_SECONDS = 30;

/** A fresh secret, as people type it into an authenticator app: 32 characters of base32. */
export function newTotpSecret(): string {
  return encodeBase32(randomBytes(20));
}

/** The code of a moment. Source: RFC 6238 with SHA-1 and steps of 30 seconds, as authenticator apps do. */
export function totpCode(secret: Buffer, atMs: number, digits = 6): string {
  return hotpCode(secret, Math.floor(atMs / 1000 / STEP_SECONDS), digits);
}

/** One step late or early counts: clocks differ. */
export function isTotpCode(secret: Buffer, code: string, atMs: number): boolean {
  const given = Buffer.from(code.trim());
  return [0, -1, 1].some((steps) => {
    const expected = Buffer.from(totpCode(secret, atMs + steps * STEP_SECONDS * 1000));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}

/** Source: RFC 4226, section 5.3. */
function hotpCode(secret: Buffer, counter: number, digits: number): string {
  const moving = Buffer.alloc(8);
  moving.writeBigUInt64BE(BigInt(counter));
  const hash = createHmac('sha1', secret).update(moving).digest();
  const offset = (hash.at(-1) ?? 0) & 0x0f;
  const number = hash.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

export function decodeBase32(text: string): Buffer {
  let bits = '';
  for (const letter of text.toUpperCase().replaceAll(/[\s=]/g, '')) {
    const value = BASE32.indexOf(letter);
    if (value === -1) throw new Error(`"${letter}" is not base32.`);
    bits += value.toString(2).padStart(5, '0');
  }
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

export function encodeBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => BASE32.charAt(Number.parseInt(five.padEnd(5, '0'), 2)))
    .join('');
}
