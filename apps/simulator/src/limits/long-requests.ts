/**
 * The requests that are at work now. Those that take long are limited, the others are not.
 * Source: API Request Limits and Allocations, "Concurrent API Request Limits"; facts 3.3.
 */
export class LongRequests {
  readonly #startedAt = new Set<{ readonly at: number }>();
  #held = 0;

  /** Notes a request; call what it returns when the request is over. */
  begin(): () => void {
    const started = { at: performance.now() };
    this.#startedAt.add(started);
    return () => this.#startedAt.delete(started);
  }

  /** Requests of somebody else that never end, made up by the control plane. */
  hold(count: number): void {
    this.#held = count;
  }

  get held(): number {
    return this.#held;
  }

  /** Those at work for that long. */
  count(longMs: number): number {
    const now = performance.now();
    let long = this.#held;
    for (const { at } of this.#startedAt) if (now - at >= longMs) long += 1;
    return long;
  }
}
