import type { Clock } from '@sync-user/engine';

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((done, failed) => {
      if (signal.aborted) {
        failed(signal.reason as Error);
        return;
      }
      const timer = setTimeout(finish, ms);
      function finish(): void {
        signal.removeEventListener('abort', abort);
        done();
      }
      function abort(): void {
        clearTimeout(timer);
        failed(signal.reason as Error);
      }
      signal.addEventListener('abort', abort, { once: true });
    }),
};
