import { useCallback, useState } from 'react';

const PREFIX = 'sync-user.';

/** A preference of this browser. Storage may be switched off or full: then it lasts as long as the page. */
export function readStored<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback; // no storage, or somebody else's value under our key
  }
}

export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Losing a preference is better than losing the page.
  }
}

/** Like `useState`, remembered under `key`; a changed key reads its own value. */
export function useStored<T>(key: string, fallback: T): readonly [T, (value: T) => void] {
  const [state, setState] = useState(() => ({ key, value: readStored(key, fallback) }));
  const current = state.key === key ? state.value : readStored(key, fallback);
  const set = useCallback(
    (value: T) => {
      writeStored(key, value);
      setState({ key, value });
    },
    [key],
  );
  return [current, set];
}
