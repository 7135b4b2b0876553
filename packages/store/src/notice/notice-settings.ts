import { randomBytes } from 'node:crypto';
import type { Queryable } from '../database/queryable.ts';
import type { Sealer, SecretPlace } from '../secret/create-sealer.ts';

export interface StoredNoticeSettings {
  readonly emails: readonly string[];
  readonly emailAdmins: boolean;
  readonly webhookUrl: string | null;
  readonly hasWebhookSecret: boolean;
}

/** Where the signing secret of a workspace's webhook belongs, for sealing it. */
export function webhookSecretPlace(workspaceId: string): SecretPlace {
  return { workspaceId, connection: 'notices', column: 'webhook_secret' };
}

export async function readNoticeSettings(db: Queryable, workspaceId: string): Promise<StoredNoticeSettings> {
  const { rows } = await db.query<{
    emails: string[];
    email_admins: boolean;
    webhook_url: string | null;
    has_secret: boolean;
  }>(
    /* sql */ `
    select emails, email_admins, webhook_url, webhook_secret_sealed is not null as has_secret
      from notice_settings
     where workspace_id = $1`,
    [workspaceId],
  );
  const row = rows[0];
  return {
    emails: row?.emails ?? [],
    emailAdmins: row?.email_admins ?? true,
    webhookUrl: row?.webhook_url ?? null,
    hasWebhookSecret: row?.has_secret ?? false,
  };
}

export async function changeNoticeSettings(
  db: Queryable,
  workspaceId: string,
  change: {
    readonly emails?: readonly string[] | undefined;
    readonly emailAdmins?: boolean | undefined;
    /** Null: none any more; undefined: as it is. */
    readonly webhookUrl?: string | null | undefined;
  },
): Promise<void> {
  await db.query(
    /* sql */ `
    insert into notice_settings as s (workspace_id, emails, email_admins, webhook_url)
    values ($1, coalesce($2::text[], '{}'), coalesce($3::boolean, true), $4)
        on conflict (workspace_id) do update
       set emails = coalesce($2::text[], s.emails),
           email_admins = coalesce($3, s.email_admins),
           webhook_url = case when $5::boolean then $4 else s.webhook_url end`,
    [
      workspaceId,
      change.emails === undefined ? null : [...change.emails],
      change.emailAdmins ?? null,
      change.webhookUrl ?? null,
      change.webhookUrl !== undefined,
    ],
  );
}

/** A new signing secret, `whsec_` and 32 random bytes in base64; it replaces the one before at once. */
export async function createWebhookSecret(
  db: Queryable,
  sealer: Sealer,
  workspaceId: string,
): Promise<{ readonly secret: string }> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  await db.query(
    /* sql */ `
    insert into notice_settings (workspace_id, webhook_secret_sealed) values ($1, $2)
        on conflict (workspace_id) do update set webhook_secret_sealed = excluded.webhook_secret_sealed`,
    [workspaceId, sealer.seal(secret, webhookSecretPlace(workspaceId))],
  );
  return { secret };
}

/** What a delivery needs. @throws `SECRET_UNREADABLE` */
export async function readWebhook(
  db: Queryable,
  sealer: Sealer,
  workspaceId: string,
): Promise<{ readonly url: string; readonly secret: string | null } | undefined> {
  const { rows } = await db.query<{ webhook_url: string | null; webhook_secret_sealed: Buffer | null }>(
    /* sql */ `select webhook_url, webhook_secret_sealed from notice_settings where workspace_id = $1`,
    [workspaceId],
  );
  const row = rows[0];
  if (row === undefined || row.webhook_url === null) return undefined;
  const sealed = row.webhook_secret_sealed;
  return {
    url: row.webhook_url,
    secret: sealed === null ? null : sealer.open(sealed, webhookSecretPlace(workspaceId)),
  };
}
