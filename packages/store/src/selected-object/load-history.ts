import type { LoadOutcome, LoadReason, PastLoad, Trouble } from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

const KEPT_PER_OBJECT = 20;

/** What the parts of the object's load have read so far, for `object_load l`. Parts that fill columns bring no rows. */
const READ = /* sql */ `(
  select case when count(distinct p.transport) > 1 then 'both' else min(p.transport) end as transport,
         coalesce(sum(p.rows_loaded) filter (where not p.fills), 0) as rows_loaded,
         coalesce(sum(p.pages_loaded), 0) as pages_loaded
    from object_load_part p
   where p.workspace_id = l.workspace_id and p.sobject = l.sobject)`;

/** A load begins, in the caller's transaction. One that has not ended is replaced by it; a restart is another try of the same. */
export async function noteLoadBegun(
  tx: Queryable,
  workspaceId: string,
  sobject: string,
  load: { readonly reload: boolean; readonly restart: boolean },
): Promise<void> {
  // Everybody's order: the load, the object, its history.
  await tx.query(/* sql */ `select 1 from object_load where workspace_id = $1 and sobject = $2 for update`, [
    workspaceId,
    sobject,
  ]);
  if (load.restart) {
    const { rowCount } = await tx.query(
      /* sql */ `
      update load_history set tries = tries + 1
       where workspace_id = $1 and sobject = $2 and outcome = 'running'`,
      [workspaceId, sobject],
    );
    if (rowCount > 0) return;
  }
  const { rows } = await tx.query<{ by: string | null }>(
    /* sql */ `
    select load_asked_by as by from selected_object where workspace_id = $1 and sobject = $2 for no key update`,
    [workspaceId, sobject],
  );
  const [asked] = rows;
  if (asked === undefined) return;
  if (asked.by !== null) await writeAskedBy(tx, workspaceId, sobject, null);
  await noteLoadEnded(tx, workspaceId, sobject, { outcome: 'replaced', trouble: null });
  const why: LoadReason = !load.reload ? 'first' : asked.by === null ? 'row_filter' : 'reload';
  await tx.query(
    /* sql */ `insert into load_history (workspace_id, sobject, why, asked_by) values ($1, $2, $3, $4)`,
    [workspaceId, sobject, why, asked.by],
  );
  await tx.query(
    /* sql */ `
    delete from load_history
     where workspace_id = $1 and sobject = $2
       and load_no <= (select load_no from load_history
                        where workspace_id = $1 and sobject = $2
                        order by load_no desc offset ${KEPT_PER_OBJECT} limit 1)`,
    [workspaceId, sobject],
  );
}

/** The load under way ended, if there is one; in the caller's transaction. `loadId`: only when it is that one, and done. */
export async function noteLoadEnded(
  tx: Queryable,
  workspaceId: string,
  sobject: string,
  end: {
    readonly outcome: Exclude<LoadOutcome, 'running'>;
    readonly trouble: Trouble | null;
    readonly loadId?: string;
  },
): Promise<void> {
  await tx.query(
    /* sql */ `
    update load_history h
       set outcome = $3, trouble = $4, finished_at = now(), transport = read.transport,
           rows_loaded = read.rows_loaded, pages_loaded = read.pages_loaded, rows_counted = l.rows_counted,
           tries = greatest(h.tries, l.attempts)
      from object_load l, lateral ${READ} read
     where h.workspace_id = $1 and h.sobject = $2 and h.outcome = 'running'
       and l.workspace_id = h.workspace_id and l.sobject = h.sobject
       and ($5::uuid is null or (l.load_id = $5 and l.phase = 'done'))`,
    [
      workspaceId,
      sobject,
      end.outcome,
      end.trouble === null ? null : JSON.stringify(end.trouble),
      end.loadId ?? null,
    ],
  );
}

/** Who asks for the load that is to begin; said before it can. */
export async function writeAskedBy(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  by: string | null,
): Promise<void> {
  await db.query(
    /* sql */ `update selected_object set load_asked_by = $3 where workspace_id = $1 and sobject = $2`,
    [workspaceId, sobject, by],
  );
}

/** Somebody selected the object, whose first load may have begun by now. */
export async function noteSelectedBy(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  by: string,
): Promise<void> {
  await db.query(
    /* sql */ `
    with begun as (
      update load_history set asked_by = coalesce(asked_by, $3)
       where workspace_id = $1 and sobject = $2
      returning 1
    )
    update selected_object set load_asked_by = $3
     where workspace_id = $1 and sobject = $2 and state = 'waiting' and not exists (select from begun)`,
    [workspaceId, sobject, by],
  );
}

interface PastLoadRow {
  load_no: number;
  why: LoadReason;
  asked_by: string | null;
  started_at: IsoInstant;
  finished_at: IsoInstant | null;
  outcome: LoadOutcome;
  transport: 'bulk' | 'query' | 'both' | null;
  rows_loaded: number;
  rows_counted: number | null;
  pages_loaded: number;
  tries: number;
  trouble: Trouble | null;
  seconds: number;
  calls: number;
}

/** The object's loads, the newest first. Calls are the ledger's, which knows minutes. */
export async function listLoads(db: Queryable, workspaceId: string, sobject: string): Promise<PastLoad[]> {
  const { rows } = await db.query<PastLoadRow>(
    /* sql */ `
    select h.load_no, h.why, h.asked_by, h.started_at, h.finished_at, h.outcome, h.trouble,
           case when h.outcome = 'running' then read.transport else h.transport end as transport,
           case when h.outcome = 'running' then read.rows_loaded else h.rows_loaded end as rows_loaded,
           case when h.outcome = 'running' then read.pages_loaded else h.pages_loaded end as pages_loaded,
           case when h.outcome = 'running' then l.rows_counted else h.rows_counted end as rows_counted,
           case when h.outcome = 'running' then greatest(h.tries, l.attempts) else h.tries end as tries,
           extract(epoch from coalesce(h.finished_at, now()) - h.started_at)::float8 as seconds,
           coalesce((select sum(a.calls) from api_call a
                      where a.workspace_id = $1 and a.sobject = $2 and a.cause = 'load' and a.counted
                        and a.minute between date_trunc('minute', h.started_at) and coalesce(h.finished_at, now())), 0)::integer as calls
      from load_history h
      left join object_load l using (workspace_id, sobject)
      left join lateral ${READ} read on true
     where h.workspace_id = $1 and h.sobject = $2
     order by h.load_no desc`,
    [workspaceId, sobject],
  );
  return rows.map((row) => ({
    id: row.load_no,
    why: row.why,
    askedBy: row.asked_by,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    seconds: Math.round(row.seconds * 10) / 10,
    outcome: row.outcome,
    by: row.transport,
    rows: row.rows_loaded,
    rowsExpected: row.rows_counted,
    pages: row.pages_loaded,
    tries: row.tries,
    calls: row.calls,
    trouble: row.trouble,
  }));
}
