import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { Queryable } from '../database/queryable.ts';
import type { Sealer, SecretPlace } from '../secret/create-sealer.ts';

/** Where the installation's signing key belongs, for sealing it. */
export function reportKeyPlace(reportKeyId: string): SecretPlace {
  return { workspaceId: 'installation', connection: reportKeyId, column: 'private_key' };
}

/** What signs completeness reports, and what anybody checks them with. */
export interface ReportSigner {
  /** First 16 hex digits of the SHA-256 of the public key (DER). */
  readonly keyId: string;
  /** PEM (SPKI). */
  readonly publicKey: string;
  /** Ed25519 over the text's UTF-8, base64. */
  sign(text: string): string;
}

/** The installation's key; the first who asks makes it. @throws `SECRET_UNREADABLE` */
export async function openReportKey(db: Queryable, sealer: Sealer): Promise<ReportSigner> {
  const stored = (await readKey(db)) ?? (await makeKey(db, sealer));
  const pem = sealer.open(stored.private_key_sealed, reportKeyPlace(stored.report_key_id));
  const privateKey = createPrivateKey(pem);
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  return {
    keyId: createHash('sha256').update(der).digest('hex').slice(0, 16),
    publicKey: stored.public_key,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  };
}

interface KeyRow {
  report_key_id: string;
  public_key: string;
  private_key_sealed: Buffer;
}

async function readKey(db: Queryable): Promise<KeyRow | undefined> {
  const { rows } = await db.query<KeyRow>(
    /* sql */ `select report_key_id, public_key, private_key_sealed from report_key`,
  );
  return rows[0];
}

/** Two processes may both make one: the first stays. */
async function makeKey(db: Queryable, sealer: Sealer): Promise<KeyRow> {
  const reportKeyId = crypto.randomUUID();
  const pair = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await db.query(
    /* sql */ `
    insert into report_key (report_key_id, public_key, private_key_sealed) values ($1, $2, $3) on conflict do nothing`,
    [reportKeyId, pair.publicKey, sealer.seal(pair.privateKey, reportKeyPlace(reportKeyId))],
  );
  const kept = await readKey(db);
  if (kept === undefined) throw new Error('the report key was not kept');
  return kept;
}
