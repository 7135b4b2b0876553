import type { PreflightReport } from '@sync-user/contract';
import type { Queryable } from '../database/queryable.ts';

/** The latest report of a connection; a later one replaces it, an earlier one that comes late does not. */
export async function writePreflightReport(
  db: Queryable,
  workspaceId: string,
  report: PreflightReport,
): Promise<void> {
  await db.query(
    /* sql */ `
    insert into preflight_report (workspace_id, connection_id, finished_at, report)
    values ($1, $2, $3, $4)
        on conflict (workspace_id, connection_id) do update
       set finished_at = excluded.finished_at, report = excluded.report
     where preflight_report.finished_at <= excluded.finished_at`,
    [workspaceId, report.connectionId, report.finishedAt, JSON.stringify(report)],
  );
  // Whoever shows it looks again; the channel is the one that says that something of a workspace moved.
  await db.query(/* sql */ `select pg_notify(current_schema() || '_object', $1)`, [
    JSON.stringify({ workspaceId }),
  ]);
}

/** Undefined before the first checks of this connection. */
export async function readPreflightReport(
  db: Queryable,
  workspaceId: string,
  connectionId: string,
): Promise<PreflightReport | undefined> {
  const { rows } = await db.query<{ report: PreflightReport }>(
    /* sql */ `select report from preflight_report where workspace_id = $1 and connection_id = $2`,
    [workspaceId, connectionId],
  );
  return rows[0]?.report;
}
