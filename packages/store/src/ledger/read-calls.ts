import { type CallCause, type CallReport, type CallTransport, SyncError } from '@sync-user/contract';
import { type IsoInstant, toEpochMs, toInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

const MAX_BUCKETS = 2_000;

interface CallRow {
  bucket: number;
  cause: CallCause;
  sobject: string;
  transport: CallTransport;
  calls: number;
}

/**
 * Calls that counted against the org's allowance, by cause, by object and by time. The ledger knows minutes: calls of
 * the minute that `since` or `until` falls into belong to the minute's beginning. Every bucket is there, empty ones too;
 * they begin at multiples of their length, so the first may begin before `since`.
 *
 * @throws `API_INVALID_REQUEST` for a span that is empty or has more than 2,000 buckets
 */
export async function readCalls(
  db: Queryable,
  workspaceId: string,
  query: { readonly since: IsoInstant; readonly until: IsoInstant; readonly bucketSeconds: number },
): Promise<CallReport> {
  const bucketMs = query.bucketSeconds * 1000;
  const firstBucket = Math.floor(toEpochMs(query.since) / bucketMs);
  const bucketCount = Math.ceil(toEpochMs(query.until) / bucketMs) - firstBucket;
  if (toEpochMs(query.since) >= toEpochMs(query.until) || bucketCount > MAX_BUCKETS) {
    throw new SyncError(
      'API_INVALID_REQUEST',
      `"since" must be before "until", with at most ${MAX_BUCKETS} buckets between them.`,
    );
  }
  const { rows } = await db.query<CallRow>(
    /* sql */ `
    select floor(extract(epoch from minute) / $4)::bigint as bucket, cause, sobject, transport,
           sum(calls) as calls
      from api_call
     where workspace_id = $1
       and minute >= date_trunc('minute', $2::timestamptz)
       and minute < $3
       and counted
     group by 1, 2, 3, 4`,
    [workspaceId, query.since, query.until, query.bucketSeconds],
  );

  const byCause: CallReport['byCause'] = {};
  const byTransport: CallReport['byTransport'] = {};
  const byObject = new Map<string, CallReport['byObject'][number]>();
  const buckets = Array.from({ length: bucketCount }, (_, index): CallReport['buckets'][number] => ({
    at: toInstant((firstBucket + index) * bucketMs),
    byCause: {},
  }));
  for (const { bucket, cause, sobject, transport, calls } of rows) {
    byCause[cause] = (byCause[cause] ?? 0) + calls;
    byTransport[transport] = (byTransport[transport] ?? 0) + calls;
    const key = `${cause} ${transport} ${sobject}`;
    const line = byObject.get(key) ?? { object: sobject || null, cause, transport, calls: 0 };
    line.calls += calls;
    byObject.set(key, line);
    const inBucket = buckets[Math.max(0, bucket - firstBucket)]?.byCause;
    if (inBucket !== undefined) inBucket[cause] = (inBucket[cause] ?? 0) + calls;
  }
  return {
    ...query,
    total: Object.values(byCause).reduce((sum, calls) => sum + calls, 0),
    byCause,
    byTransport,
    byObject: [...byObject.values()].sort((a, b) => b.calls - a.calls),
    buckets,
    org: await readOrgUsage(db, workspaceId),
  };
}

/** What the org last said of its calls: all clients together, rolling 24 hours. Null before the first call. */
export async function readOrgUsage(db: Queryable, workspaceId: string): Promise<CallReport['org']> {
  const { rows } = await db.query<{ used: number; call_limit: number; at: string }>(
    /* sql */ `select used, call_limit, at from org_usage where workspace_id = $1`,
    [workspaceId],
  );
  return rows[0] === undefined ? null : { used: rows[0].used, limit: rows[0].call_limit, at: rows[0].at };
}
