import { generateKeyPair, randomBytes, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';

/** What signs JWT logins: the key stays with us, the certificate is uploaded to the app. */
export interface KeyPair {
  /** PEM, PKCS #8. Never shown to anybody. */
  readonly privateKey: string;
  /** PEM. */
  readonly certificate: string;
  readonly notAfter: Date;
}

/**
 * Ten years: the certificate carries a public key to one app and is trusted for nothing else. What ends it is taking it
 * out of the app; an earlier date would only stop the sync one day, in silence.
 */
const LIFETIME_YEARS = 10;
/** Clocks differ. */
const BACKDATED_MS = 60 * 60 * 1000;
const MODULUS_BITS = 2048;

const generate = promisify(generateKeyPair);

/**
 * Makes an RSA key and its self-signed certificate (X.509 v3). `name` is what people see in Setup. The encoding is written
 * out here, because nothing in Node writes certificates and the libraries that do bring far more than these few fields.
 * Source: RFC 5280, 4.1; RFC 4055 for the algorithm.
 */
export async function createCertificate(name: string, nowMs: number): Promise<KeyPair> {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: MODULUS_BITS });
  const notAfter = new Date(nowMs);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + LIFETIME_YEARS);
  notAfter.setUTCMilliseconds(0);

  const subject = sequence(set(sequence(COMMON_NAME, der(0x0c, Buffer.from(name, 'utf8')))));
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))), // version 3
    integer(randomBytes(16)),
    SHA256_WITH_RSA,
    subject,
    sequence(time(new Date(nowMs - BACKDATED_MS)), time(notAfter)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension(BASIC_CONSTRAINTS, sequence()), extension(KEY_USAGE, DIGITAL_SIGNATURE))),
  );
  const certificate = sequence(
    toBeSigned,
    SHA256_WITH_RSA,
    der(0x03, Buffer.concat([Buffer.of(0), sign('sha256', toBeSigned, privateKey)])),
  );
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: toPem(certificate),
    notAfter,
  };
}

/** SHA-256 of the certificate, hex with colons, as Setup and `openssl x509 -fingerprint -sha256` show it. */
export function fingerprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}

/** Object identifiers, and what never changes, as DER. */
const COMMON_NAME = Buffer.from('0603550403', 'hex'); // 2.5.4.3
const BASIC_CONSTRAINTS = Buffer.from('0603551d13', 'hex'); // 2.5.29.19; empty: no authority
const KEY_USAGE = Buffer.from('0603551d0f', 'hex'); // 2.5.29.15
const DIGITAL_SIGNATURE = Buffer.from('03020780', 'hex'); // bit 0
const SHA256_WITH_RSA = Buffer.from('300d06092a864886f70d01010b0500', 'hex'); // 1.2.840.113549.1.1.11, NULL

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length), bytes, content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return der(0x31, Buffer.concat(parts));
}

/** Unsigned: the first bit would be a sign, and a leading zero byte may stand only before it. */
function integer(bytes: Buffer): Buffer {
  const firstUsed = bytes.findIndex((byte) => byte !== 0);
  const used = firstUsed === -1 ? Buffer.of(0) : bytes.subarray(firstUsed);
  return der(0x02, (used[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), used]) : used);
}

/** UTCTime until 2049, GeneralizedTime from 2050. Source: RFC 5280, 4.1.2.5. */
function time(at: Date): Buffer {
  const text = `${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
  return at.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(text.slice(2), 'latin1'))
    : der(0x18, Buffer.from(text, 'latin1'));
}

/** All of ours are critical. */
function extension(id: Buffer, value: Buffer): Buffer {
  return sequence(id, Buffer.from('0101ff', 'hex'), der(0x04, value));
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
