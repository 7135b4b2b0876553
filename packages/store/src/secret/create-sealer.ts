import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SyncError } from '@sync-user/contract';

/** Where a secret belongs. A sealed value that was copied to another place cannot be opened there. */
export interface SecretPlace {
  readonly workspaceId: string;
  readonly connection: string;
  readonly column: string;
}

export interface Sealer {
  /** Of the key that new secrets are sealed with; the first byte of what is sealed. */
  readonly currentVersion: number;
  seal(secret: string, place: SecretPlace): Buffer;
  /** @throws `SECRET_UNREADABLE` when the key is missing or wrong, the place is another, or a byte was changed. */
  open(sealed: Buffer, place: SecretPlace): string;
}

export interface SealingKey {
  /** 1 to 255; stored as the first byte of everything sealed with the key. */
  readonly version: number;
  /** 32 random bytes. */
  readonly key: Buffer;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const BOX_OVERHEAD = IV_BYTES + TAG_BYTES;

/**
 * AES-256-GCM envelopes: each secret has its own random key, which the versioned key wraps. Rotation adds a key and
 * makes it `current`; older values stay readable as long as their key is given.
 *
 *   version (1) │ box of the data key: iv 12, key 32, tag 16 │ box of the secret: iv 12, secret, tag 16
 */
export function createSealer(options: {
  readonly keys: readonly SealingKey[];
  readonly current: number;
}): Sealer {
  const keys = new Map<number, Buffer>();
  for (const { version, key } of options.keys) {
    if (!Number.isInteger(version) || version < 1 || version > 255 || keys.has(version)) {
      throw new SyncError(
        'CONFIG_INVALID',
        'encryption key versions must be different numbers from 1 to 255',
      );
    }
    if (key.length !== KEY_BYTES) {
      throw new SyncError('CONFIG_INVALID', `encryption key ${version} must be ${KEY_BYTES} bytes long`);
    }
    keys.set(version, Buffer.from(key));
  }
  const currentKey = keys.get(options.current);
  if (currentKey === undefined) {
    throw new SyncError(
      'CONFIG_INVALID',
      `there is no encryption key with the current version ${options.current}`,
    );
  }

  return {
    currentVersion: options.current,
    seal(secret, place) {
      const dataKey = randomBytes(KEY_BYTES);
      const aad = toAad(options.current, place);
      return Buffer.concat([
        Buffer.from([options.current]),
        toBox(currentKey, dataKey, aad),
        toBox(dataKey, Buffer.from(secret, 'utf8'), aad),
      ]);
    },
    open(sealed, place) {
      const version = sealed[0] ?? 0;
      const key = keys.get(version);
      if (key === undefined) {
        throw new SyncError(
          'SECRET_UNREADABLE',
          `the secret was stored under key version ${version}, which is not configured`,
        );
      }
      const secretAt = 1 + BOX_OVERHEAD + KEY_BYTES;
      const aad = toAad(version, place);
      try {
        const dataKey = fromBox(key, sealed.subarray(1, secretAt), aad);
        return fromBox(dataKey, sealed.subarray(secretAt), aad).toString('utf8');
      } catch (cause) {
        throw new SyncError(
          'SECRET_UNREADABLE',
          'the stored secret does not open with the configured key',
          { column: place.column, keyVersion: version },
          { cause },
        );
      }
    },
  };
}

/** JSON keeps the parts apart: no two places give the same bytes. */
function toAad(version: number, place: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([version, place.workspaceId, place.connection, place.column]), 'utf8');
}

function toBox(key: Buffer, content: Buffer, aad: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(aad);
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([iv, sealed, cipher.getAuthTag()]);
}

function fromBox(key: Buffer, box: Buffer, aad: Buffer): Buffer {
  if (box.length < BOX_OVERHEAD) throw new Error('the sealed value is too short');
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(aad).setAuthTag(box.subarray(box.length - TAG_BYTES));
  return Buffer.concat([decipher.update(box.subarray(IV_BYTES, box.length - TAG_BYTES)), decipher.final()]);
}
