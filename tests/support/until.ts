export interface Patience {
  readonly timeoutMs?: number;
  /** What is waited for, for the failure's message. */
  readonly what: string;
}

/**
 * How often a condition is looked at, at first. The API answers in milliseconds and allows 3,000 requests a minute, but
 * each costs three processes some work: the longer it has waited, the longer it pauses.
 */
const LOOK_EVERY_MS = 60;
const LOOK_AT_LEAST_EVERY_MS = 250;

/**
 * Waits until `condition` gives something other than undefined or false. What it throws passes through: a condition
 * that may fail while it waits says so itself.
 */
export async function until<T>(
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  { timeoutMs = 30_000, what }: Patience,
): Promise<T> {
  const began = performance.now();
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    const waited = performance.now() - began;
    if (waited > timeoutMs) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    const pauseMs = Math.min(Math.max(waited / 10, LOOK_EVERY_MS), LOOK_AT_LEAST_EVERY_MS);
    await new Promise((done) => setTimeout(done, pauseMs));
  }
}
