import { type BudgetFacts, type IsoInstant, toEpochMs, toInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

const DAY_MS = 86_400_000;

/**
 * What is known of the org's calls in the 24 hours before `now`, and whose share is how large. What the org said before that
 * says nothing any more.
 */
export async function readBudget(db: Queryable, workspaceId: string, now: IsoInstant): Promise<BudgetFacts> {
  const { rows } = await db.query<{
    api_share_percent: number;
    api_floor_percent: number;
    used: number | null;
    call_limit: number | null;
    at: IsoInstant | null;
    ours: number;
  }>(
    /* sql */ `
    select w.api_share_percent, w.api_floor_percent, u.used, u.call_limit, u.at,
           (select coalesce(sum(a.calls), 0) from api_call a
             where a.workspace_id = w.workspace_id and a.counted and a.minute > $2 and a.minute <= $3) as ours
      from workspace w
      left join org_usage u on u.workspace_id = w.workspace_id and u.at > $2
     where w.workspace_id = $1`,
    [workspaceId, toInstant(toEpochMs(now) - DAY_MS), now],
  );
  const row = rows[0];
  if (row === undefined) return { org: null, ours: 0, sharePercent: 100, floorPercent: 0 };
  const { used, call_limit: limit, at } = row;
  return {
    org: used === null || limit === null || at === null ? null : { used, limit, at },
    ours: row.ours,
    sharePercent: row.api_share_percent,
    floorPercent: row.api_floor_percent,
  };
}

/** What the org said of its calls counts as forgotten: the next call finds out whether some have come back. */
export async function doubtUsage(db: Queryable, workspaceId: string): Promise<void> {
  await db.query(/* sql */ `update org_usage set at = 'epoch' where workspace_id = $1`, [workspaceId]);
}
