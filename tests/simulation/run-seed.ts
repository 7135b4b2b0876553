import { isSyncError } from '@sync-user/contract';
import {
  type EnginePorts,
  loadObject,
  pollWorkspace,
  retryObject,
  takeCensus,
  toInstant,
} from '@sync-user/engine';
import { readOrgRows } from '../../scripts/verify/org-rows.ts';
import { SYNC_USER } from '../support/org-seed.ts';
import { findFaults, findFedFaults } from './check-outcome.ts';
import type { StreamEnding } from './deliveries.ts';
import { History } from './history.ts';
import { Killed, mortal, partsOf, type ProcessParts, sleepy } from './mayhem.ts';
import { createRandom, type Random } from './random.ts';
import { chooseSelection, type HistoryObject } from './selection.ts';
import { HIDEABLE, type Step, stepWeights } from './step-weights.ts';
import { type FollowOptions, Streams } from './streams.ts';
import type { Scene, World } from './world.ts';

const MINUTE_MS = 60_000;
const STEPS = 22;

/** Source: API Request Limits and Allocations, "API Query Cursor Limits and time-outs": a call is ended after ten minutes. */
const LONGEST_TRANSACTION_MS = 10 * MINUTE_MS;

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
  const selection = chooseSelection(random);
  const byEvents = random.chance(0.65);
  // Where events bring what happens, polls that nothing asks for must not hide that they did not.
  const scene = await world.begin(seed, selection, { pollIntervalSeconds: byEvents ? 86_400 : 60 });
  const run = new Run(scene, random, { objects: selection.map(({ sobject }) => sobject), byEvents });
  await run.prepare();
  for (let step = 0; step < STEPS; step += 1) await run.step();
  await run.settle();
  return {
    seed,
    faults: [...run.faults, ...(await findFaults(scene, run.history))],
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
  readonly #objects: readonly HistoryObject[];
  readonly #byEvents: boolean;
  readonly #weights: Readonly<Record<Step, number>>;
  readonly history: History;
  readonly #streams: Streams;
  #held: { release(): Promise<void> } | undefined;
  #heldSinceMs = 0;
  #fields = 0;
  readonly #hidden = new Set<string>();

  constructor(
    scene: Scene,
    random: Random,
    { objects, byEvents }: { readonly objects: readonly HistoryObject[]; readonly byEvents: boolean },
  ) {
    this.#scene = scene;
    this.#random = random;
    this.#objects = objects;
    this.#byEvents = byEvents;
    this.#weights = stepWeights(byEvents);
    this.#streams = new Streams(scene, random);
    this.history = new History(scene.org, random, {
      objects,
      orgNowMs: () => scene.time.nowMs() - scene.time.skewMs,
    });
  }

  async prepare(): Promise<void> {
    const { time, session } = this.#scene;
    time.skewMs = this.#random.pick([0, 0, -90_000, 90_000, -3_000, 3_000]);
    // Machines of one installation may differ by less than two seconds.
    time.databaseSkewMs = this.#random.pick([0, 0, -1_500, 1_500]);
    await time.advance(0);
    for (const object of this.#objects) {
      const ids: string[] = [];
      for await (const row of readOrgRows(session, object, ['Id'])) ids.push(String(row['Id']));
      this.history.know(object, ids);
    }
    // Events feed what is loaded; now and then that comes late.
    if (this.#byEvents && this.#random.chance(0.85)) await this.#sync(this.#scene.ports);
  }

  async step(): Promise<void> {
    const { org, time } = this.#scene;
    const step = this.#random.weighted(this.#weights);
    switch (step) {
      case 'act':
        this.#note(await this.history.act());
        // Stamps have whole seconds: what happens within one cannot be told apart.
        if (this.#byEvents && this.#random.chance(0.4)) await this.#pass(2_500);
        return;
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
        return await this.#sync(partsOf(this.#parts(), mortal(death)).ports);
      }
      case 'cut':
        this.#note('PostgreSQL cuts everybody off');
        await Promise.all([this.#sync(this.#scene.ports), this.#scene.cutDatabase()]);
        return;
      case 'sight': {
        const [object, field] = this.#random.pick(HIDEABLE);
        const key = `${object}.${field}`;
        const isHidden = this.#hidden.has(key);
        await this.#release();
        await org.access(SYNC_USER, object, isHidden ? 'read' : 'none', field);
        if (isHidden) this.#hidden.delete(key);
        else this.#hidden.add(key);
        return this.#note(`${key} is ${isHidden ? 'shown again' : 'hidden'}`);
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
      case 'follow':
        return await this.#follow({ owner: this.#random.pick(['one', 'two']), ...this.#someEnd() });
      case 'dying follower': {
        const death = { atCall: this.#random.int(1, 24), after: this.#random.chance(0.5) };
        this.#note(`the next follower dies ${death.after ? 'after' : 'before'} call ${death.atCall}`);
        return await this.#follow({ owner: 'one', onCall: mortal(death) });
      }
      case 'sleeping follower':
        return await this.#followAsleep();
      case 'gap':
        return await this.#gap();
      case 'untold':
        return await this.#untold();
      case 'move':
        await this.#release();
        await org.send('POST', '/events/move', { position: this.#random.int(1, 9) * 100_000 });
        return this.#note('replay ids begin anew');
      case 'days':
        await this.#release();
        await time.advance(75 * 60 * MINUTE_MS);
        return this.#note('three days pass');
      case 'mode':
        return await this.#changeReading();
      case 'skew':
        time.skewMs = this.#random.pick([0, -60_000, 60_000]);
        return this.#note(`our clock is ${time.skewMs} ms off`);
      default:
        throw new Error(`unknown step ${String(step satisfies never)}`);
    }
  }

  /** No faults any more, everything committed, all windows passed, all work done. */
  async settle(): Promise<void> {
    const { org, time, ports } = this.#scene;
    await org.clearFaults();
    await this.#release();
    if (this.#byEvents) await this.#settleEvents();
    for (let round = 0; round < 3; round += 1) {
      await time.advance(17 * MINUTE_MS);
      await this.#retryFailed();
      if (this.#byEvents) await this.#follow({ owner: 'one' });
      await this.#sync(ports, false);
    }
    // Nobody planted a difference here: whatever a census finds now, the reading before it has missed.
    for (const drift of await this.#count(ports)) this.faults.push(`a census found ${drift}`);
    this.faults.push(...this.#streams.faults);
  }

  /** Events alone have to bring the mirror to what the org is: nothing is polled but what they asked for. */
  async #settleEvents(): Promise<void> {
    const { time, store, ports, workspaceId } = this.#scene;
    const now = toInstant(time.nowMs());
    for (const sobject of this.#objects)
      await store.plans.changeReading(workspaceId, sobject, { paused: false }, now);
    // A follower that was refused for a while may come back.
    await time.advance(16 * MINUTE_MS);
    for (let round = 0; ; round += 1) {
      await time.advance(32_000);
      await this.#retryFailed();
      await this.#follow({ owner: 'one' });
      await this.#sync(ports, true);
      const facts = await store.events.readFacts(workspaceId);
      const objects = await ports.objects.list(workspaceId);
      const unfed = objects.filter(
        ({ mode, table, state }) =>
          mode !== 'poll' && state === 'live' && facts.objects.get(table.sobject)?.feeds !== true,
      );
      if (unfed.length + facts.waitingReads + facts.openRepairs === 0) break;
      if (round < 12) continue;
      this.faults.push(
        `events do not come to rest: ${unfed.map(({ table }) => table.sobject).join(' ')} are not fed, ${facts.waitingReads} reads wait, ${facts.openRepairs} repairs are open`,
      );
      break;
    }
    this.#note('events are at rest');
    const fed = (await ports.objects.list(workspaceId)).filter(({ mode }) => mode !== 'poll');
    this.faults.push(...(await findFedFaults(this.#scene, fed, this.#hidden)));
  }

  async #retryFailed(): Promise<void> {
    const { ports, workspaceId } = this.#scene;
    for (const object of await ports.objects.list(workspaceId))
      if (object.state === 'failed') await retryObject(ports, workspaceId, object.table.sobject);
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

  async #sync(ports: EnginePorts, dueOnly = this.#byEvents && this.#random.chance(0.92)): Promise<void> {
    const { workspaceId } = this.#scene;
    await this.#tolerating(async (signal) => {
      for (const { state, table } of await ports.objects.list(workspaceId)) {
        if (state !== 'waiting' && state !== 'loading') continue;
        const { kind } = await loadObject(ports, workspaceId, table.sobject, signal);
        this.#note(`load ${table.sobject}: ${kind}`);
      }
      if (this.#byEvents) await this.#streams.plan();
      const { created, updated, deleted, troubled } = await pollWorkspace(ports, workspaceId, signal, {
        dueOnly,
      });
      this.#note(
        `${dueOnly ? 'poll of what is due' : 'poll'}: +${created} ~${updated} -${deleted} ${troubled.join(' ')}`,
      );
    });
  }

  /** A worker falls asleep over its work; the org goes on, another worker does the same work, and then the first wakes up. */
  async #oversleep(): Promise<void> {
    const atCall = this.#random.int(1, 14);
    const { onCall, asleep, wake } = sleepy(atCall);
    const first = this.#sync(partsOf(this.#parts(), onCall).ports);
    await Promise.race([asleep, first]);
    this.#note(`one worker sleeps at its call ${atCall}`);
    for (let acts = this.#random.int(1, 3); acts > 0; acts -= 1) this.#note(await this.history.act());
    if (this.#byEvents && this.#random.chance(0.6)) await this.#follow({ owner: 'one' });
    if (!this.#byEvents || this.#random.chance(0.6)) await this.#sync(this.#scene.ports);
    this.#note('it wakes up');
    wake();
    await first;
  }

  async #follow(options: FollowOptions): Promise<void> {
    await this.#tolerating(async () => this.#note(await this.#streams.follow(options)));
  }

  /** As a rule it is stopped when everything has come. */
  #someEnd(): Omit<FollowOptions, 'owner'> {
    const ending = this.#random.weighted({
      stop: 88,
      SF_UNAVAILABLE: 4,
      SF_EVENTS_SILENT: 2,
      SF_EVENT_LIMIT: 2,
      SF_SESSION_EXPIRED: 2,
      SF_REPLAY_ID_REFUSED: 2,
    } satisfies Partial<Record<StreamEnding, number>>);
    const isLate = this.#random.chance(0.2);
    const acts = this.#random.chance(0.2) ? this.#random.int(1, 2) : 0;
    this.#note(`following ends with ${ending}${isLate ? ', and some events are late' : ''}`);
    return {
      ending,
      isLate,
      beforeItBegins: async () => {
        for (let left = acts; left > 0; left -= 1)
          this.#note(`before it begins: ${await this.history.act()}`);
      },
    };
  }

  /** A follower falls asleep over its work, its lease runs out, another goes on, and then the first wakes up. */
  async #followAsleep(): Promise<void> {
    const atCall = this.#random.chance(0.6) ? 'events.applyBatch' : this.#random.int(1, 24);
    const { onCall, asleep, wake } = sleepy(atCall);
    this.#note(await this.history.touch());
    const first = this.#follow({ owner: 'one', onCall });
    await Promise.race([asleep, first]);
    this.#note(`a follower sleeps at its call ${atCall}`);
    for (let acts = this.#random.int(1, 3); acts > 0; acts -= 1) this.#note(await this.history.act());
    await this.#pass(this.#random.pick([0, 16_000, 16_000]));
    this.#note(await this.history.touch());
    await this.#follow({ owner: 'two' });
    if (this.#random.chance(0.4)) await this.#sync(this.#scene.ports);
    this.#note('it wakes up');
    wake();
    await first;
  }

  /** Salesforce says that something changed, and nothing more. */
  async #gap(): Promise<void> {
    const { org } = this.#scene;
    const object = this.#random.pick(this.#objects);
    const id = this.#random.chance(0.5) ? this.history.someId(object) : null;
    const changeType =
      id === null ? this.#random.pick(['GAP_UPDATE', 'GAP_OVERFLOW'] as const) : 'GAP_UPDATE';
    await org.send('POST', '/events/gap', {
      object,
      changeType,
      ...(id === null ? {} : { recordIds: [id] }),
    });
    this.#note(`${changeType} of ${object} ${id ?? ''}`);
  }

  /** Changes whose events do not tell them: too large, or too many in one transaction. */
  async #untold(): Promise<void> {
    const { org } = this.#scene;
    const how = this.#random.pick(['maxEventBytes', 'overflowChanges'] as const);
    await org.send('POST', '/events', { [how]: 1 });
    for (let acts = this.#random.int(1, 3); acts > 0; acts -= 1)
      this.#note(`untold by ${how}: ${await this.history.act()}`);
    await org.send('POST', '/events', { maxEventBytes: 1_048_576, overflowChanges: 100_000 });
  }

  async #changeReading(): Promise<void> {
    const { store, time, workspaceId } = this.#scene;
    const sobject = this.#random.pick(this.#objects);
    const change = this.#random.pick([
      { mode: 'poll' },
      { mode: 'auto' },
      { mode: 'events' },
      { paused: true },
      { paused: false },
    ] as const);
    await store.plans.changeReading(workspaceId, sobject, change, toInstant(time.nowMs()));
    this.#note(`${sobject} is read by ${JSON.stringify(change)}`);
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

  #parts(): ProcessParts {
    return { ports: this.#scene.ports, events: this.#scene.store.events };
  }

  #note(what: string): void {
    this.log.push(`${new Date(this.#scene.time.nowMs()).toISOString()} ${what}`);
  }
}
