import {
  type EnginePorts,
  loadObject,
  pollWorkspace,
  retryObject,
  takeCensus,
  toInstant,
} from '@sync-user/engine';
import type { HeldCommits } from './held-commits.ts';
import { mortal, partsOf, sleepy } from './mayhem.ts';
import type { Stage } from './stage.ts';
import type { Streams } from './streams.ts';

/** Processes of the role `worker`: they load, poll and count, and die or fall asleep over it. */
export class Workers {
  readonly #stage: Stage;
  readonly #streams: Streams;

  constructor(stage: Stage, streams: Streams) {
    this.#stage = stage;
    this.#streams = streams;
  }

  /** What is to be loaded, then what is to be polled. */
  async sync({
    ports = this.#stage.scene.ports,
    dueOnly = this.#stage.byEvents && this.#stage.random.chance(0.92),
  }: {
    readonly ports?: EnginePorts;
    readonly dueOnly?: boolean;
  } = {}): Promise<void> {
    const { workspaceId } = this.#stage.scene;
    await this.#stage.tolerating(async (signal) => {
      for (const { state, table } of await ports.objects.list(workspaceId)) {
        if (state !== 'waiting' && state !== 'loading') continue;
        const { kind } = await loadObject(ports, workspaceId, table.sobject, signal);
        this.#stage.note(`load ${table.sobject}: ${kind}`);
      }
      if (this.#stage.byEvents) await this.#streams.plan();
      const { created, updated, deleted, troubled } = await pollWorkspace(ports, workspaceId, signal, {
        dueOnly,
      });
      this.#stage.note(
        `${dueOnly ? 'poll of what is due' : 'poll'}: +${created} ~${updated} -${deleted} ${troubled.join(' ')}`,
      );
    });
  }

  async die(): Promise<void> {
    const { random } = this.#stage;
    const death = { atCall: random.int(1, 14), after: random.chance(0.5) };
    this.#stage.note(`the next work dies ${death.after ? 'after' : 'before'} call ${death.atCall}`);
    await this.sync({ ports: partsOf(this.#stage.parts(), mortal(death)).ports });
  }

  async loseDatabase(): Promise<void> {
    this.#stage.note('PostgreSQL cuts everybody off');
    await Promise.all([this.sync(), this.#stage.scene.cutDatabase()]);
  }

  /**
   * A worker falls asleep over its work, as a rule with rows in its hands; the org goes on, another process does the same
   * work, and then the first wakes up. One record is changed before and after, so that the rows are older than the mirror.
   *
   * @param others.meanwhile what else is done before the other worker comes
   */
  async oversleep(others: {
    readonly commits: HeldCommits;
    readonly meanwhile: () => Promise<void>;
  }): Promise<void> {
    const { random, history, byEvents } = this.#stage;
    const atCall = random.chance(0.6) ? 'mirror.applyRecords' : random.int(1, 14);
    const { onCall, asleep, wake } = sleepy(atCall);
    this.#stage.note(await history.touch());
    const first = this.sync({
      ports: partsOf(this.#stage.parts(), onCall).ports,
      ...(random.chance(0.7) && { dueOnly: false }),
    });
    await Promise.race([asleep, first]);
    this.#stage.note(`one worker sleeps at its call ${atCall}`);
    for (let acts = random.int(0, 2); acts > 0; acts -= 1) this.#stage.note(await history.act());
    await others.commits.pass(random.pick([2_500, 16_000]));
    this.#stage.note(await (random.chance(0.3) ? history.bury() : history.touch()));
    if (byEvents && random.chance(0.6)) await others.meanwhile();
    if (!byEvents || random.chance(0.6)) await this.sync();
    this.#stage.note('it wakes up');
    wake();
    await first;
  }

  async retryFailed(): Promise<void> {
    const { ports, workspaceId } = this.#stage.scene;
    for (const object of await ports.objects.list(workspaceId))
      if (object.state === 'failed') await retryObject(ports, workspaceId, object.table.sobject);
  }

  /** What a census found; on the way that may be what the next poll would have brought. */
  async count(): Promise<string[]> {
    const found: string[] = [];
    const { workspaceId, store, ports } = this.#stage.scene;
    await this.#stage.tolerating(async (signal) => {
      const objects = await ports.objects.list(workspaceId);
      const taken = await takeCensus({ ...ports, census: store.census.port(24) }, objects, new Set(), signal);
      for (const { object, drift, inFlight } of taken) {
        this.#stage.note(`census of ${object}: ${drift.length} differ, ${inFlight} on their way`);
        if (drift.length > 0) found.push(`${object} wrong: ${JSON.stringify(drift).slice(0, 300)}`);
      }
    });
    return found;
  }

  /** Somebody says otherwise how an object is read. */
  async changeReading(): Promise<void> {
    const { store, time, workspaceId } = this.#stage.scene;
    const sobject = this.#stage.random.pick(this.#stage.objects);
    const change = this.#stage.random.pick([
      { mode: 'poll' },
      { mode: 'auto' },
      { mode: 'events' },
      { paused: true },
      { paused: false },
    ] as const);
    await store.plans.changeReading(workspaceId, sobject, change, toInstant(time.nowMs()));
    this.#stage.note(`${sobject} is read by ${JSON.stringify(change)}`);
  }
}
