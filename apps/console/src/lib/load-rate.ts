/** One look at a running load. */
export interface LoadSample {
  readonly atMs: number;
  readonly rows: number;
}

const WINDOW_MS = 15_000;

/** Keeps the last 15 s, so a rate follows the load instead of averaging away a stop. A smaller count starts anew. */
export function addSample(samples: readonly LoadSample[], sample: LoadSample): readonly LoadSample[] {
  const last = samples.at(-1);
  if (last !== undefined && sample.rows < last.rows) return [sample];
  return [...samples.filter(({ atMs }) => atMs >= sample.atMs - WINDOW_MS), sample];
}

/** Rows per second over the kept window; undefined until two looks are at least a second apart. */
export function rateOf(samples: readonly LoadSample[]): number | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.atMs - first.atMs < 1000) return undefined;
  return (last.rows - first.rows) / ((last.atMs - first.atMs) / 1000);
}

/** Seconds to the end at this rate; undefined when it cannot be told. */
export function secondsLeft(
  rows: number,
  expected: number | null,
  rate: number | undefined,
): number | undefined {
  if (expected === null || rate === undefined || rate <= 0) return undefined;
  return Math.max(0, expected - rows) / rate;
}
