import { isSyncError } from '@sync-user/contract';
import { type EnginePorts, loadObject, pollWorkspace, retryObject, takeCensus } from '@sync-user/engine';
import { logIn, readOrgRows } from '../../scripts/verify/org-rows.ts';
import { AUDIT_APP, SYNC_USER } from '../support/org-seed.ts';
import { findFaults } from './check-outcome.ts';
import { HISTORY_OBJECTS, History } from './history.ts';
import { Killed, mortalPorts, sleepyPorts } from './mayhem.ts';
import { createRandom, type Random } from './random.ts';
import type { Scene, World } from './world.ts';

const MINUTE_MS = 60_000;
const STEPS = 28;

/** Source: API Request Limits and Allocations, "API Query Cursor Limits and time-outs": a call is ended after ten minutes. */
const LONGEST_TRANSACTION_MS = 10 * MINUTE_MS;

const STEP_WEIGHTS = {
  act: 34,
  sync: 26,
  asleep: 6,
  pass: 12,
  hold: 4,
  release: 5,
  fault: 9,
  kill: 6,
  cut: 3,
  sight: 2,
  census: 3,
  field: 1,
  limit: 1,
  skew: 1,
} as const;

/** What the sync user may lose and get back; fields that a history never writes. */
const HIDEABLE = [
  ['Account', 'Phone'],
  ['Contact', 'Department'],
  ['Widget__c', 'Title__c'],
] as const;

export interface SeedOutcome {
  readonly seed: number;
  readonly faults: readonly string[];
  /** Everything that was done, in order: what is needed to understand a failure. */
  readonly log: readonly string[];
  readonly calls: number;
}

/**
 * One random history with random faults, then quiet, then the comparison. The same seed does the same things in the same
 * order, at the same instants of the simulated time.
 */
export async function runSeed(world: World, seed: number): Promise<SeedOutcome> {
  const random = createRandom(seed);
  const scene = await world.begin(seed, HISTORY_OBJECTS);
  const run = new Run(scene, random);
  await run.prepare();
  for (let step = 0; step < STEPS; step += 1) await run.step();
  await run.settle();
  return {
    seed,
    faults: [...run.faults, ...(await findFaults(scene))],
    log: run.log,
    calls: scene.calls.length,
  };
}

class Run {
  readonly log: string[] = [];
  /** Found on the way. */
  readonly faults: string[] = [];
  readonly #scene: Scene;
  readonly #random: Random;
  readonly #history: History;
  #held: { release(): Promise<void> } | undefined;
  #heldSinceMs = 0;
  #fields = 0;

  constructor(scene: Scene, random: Random) {
    this.#scene = scene;
    this.#random = random;
    this.#history = new History(scene.org, random);
  }

