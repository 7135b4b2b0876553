import { type Clock, toInstant } from '@sync-user/engine';
import { type Logger, pino } from 'pino';
import { feedWorkspace, LEASE_SECONDS } from '../../apps/server/src/stream/feed-workspace.ts';
import { createBudgets } from '../../apps/server/src/plan/budgets.ts';
import { planWorkspace } from '../../apps/server/src/plan/plan-workspace.ts';
import { deliveries, type StreamEnding } from './deliveries.ts';
import { type OnCall, partsOf, unhurt } from './mayhem.ts';
import type { Random } from './random.ts';
import type { Scene } from './world.ts';

/** Work that is forecast and not done here. */
const RHYTHM = { censusHours: 24, permissionCheckHours: 0 } as const;

export interface FollowOptions {
  readonly owner: string;
  readonly ending?: StreamEnding;
  readonly isLate?: boolean;
  readonly onCall?: OnCall;
  readonly beforeItBegins?: () => Promise<void>;
}

/** A process of the role `stream`, as the server has it, which follows events for as long as there are some. */
export class Streams {
  /** Bugs that the role wrote down. */
  readonly faults: string[] = [];
  readonly #scene: Scene;
  readonly #random: Random;
  readonly #repeats: Random | undefined;
  readonly #log: Logger;
  #isKnown = false;

  /** @param repeats chances of events that are delivered again; without them none is */
  constructor(scene: Scene, random: Random, repeats?: Random) {
    this.#scene = scene;
    this.#random = random;
    this.#repeats = repeats;
    this.#log = pino({ level: 'error' }, { write: (line: string) => this.#onBug(line) });
  }

  /** What became of it, for the log. @throws Killed, SyncError as a process that ends */
  async follow(options: FollowOptions): Promise<string> {
    const { scene, owner } = { scene: this.#scene, owner: options.owner };
    const claiming = {
      owner,
      leaseSeconds: LEASE_SECONDS,
      limit: 1,
      instances: '.',
      channel: 'ChangeEvents',
    };
    let [claimed] = await scene.store.events.claim(claiming);
    // The first look makes the row, the second finds it.
    if (claimed === undefined && !this.#isKnown) [claimed] = await scene.store.events.claim(claiming);
    if (claimed !== undefined) this.#isKnown = true;
    if (claimed === undefined) {
      await scene.store.events.closeUnfollowed();
      return `${owner} has nothing to follow`;
    }
    const applied: number[] = [];
    const stopping = new AbortController();
    const stop = (): void => stopping.abort(new Error('stopped'));
    let atWork = 0;
    const onCall = options.onCall ?? unhurt;
    const { ports, events } = partsOf(
      { ports: scene.ports, events: scene.store.events },
      (call, where, make) =>
        onCall(call, where, async () => {
          atWork += 1;
          try {
            return await make();
          } finally {
            atWork -= 1;
          }
        }),
    );
    const quiet = async (): Promise<void> => {
      for (let turns = 0; turns < 5; turns = atWork === 0 ? turns + 1 : 0)
        await new Promise((done) => setImmediate(done));
    };
    await feedWorkspace(
      {
        store: { ...scene.store, events },
        clock: waitForNothing(scene.time, stop),
        log: this.#log,
        openOrg: async () => ports,
        openSource: () =>
          deliveries({
            source: scene.eventSource,
            org: scene.org,
            random: this.#random,
            repeats: this.#repeats,
            ending: options.ending ?? 'stop',
            isLate: options.isLate ?? false,
            beforeItBegins: options.beforeItBegins ?? (async () => {}),
            idle: async () => {
              await quiet();
              await scene.time.advance(1100);
            },
            stop,
          }),
        openSelector: () => scene.eventSelector,
        onApplied: (batch) => void applied.push(batch.events),
      },
      claimed,
      stopping.signal,
    );
    return `${owner} followed as ${claimed.fence}: ${applied.length === 0 ? 'nothing' : applied.join('+')}`;
  }

  /** Plans how objects are read, where something asks for it. */
  async plan(): Promise<void> {
    const { store, time } = this.#scene;
    const parts = { store, clock: time, budgets: createBudgets({ store, clock: time }), rhythm: RHYTHM };
    for (const { workspaceId } of await store.plans.claimDue(toInstant(time.nowMs()), 1))
      await planWorkspace(parts, workspaceId);
  }

  #onBug(line: string): void {
    if (line.includes('killed ')) return;
    this.faults.push(`the stream role wrote down a bug: ${line.slice(0, 1500)}`);
  }
}

/** A process that would wait is stopped instead; its lease stands as long as nobody lets time pass. */
function waitForNothing(clock: Clock, stop: () => void): Clock {
  return {
    nowMs: () => clock.nowMs(),
    sleep: (ms, signal) =>
      new Promise((_, fail) => {
        if (signal.aborted) return fail(signal.reason as Error);
        signal.addEventListener('abort', () => fail(signal.reason as Error), { once: true });
        if (ms !== (LEASE_SECONDS * 1000) / 3) stop();
      }),
  };
}
