import type { EventStreamState, ReadTransport, Trouble } from '@sync-user/contract';
import {
  ENTITIES_WITHOUT_ADD_ON,
  type EventFacts,
  type EventObjectFacts,
  type IsoInstant,
  isEventCapable,
} from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';
import { countReads } from './event-reads.ts';

/** Salesforce may be away for so long before its objects are polled again. */
const INTERRUPTED_AFTER = `interval '5 minutes'`;

/** Whether the subscription `s` brings what happens, as SQL. */
export const ARRIVES = /* sql */ `(
  (s.state = 'live' and s.lease_until > now() - ${INTERRUPTED_AFTER})
  or (s.state in ('connecting', 'reconnecting') and s.last_heard_at > now() - ${INTERRUPTED_AFTER}))`;

interface SubscriptionRow {
  state: EventStreamState;
  trouble: Trouble | null;
  channel: string;
  entities: string[] | null;
  entities_used: number | null;
  deliveries_per_day: number | null;
  deliveries_left: number | null;
  selection_read_at: IsoInstant | null;
  connected_at: IsoInstant | null;
  last_event_at: IsoInstant | null;
  last_commit_at: IsoInstant | null;
  last_heard_at: IsoInstant | null;
  retry_at: IsoInstant | null;
  lag_ms: number | null;
  arrives: boolean;
  open_repairs: number;
}

interface ObjectRow {
  sobject: string;
  label: string;
  since: IsoInstant | null;
  last_event_at: IsoInstant | null;
  covered: boolean;
  transport: ReadTransport | null;
  events: number;
}

/** See `EventFacts`. */
export async function readEventFacts(db: Queryable, workspaceId: string): Promise<EventFacts> {
  const { rows } = await db.query<SubscriptionRow>(
    /* sql */ `
    select s.*,
           ${ARRIVES} as arrives,
           (select count(*) from event_repair r
             where r.workspace_id = s.workspace_id and r.closed_at is null) as open_repairs
      from event_subscription s where s.workspace_id = $1`,
    [workspaceId],
  );
  const subscription = rows[0];
  const enabled = await areSwitchedOn(db, workspaceId);
  const objects = await readObjects(db, workspaceId, subscription);
  const entities = subscription?.entities ?? null;
  return {
    possible: subscription !== undefined,
    enabled,
    state: subscription?.state ?? 'off',
    trouble: subscription?.trouble ?? null,
    channel: subscription?.channel ?? null,
    entityLimit:
      (subscription?.entities_used ?? 0) > ENTITIES_WITHOUT_ADD_ON ? null : ENTITIES_WITHOUT_ADD_ON,
    entitiesUsed: subscription?.entities_used ?? null,
    deliveriesPerDay: subscription?.deliveries_per_day ?? null,
    deliveriesLeft: subscription?.deliveries_left ?? null,
    selectionReadAt: subscription?.selection_read_at ?? null,
    foreignEntities: (entities ?? []).filter((name) => !objects.has(name)),
    connectedAt: subscription?.connected_at ?? null,
    lastEventAt: subscription?.last_event_at ?? null,
    lastCommitAt: subscription?.last_commit_at ?? null,
    lastHeardAt: subscription?.last_heard_at ?? null,
    retryAt: subscription?.retry_at ?? null,
    lagMs: subscription?.lag_ms ?? null,
    waitingReads: (await countReads(db, workspaceId)).waiting,
    openRepairs: subscription?.open_repairs ?? 0,
    objects,
  };
}

/** Nobody switched change events off for the workspace. */
export async function areSwitchedOn(db: Queryable, workspaceId: string): Promise<boolean> {
  const { rows } = await db.query<{ on: boolean }>(
    /* sql */ `select events_on as "on" from workspace where workspace_id = $1`,
    [workspaceId],
  );
  return rows[0]?.on !== false;
}

async function readObjects(
  db: Queryable,
  workspaceId: string,
  subscription: SubscriptionRow | undefined,
): Promise<ReadonlyMap<string, EventObjectFacts>> {
  const { rows } = await db.query<ObjectRow>(
    /* sql */ `
    select o.sobject, o.label, e.since, e.last_event_at,
           coalesce(o.state = 'live' and o.paused_at is null and o.read_mode <> 'poll'
                    and e.since is not null and o.deep_read_at > e.polled_after, false) as covered,
           case when o.state = 'live' and o.paused_at is null then o.transport end as transport,
           coalesce((select sum(c.events) from event_count c
                      where c.workspace_id = o.workspace_id and c.sobject = o.sobject
                        and c.hour > now() - interval '24 hours'), 0)::integer as events
      from selected_object o
      left join event_entity e using (workspace_id, sobject)
     where o.workspace_id = $1
     order by o.sobject`,
    [workspaceId],
  );
  return new Map(
    rows.map((row) => [
      row.sobject,
      {
        label: row.label,
        capable: isEventCapable(row.sobject),
        selected: subscription?.entities == null ? null : subscription.entities.includes(row.sobject),
        feeds: row.covered && subscription?.arrives === true,
        transport: row.transport,
        since: row.since,
        lastEventAt: row.last_event_at,
        eventsPerDay: row.events,
      },
    ]),
  );
}
