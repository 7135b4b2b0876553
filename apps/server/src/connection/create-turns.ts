/** Runs what it is given, at most `most` at a time; the rest waits in its order. */
export function createTurns(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await run();
    } finally {
      // Whoever waits takes over the place that is given up here.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
