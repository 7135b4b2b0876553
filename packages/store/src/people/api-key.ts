import type { ApiKey } from '@sync-user/contract';
import type { Queryable } from '../database/queryable.ts';
import { hashToken, makeToken } from './token.ts';

export interface StoredApiKey extends ApiKey {
  /** Null: good for the whole installation. */
  readonly workspaceId: string | null;
}

interface ApiKeyRow {
  key_id: string;
  workspace_id: string | null;
  name: string;
  slug: string | null;
  created_at: string;
  last_used_at: string | null;
}

/** Makes a key; it is shown once and only its hash is stored. `key` may be given by an operator. */
export async function createApiKey(
  db: Queryable,
  key: { readonly workspaceId: string | null; readonly name: string; readonly key?: string },
): Promise<{ readonly id: string; readonly key: string }> {
  const text = key.key ?? makeToken('su_');
  const { rows } = await db.query<{ key_id: string }>(
    /* sql */ `
    insert into api_key (workspace_id, name, key_hash) values ($1, $2, $3)
        on conflict (key_hash) do update set name = excluded.name
    returning key_id`,
    [key.workspaceId, key.name, hashToken(text)],
  );
  if (rows[0] === undefined) throw new Error('the key was not returned');
  return { id: rows[0].key_id, key: text };
}

/** The key, when it is known and not revoked. Notes its use, to the minute. */
export async function readApiKey(db: Queryable, key: string): Promise<StoredApiKey | undefined> {
  const { rows } = await db.query<ApiKeyRow>(
    /* sql */ `
    with used as (
      update api_key
         set last_used_at = now()
       where key_hash = $1
         and revoked_at is null
         and (last_used_at is null or last_used_at < now() - interval '1 minute')
    )
    select k.key_id, k.workspace_id, k.name, w.slug, k.created_at, k.last_used_at
      from api_key k
      left join workspace w using (workspace_id)
     where k.key_hash = $1 and k.revoked_at is null`,
    [hashToken(key)],
  );
  return rows[0] && toApiKey(rows[0]);
}

/** Keys of one workspace; with null those of the installation. Newest first, without the revoked. */
export async function listApiKeys(db: Queryable, workspaceId: string | null): Promise<StoredApiKey[]> {
  const { rows } = await db.query<ApiKeyRow>(
    /* sql */ `
    select k.key_id, k.workspace_id, k.name, w.slug, k.created_at, k.last_used_at
      from api_key k
      left join workspace w using (workspace_id)
     where k.workspace_id is not distinct from $1 and k.revoked_at is null
     order by k.created_at desc, k.key_id`,
    [workspaceId],
  );
  return rows.map(toApiKey);
}

/** False when there was no such key to revoke. */
export async function revokeApiKey(
  db: Queryable,
  workspaceId: string | null,
  keyId: string,
): Promise<boolean> {
  const { rowCount } = await db.query(
    /* sql */ `
    update api_key set revoked_at = now()
     where key_id = $2 and workspace_id is not distinct from $1 and revoked_at is null`,
    [workspaceId, keyId],
  );
  return rowCount > 0;
}

function toApiKey(row: ApiKeyRow): StoredApiKey {
  return {
    id: row.key_id,
    workspaceId: row.workspace_id,
    name: row.name,
    workspace: row.slug,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
