import { SyncError } from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import type { Queryable } from '../database/queryable.ts';

/** A census that fails as a whole, or whose process dies, is tried again after this. */
const AGAIN_MINUTES = 15;

/** Of the object `o` in the workspace `w`; `$1` is now, `$2` the installation's interval in hours. */
const EVERY_HOURS = /* sql */ `coalesce(w.census_every_hours, $2::integer)`;
const MAY_BE_COUNTED = /* sql */ `
  o.state = 'live' and o.paused_at is null and (o.census_asked or ${EVERY_HOURS} > 0)`;

/** Workspaces in which an object's census is due. `everyHours`: for workspaces without their own; 0: only when asked. */
export async function listDueCensuses(
  db: Queryable,
  now: IsoInstant,
  query: { readonly everyHours: number; readonly limit: number },
): Promise<{ readonly workspaceId: string }[]> {
  const { rows } = await db.query<{ workspace_id: string }>(
    /* sql */ `
    select distinct w.workspace_id
      from workspace w
      join selected_object o using (workspace_id)
      join connection c on c.workspace_id = w.workspace_id and c.is_sync_user
     where c.state in ('active', 'degraded')
       and ${MAY_BE_COUNTED}
       and coalesce(o.next_census_at, '-infinity') <= $1
     limit $3`,
    [now, query.everyHours, query.limit],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id }));
}

/**
 * Takes on the workspace's censuses: those that are due, and those that will be within a quarter of their interval, since
 * five objects share a call. Until `recordCensus` they are due again after some minutes only.
 */
export async function beginCensuses(
  db: Queryable,
  workspaceId: string,
  query: { readonly now: IsoInstant; readonly everyHours: number },
): Promise<readonly { readonly sobject: string; readonly asked: boolean }[]> {
  const { rows } = await db.query<{ sobject: string; census_asked: boolean }>(
    /* sql */ `
    update selected_object o
       set next_census_at = $1::timestamptz + make_interval(mins => ${AGAIN_MINUTES})
      from workspace w
     where w.workspace_id = $3 and o.workspace_id = $3
       and ${MAY_BE_COUNTED}
       and coalesce(o.next_census_at, '-infinity') <= $1::timestamptz + make_interval(hours => ${EVERY_HOURS}) * 0.25
    returning o.sobject, o.census_asked`,
    [query.now, query.everyHours, workspaceId],
  );
  return rows.map((row) => ({ sobject: row.sobject, asked: row.census_asked }));
}

/** Plans the next one, of objects whose census was just kept. */
export async function planNextCensus(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  query: { readonly now: IsoInstant; readonly everyHours: number },
): Promise<void> {
  await db.query(
    /* sql */ `
    update selected_object o
       set next_census_at = case when ${EVERY_HOURS} > 0 then $1::timestamptz + make_interval(hours => ${EVERY_HOURS}) end
      from workspace w
     where w.workspace_id = $3 and o.workspace_id = $3 and o.sobject = $4`,
    [query.now, query.everyHours, workspaceId, sobject],
  );
}

/**
 * Somebody wants a census now: of the objects named, else of all that are live.
 * @throws `OBJECT_NOT_SELECTED` naming what is not there
 */
export async function askForCensus(
  db: Database,
  workspaceId: string,
  query: { readonly now: IsoInstant; readonly objects: readonly string[] | undefined },
): Promise<readonly string[]> {
  const names = query.objects?.map((name) => name.toLowerCase());
  const { rows } = await db.query<{ sobject: string }>(
    /* sql */ `select sobject from selected_object where workspace_id = $1`,
    [workspaceId],
  );
  const there = new Set(rows.map(({ sobject }) => sobject.toLowerCase()));
  const unknown = names?.find((name) => !there.has(name));
  if (unknown !== undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${unknown} is not selected.`);
  const { rows: asked } = await db.query<{ sobject: string }>(
    /* sql */ `
    update selected_object
       set census_asked = true, next_census_at = $2
     where workspace_id = $1 and state = 'live' and paused_at is null
       and ($3::text[] is null or lower(sobject) = any($3))
    returning sobject`,
    [workspaceId, query.now, names ?? null],
  );
  return asked.map(({ sobject }) => sobject).sort();
}

/**
 * Of an object that people were told differs, and that is being loaded again: once it is live it is compared, so that what
 * they were told comes to its end.
 */
export async function compareAfterLoad(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  now: IsoInstant,
): Promise<void> {
  await db.query(
    /* sql */ `
    update selected_object o
       set census_asked = true, next_census_at = $3
     where o.workspace_id = $1 and o.sobject = $2
       and exists (select from notice n
                    where n.workspace_id = $1 and n.kind = 'drift_not_mended' and n.subject = $2
                      and n.closed_at is null)`,
    [workspaceId, sobject, now],
  );
}

export async function readCensusInterval(db: Queryable, workspaceId: string): Promise<number | null> {
  const { rows } = await db.query<{ census_every_hours: number | null }>(
    /* sql */ `select census_every_hours from workspace where workspace_id = $1`,
    [workspaceId],
  );
  return rows[0]?.census_every_hours ?? null;
}

/** What is planned from now on: each object's next census is at most the new interval away. */
export async function writeCensusInterval(
  db: Queryable,
  workspaceId: string,
  change: {
    /** Null: the installation's. */
    readonly everyHours: number | null;
    readonly now: IsoInstant;
  },
): Promise<void> {
  await db.query(
    /* sql */ `
    with changed as (
      update workspace set census_every_hours = $2 where workspace_id = $1 returning workspace_id
    )
    update selected_object o
       set next_census_at = case when $2::integer = 0 and not o.census_asked then null
                                 else least(o.next_census_at, $3::timestamptz + make_interval(hours => $2::integer)) end
      from changed
     where o.workspace_id = changed.workspace_id`,
    [workspaceId, change.everyHours, change.now],
  );
}

/** What is planned of each selected object, by name. */
export interface PlannedCensus {
  readonly sobject: string;
  readonly label: string;
  readonly live: boolean;
  readonly rows: number;
  readonly comparedRows: number;
  readonly roundAt: string | null;
  readonly nextAt: string | null;
  readonly asked: boolean;
}

export async function listPlannedCensuses(db: Queryable, workspaceId: string): Promise<PlannedCensus[]> {
  const { rows } = await db.query<{
    sobject: string;
    label: string;
    live: boolean;
    mirror_rows: number;
    compared_rows: number;
    compared_round_at: string | null;
    next_census_at: string | null;
    census_asked: boolean;
  }>(
    /* sql */ `
    select sobject, label, state = 'live' as live, mirror_rows, compared_rows, compared_round_at, next_census_at,
           census_asked
      from selected_object
     where workspace_id = $1
     order by sobject`,
    [workspaceId],
  );
  return rows.map((row) => ({
    sobject: row.sobject,
    label: row.label,
    live: row.live,
    rows: row.mirror_rows,
    comparedRows: row.compared_rows,
    roundAt: row.compared_round_at,
    nextAt: row.next_census_at,
    asked: row.census_asked,
  }));
}
