import { useSyncExternalStore } from 'react';

interface PaletteState {
  readonly open: boolean;
  /** Counts openings: each begins with an empty query, also when the last one is still fading. */
  readonly opening: number;
}

const listeners = new Set<() => void>();
let state: PaletteState = { open: false, opening: 0 };

export function setPaletteOpen(open: boolean): void {
  state = { open, opening: state.opening + (open && !state.open ? 1 : 0) };
  for (const listener of listeners) listener();
}

export function usePalette(): PaletteState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
