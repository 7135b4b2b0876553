import type { MirrorTable } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

/** Whether the workspace holds the data of that org; undefined: of any. Ask with the feed locked, which a move locks too. */
export async function holdsDataOf(
  db: Queryable,
  table: MirrorTable,
  organizationId: string | undefined,
): Promise<boolean> {
  if (organizationId === undefined) return true;
  const { rows } = await db.query<{ same: boolean }>(
    /* sql */ `select organization_id = $2 as same from workspace where workspace_id = $1`,
    [table.workspaceId, organizationId],
  );
  return rows[0]?.same === true;
}
