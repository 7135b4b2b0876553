import type { EventRepairKind, EventStreamState, Trouble } from '@sync-user/contract';
import type { EventLease, EventSelection, IsoInstant } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { askForPoll, CLOCK_MARGIN, openRepair } from './event-repairs.ts';

/** A subscription that a process took over. */
export interface ClaimedSubscription extends EventLease {
  readonly schema: string;
  readonly instanceUrl: string;
  readonly channel: string;
  readonly state: EventStreamState;
  /** Null: it begins with what happens from now on. */
  readonly replayId: Uint8Array | null;
  readonly replayAt: IsoInstant | null;
  readonly selectionReadAt: IsoInstant | null;
}

export interface ClaimOptions {
  readonly owner: string;
  readonly leaseSeconds: number;
  readonly limit: number;
  /** Addresses of orgs that events can be had of, as a regular expression. */
  readonly instances: string;
  readonly channel: string;
}

/**
 * Workspaces whose events nobody reads, and somebody should: they are connected and have loaded objects that may be fed by
 * events. Each is handed to one process at a time; its fence goes up.
 */
export async function claimSubscriptions(
  db: Database,
  options: ClaimOptions,
): Promise<ClaimedSubscription[]> {
  const { rows } = await db.query<ClaimedRow>(
    /* sql */ `
    with wanted as (
      select w.workspace_id, c.organization_id, c.instance_url
        from workspace w
        join connection c on c.workspace_id = w.workspace_id and ${WANTED_CONNECTION}
       where c.instance_url ~ $4 and ${WANTED_OBJECTS}
    ), made as (
      insert into event_subscription (workspace_id, organization_id, channel)
      select workspace_id, organization_id, $5 from wanted
       where not exists (select from event_subscription s where s.workspace_id = wanted.workspace_id)
          on conflict do nothing
    ), free as (
      select s.workspace_id from event_subscription s
        join wanted using (workspace_id)
       where (s.lease_until is null or s.lease_until < now()) and (s.retry_at is null or s.retry_at <= now())
       order by s.lease_until nulls first limit $3
         for update of s skip locked
    )
    update event_subscription s
       set owner = $1, lease_until = now() + make_interval(secs => $2), fence = s.fence + 1, retry_at = null,
           -- A position means nothing in another org.
           replay_id = case when s.organization_id = wanted.organization_id then s.replay_id end,
           replay_at = case when s.organization_id = wanted.organization_id then s.replay_at end,
           organization_id = wanted.organization_id
      from wanted, workspace w
     where s.workspace_id in (select workspace_id from free)
       and wanted.workspace_id = s.workspace_id and w.workspace_id = s.workspace_id
    returning s.workspace_id, s.organization_id, s.owner, s.fence, s.channel, s.state, s.replay_id, s.replay_at,
              s.selection_read_at, w.schema_name, wanted.instance_url`,
    [options.owner, options.leaseSeconds, options.limit, options.instances, options.channel],
  );
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    organizationId: row.organization_id,
    owner: row.owner,
    fence: row.fence,
    schema: row.schema_name,
    instanceUrl: row.instance_url,
    channel: row.channel,
    state: row.state,
    replayId: row.replay_id,
    replayAt: row.replay_at,
    selectionReadAt: row.selection_read_at,
  }));
}

interface ClaimedRow {
  workspace_id: string;
  organization_id: string;
  owner: string;
  fence: number;
  schema_name: string;
  instance_url: string;
  channel: string;
  state: EventStreamState;
  replay_id: Buffer | null;
  replay_at: IsoInstant | null;
  selection_read_at: IsoInstant | null;
}

const WANTED_CONNECTION = /* sql */ `
  w.events_on and c.is_sync_user and c.state in ('active', 'degraded') and c.organization_id = w.organization_id`;
/** Records that wait to be read again are read, even when nothing is to be fed any more: polls do not reach back to them. */
const WANTED_OBJECTS = /* sql */ `
  (exists (select from selected_object o
            where o.workspace_id = w.workspace_id and o.state = 'live' and o.paused_at is null
              and o.read_mode <> 'poll')
   or exists (select from event_read r join selected_object o using (workspace_id, sobject)
               where r.workspace_id = w.workspace_id and o.state = 'live' and o.paused_at is null))`;

