import type { ReadTransport } from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';
import { ARRIVES } from '../events/read-facts.ts';

/** How one object is read, as planned. */
export interface PlannedReading {
  readonly sobject: string;
  readonly transport: ReadTransport;
  readonly everySeconds: number;
  /** The latest moment of its next read; it may be due before. */
  readonly nextReadAt: IsoInstant;
}

/** Writes what was planned, and when the next plan is made. Objects that are not selected any more are passed over. */
export async function writePlan(
  db: Queryable,
  workspaceId: string,
  plan: {
    readonly objects: readonly PlannedReading[];
    readonly nextPlanAt: IsoInstant;
    /** A plan that somebody made due until then, while this one was being made, stays due. */
    readonly plannedAt?: IsoInstant;
  },
): Promise<void> {
  await db.query(
    /* sql */ `
    update selected_object o
       set transport = p.transport, every_seconds = p.every_seconds,
           next_read_at = least(o.next_read_at, p.next_read_at)
      from json_to_recordset($2::json)
           as p(sobject text, transport text, every_seconds integer, next_read_at timestamptz)
     where o.workspace_id = $1 and o.sobject = p.sobject
       and (o.transport, o.every_seconds, o.next_read_at)
           is distinct from (p.transport, p.every_seconds, least(o.next_read_at, p.next_read_at))`,
    [
      workspaceId,
      JSON.stringify(
        plan.objects.map(({ sobject, transport, everySeconds, nextReadAt }) => ({
          sobject,
          transport,
          every_seconds: everySeconds,
          next_read_at: nextReadAt,
        })),
      ),
    ],
  );
  await db.query(
    /* sql */ `
    update workspace set next_plan_at = $2
     where workspace_id = $1 and ($3::timestamptz is null or next_plan_at > $3)`,
    [workspaceId, plan.nextPlanAt, plan.plannedAt ?? null],
  );
}

/** Makes the next plan due: objects came, or what stands for or against events changed. */
export async function planSoon(db: Queryable, workspaceId: string): Promise<void> {
  await db.query(
    /* sql */ `update workspace set next_plan_at = least(next_plan_at, now()) where workspace_id = $1`,
    [workspaceId],
  );
}

/** An object of the workspace `w` is planned to be read by events that do not arrive, as SQL. */
const UNFED = /* sql */ `exists (
  select from selected_object o
    left join event_subscription s using (workspace_id)
   where o.workspace_id = w.workspace_id and o.transport = 'events' and o.state = 'live' and o.paused_at is null
     and ${ARRIVES} is not true)`;

/**
 * Claims up to `limit` workspaces whose reading is to be planned anew, and puts their next plan off for a minute: the one who
 * plans says when it comes. Workspaces without objects wait. Where objects are read by events that do not arrive any more, and no
 * process is left to say so, the plan does not wait.
 */
export async function claimDuePlans(
  db: Queryable,
  now: IsoInstant,
  limit: number,
): Promise<{ readonly workspaceId: string }[]> {
  const { rows } = await db.query<{ workspace_id: string }>(
    /* sql */ `
    with due as (
      select w.workspace_id
        from workspace w
       where (w.next_plan_at <= $1 or w.next_plan_at > $1::timestamptz + interval '1 minute' and ${UNFED})
         and exists (select from selected_object o where o.workspace_id = w.workspace_id)
       order by w.next_plan_at
       limit $2
         for no key update skip locked
    )
    update workspace w
       set next_plan_at = $1::timestamptz + interval '1 minute'
      from due
     where w.workspace_id = due.workspace_id
    returning w.workspace_id`,
    [now, limit],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id }));
}
