/** People at work: every few seconds somebody creates, changes, closes or deletes something. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Caller, Org, QueryRecord, SaveOperation } from '../org/types.ts';
import { ACTIVITIES, type Activity, type ActivityContext } from './activities.ts';
import { Random } from './random.ts';
import { systemCaller } from './row-writer.ts';

export interface ActivityStats {
  readonly actions: number;
  /** Rows that Salesforce accepted, by what was done to them. */
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly undeleted: number;
  /** Refused rows, with the last reason. */
  readonly refused: number;
  readonly lastRefusal: string | null;
}

export interface RunningActivity {
  /** No action starts after this. */
  stop(): void;
  stats(): ActivityStats;
}

export interface ActivityOptions {
  /** Mean time between actions; each wait is half to one and a half times as long. */
  readonly everyMs: number;
  readonly signal?: AbortSignal;
  /** The same number gives the same decisions in the same org. */
  readonly randomSeed?: number;
}

/** Starts people working in the org, each as a real user through `org.save`, until stopped. */
export function startActivity(org: Org, options: ActivityOptions): RunningActivity {
  const stopping = new AbortController();
  const signal =
    options.signal === undefined ? stopping.signal : AbortSignal.any([options.signal, stopping.signal]);
  const random = new Random(options.randomSeed ?? org.clock.now());
  const worker = new ActivityWorker(org, random);
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await wait(options.everyMs * (0.5 + random.next()), undefined, { signal, ref: false });
      } catch {
        // The wait was cut short: somebody called stop.
        return;
      }
      worker.act();
    }
  };
  void run();
  return { stop: () => stopping.abort(), stats: () => worker.stats };
}

/** Does one thing at a time. Separate from the clock, so that tests need not wait. */
export class ActivityWorker {
  readonly #org: Org;
  readonly #random: Random;
  readonly #counts = { actions: 0, created: 0, updated: 0, deleted: 0, undeleted: 0, refused: 0 };
  #lastRefusal: string | null = null;

  constructor(org: Org, random: Random) {
    this.#org = org;
    this.#random = random;
  }

  get stats(): ActivityStats {
    return { ...this.#counts, lastRefusal: this.#lastRefusal };
  }

  /** One action of one person. An org without people or records gets what is possible: new leads. */
  act(): void {
    const people = this.#people();
    if (people.length === 0) return;
    const userId = this.#random.pick(people);
    const caller: Caller = { userId, client: null, apiVersion: 67 };
    this.#counts.actions += 1;
    const context: ActivityContext = {
      random: this.#random,
      userId,
      now: this.#org.clock.now(),
      find: (soql) => this.#query(soql),
    };
    for (const activity of this.#chosen()) {
      const operations = activity(context);
      if (operations.length === 0) continue;
      this.#save(caller, operations);
      return;
    }
  }

  /** A weighted choice first, then the others, for the case that there is nothing to do it with. */
  #chosen(): Activity[] {
    const total = ACTIVITIES.reduce((sum, [weight]) => sum + weight, 0);
    let ticket = this.#random.next() * total;
    const first = ACTIVITIES.findIndex(([weight]) => (ticket -= weight) < 0);
    return [...ACTIVITIES.slice(first), ...ACTIVITIES.slice(0, first)].map(([, activity]) => activity);
  }

  #people(): string[] {
    return this.#query(
      "SELECT Id FROM User WHERE IsActive = true AND UserType = 'Standard' " +
        "AND Profile.Name IN ('Standard User', 'Marketing User', 'System Administrator') ORDER BY Id LIMIT 200",
    ).map((record) => String(record['Id']));
  }

  #query(soql: string): readonly QueryRecord[] {
    return this.#org.query(systemCaller, soql, {
      includeDeleted: soql.includes('IsDeleted = true'),
      batchSize: 200,
    }).records;
  }

  #save(caller: Caller, operations: readonly SaveOperation[]): void {
    const results = this.#org.save(caller, operations, { allOrNone: false });
    for (const [index, result] of results.entries()) {
      const kind = operations[index]?.kind;
      if (!result.success) {
        this.#counts.refused += 1;
        this.#lastRefusal = result.errors
          .map(({ statusCode, message }) => `${statusCode}: ${message}`)
          .join('; ');
      } else if (kind === 'create') this.#counts.created += 1;
      else if (kind === 'update') this.#counts.updated += 1;
      else if (kind === 'delete') this.#counts.deleted += 1;
      else if (kind === 'undelete') this.#counts.undeleted += 1;
    }
  }
}