/** `unwanted`: nobody is connected any more, or no object is to be fed. */
export async function renewLease(
  db: Queryable,
  lease: EventLease,
  leaseSeconds: number,
): Promise<'held' | 'lost' | 'unwanted'> {
  const { rows } = await db.query<{ wanted: boolean }>(
    /* sql */ `
    update event_subscription s set lease_until = now() + make_interval(secs => $4)
      from workspace w
     where s.workspace_id = $1 and s.owner = $2 and s.fence = $3 and w.workspace_id = s.workspace_id
    returning w.organization_id = s.organization_id
              and ${WANTED_OBJECTS}
              and exists (select from connection c
                           where c.workspace_id = w.workspace_id and ${WANTED_CONNECTION}) as wanted`,
    [lease.workspaceId, lease.owner, lease.fence, leaseSeconds],
  );
  const row = rows[0];
  if (row === undefined) return 'lost';
  return row.wanted ? 'held' : 'unwanted';
}

/** Gives the subscription up, to be claimed by anybody: at once, or not before `retryAfterMs`. */
export async function releaseLease(
  db: Queryable,
  lease: EventLease,
  release: {
    readonly state: EventStreamState;
    readonly trouble: Trouble | null;
    readonly retryAfterMs: number | null;
    /** What was missed is polled: the next subscription begins with what happens then. */
    readonly forget: boolean;
  },
): Promise<void> {
  await db.query(
    /* sql */ `
    update event_subscription
       set state = $4, trouble = $5, owner = null, lease_until = null, connected_at = null,
           retry_at = case when $6::float8 is null then null else now() + make_interval(secs => $6 / 1000) end,
           replay_id = case when $7 then null else replay_id end,
           replay_at = case when $7 then null else replay_at end
     where workspace_id = $1 and owner = $2 and fence = $3`,
    [
      lease.workspaceId,
      lease.owner,
      lease.fence,
      release.state,
      release.trouble === null ? null : JSON.stringify(release.trouble),
      release.retryAfterMs,
      release.forget,
    ],
  );
}

/** Null when the subscription is another's by now. */
export async function readPosition(
  db: Queryable,
  lease: EventLease,
): Promise<{ readonly replayId: Uint8Array | null; readonly replayAt: IsoInstant | null } | null> {
  const { rows } = await db.query<{ replay_id: Buffer | null; replay_at: IsoInstant | null }>(
    /* sql */ `
    select replay_id, replay_at from event_subscription
     where workspace_id = $1 and owner = $2 and fence = $3`,
    [lease.workspaceId, lease.owner, lease.fence],
  );
  const row = rows[0];
  return row === undefined ? null : { replayId: row.replay_id, replayAt: row.replay_at };
}

export async function writeStreamState(
  db: Queryable,
  lease: EventLease,
  change: { readonly state: EventStreamState; readonly trouble: Trouble | null },
): Promise<void> {
  await db.query(
    /* sql */ `
    update event_subscription
       set state = $4, trouble = $5,
           connected_at = case when $4 = 'live' then coalesce(connected_at, now()) else null end
     where workspace_id = $1 and owner = $2 and fence = $3`,
    [
      lease.workspaceId,
      lease.owner,
      lease.fence,
      change.state,
      change.trouble === null ? null : JSON.stringify(change.trouble),
    ],
  );
}

/** A sign of life: everything before this position has been applied. */
export async function noteHeard(
  db: Queryable,
  lease: EventLease,
  replayId: Uint8Array | undefined,
): Promise<void> {
  await db.query(
    /* sql */ `
    update event_subscription
       set last_heard_at = now(), replay_id = coalesce($4, replay_id),
           replay_at = case when $4::bytea is null then replay_at else now() end
     where workspace_id = $1 and owner = $2 and fence = $3`,
    [lease.workspaceId, lease.owner, lease.fence, replayId === undefined ? null : Buffer.from(replayId)],
  );
}

export async function writeSelection(
  db: Queryable,
  workspaceId: string,
  selection: EventSelection,
): Promise<void> {
  await db.query(
    /* sql */ `
    update event_subscription
       set entities = coalesce($2, entities), entities_used = coalesce($3, entities_used),
           deliveries_per_day = coalesce($4, deliveries_per_day), deliveries_left = coalesce($5, deliveries_left),
           selection_read_at = now()
     where workspace_id = $1`,
    [
      workspaceId,
      selection.entities,
      selection.entitiesUsed,
      selection.deliveriesPerDay,
      selection.deliveriesLeft,
    ],
  );
}

