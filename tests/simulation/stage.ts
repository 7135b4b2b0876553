import { isSyncError } from '@sync-user/contract';
import { History } from './history.ts';
import { Killed, type ProcessParts } from './mayhem.ts';
import type { Random } from './random.ts';
import type { HistoryObject } from './selection.ts';
import type { Scene } from './world.ts';

export interface StageOptions {
  readonly objects: readonly HistoryObject[];
  readonly byEvents: boolean;
  /** The sync user sees which objects have change events, and the org's allowances. */
  readonly seesSetup: boolean;
}

/** What everybody in one history shares: the scene, its chances, and what is written down about it. */
export class Stage {
  readonly log: string[] = [];
  /** Found on the way. */
  readonly faults: string[] = [];
  /** Fields that the sync user does not see, as `Object.Field`. */
  readonly hidden = new Set<string>();
  readonly scene: Scene;
  readonly random: Random;
  readonly objects: readonly HistoryObject[];
  readonly byEvents: boolean;
  readonly seesSetup: boolean;
  readonly history: History;

  constructor(scene: Scene, random: Random, { objects, byEvents, seesSetup }: StageOptions) {
    this.scene = scene;
    this.random = random;
    this.objects = objects;
    this.byEvents = byEvents;
    this.seesSetup = seesSetup;
    this.history = new History(scene.org, random, {
      objects,
      orgNowMs: () => scene.time.nowMs() - scene.time.skewMs,
    });
  }

  /** What a process of the simulation works with. */
  parts(): ProcessParts {
    return { ports: this.scene.ports, events: this.scene.store.events };
  }

  note(what: string): void {
    this.log.push(`${new Date(this.scene.time.nowMs()).toISOString()} ${what}`);
  }

  /** A process that died, or a failure that is the connection's: both are met by trying again later. */
  async tolerating(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await work(AbortSignal.timeout(120_000));
    } catch (error) {
      if (!(error instanceof Killed) && !isSyncError(error)) throw error;
      this.note(`gave up: ${error.message}`);
    }
  }
}
