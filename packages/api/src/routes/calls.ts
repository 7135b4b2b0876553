import { toInstant } from '@sync-user/engine';
import { InvalidRequest } from '../problem.ts';
import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

const DAY_MS = 86_400_000;
/** More bars than any chart shows; keeps one request from asking for years by the minute. */
const MAX_BUCKETS = 2000;

export function callRoutes({ calls }: Services): Pick<Handlers, 'readCalls'> {
  return {
    readCalls: ({ workspaceId, query }) => {
      const untilMs = readInstant('until', query.until) ?? Date.now();
      const sinceMs = readInstant('since', query.since) ?? untilMs - DAY_MS;
      if (sinceMs >= untilMs)
        throw new InvalidRequest([{ path: 'since', message: 'Must be before "until".' }]);
      if ((untilMs - sinceMs) / (query.bucketSeconds * 1000) > MAX_BUCKETS) {
        throw new InvalidRequest([
          { path: 'bucketSeconds', message: `Too small for this span: at most ${MAX_BUCKETS} buckets.` },
        ]);
      }
      return calls.read(workspaceId, {
        since: toInstant(sinceMs),
        until: toInstant(untilMs),
        bucketSeconds: query.bucketSeconds,
      });
    },
  };
}

function readInstant(path: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const epochMs = Date.parse(text);
  if (!Number.isNaN(epochMs)) return epochMs;
  throw new InvalidRequest([{ path, message: 'Use ISO 8601, such as 2026-03-01T09:30:00Z.' }]);
}
