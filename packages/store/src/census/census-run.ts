import { randomUUID } from 'node:crypto';
import type {
  CensusBucket,
  CensusMethod,
  CensusRun,
  DriftedRow,
  DriftKind,
  Trouble,
} from '@sync-user/contract';
import type { MirrorTable, TakenCensus, ValueRound } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import type { Queryable } from '../database/queryable.ts';
import { lockFeed } from '../mirror/merge-batch.ts';
import { tableName } from '../mirror/table-sql.ts';

/** Runs that are kept of an object. */
const KEPT_RUNS = 100;
/** Rows that are shown of an object. */
const SHOWN_DRIFT = 500;

/** See `CensusStore.readRound`. */
export async function readValueRound(db: Queryable, table: MirrorTable): Promise<ValueRound> {
  const { rows } = await db.query<{ compared_through: string | null; compared_rows: number }>(
    /* sql */ `select compared_through, compared_rows from selected_object where workspace_id = $1 and sobject = $2`,
    [table.workspaceId, table.sobject],
  );
  return { throughId: rows[0]?.compared_through ?? null, rows: rows[0]?.compared_rows ?? 0 };
}

/** See `CensusStore.record`. Nothing is written of an object that was deselected meanwhile. */
export async function recordCensus(db: Database, table: MirrorTable, run: TakenCensus): Promise<void> {
  const { workspaceId, sobject } = table;
  const runId = randomUUID();
  const count = (kind: DriftKind) => run.drift.filter((drift) => drift.kind === kind).length;
  await db.transact(async (tx) => {
    if (run.drift.length > 0) await recountRows(tx, table);
    const { rowCount } = await tx.query(
      /* sql */ `
      update selected_object
         set compared_through = $3, compared_rows = $4, census_asked = census_asked and $7,
             compared_round_at = case when $5::boolean then $6 else compared_round_at end
       where workspace_id = $1 and sobject = $2`,
      [
        workspaceId,
        sobject,
        run.round.throughId,
        run.round.rows,
        run.round.finished,
        run.finishedAt,
        run.stopped,
      ],
    );
    if (rowCount === 0) return;
    await tx.query(
      /* sql */ `update census_run set buckets = '[]' where workspace_id = $1 and sobject = $2 and buckets <> '[]'`,
      [workspaceId, sobject],
    );
    await tx.query(
      /* sql */ `
      insert into census_run (workspace_id, sobject, run_id, reason, started_at, finished_at, as_of, method, rows_org,
                              rows_mirror, buckets, bucket_count, differing, missing, extra, stale, wrong, repaired,
                              in_flight, values_compared, calls, trouble)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
      [
        workspaceId,
        sobject,
        runId,
        run.reason,
        run.startedAt,
        run.finishedAt,
        run.asOf,
        run.method,
        run.rowsInOrg,
        run.rowsInMirror,
        JSON.stringify(run.buckets),
        run.buckets.length,
        run.buckets.filter(({ differs }) => differs.length > 0).length,
        count('missing'),
        count('extra'),
        count('stale'),
        count('wrong'),
        run.drift.filter(({ repaired }) => repaired).length,
        run.inFlight,
        run.valuesCompared,
        run.calls,
        run.trouble === null ? null : JSON.stringify(run.trouble),
      ],
    );
    await tx.query(
      /* sql */ `
      insert into census_drift (workspace_id, sobject, run_id, record_id, kind, found_at, org_stamp, mirror_stamp,
                                columns, repaired)
      select $1, $2, $3, d.id, d.kind, $4, d."orgStamp", d."mirrorStamp", d.columns, d.repaired
        from json_to_recordset($5::json)
             as d(id text, kind text, "orgStamp" timestamptz, "mirrorStamp" timestamptz, columns text[], repaired boolean)`,
      [workspaceId, sobject, runId, run.finishedAt, JSON.stringify(run.drift)],
    );
    await tx.query(
      /* sql */ `
      delete from census_run
       where workspace_id = $1 and sobject = $2
         and run_id not in (select run_id from census_run
                             where workspace_id = $1 and sobject = $2
                             order by started_at desc, run_id
                             limit ${KEPT_RUNS})`,
      [workspaceId, sobject],
    );
  });
}

/** Rows that came and went behind the store's back are in no count. Under the feed's lock nobody else changes it. */
async function recountRows(tx: Queryable, table: MirrorTable): Promise<void> {
  await lockFeed(tx, table.schema);
  await tx.query(
    /* sql */ `
    update selected_object set mirror_rows = (select count(*) from ${tableName(table)})
     where workspace_id = $1 and sobject = $2`,
    [table.workspaceId, table.sobject],
  );
}

interface RunRow {
  sobject: string;
  run_id: string;
  reason: CensusRun['reason'];
  started_at: string;
  finished_at: string;
  as_of: string;
  method: CensusMethod;
  rows_org: number;
  rows_mirror: number;
  buckets: CensusBucket[];
  bucket_count: number;
  differing: number;
  missing: number;
  extra: number;
  stale: number;
  wrong: number;
  repaired: number;
  in_flight: number;
  values_compared: number;
  calls: number;
  trouble: Trouble | null;
}

/** The newest runs of an object, or the newest one of every object when none is named. */
export async function listCensusRuns(
  db: Queryable,
  workspaceId: string,
  query: { readonly sobject?: string; readonly limit: number },
): Promise<{ readonly runs: CensusRun[]; readonly buckets: CensusBucket[] }> {
  const { rows } = await db.query<RunRow>(
    /* sql */ `
    select * from (
      select r.*, row_number() over (partition by r.sobject order by r.started_at desc, r.run_id) as place
        from census_run r
       where r.workspace_id = $1 and ($2::text is null or r.sobject = $2)) numbered
     where place <= $3
     order by sobject, place`,
    [workspaceId, query.sobject ?? null, query.limit],
  );
  return { runs: rows.map(toRun), buckets: query.sobject === undefined ? [] : (rows[0]?.buckets ?? []) };
}

function toRun(row: RunRow): CensusRun {
  return {
    runId: row.run_id,
    object: row.sobject,
    reason: row.reason,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    asOf: row.as_of,
    method: row.method,
    rowsInOrg: row.rows_org,
    rowsInMirror: row.rows_mirror,
    buckets: row.bucket_count,
    bucketsDiffering: row.differing,
    missing: row.missing,
    extra: row.extra,
    stale: row.stale,
    wrong: row.wrong,
    repaired: row.repaired,
    inFlight: row.in_flight,
    valuesCompared: row.values_compared,
    calls: row.calls,
    trouble: row.trouble,
  };
}

/** Rows that differed, the newest first. */
export async function listDrift(db: Queryable, workspaceId: string, sobject: string): Promise<DriftedRow[]> {
  const { rows } = await db.query<{
    record_id: string;
    kind: DriftKind;
    found_at: string;
    org_stamp: string | null;
    mirror_stamp: string | null;
    columns: string[];
    repaired: boolean;
    run_id: string;
  }>(
    /* sql */ `
    select record_id, kind, found_at, org_stamp, mirror_stamp, columns, repaired, run_id
      from census_drift
     where workspace_id = $1 and sobject = $2
     order by found_at desc, record_id
     limit ${SHOWN_DRIFT}`,
    [workspaceId, sobject],
  );
  return rows.map((row) => ({
    recordId: row.record_id,
    kind: row.kind,
    foundAt: row.found_at,
    orgStamp: row.org_stamp,
    mirrorStamp: row.mirror_stamp,
    columns: row.columns,
    repaired: row.repaired,
    runId: row.run_id,
  }));
}
