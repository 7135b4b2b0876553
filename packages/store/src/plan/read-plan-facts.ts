import { type CallCause, type ReadMode, SyncError } from '@sync-user/contract';
import { type IsoInstant, toEpochMs, toInstant } from '@sync-user/engine';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';

/** A selected object, as far as its reading is planned. */
export interface ReadObject {
  readonly sobject: string;
  readonly label: string;
  readonly rows: number;
  readonly fields: number;
  readonly mode: ReadMode;
  readonly intervalSeconds: number | null;
  readonly paused: boolean;
  readonly isLive: boolean;
  readonly watchable: boolean;
  readonly changesPerDay: number;
  /** Those of them that came as events. */
  readonly eventsPerDay: number;
  readonly nextReadAt: IsoInstant;
}

/** What our own tables know for the planner. Days are the last 24 hours; a shorter time is counted up to a day. */
export interface ReadFacts {
  readonly intervalSeconds: number;
  readonly objects: readonly ReadObject[];
  /** Amounts have a currency of their own, and the org's exchange rates are read. */
  readonly severalCurrencies: boolean;
  /** How long calls have been measured, at most 24. */
  readonly hours: number;
  /** Counted calls in that time, not counted up. */
  readonly callsByCause: Partial<Record<CallCause, number>>;
  /** Bulk jobs begun in that time. */
  readonly bulkJobs: number;
}

const DAY_MS = 86_400_000;
/** A day's changes are counted in so many at the end of the feed; whoever has more has a lot. */
const COUNTED_CHANGES = 500_000;
/** Less than this says nothing about a day. */
const SHORTEST_MS = 3_600_000;

export async function readPlanFacts(db: Queryable, workspaceId: string, now: IsoInstant): Promise<ReadFacts> {
  const since = toInstant(toEpochMs(now) - DAY_MS);
  const { rows: workspaces } = await db.query<{ schema_name: string; poll_interval_seconds: number }>(
    /* sql */ `select schema_name, poll_interval_seconds from workspace where workspace_id = $1`,
    [workspaceId],
  );
  const workspace = workspaces[0];
  if (workspace === undefined) throw new SyncError('API_NOT_FOUND', 'The workspace is gone.');
  const calls = await readCallsOfADay(db, workspaceId, since, now);
  const measuredMs = calls.since === null ? 0 : toEpochMs(now) - toEpochMs(calls.since);
  const days = Math.max(SHORTEST_MS, Math.min(DAY_MS, measuredMs)) / DAY_MS;
  const schema = quote(workspace.schema_name);
  const { rows } = await db.query<{
    sobject: string;
    label: string;
    mirror_rows: number;
    fields: number;
    read_mode: ReadMode;
    interval_seconds: number | null;
    paused: boolean;
    is_live: boolean;
    watchable: boolean;
    has_currencies: boolean;
    changes: number;
    events: number;
    next_read_at: IsoInstant;
  }>(
    /* sql */ `
    with changed as (
      select c.object, count(*) as changes, count(*) filter (where c.cause = 'event') as events
        from ${schema}.sync_change c, ${schema}.sync_feed_head h
       where c.seq > h.last_seq - $3 and c.cause <> 'event_detail' and coalesce(c.changed_at, c.applied_at) > $2
       group by c.object
    )
    select o.sobject, o.label, o.mirror_rows, o.read_mode, o.interval_seconds, o.paused_at is not null as paused,
           o.state = 'live' as is_live, o.has_deleted_feed and o.cursor_field = 'SystemModstamp' as watchable,
           (select count(*) from object_field f
             where f.workspace_id = o.workspace_id and f.sobject = o.sobject) as fields,
           exists (select from object_field f
                    where f.workspace_id = o.workspace_id and f.sobject = o.sobject
                      and f.column_name = 'currencyisocode') as has_currencies,
           coalesce(c.changes, 0) as changes, coalesce(c.events, 0) as events, o.next_read_at
      from selected_object o
      left join changed c on c.object = o.sobject
     where o.workspace_id = $1
     order by o.sobject`,
    [workspaceId, since, COUNTED_CHANGES],
  );
  return {
    intervalSeconds: workspace.poll_interval_seconds,
    hours: Math.min(24, measuredMs / 3_600_000),
    callsByCause: calls.byCause,
    bulkJobs: calls.bulkJobs,
    severalCurrencies: rows.some((row) => row.has_currencies),
    objects: rows.map((row) => ({
      sobject: row.sobject,
      label: row.label,
      rows: row.mirror_rows,
      fields: row.fields,
      mode: row.read_mode,
      intervalSeconds: row.interval_seconds,
      paused: row.paused,
      isLive: row.is_live,
      watchable: row.watchable,
      changesPerDay: row.changes / days,
      eventsPerDay: row.events / days,
      nextReadAt: row.next_read_at,
    })),
  };
}

async function readCallsOfADay(db: Queryable, workspaceId: string, since: IsoInstant, now: IsoInstant) {
  const { rows } = await db.query<{ cause: CallCause; calls: number; since: IsoInstant }>(
    /* sql */ `
    select cause, sum(calls) filter (where counted) as calls, min(minute) as since
      from api_call
     where workspace_id = $1 and minute > $2 and minute <= $3
     group by cause`,
    [workspaceId, since, now],
  );
  const { rows: loads } = await db.query<{ jobs: number }>(
    /* sql */ `
    select count(*) as jobs from object_load
     where workspace_id = $1 and started_at > $2`,
    [workspaceId, since],
  );
  const byCause: Partial<Record<CallCause, number>> = {};
  for (const { cause, calls } of rows) if (calls > 0) byCause[cause] = calls;
  return {
    byCause,
    bulkJobs: loads[0]?.jobs ?? 0,
    since: rows.reduce<IsoInstant | null>(
      (first, row) => (first === null || row.since < first ? row.since : first),
      null,
    ),
  };
}
