import { SyncError } from '@sync-user/contract';
import type { SealingKey } from '@sync-user/store';

const KEY_BYTES = 32;

/**
 * Reads `BASE64` (version 1) or `VERSION:BASE64`. Base64 has no colon, so the forms cannot be mistaken.
 * Undefined when the text is neither; nothing of it is repeated, as it is a secret.
 */
function readKey(text: string): SealingKey | undefined {
  const [, version = '1', base64 = ''] = /^(?:(\d{1,3}):)?([A-Za-z0-9+/_-]+={0,2})$/.exec(text.trim()) ?? [];
  const key = Buffer.from(base64, 'base64');
  return key.length === KEY_BYTES && Number(version) >= 1 && Number(version) <= 255
    ? { version: Number(version), key }
    : undefined;
}

/**
 * The keys that secrets may stand under: the current one, which everything new is sealed with, and older ones.
 *
 * @throws SyncError `CONFIG_INVALID` that names the setting, never the key
 */
export function readEncryptionKeys(
  current: string,
  old: readonly string[],
): { readonly keys: readonly SealingKey[]; readonly current: number } {
  const problems: string[] = [];
  const currentKey = readKey(current);
  if (currentKey === undefined) {
    problems.push(
      'ENCRYPTION_KEY must be 32 bytes in base64, with its version and a colon before it unless that is 1; `openssl rand -base64 32` makes one',
    );
  }
  const keys = currentKey === undefined ? [] : [currentKey];
  for (const [index, text] of old.entries()) {
    const key = readKey(text);
    const at = `ENCRYPTION_KEYS_OLD, number ${index + 1}`;
    if (key === undefined) problems.push(`${at}: must be VERSION:BASE64 of 32 bytes`);
    else if (keys.some(({ version }) => version === key.version))
      problems.push(`${at}: version ${key.version} is taken; every key needs a version of its own`);
    else keys.push(key);
  }
  if (problems.length > 0 || currentKey === undefined)
    throw new SyncError('CONFIG_INVALID', problems.join('\n- '));
  return { keys, current: currentKey.version };
}