/** Off: whoever follows the events lets go within seconds, with the position where it stood. */
export async function switchEvents(db: Queryable, workspaceId: string, on: boolean): Promise<void> {
  await db.query(/* sql */ `update workspace set events_on = $2 where workspace_id = $1`, [workspaceId, on]);
}

/** The selection is looked up again at the next chance. */
export async function forgetSelection(db: Queryable, workspaceId: string): Promise<void> {
  await db.query(
    /* sql */ `update event_subscription set selection_read_at = null, retry_at = null where workspace_id = $1`,
    [workspaceId],
  );
}

/**
 * Continuity is lost: what the position stood for cannot be had. The next subscription begins with what happens then, and
 * when it stands, all objects that are fed are polled once.
 */
export async function loseContinuity(
  db: Database,
  lease: EventLease,
  repair: { readonly kind: EventRepairKind; readonly reason: string; readonly from: IsoInstant | null },
): Promise<void> {
  await db.transact(async (tx) => {
    const { rows } = await tx.query<{ schema_name: string }>(
      /* sql */ `
      update event_subscription s set replay_id = null, replay_at = null
        from workspace w
       where s.workspace_id = $1 and s.owner = $2 and s.fence = $3 and w.workspace_id = s.workspace_id
      returning w.schema_name`,
      [lease.workspaceId, lease.owner, lease.fence],
    );
    if (rows[0] === undefined) return;
    await tx.query(
      /* sql */ `update event_entity set since = null, polled_after = null where workspace_id = $1`,
      [lease.workspaceId],
    );
    await openRepair(
      tx,
      lease.workspaceId,
      { ...repair, sobject: null, ids: null },
      await readFeedEnd(tx, rows[0].schema_name),
      { waits: true },
    );
  });
}

/** Opens a repair outside of a batch; all fed objects are polled once, at once. */
export async function openPolledRepair(
  db: Database,
  lease: EventLease,
  schema: string,
  repair: { readonly kind: EventRepairKind; readonly reason: string; readonly from: IsoInstant | null },
): Promise<void> {
  await db.transact(async (tx) => {
    const feedAt = await readFeedEnd(tx, schema);
    await openRepair(tx, lease.workspaceId, { ...repair, sobject: null, ids: null }, feedAt);
  });
}

async function readFeedEnd(tx: Queryable, schema: string): Promise<number> {
  const { rows } = await tx.query<{ last_seq: number }>(
    /* sql */ `select last_seq from ${quote(schema)}.sync_feed_head`,
  );
  return rows[0]?.last_seq ?? 0;
}

/**
 * The subscription stands: from now on events of these objects arrive without a gap. Those that did not before are polled
 * once, because what was committed before has no event; with `again` all of them. Repairs that waited for it go on.
 *
 * @param sobjects undefined: all that are selected here; which of them the org publishes is not known
 */
export async function noteStanding(
  db: Database,
  lease: EventLease,
  sobjects: readonly string[],
  options: { readonly again: boolean },
): Promise<void> {
  await db.transact(async (tx) => {
    const { rows } = await tx.query<{ sobject: string }>(
      /* sql */ `
      insert into event_entity as e (workspace_id, sobject, since, polled_after)
      select o.workspace_id, o.sobject, now(), now() + ${CLOCK_MARGIN}
        from selected_object o
       where o.workspace_id = $1 and o.sobject = any($2) and o.state = 'live' and o.read_mode <> 'poll'
          on conflict (workspace_id, sobject) do update
         set since = coalesce(e.since, now()), polled_after = now() + ${CLOCK_MARGIN}
       where e.since is null or $3
      returning sobject`,
      [lease.workspaceId, sobjects, options.again],
    );
    await tx.query(
      /* sql */ `
      update event_entity set since = null, polled_after = null
       where workspace_id = $1 and not sobject = any($2)`,
      [lease.workspaceId, sobjects],
    );
    const { rowCount } = await tx.query(
      /* sql */ `
      update event_repair set polled_after = now() + ${CLOCK_MARGIN}
       where workspace_id = $1 and closed_at is null and not by_id and (polled_after is null or $2)`,
      [lease.workspaceId, options.again],
    );
    if (rowCount > 0) await askForPoll(tx, lease.workspaceId, null);
    else for (const { sobject } of rows) await askForPoll(tx, lease.workspaceId, sobject);
  });
}
