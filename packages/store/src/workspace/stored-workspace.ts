import type { PermissionPolicy, Workspace } from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

export interface StoredWorkspace extends Workspace {
  readonly workspaceId: string;
  readonly nextPollAt: IsoInstant;
  /** The org whose data the mirror holds: that of the first connection, kept when it is disconnected. */
  readonly organizationId: string | null;
  readonly organizationName: string | null;
}

interface WorkspaceRow {
  workspace_id: string;
  slug: string;
  name: string;
  schema_name: string;
  poll_interval_seconds: number;
  next_poll_at: IsoInstant;
  created_at: IsoInstant;
  permission_policy: PermissionPolicy;
  api_share_percent: number;
  api_floor_percent: number;
  organization_id: string | null;
  organization_name: string | null;
}

const COLUMNS = `workspace_id, slug, name, schema_name, poll_interval_seconds, next_poll_at, created_at, permission_policy,
  organization_id, organization_name, api_share_percent, api_floor_percent`;

function toStoredWorkspace(row: WorkspaceRow): StoredWorkspace {
  return {
    workspaceId: row.workspace_id,
    slug: row.slug,
    name: row.name,
    schema: row.schema_name,
    pollIntervalSeconds: row.poll_interval_seconds,
    nextPollAt: row.next_poll_at,
    permissionPolicy: row.permission_policy,
    apiSharePercent: row.api_share_percent,
    apiFloorPercent: row.api_floor_percent,
    createdAt: row.created_at,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
  };
}

export async function insertWorkspace(
  db: Queryable,
  workspace: { readonly slug: string; readonly name: string; readonly pollIntervalSeconds: number },
): Promise<StoredWorkspace | undefined> {
  const { rows } = await db.query<WorkspaceRow>(
    /* sql */ `
    insert into workspace (slug, name, schema_name, poll_interval_seconds)
    values ($1, $2, 'crm_' || $1, $3)
        on conflict do nothing
    returning ${COLUMNS}`,
    [workspace.slug, workspace.name, workspace.pollIntervalSeconds],
  );
  return rows[0] && toStoredWorkspace(rows[0]);
}

/** All workspaces of the installation, by slug. */
export async function listWorkspaces(db: Queryable): Promise<StoredWorkspace[]> {
  const { rows } = await db.query<WorkspaceRow>(/* sql */ `select ${COLUMNS} from workspace order by slug`);
  return rows.map(toStoredWorkspace);
}

export async function readWorkspace(
  db: Queryable,
  by: { readonly slug: string } | { readonly workspaceId: string },
): Promise<StoredWorkspace | undefined> {
  const [column, value] = 'slug' in by ? ['slug', by.slug] : ['workspace_id', by.workspaceId];
  const { rows } = await db.query<WorkspaceRow>(
    /* sql */ `select ${COLUMNS} from workspace where ${column} = $1`,
    [value],
  );
  return rows[0] && toStoredWorkspace(rows[0]);
}

/** Another interval takes effect with the next plan, which is due at once: until then objects are read as often as wanted. */
export async function changeWorkspace(
  db: Queryable,
  workspaceId: string,
  change: {
    readonly name?: string | undefined;
    readonly pollIntervalSeconds?: number | undefined;
    readonly permissionPolicy?: PermissionPolicy | undefined;
    readonly apiSharePercent?: number | undefined;
    readonly apiFloorPercent?: number | undefined;
  },
): Promise<StoredWorkspace | undefined> {
  const { rows } = await db.query<WorkspaceRow>(
    /* sql */ `
    with replanned as (
      update selected_object set every_seconds = null
       where workspace_id = $1 and $3::integer is not null
    )
    update workspace
       set name = coalesce($2, name),
           poll_interval_seconds = coalesce($3, poll_interval_seconds),
           permission_policy = coalesce($4, permission_policy),
           api_share_percent = coalesce($5, api_share_percent),
           api_floor_percent = coalesce($6, api_floor_percent),
           next_plan_at = now(),
           next_poll_at = least(next_poll_at,
                                now() + make_interval(secs => coalesce($3, poll_interval_seconds)))
     where workspace_id = $1
    returning ${COLUMNS}`,
    [
      workspaceId,
      change.name ?? null,
      change.pollIntervalSeconds ?? null,
      change.permissionPolicy ?? null,
      change.apiSharePercent ?? null,
      change.apiFloorPercent ?? null,
    ],
  );
  return rows[0] && toStoredWorkspace(rows[0]);
}
