import type { ReadMode } from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

export interface ReadingSettings {
  readonly mode?: ReadMode | undefined;
  /** Null: the workspace's interval. */
  readonly intervalSeconds?: number | null | undefined;
  readonly paused?: boolean | undefined;
}

/**
 * Changes how an object is read; what is absent stays. It is read again soon after it was paused, and its workspace is
 * planned anew.
 *
 * @returns false when the object is not selected
 */
export async function changeReading(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  settings: ReadingSettings,
  now: IsoInstant,
): Promise<boolean> {
  const { rowCount } = await db.query(
    /* sql */ `
    with changed as (
      update selected_object
         set read_mode = coalesce($3, read_mode),
             interval_seconds = case when $4 then $5 else interval_seconds end,
             paused_at = case when $6 then coalesce(paused_at, $7) when $6 = false then null else paused_at end,
             -- What dies meanwhile is followed when it is read again.
             paused_links_seq = case when $6 and paused_at is null
                                     then coalesce(paused_links_seq,
                                                   (select links_seq from workspace where workspace_id = $1))
                                     else paused_links_seq end,
             next_read_at = case when $6 = false and paused_at is not null then $7 else next_read_at end
       where workspace_id = $1 and sobject = $2
      returning workspace_id
    )
    update workspace w
       set next_plan_at = least(w.next_plan_at, $7)
      from changed
     where w.workspace_id = changed.workspace_id`,
    [
      workspaceId,
      sobject,
      settings.mode ?? null,
      settings.intervalSeconds !== undefined,
      settings.intervalSeconds ?? null,
      settings.paused ?? null,
      now,
    ],
  );
  return rowCount > 0;
}
