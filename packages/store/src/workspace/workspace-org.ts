import type { Queryable } from '../database/queryable.ts';

/** The first org a workspace is connected to is its own from then on; a disconnection leaves it. */
export async function noteOrganization(
  db: Queryable,
  workspaceId: string,
  organization: { readonly id: string; readonly name: string | null },
): Promise<void> {
  await db.query(
    /* sql */ `
    update workspace set organization_id = $2, organization_name = $3
     where workspace_id = $1
       and (organization_id is null or organization_id = $2)`,
    [workspaceId, organization.id, organization.name],
  );
}
