import { isSyncError } from '@sync-user/contract';
import { reportKeyPlace } from '../census/report-key.ts';
import { appPlace } from '../app/stored-app.ts';
import { authorizationPlace } from '../authorization/stored-authorization.ts';
import { toPlace } from '../connection/stored-connection.ts';
import type { Queryable } from '../database/queryable.ts';
import { webhookSecretPlace } from '../notice/notice-settings.ts';
import type { Sealer, SecretPlace } from './create-sealer.ts';

interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Key of the table's rows; a column that is null sorts and compares as empty. */
  readonly key: readonly string[];
  /** `owner` is the row's workspace, null for the installation's; `id` the rest of its key. */
  readonly place: (owner: string | null, id: string) => SecretPlace;
}

const ofWorkspace = (owner: string | null): string => {
  if (owner === null) throw new Error('this row belongs to a workspace');
  return owner;
};

/** Every place where something is sealed; a test holds it to the columns there are. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  ...(['client_secret', 'private_key'] as const).map((secret) => ({
    table: 'salesforce_app',
    column: `${secret}_sealed`,
    key: ['app_id'],
    place: (owner: string | null, id: string) => appPlace(owner, id, secret),
  })),
  ...(['refresh_token', 'access_token'] as const).map((secret) => ({
    table: 'connection',
    column: `${secret}_sealed`,
    key: ['connection_id'],
    place: (owner: string | null, id: string) => toPlace(ofWorkspace(owner), id, secret),
  })),
  {
    table: 'salesforce_authorization',
    column: 'code_verifier_sealed',
    key: ['authorization_id'],
    place: (owner, id) => authorizationPlace({ workspaceId: ofWorkspace(owner), authorizationId: id }),
  },
  {
    table: 'notice_settings',
    column: 'webhook_secret_sealed',
    key: ['workspace_id'],
    place: (owner) => webhookSecretPlace(ofWorkspace(owner)),
  },
  {
    table: 'report_key',
    column: 'private_key_sealed',
    key: ['report_key_id'],
    place: (_owner, id) => reportKeyPlace(id),
  },
];

const BATCH = 100;

export interface ResealResult {
  readonly resealed: number;
  /** Of the current key. */
  readonly keyVersion: number;
  /** Sealed under a key that is not configured, or damaged; they stay as they are. */
  readonly unreadable: number;
}

/**
 * Seals every secret that stands under another key anew under the current one. Each row is written only when its sealed
 * value is still the one that was read: a token renewed in between, by whatever process, wins. Row locks are held for
 * single updates, so renewals that are running go on. What others seal meanwhile with an older key is found by running
 * it again.
 */
export async function resealSecrets(db: Queryable, sealer: Sealer): Promise<ResealResult> {
  const total = { resealed: 0, unreadable: 0 };
  for (const place of SEALED_COLUMNS) {
    const { resealed, unreadable } = await resealColumn(db, sealer, place);
    total.resealed += resealed;
    total.unreadable += unreadable;
  }
  return { ...total, keyVersion: sealer.currentVersion };
}

async function resealColumn(
  db: Queryable,
  sealer: Sealer,
  { table, column, key, place }: SealedColumn,
): Promise<Pick<ResealResult, 'resealed' | 'unreadable'>> {
  const [id = ''] = key;
  let resealed = 0;
  let unreadable = 0;
  for (let after: string | undefined; ; ) {
    const { rows } = await db.query<{ id: string; owner: string | null; sealed: Buffer }>(
      /* sql */ `
      select ${id} as id, workspace_id as owner, ${column} as sealed
        from ${table}
       where ${column} is not null and ($1::uuid is null or ${id} > $1)
       order by ${id}
       limit ${BATCH}`,
      [after ?? null],
    );
    for (const row of rows) {
      const outcome = await resealRow(db, sealer, { table, column, id, row, place });
      if (outcome === 'resealed') resealed += 1;
      if (outcome === 'unreadable') unreadable += 1;
    }
    after = rows.at(-1)?.id;
    if (rows.length < BATCH) return { resealed, unreadable };
  }
}

async function resealRow(
  db: Queryable,
  sealer: Sealer,
  {
    table,
    column,
    id,
    row,
    place,
  }: Pick<SealedColumn, 'table' | 'column' | 'place'> & {
    readonly id: string;
    readonly row: { readonly id: string; readonly owner: string | null; readonly sealed: Buffer };
  },
): Promise<'resealed' | 'unreadable' | 'as_it_was'> {
  const at = place(row.owner, row.id);
  const secret = tryOpen(sealer, row.sealed, at);
  if (secret === undefined) return 'unreadable';
  if (row.sealed[0] === sealer.currentVersion) return 'as_it_was';
  const { rowCount } = await db.query(
    /* sql */ `update ${table} set ${column} = $3 where ${id} = $1 and ${column} = $2`,
    [row.id, row.sealed, sealer.seal(secret, at)],
  );
  return rowCount > 0 ? 'resealed' : 'as_it_was';
}

function tryOpen(sealer: Sealer, sealed: Buffer, place: SecretPlace): string | undefined {
  try {
    return sealer.open(sealed, place);
  } catch (error) {
    if (isSyncError(error, 'SECRET_UNREADABLE')) return undefined;
    throw error;
  }
}
