import type { Stage } from './stage.ts';

const MINUTE_MS = 60_000;

/** Source: API Request Limits and Allocations, "API Query Cursor Limits and time-outs": a call is ended after ten minutes. */
const LONGEST_TRANSACTION_MS = 10 * MINUTE_MS;

/** Transactions of the org that wait to be committed, while time passes. */
export class HeldCommits {
  readonly #stage: Stage;
  #held: { release(): Promise<void> } | undefined;
  #heldSinceMs = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async hold(): Promise<void> {
    if (this.#held !== undefined) return;
    const { org, time } = this.#stage.scene;
    this.#held = await org.holdTransactions();
    this.#heldSinceMs = time.nowMs() - time.skewMs;
    this.#stage.note('commits wait');
  }

  async release(): Promise<void> {
    if (this.#held === undefined) return;
    await this.#held.release();
    this.#held = undefined;
    this.#stage.note('commits are let through');
  }

  /** Salesforce ends a transaction after ten minutes: no commit is later than that. */
  async pass(ms: number): Promise<void> {
    const { time } = this.#stage.scene;
    const leftMs = this.#heldSinceMs + LONGEST_TRANSACTION_MS - (time.nowMs() - time.skewMs);
    if (this.#held === undefined || ms < leftMs) return await time.advance(ms);
    await time.advance(Math.max(0, leftMs));
    await this.release();
    await time.advance(ms - Math.max(0, leftMs));
  }

  async passSome(): Promise<void> {
    const ms = this.#stage.random.pick([200, 1000, 7_000, MINUTE_MS, 4 * MINUTE_MS, 21 * MINUTE_MS]);
    await this.pass(ms);
    this.#stage.note(`${ms} ms pass`);
  }
}
