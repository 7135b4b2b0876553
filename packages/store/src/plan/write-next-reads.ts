import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

/** See `ObjectStore.writeNextReads`. */
export async function writeNextReads(
  db: Queryable,
  workspaceId: string,
  begunAt: IsoInstant,
  reads: readonly { readonly sobject: string; readonly at: IsoInstant }[],
): Promise<void> {
  await db.query(
    /* sql */ `
    update selected_object o
       set next_read_at = r.at
      from json_to_recordset($3::json) as r(sobject text, at timestamptz)
     where o.workspace_id = $1 and o.sobject = r.sobject and o.next_read_at <= $2`,
    [workspaceId, begunAt, JSON.stringify(reads)],
  );
}
