import { type Clock } from '@sync-user/engine';
import type { OrgControl } from '../support/org-control.ts';

/**
 * Time that passes when the simulation says so: the org's clock stands, and ours stands beside it, ahead or behind by
 * `skewMs`. What sleeps lets time pass for both.
 */
export class SimulatedTime implements Clock {
  readonly #org: OrgControl;
  readonly #also: (nowMs: number) => Promise<void>;
  #nowMs: number;
  skewMs = 0;
  /** How far PostgreSQL's clock is ahead of ours. */
  databaseSkewMs = 0;

  /** @param also another clock that has to follow; told the org's time */
  constructor(org: OrgControl, startMs: number, also: (nowMs: number) => Promise<void> = async () => {}) {
    this.#org = org;
    this.#nowMs = startMs;
    this.#also = also;
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
    await this.#also(this.#nowMs);
  }

  async #setOrg(): Promise<void> {
    await this.#org.send('POST', '/clock', { now: new Date(this.#nowMs).toISOString(), stopped: true });
  }
}
