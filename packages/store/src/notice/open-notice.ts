import type { NoticeKind } from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import type { Queryable } from '../database/queryable.ts';

/** An incident as it is opened. */
export interface NewNotice {
  readonly kind: NoticeKind;
  /** What it is about, such as a connection's id: one open notice of a kind per subject. */
  readonly subject: string;
  readonly title: string;
  readonly text: string;
  readonly action: { readonly label: string; readonly href: string } | null;
}

/** When deliveries become due, and whether e-mail can be sent at all. */
export interface TellingOptions {
  readonly now: IsoInstant;
  readonly tellAt: IsoInstant;
  readonly canEmail: boolean;
}

/**
 * Opens an incident and enters who is to be told, in one transaction. While one of the same kind and subject is open, only what
 * it says is kept up to date: an incident is told of once, however often its trouble repeats.
 */
export async function openNotice(
  db: Database,
  workspaceId: string,
  notice: NewNotice,
  options: TellingOptions,
): Promise<{ readonly opened: boolean }> {
  return await db.transact(async (tx) => {
    const said = [
      workspaceId,
      notice.kind,
      notice.subject,
      notice.title,
      notice.text,
      notice.action === null ? null : JSON.stringify(notice.action),
    ];
    await tx.query(
      /* sql */ `
      update notice set title = $4, body = $5, action = $6
       where workspace_id = $1 and kind = $2 and subject = $3 and closed_at is null
         and (title, body, action) is distinct from ($4, $5, $6::jsonb)`,
      said,
    );
    const { rows } = await tx.query<{ notice_id: string }>(
      /* sql */ `
      insert into notice (workspace_id, kind, subject, title, body, action, opened_at)
      values ($1, $2, $3, $4, $5, $6, $7)
          on conflict (workspace_id, kind, subject) where closed_at is null do nothing
      returning notice_id`,
      [...said, options.now],
    );
    if (rows[0] === undefined) return { opened: false };
    const { emails, webhook } = await readRecipients(tx, workspaceId, notice);
    const deliveries = [
      ...(options.canEmail ? emails.map((recipient) => ['email', recipient] as const) : []),
      ...(webhook === null ? [] : [['webhook', webhook] as const]),
    ];
    for (const [channel, recipient] of deliveries) {
      await tx.query(
        /* sql */ `
        insert into notice_delivery (workspace_id, notice_id, channel, event, recipient, next_attempt_at)
        values ($1, $2, $3, 'opened', $4, $5)`,
        [workspaceId, rows[0].notice_id, channel, recipient, options.tellAt],
      );
    }
    return { opened: true };
  });
}

/**
 * Ends an incident. Who was told gets an all-clear; who was still to be told is told nothing. Closing what is not open
 * is fine.
 */
export async function closeNotice(
  db: Database,
  workspaceId: string,
  kind: NoticeKind,
  subject: string,
  now: IsoInstant,
): Promise<{ readonly closed: boolean }> {
  return await db.transact(async (tx) => {
    const { rows } = await tx.query<{ notice_id: string }>(
      /* sql */ `
      update notice set closed_at = greatest($4::timestamptz, opened_at)
       where workspace_id = $1 and kind = $2 and subject = $3 and closed_at is null
      returning notice_id`,
      [workspaceId, kind, subject, now],
    );
    const noticeId = rows[0]?.notice_id;
    if (noticeId === undefined) return { closed: false };
    // Locks the rows: one that is being sent right now is settled after this, and then orders its own all-clear.
    await tx.query(
      /* sql */ `
      delete from notice_delivery
       where workspace_id = $1 and notice_id = $2 and event = 'opened' and state = 'waiting' and attempts = 0`,
      [workspaceId, noticeId],
    );
    await tx.query(
      /* sql */ `
      insert into notice_delivery (workspace_id, notice_id, channel, event, recipient, next_attempt_at)
      select workspace_id, notice_id, channel, 'closed', recipient, $3
        from notice_delivery
       where workspace_id = $1 and notice_id = $2 and event = 'opened' and state = 'delivered'
          on conflict do nothing`,
      [workspaceId, noticeId, now],
    );
    return { closed: true };
  });
}

/**
 * A member's own connection is the member's affair: they are told by e-mail, not the admins. Everything else goes to
 * the addresses that were set and the admins; a workspace without an admin of its own has the operators. `webhook` is its
 * host; `notice` undefined: those who are told of incidents of the workspace.
 */
export async function readRecipients(
  db: Queryable,
  workspaceId: string,
  notice: { readonly kind: NoticeKind; readonly subject: string } | undefined,
): Promise<{ readonly emails: readonly string[]; readonly webhook: string | null }> {
  const { rows } = await db.query<{
    emails: string[];
    email_admins: boolean;
    webhook_url: string | null;
    owner: string | null;
    admins: string[];
    operators: string[];
  }>(
    /* sql */ `
    select coalesce(s.emails, '{}') as emails, coalesce(s.email_admins, true) as email_admins, s.webhook_url,
           (select m.email from connection c join member m using (workspace_id, member_id)
             where c.workspace_id = $1 and c.connection_id::text = $2 and not m.suspended) as owner,
           array(select m.email from member m
                  where m.workspace_id = $1 and m.role = 'admin' and not m.suspended
                    and exists (select from console_user u where lower(u.email) = lower(m.email))
                  order by m.email) as admins,
           array(select u.email from console_user u where u.is_operator order by u.email) as operators
      from (values (1)) as one
      left join notice_settings s on s.workspace_id = $1`,
    [workspaceId, notice?.subject ?? null],
  );
  const found = rows[0];
  if (found === undefined) return { emails: [], webhook: null };
  const admins = found.admins.length > 0 ? found.admins : found.operators;
  const emails =
    notice?.kind === 'personal_connection_lost'
      ? found.owner === null
        ? []
        : [found.owner]
      : [...found.emails, ...(found.email_admins ? admins : [])];
  const byAddress = new Map(emails.map((email) => [email.toLowerCase(), email]));
  return {
    emails: [...byAddress.values()],
    webhook: found.webhook_url === null ? null : new URL(found.webhook_url).host,
  };
}
