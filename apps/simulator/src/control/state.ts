import { eventState } from './event-routes.ts';
import type { World } from '../world.ts';

/** What `GET /__simulator` shows. */
export function stateOf(world: World): Record<string, unknown> {
  const { org, usage, tokens, jobs, ingestJobs, settings } = world;
  return {
    organizationId: org.organizationId,
    now: new Date(org.clock.now()).toISOString(),
    clockOffsetMs: settings.current.clockOffsetMs,
    rows: Object.fromEntries(
      org
        .objects()
        .filter((object) => object.kind !== 'platformEvent')
        .map((object) => [object.name, org.countRows(object.name)] as const)
        .filter(([, count]) => count > 0),
    ),
    /** Since the start of this process; `used` is the rolling 24-hour counter clients see. */
    apiUsage: { used: usage.used(), max: usage.max, ...usage.statistics() },
    requests: world.calls.statistics(),
    tokens: tokens.counts(),
    apps: world.apps.list().map(({ name, consumerKey }) => ({ name, consumerKey })),
    bulkJobs: jobs.counts(),
    ingestJobs: ingestJobs.counts(),
    bulkPace: settings.current.bulkPace,
    events: eventState(world),
    sessionTimeoutMs: settings.current.sessionTimeoutMs,
    faults: world.faults.list().length,
    heldTransactions: [...world.heldTransactions.keys()],
    activity: world.activity.status(),
  };
}
