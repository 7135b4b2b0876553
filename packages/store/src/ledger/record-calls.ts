import type { IsoInstant, MadeCall } from '@sync-user/engine';
import type { Database } from '../database/database.ts';

interface Entry {
  cause: string;
  sobject: string;
  transport: string;
  counted: boolean;
  calls: number;
  failed: number;
}

/** Enters calls made by one workspace at about `at`, with what the org last said of its allowance. */
export async function recordCalls(
  db: Database,
  workspaceId: string,
  calls: readonly MadeCall[],
  at: IsoInstant,
  connectionId?: string,
): Promise<void> {
  if (calls.length === 0) return;
  const usage = calls.findLast((call) => call.orgUsage !== undefined)?.orgUsage;
  await db.transact(async (tx) => {
    await tx.query(
      /* sql */ `
      insert into api_call as a (workspace_id, minute, cause, sobject, transport, counted, calls, failed)
      select $1, date_trunc('minute', $2::timestamptz), e.cause, e.sobject, e.transport, e.counted, e.calls, e.failed
        from json_to_recordset($3::json)
             as e(cause text, sobject text, transport text, counted boolean, calls integer, failed integer)
       order by e.cause, e.sobject, e.transport, e.counted
          on conflict (workspace_id, minute, cause, sobject, transport, counted) do update
         set calls = a.calls + excluded.calls, failed = a.failed + excluded.failed`,
      [workspaceId, at, JSON.stringify(addUp(calls))],
    );
    // Never waits: a moment later is as good.
    await tx.query(
      /* sql */ `
      with free as (
        select workspace_id, connection_id from connection
         where workspace_id = $1
           and case when $3::uuid is null then is_sync_user and state <> 'replaced' else connection_id = $3 end
           for no key update skip locked
      )
      update connection c
         set last_call_at = greatest(c.last_call_at, $2)
        from free
       where c.workspace_id = free.workspace_id and c.connection_id = free.connection_id`,
      [workspaceId, at, connectionId ?? null],
    );
    if (usage === undefined) return;
    await tx.query(
      /* sql */ `
      insert into org_usage as u (workspace_id, used, call_limit, at)
      values ($1, $2, $3, $4)
          on conflict (workspace_id) do update
         set used = excluded.used, call_limit = excluded.call_limit, at = excluded.at
       where u.at <= excluded.at`,
      [workspaceId, usage.used, usage.limit, at],
    );
  });
}

function addUp(calls: readonly MadeCall[]): Entry[] {
  const entries = new Map<string, Entry>();
  for (const call of calls) {
    const sobject = call.sobject ?? '';
    const key = JSON.stringify([call.cause, sobject, call.transport, call.counted]);
    const entry = entries.get(key) ?? {
      cause: call.cause,
      sobject,
      transport: call.transport,
      counted: call.counted,
      calls: 0,
      failed: 0,
    };
    entry.calls += 1;
    entry.failed += call.failed ? 1 : 0;
    entries.set(key, entry);
  }
  return [...entries.values()];
}
