import type { NoticeKind } from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import type { Queryable } from '../database/queryable.ts';

/** Something to be told to somebody, with everything that the message says. */
export interface DueDelivery {
  readonly workspaceId: string;
  readonly workspace: { readonly slug: string; readonly name: string };
  readonly deliveryId: string;
  readonly channel: 'email' | 'webhook';
  readonly event: 'opened' | 'closed';
  readonly recipient: string;
  /** This one included. */
  readonly attempts: number;
  readonly notice: {
    readonly id: string;
    readonly kind: NoticeKind;
    readonly title: string;
    readonly text: string;
    readonly action: { readonly label: string; readonly href: string } | null;
    readonly openedAt: IsoInstant;
    readonly closedAt: IsoInstant | null;
  };
}

export type DeliveryOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly error: string; readonly at: IsoInstant }
  | { readonly kind: 'failed'; readonly error: string };

interface DueRow {
  workspace_id: string;
  slug: string;
  workspace_name: string;
  delivery_id: string;
  channel: DueDelivery['channel'];
  event: DueDelivery['event'];
  recipient: string;
  attempts: number;
  notice_id: string;
  kind: NoticeKind;
  title: string;
  body: string;
  action: DueDelivery['notice']['action'];
  opened_at: IsoInstant;
  closed_at: IsoInstant | null;
}

/**
 * Claims up to `limit` deliveries that are due, the longest due first, for `leaseUntil`: when the claimer dies, they are
 * due again then. Openings of incidents that have ended meanwhile are given up. Safe from many workers at once.
 */
export async function claimDeliveries(
  db: Queryable,
  options: { readonly now: IsoInstant; readonly leaseUntil: IsoInstant; readonly limit: number },
): Promise<DueDelivery[]> {
  await db.query(
    /* sql */ `
    update notice_delivery d
       set state = 'failed', settled_at = $1, error = coalesce(d.error || ' ', '') || 'It ended before it could be told.'
      from notice n
     where n.workspace_id = d.workspace_id and n.notice_id = d.notice_id
       and d.state = 'waiting' and d.event = 'opened' and d.next_attempt_at <= $1 and n.closed_at is not null`,
    [options.now],
  );
  const { rows } = await db.query<DueRow>(
    /* sql */ `
    with due as (
      select workspace_id, delivery_id
        from notice_delivery
       where state = 'waiting' and next_attempt_at <= $1
       order by next_attempt_at
       limit $3
         for update skip locked
    ), claimed as (
      update notice_delivery d
         set attempts = d.attempts + 1, next_attempt_at = $2
        from due
       where d.workspace_id = due.workspace_id and d.delivery_id = due.delivery_id
      returning d.*
    )
    select c.workspace_id, w.slug, w.name as workspace_name, c.delivery_id, c.channel, c.event, c.recipient,
           c.attempts, n.notice_id, n.kind, n.title, n.body, n.action, n.opened_at, n.closed_at
      from claimed c
      join notice n using (workspace_id, notice_id)
      join workspace w using (workspace_id)`,
    [options.now, options.leaseUntil, options.limit],
  );
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    workspace: { slug: row.slug, name: row.workspace_name },
    deliveryId: row.delivery_id,
    channel: row.channel,
    event: row.event,
    recipient: row.recipient,
    attempts: row.attempts,
    notice: {
      id: row.notice_id,
      kind: row.kind,
      title: row.title,
      text: row.body,
      action: row.action,
      openedAt: row.opened_at,
      closedAt: row.closed_at,
    },
  }));
}

/** Writes how an attempt went. Who was told of an incident that has ended meanwhile is owed the all-clear at once. */
export async function settleDelivery(
  db: Database,
  { workspaceId, deliveryId }: Pick<DueDelivery, 'workspaceId' | 'deliveryId'>,
  outcome: DeliveryOutcome,
  now: IsoInstant,
): Promise<void> {
  if (outcome.kind === 'retry') {
    await db.query(
      /* sql */ `
      update notice_delivery set next_attempt_at = $3, error = $4
       where workspace_id = $1 and delivery_id = $2 and state = 'waiting'`,
      [workspaceId, deliveryId, outcome.at, outcome.error],
    );
    return;
  }
  await db.transact(async (tx) => {
    // The notice is locked first, as closing does: either it sees this delivery, or this sees the end.
    const { rows } = await tx.query<{ closed_at: string | null }>(
      /* sql */ `
      select n.closed_at
        from notice n
       where n.workspace_id = $1
         and n.notice_id = (select notice_id from notice_delivery where workspace_id = $1 and delivery_id = $2)
         for update`,
      [workspaceId, deliveryId],
    );
    await tx.query(
      /* sql */ `
      update notice_delivery set state = $3, settled_at = $4, error = $5
       where workspace_id = $1 and delivery_id = $2 and state = 'waiting'`,
      [workspaceId, deliveryId, outcome.kind, now, outcome.kind === 'failed' ? outcome.error : null],
    );
    if (outcome.kind !== 'delivered' || rows[0] === undefined || rows[0].closed_at === null) return;
    await tx.query(
      /* sql */ `
      insert into notice_delivery (workspace_id, notice_id, channel, event, recipient, next_attempt_at)
      select workspace_id, notice_id, channel, 'closed', recipient, $3
        from notice_delivery
       where workspace_id = $1 and delivery_id = $2 and event = 'opened'
          on conflict do nothing`,
      [workspaceId, deliveryId, now],
    );
  });
}
