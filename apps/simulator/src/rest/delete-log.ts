/** How long an org remembers what was deleted. Source: facts 2.10 [GETDEL]. */
import type { World } from '../world.ts';

export interface ReplicationSettings {
  /** Most ids one answer may hold. Salesforce: 600,000. */
  readonly maxIds: number;
  /** Before this nothing can be asked for: ISO 8601; null for an org that was always there. */
  readonly enabledAt: string | null;
  /** Entries of an object's delete log beyond this many are purged; null for no limit. */
  readonly deleteLogLimit: number | null;
  /** By object: the last delete that the log has forgotten, ISO 8601. `*` for all objects. */
  readonly purgedTo: Readonly<Record<string, string>>;
}

export const REPLICATION_DEFAULTS: ReplicationSettings = {
  maxIds: 600_000,
  enabledAt: null,
  deleteLogLimit: null,
  purgedTo: {},
};

const TWO_HOURS_MS = 2 * 60 * 60 * 1000;
const ALL_OBJECTS = '*';

/** The last delete of the object that is forgotten; undefined when none is. */
export function purgedTo(world: World, object: string): number | undefined {
  const known = world.settings.current.replication.purgedTo;
  const times = [known[object], known[ALL_OBJECTS]].flatMap((iso) =>
    iso === undefined ? [] : [Date.parse(iso)],
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Forgets every delete up to now, or of those before a time. */
export function purgeDeleteLog(world: World, before: number, object = ALL_OBJECTS): void {
  const { replication } = world.settings.current;
  const known = replication.purgedTo[object];
  if (known !== undefined && Date.parse(known) >= before) return;
  const purged = { ...replication.purgedTo, [object]: new Date(before).toISOString() };
  world.settings.change({ replication: { ...replication, purgedTo: purged } });
}

/**
 * The job that runs every two hours: while there are more entries than the limit, those older than two hours go, the
 * oldest first. It is run when somebody looks, as of its last turn.
 * @param deletedAt when each remembered row of the object was deleted
 */
export function runPurgeJob(world: World, object: string, deletedAt: readonly number[]): void {
  const limit = world.settings.current.replication.deleteLogLimit;
  if (limit === null) return;
  const turn = Math.floor(world.org.clock.now() / TWO_HOURS_MS) * TWO_HOURS_MS;
  const there = deletedAt.filter((at) => at <= turn).toSorted((a, b) => a - b);
  const last = there.slice(0, Math.max(0, there.length - limit)).findLast((at) => at < turn - TWO_HOURS_MS);
  if (last !== undefined) purgeDeleteLog(world, last, object);
}
