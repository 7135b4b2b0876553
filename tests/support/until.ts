export interface Patience {
  readonly timeoutMs?: number;
  /** What is waited for, for the failure's message. */
  readonly what: string;
}

/** How often a condition is looked at. The API answers in milliseconds and allows 3,000 requests a minute. */
const LOOK_EVERY_MS = 60;

/**
 * Waits until `condition` gives something other than undefined or false. What it throws passes through: a condition
 * that may fail while it waits says so itself.
 */
export async function until<T>(
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  { timeoutMs = 30_000, what }: Patience,
): Promise<T> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > giveUpAt) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}
