import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let unreachableSince: number | undefined;

function set(next: number | undefined): void {
  if ((next === undefined) === (unreachableSince === undefined)) return;
  unreachableSince = next;
  for (const listener of listeners) listener();
}

export function markReachable(): void {
  set(undefined);
}

export function markUnreachable(): void {
  set(Date.now());
}

/** Since when the server does not answer, in milliseconds; undefined while it does. */
export function useUnreachableSince(): number | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => unreachableSince,
  );
}