  async prepare(): Promise<void> {
    const { time } = this.#scene;
    time.skewMs = this.#random.pick([0, 0, -90_000, 90_000, -3_000, 3_000]);
    const session = await logIn(this.#scene.orgUrl, AUDIT_APP.clientId, AUDIT_APP.clientSecret);
    for (const object of HISTORY_OBJECTS) {
      const ids: string[] = [];
      for await (const row of readOrgRows(session, object, ['Id'])) ids.push(String(row['Id']));
      this.#history.know(object, ids);
    }
  }

  async step(): Promise<void> {
    const { org, time } = this.#scene;
    const step = this.#random.weighted(STEP_WEIGHTS);
    switch (step) {
      case 'act':
        return this.#note(await this.#history.act());
      case 'sync':
        return await this.#sync(this.#scene.ports);
      case 'asleep':
        return await this.#oversleep();
      case 'pass': {
        const ms = this.#random.pick([200, 1000, 7_000, MINUTE_MS, 4 * MINUTE_MS, 21 * MINUTE_MS]);
        await this.#pass(ms);
        return this.#note(`${ms} ms pass`);
      }
      case 'hold':
        if (this.#held !== undefined) return;
        this.#held = await org.holdTransactions();
        this.#heldSinceMs = time.nowMs() - time.skewMs;
        return this.#note('commits wait');
      case 'release':
        return await this.#release();
      case 'fault':
        return await this.#fault();
      case 'kill': {
        const death = { atCall: this.#random.int(1, 14), after: this.#random.chance(0.5) };
        this.#note(`the next work dies ${death.after ? 'after' : 'before'} call ${death.atCall}`);
        return await this.#sync(mortalPorts(this.#scene.ports, death));
      }
      case 'cut':
        this.#note('PostgreSQL cuts everybody off');
        await Promise.all([this.#sync(this.#scene.ports), this.#scene.cutDatabase()]);
        return;
      case 'sight': {
        const [object, field] = this.#random.pick(HIDEABLE);
        await this.#release();
        await org.access(SYNC_USER, object, 'none', field);
        return this.#note(`${object}.${field} is hidden`);
      }
      case 'census':
        return void (await this.#count(this.#scene.ports));
      case 'field':
        this.#fields += 1;
        await org.send('POST', '/objects/Widget__c/fields', {
          name: `Extra${this.#fields}__c`,
          type: 'text',
          length: 40,
        });
        return this.#note('a field is added');
      case 'limit':
        await org.send('POST', '/limits', { hardDailyApiRequests: 1, maxDailyApiRequests: 1 });
        await this.#sync(this.#scene.ports);
        await org.send('POST', '/limits', { hardDailyApiRequests: null, maxDailyApiRequests: null });
        return this.#note('the limit was used up for a while');
      case 'skew':
        time.skewMs = this.#random.pick([0, -60_000, 60_000]);
        return this.#note(`our clock is ${time.skewMs} ms off`);
      default:
        throw new Error(`unknown step ${String(step satisfies never)}`);
    }
  }

  /** No faults any more, everything committed, all windows passed, all work done. */
  async settle(): Promise<void> {
    const { org, time, ports, workspaceId } = this.#scene;
    await org.clearFaults();
    await this.#release();
    for (let round = 0; round < 3; round += 1) {
      await time.advance(17 * MINUTE_MS);
      for (const object of await ports.objects.list(workspaceId))
        if (object.state === 'failed') await retryObject(ports, workspaceId, object.table.sobject);
      await this.#sync(ports);
    }
    // Nobody planted a difference here: whatever a census finds now, the reading before it has missed.
    for (const drift of await this.#count(ports)) this.faults.push(`a census found ${drift}`);
  }

  /** What it found; on the way that may be what the next poll would have brought. */
  async #count(ports: EnginePorts): Promise<string[]> {
    const found: string[] = [];
    const { workspaceId, store } = this.#scene;
    await this.#tolerating(async (signal) => {
      const objects = await ports.objects.list(workspaceId);
      const taken = await takeCensus({ ...ports, census: store.census.port(24) }, objects, new Set(), signal);
      for (const { object, drift, inFlight } of taken) {
        this.#note(`census of ${object}: ${drift.length} differ, ${inFlight} on their way`);
        if (drift.length > 0) found.push(`${object} wrong: ${JSON.stringify(drift).slice(0, 300)}`);
      }
    });
    return found;
  }

  async #sync(ports: EnginePorts): Promise<void> {
    const { workspaceId } = this.#scene;
    await this.#tolerating(async (signal) => {
      for (const { state, table } of await ports.objects.list(workspaceId)) {
        if (state !== 'waiting' && state !== 'loading') continue;
        const { kind } = await loadObject(ports, workspaceId, table.sobject, signal);
        this.#note(`load ${table.sobject}: ${kind}`);
      }
      const { created, updated, deleted, troubled } = await pollWorkspace(ports, workspaceId, signal);
      this.#note(`poll: +${created} ~${updated} -${deleted} ${troubled.join(' ')}`);
    });
  }

  /** A worker falls asleep over its work; the org goes on, another worker does the same work, and then the first wakes up. */
  async #oversleep(): Promise<void> {
    const atCall = this.#random.int(1, 14);
    const sleepy = sleepyPorts(this.#scene.ports, atCall);
    const first = this.#sync(sleepy.ports);
    await Promise.race([sleepy.asleep, first]);
    this.#note(`one worker sleeps at its call ${atCall}`);
    for (let acts = this.#random.int(1, 3); acts > 0; acts -= 1) this.#note(await this.#history.act());
    await this.#sync(this.#scene.ports);
    this.#note('it wakes up');
    sleepy.wake();
    await first;
  }

  /** A process that died, or a failure that is the connection's: both are met by trying again later. */
  async #tolerating(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await work(AbortSignal.timeout(120_000));
    } catch (error) {
      if (!(error instanceof Killed) && !isSyncError(error)) throw error;
      this.#note(`gave up: ${error.message}`);
    }
  }

  /** Salesforce ends a transaction after ten minutes: no commit is later than that. */
  async #pass(ms: number): Promise<void> {
    const { time } = this.#scene;
    const leftMs = this.#heldSinceMs + LONGEST_TRANSACTION_MS - (time.nowMs() - time.skewMs);
    if (this.#held === undefined || ms < leftMs) return await time.advance(ms);
    await time.advance(Math.max(0, leftMs));
    await this.#release();
    await time.advance(ms - Math.max(0, leftMs));
  }

  async #release(): Promise<void> {
    if (this.#held === undefined) return;
    await this.#held.release();
    this.#held = undefined;
    this.#note('commits are let through');
  }

  async #fault(): Promise<void> {
    const { org } = this.#scene;
    const times = this.#random.int(1, 3);
    const skip = this.#random.int(0, 4);
    const path = '/services/data/';
    const kind = this.#random.pick(['unavailable', 'reset', 'lost', 'cut', 'clean cut', 'session'] as const);
    switch (kind) {
      case 'unavailable':
        await org.fault({ kind: 'status', status: 503, times, skip, path });
        break;
      case 'reset':
      case 'lost':
        await org.fault({ kind, times, skip, path });
        break;
      case 'cut':
        await org.fault({ kind: 'cut', afterBytes: this.#random.int(0, 900), times, skip, path });
        break;
      case 'clean cut':
        // A body that ends early and looks whole, as proxies make them.
        await org.fault({
          kind: 'cut',
          afterBytes: this.#random.int(0, 900),
          clean: true,
          times,
          skip,
          path,
        });
        break;
      case 'session':
        await org.send('POST', '/sessions/expire', { username: SYNC_USER });
        break;
      default:
        throw new Error(`unknown fault ${String(kind satisfies never)}`);
    }
    this.#note(`fault: ${kind} ×${times} after ${skip}`);
  }

  #note(what: string): void {
    this.log.push(`${new Date(this.#scene.time.nowMs()).toISOString()} ${what}`);
  }
}
