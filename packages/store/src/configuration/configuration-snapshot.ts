import type { Configuration, ConfigurationSnapshot } from '@sync-user/contract';
import type { Queryable } from '../database/queryable.ts';

export interface StoredSnapshot extends ConfigurationSnapshot {
  readonly configuration: Configuration;
  /** Org whose data the workspace held then. */
  readonly organizationId: string | null;
}

export interface NewSnapshot {
  readonly takenBy: string;
  readonly organizationId: string | null;
  /** Workspace that the applied file came from. */
  readonly source: string | null;
  readonly changes: number;
  readonly configuration: Configuration;
}

interface SnapshotRow {
  snapshot_id: number;
  taken_at: string;
  taken_by: string;
  organization_id: string | null;
  source: string | null;
  changes: number;
  configuration: Configuration;
  rolled_back_at: string | null;
  rolled_back_by: string | null;
}

export async function insertSnapshot(
  db: Queryable,
  workspaceId: string,
  snapshot: NewSnapshot,
): Promise<StoredSnapshot> {
  const { rows } = await db.query<SnapshotRow>(
    /* sql */ `
    insert into configuration_snapshot (workspace_id, taken_by, organization_id, source, changes, configuration)
    values ($1, $2, $3, $4, $5, $6)
    returning *`,
    [
      workspaceId,
      snapshot.takenBy,
      snapshot.organizationId,
      snapshot.source,
      snapshot.changes,
      JSON.stringify(snapshot.configuration),
    ],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the snapshot was not written');
  return toSnapshot(row);
}

/** The newest first. */
export async function listSnapshots(
  db: Queryable,
  workspaceId: string,
  limit: number,
): Promise<StoredSnapshot[]> {
  const { rows } = await db.query<SnapshotRow>(
    /* sql */ `select * from configuration_snapshot where workspace_id = $1 order by snapshot_id desc limit $2`,
    [workspaceId, limit],
  );
  return rows.map(toSnapshot);
}

/** The one asked for, else the latest that was not gone back to. */
export async function readSnapshot(
  db: Queryable,
  workspaceId: string,
  snapshotId: number | undefined,
): Promise<StoredSnapshot | undefined> {
  const { rows } = await db.query<SnapshotRow>(
    /* sql */ `
    select * from configuration_snapshot
     where workspace_id = $1
       and case when $2::bigint is null then rolled_back_at is null else snapshot_id = $2 end
     order by snapshot_id desc
     limit 1`,
    [workspaceId, snapshotId ?? null],
  );
  return rows[0] && toSnapshot(rows[0]);
}

/** Those taken since are gone back over as well. */
export async function markRolledBack(
  db: Queryable,
  workspaceId: string,
  snapshotId: number,
  by: string,
): Promise<StoredSnapshot | undefined> {
  const { rows } = await db.query<SnapshotRow>(
    /* sql */ `
    with marked as (
      update configuration_snapshot set rolled_back_at = now(), rolled_back_by = $3
       where workspace_id = $1 and snapshot_id >= $2 and rolled_back_at is null
      returning *
    )
    select * from marked where snapshot_id = $2`,
    [workspaceId, snapshotId, by],
  );
  return rows[0] && toSnapshot(rows[0]);
}

function toSnapshot(row: SnapshotRow): StoredSnapshot {
  return {
    id: row.snapshot_id,
    takenAt: row.taken_at,
    takenBy: row.taken_by,
    from: row.source,
    changes: row.changes,
    objects: Object.keys(row.configuration.objects).length,
    rolledBackAt: row.rolled_back_at,
    rolledBackBy: row.rolled_back_by,
    configuration: row.configuration,
    organizationId: row.organization_id,
  };
}
