import type { Org } from '../org/types.ts';
import { startActivity } from '../seed/activity.ts';

/** The people of the org at work, switched on and off. */
export class LiveActivity {
  readonly #org: Org;
  #running: ReturnType<typeof startActivity> | undefined;

  constructor(org: Org) {
    this.#org = org;
  }

  start(everyMs: number): void {
    this.stop();
    this.#running = startActivity(this.#org, { everyMs });
  }

  stop(): void {
    this.#running?.stop();
    this.#running = undefined;
  }

  status(): { readonly running: boolean; readonly stats: unknown } {
    return { running: this.#running !== undefined, stats: this.#running?.stats() ?? null };
  }
}
