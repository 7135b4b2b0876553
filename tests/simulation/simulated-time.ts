import { type Clock } from '@sync-user/engine';
import type { OrgControl } from '../support/org-control.ts';

/**
 * Time that passes when the simulation says so: the org's clock stands, and ours stands beside it, ahead or behind by
 * `skewMs`. What sleeps lets time pass for both.
 */
export class SimulatedTime implements Clock {
  readonly #org: OrgControl;
  #nowMs: number;
  skewMs = 0;

  constructor(org: OrgControl, startMs: number) {
    this.#org = org;
    this.#nowMs = startMs;
  }

  /** Ours. */
  nowMs(): number {
    return this.#nowMs + this.skewMs;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.advance(ms);
  }

  async advance(ms: number): Promise<void> {
    this.#nowMs += Math.ceil(ms);
    await this.#setOrg();
  }

  async #setOrg(): Promise<void> {
    await this.#org.send('POST', '/clock', { now: new Date(this.#nowMs).toISOString(), stopped: true });
  }
}
