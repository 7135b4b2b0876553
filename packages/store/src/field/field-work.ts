import type { FieldPolicy } from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

/** Workspaces with objects whose fields are to be compared with the org's; each is named once per `holdSeconds`. */
export async function claimDueDescribes(
  db: Queryable,
  now: IsoInstant,
  limit: number,
): Promise<readonly { readonly workspaceId: string }[]> {
  const { rows } = await db.query<{ workspace_id: string }>(
    /* sql */ `
    with due as (
      select distinct o.workspace_id
        from selected_object o
        join connection c on c.workspace_id = o.workspace_id and c.is_sync_user
       where o.next_describe_at <= $1 and o.state = 'live' and o.paused_at is null
         and c.state in ('active', 'degraded')
       limit $2),
    held as (
      update selected_object o set next_describe_at = $1::timestamptz + interval '30 minutes'
        from due where o.workspace_id = due.workspace_id and o.next_describe_at <= $1 and o.state = 'live'
      returning o.workspace_id, o.sobject)
    select distinct workspace_id from held`,
    [now, limit],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id }));
}

/** A workspace that is quiet is looked at so often only: what hangs on the clock may be late by it. */
const QUIET_LOOK_MINUTES = 10;

/**
 * Workspaces whose formulas are to be looked at; a claim moves the next look on. Where nothing changed for an hour there is
 * nothing to find but what hangs on the clock, and with a thousand such workspaces looking would be most of the work.
 */
export async function claimDueFormulas(
  db: Queryable,
  now: IsoInstant,
  query: { readonly everySeconds: number; readonly limit: number },
): Promise<readonly { readonly workspaceId: string }[]> {
  const { rows } = await db.query<{ workspace_id: string }>(
    /* sql */ `
    update workspace w
       set next_formula_at = $1::timestamptz + make_interval(secs => $2)
      from (select w.workspace_id
              from workspace w
             where w.next_formula_at <= $1
               and (w.next_formula_at <= $1::timestamptz - interval '${QUIET_LOOK_MINUTES} minutes'
                    or w.created_at > now() - interval '1 hour'
                    or exists (select from selected_object o
                                where o.workspace_id = w.workspace_id and o.last_change_at > now() - interval '1 hour')
                    or exists (select from stale_formula s where s.workspace_id = w.workspace_id))
               and exists (select from object_field f where f.workspace_id = w.workspace_id and f.removed_at is null)
               and exists (select from connection c
                            where c.workspace_id = w.workspace_id and c.is_sync_user and c.state in ('active', 'degraded'))
             order by w.next_formula_at
             limit $3
               for update skip locked) due
     where w.workspace_id = due.workspace_id
    returning w.workspace_id`,
    [now, query.everySeconds, query.limit],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id }));
}

export async function readPolicy(db: Queryable, workspaceId: string): Promise<FieldPolicy> {
  const { rows } = await db.query<{ field_policy: FieldPolicy }>(
    /* sql */ `select field_policy from workspace where workspace_id = $1`,
    [workspaceId],
  );
  return rows[0]?.field_policy ?? 'ask';
}

export async function writePolicy(db: Queryable, workspaceId: string, policy: FieldPolicy): Promise<void> {
  await db.query(/* sql */ `update workspace set field_policy = $2 where workspace_id = $1`, [
    workspaceId,
    policy,
  ]);
}

export async function readTimeZone(db: Queryable, workspaceId: string): Promise<string | null> {
  const { rows } = await db.query<{ time_zone: string | null }>(
    /* sql */ `select time_zone from workspace where workspace_id = $1`,
    [workspaceId],
  );
  return rows[0]?.time_zone ?? null;
}

export async function writeTimeZone(db: Queryable, workspaceId: string, timeZone: string): Promise<void> {
  await db.query(/* sql */ `update workspace set time_zone = $2 where workspace_id = $1`, [
    workspaceId,
    timeZone,
  ]);
}

/** What of an object's fields is known beside the mapping. */
export async function readDescribed(
  db: Queryable,
  workspaceId: string,
  sobject: string,
): Promise<{ readonly describedAt: IsoInstant | null; readonly known: readonly string[] | null }> {
  const { rows } = await db.query<{ described_at: IsoInstant | null; known_fields: string[] | null }>(
    /* sql */ `select described_at, known_fields from selected_object where workspace_id = $1 and sobject = $2`,
    [workspaceId, sobject],
  );
  return { describedAt: rows[0]?.described_at ?? null, known: rows[0]?.known_fields ?? null };
}

export async function writeRowFilter(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  filter: string | null,
): Promise<void> {
  await db.query(
    /* sql */ `update selected_object set row_filter = $3 where workspace_id = $1 and sobject = $2`,
    [workspaceId, sobject, filter],
  );
}

/** Removed fields whose grace is over. */
export async function listExpiredFields(
  db: Queryable,
  before: IsoInstant,
): Promise<readonly { readonly workspaceId: string; readonly sobject: string; readonly fields: string[] }[]> {
  const { rows } = await db.query<{ workspace_id: string; sobject: string; fields: string[] }>(
    /* sql */ `
    select workspace_id, sobject, array_agg(field) as fields
      from object_field where removed_at < $1
     group by workspace_id, sobject`,
    [before],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id, sobject: row.sobject, fields: row.fields }));
}

/** Objects of a workspace whose comparison was claimed by `claimDueDescribes` and has not ended. */
export async function listClaimedDescribes(
  db: Queryable,
  workspaceId: string,
  now: IsoInstant,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ sobject: string }>(
    /* sql */ `
    select sobject from selected_object
     where workspace_id = $1 and state = 'live' and next_describe_at <= $2::timestamptz + interval '30 minutes'
     order by sobject`,
    [workspaceId, now],
  );
  return rows.map((row) => row.sobject);
}

/** Removed fields that something is built on stay for another day. */
export async function keepRemovedFields(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  fields: readonly string[],
): Promise<void> {
  await db.query(
    /* sql */ `
    update object_field set removed_at = removed_at + interval '1 day'
     where workspace_id = $1 and sobject = $2 and field = any($3::text[])`,
    [workspaceId, sobject, fields],
  );
}
