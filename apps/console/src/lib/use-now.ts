import { useSyncExternalStore } from 'react';

// One clock for the whole page: all relative times turn together, and it rests while nobody looks.
const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

function run(): void {
  clearInterval(timer);
  timer = undefined;
  if (listeners.size > 0 && document.visibilityState === 'visible') {
    timer = setInterval(tick, 1000);
    tick();
  }
}

document.addEventListener('visibilitychange', run);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) run();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) run();
  };
}

/** The present instant in milliseconds, renewed every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
