/** Lets a loop wait for a nudge. A nudge that comes while nobody waits is kept, and many count as one. */
export interface WakeUp {
  readonly nudge: () => void;
  /** Resolves at the next nudge, or after `ms`. */
  readonly wait: (ms: number) => Promise<void>;
}

export function createWakeUp(): WakeUp {
  let isNudged = false;
  let resume: (() => void) | undefined;
  return {
    nudge: () => {
      isNudged = true;
      resume?.();
    },
    wait: (ms) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          resume = undefined;
          isNudged = false;
          resolve();
        };
        const timer = setTimeout(done, ms);
        resume = done;
        if (isNudged) done();
      }),
  };
}
