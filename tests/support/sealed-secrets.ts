import { createSealer } from '@sync-user/store';

/** Where everything that is sealed stands: table, column, key, and the name its seal is bound to. */
const SEALED = [
  ['salesforce_app', 'client_secret', 'app_id'],
  ['salesforce_app', 'private_key', 'app_id'],
  ['connection', 'refresh_token', 'connection_id'],
  ['connection', 'access_token', 'connection_id'],
  ['salesforce_authorization', 'code_verifier', 'authorization_id'],
  ['notice_settings', 'webhook_secret', null],
] as const;

interface SealedRow {
  readonly id: string;
  readonly owner: string | null;
  readonly sealed: Buffer;
}

type Query = <Row extends object>(sql: string) => Promise<Row[]>;

/**
 * Opens everything that is sealed in the database now, as the server does, so that a test can look for it where it must
 * not be. Called again and again during a walk: rotated tokens are gone later.
 */
export async function openSealed(query: Query, encryptionKey: string): Promise<Record<string, string>> {
  const sealer = createSealer({
    keys: [{ version: 1, key: Buffer.from(encryptionKey, 'base64') }],
    current: 1,
  });
  const found: Record<string, string> = {};
  for (const [table, column, key] of SEALED) {
    const rows = await query<SealedRow>(
      `select ${key ?? 'workspace_id'}::text as id, workspace_id::text as owner, ${column}_sealed as sealed
         from ${table} where ${column}_sealed is not null`,
    );
    for (const { id, owner, sealed } of rows) {
      const place = {
        workspaceId: owner ?? 'installation',
        connection: key === null ? 'notices' : id,
        column,
      };
      const secret = sealer.open(sealed, place);
      // A finished login's verifier is emptied.
      if (secret !== '') found[`${table}.${column} ${secret.slice(-6)}`] = secret;
    }
  }
  return found;
}
