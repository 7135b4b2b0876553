import { webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** What signs JWT logins: the key stays with us, the certificate is uploaded to the app. */
export interface KeyPair {
  /** PEM, PKCS #8. Never shown to anybody. */
  readonly privateKey: string;
  /** PEM. */
  readonly certificate: string;
  readonly notAfter: Date;
}

const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
} as const;

/**
 * Ten years: the certificate carries a public key to one app and is trusted for nothing else. What ends it is taking it
 * out of the app; an earlier date would only stop the sync one day, in silence.
 */
const LIFETIME_YEARS = 10;
/** Clocks differ. */
const BACKDATED_MS = 60 * 60 * 1000;

/** Makes an RSA key and its self-signed certificate. `name` is what people see in Setup. */
export async function createCertificate(name: string, nowMs: number): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const notAfter = new Date(nowMs);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + LIFETIME_YEARS);
  notAfter.setUTCMilliseconds(0);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [name] }],
      notBefore: new Date(nowMs - BACKDATED_MS),
      notAfter,
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ],
    },
    webcrypto,
  );
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    privateKey: toPem('PRIVATE KEY', key),
    certificate: toPem('CERTIFICATE', Buffer.from(certificate.rawData)),
    notAfter,
  };
}

/** SHA-256 of the certificate, hex with colons, as Setup and `openssl x509 -fingerprint -sha256` show it. */
export function fingerprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}

function toPem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
