import type { BackfillPhase, Trouble } from '@sync-user/contract';
import type { BackfillKind, FieldStore, IsoInstant, StoredBackfill } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

interface BackfillRow {
  backfill_id: string;
  kind: BackfillKind;
  fields: string[];
  fresh: string[];
  phase: BackfillPhase;
  tail_from: IsoInstant | null;
  as_of: IsoInstant | null;
  job_id: string | null;
  place: string | null;
  rows_read: number;
  rows_expected: number | null;
  trouble: Trouble | null;
  begun_at: IsoInstant;
  finished_at: IsoInstant | null;
}

export async function readBackfill(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  kind: BackfillKind,
): Promise<StoredBackfill | undefined> {
  const { rows } = await db.query<BackfillRow>(
    /* sql */ `select * from field_backfill where workspace_id = $1 and sobject = $2 and kind = $3`,
    [workspaceId, sobject, kind],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  return {
    backfillId: row.backfill_id,
    kind: row.kind,
    fields: row.fields,
    fresh: row.fresh,
    phase: row.phase,
    tailFrom: row.tail_from,
    asOf: row.as_of,
    jobId: row.job_id,
    place: row.place,
    rowsRead: row.rows_read,
    rowsExpected: row.rows_expected,
    begunAt: row.begun_at,
    finishedAt: row.finished_at,
    trouble: row.trouble,
  };
}

/** See `FieldStore.startBackfill`. */
export async function startBackfill(
  db: Queryable,
  { workspaceId, sobject }: Parameters<FieldStore['startBackfill']>[0],
  backfill: Parameters<FieldStore['startBackfill']>[1],
): Promise<void> {
  await db.query(
    /* sql */ `
    insert into field_backfill as b (workspace_id, sobject, kind, fields, fresh, tail_from, begun_at, next_attempt_at, rows_expected)
    select $1, $2, $3, $4::text[], $7::text[], $5, $6, $6, o.mirror_rows
      from selected_object o where o.workspace_id = $1 and o.sobject = $2
        on conflict (workspace_id, sobject, kind) do update
       set backfill_id = gen_random_uuid(),
           fields = case when b.phase in ('reading', 'tail')
                         then array(select distinct unnest(b.fields || excluded.fields))
                         else excluded.fields end,
           -- a fresh column that is asked for again is none any more: changes of it may have been told
           fresh = case when b.phase in ('reading', 'tail')
                        then array(select unnest(b.fresh) except select unnest(excluded.fields)
                                    union select unnest(excluded.fresh))
                        else excluded.fresh end,
           -- what was under way began earlier: its tail reaches back further
           tail_from = case when b.phase in ('reading', 'tail')
                            then least(b.tail_from, excluded.tail_from) else excluded.tail_from end,
           phase = 'reading', as_of = null, job_id = null, place = null, rows_read = 0,
           rows_expected = excluded.rows_expected, trouble = null, begun_at = excluded.begun_at,
           finished_at = null, next_attempt_at = excluded.next_attempt_at`,
    [
      workspaceId,
      sobject,
      backfill.kind,
      backfill.fields,
      backfill.tailFrom,
      backfill.at,
      backfill.fresh ?? [],
    ],
  );
}

/** See `FieldStore.writeBackfill`. */
export async function writeBackfill(
  db: Queryable,
  backfillId: string,
  change: Parameters<FieldStore['writeBackfill']>[1],
): Promise<boolean> {
  const has = (key: keyof typeof change) => change[key] !== undefined;
  const { rowCount } = await db.query(
    /* sql */ `
    update field_backfill
       set phase = coalesce($2, phase),
           as_of = case when $3 then $4 else as_of end,
           job_id = case when $5 then $6 else job_id end,
           place = case when $7 then $8 else place end,
           rows_read = coalesce($9, rows_read),
           rows_expected = coalesce($10, rows_expected),
           trouble = case when $11 then $12::jsonb else trouble end,
           finished_at = coalesce($13, finished_at),
           next_attempt_at = coalesce($14, next_attempt_at)
     where backfill_id = $1`,
    [
      backfillId,
      change.phase ?? null,
      has('asOf'),
      change.asOf ?? null,
      has('jobId'),
      change.jobId ?? null,
      has('place'),
      change.place ?? null,
      change.rowsRead ?? null,
      change.rowsExpected ?? null,
      has('trouble'),
      change.trouble === null || change.trouble === undefined ? null : JSON.stringify(change.trouble),
      change.finishedAt ?? null,
      change.nextAttemptAt ?? null,
    ],
  );
  return rowCount > 0;
}

/** Objects whose filling goes on now. */
export async function listDueBackfills(
  db: Queryable,
  now: IsoInstant,
): Promise<readonly { readonly workspaceId: string; readonly sobject: string }[]> {
  const { rows } = await db.query<{ workspace_id: string; sobject: string }>(
    /* sql */ `
    select distinct b.workspace_id, b.sobject
      from field_backfill b
      join selected_object o using (workspace_id, sobject)
     where b.phase in ('reading', 'tail') and b.next_attempt_at <= $1
       and o.state = 'live' and o.paused_at is null`,
    [now],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id, sobject: row.sobject }));
}
