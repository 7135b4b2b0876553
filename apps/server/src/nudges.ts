/** Listeners by workspace: who hears that something there may have moved. */
export interface Nudges {
  /** Returns how to stop listening; may be called twice. */
  subscribe(workspaceId: string, listener: () => void): () => void;
  nudge(workspaceId: string): void;
  nudgeAll(): void;
}

export function createNudges(): Nudges {
  const listeners = new Map<string, Set<() => void>>();
  return {
    subscribe(workspaceId, listener) {
      // One entry per subscription, even when the same function listens twice.
      const entry = () => listener();
      const entries = listeners.get(workspaceId) ?? new Set();
      entries.add(entry);
      listeners.set(workspaceId, entries);
      return () => {
        entries.delete(entry);
        if (entries.size === 0 && listeners.get(workspaceId) === entries) listeners.delete(workspaceId);
      };
    },
    nudge(workspaceId) {
      for (const entry of listeners.get(workspaceId) ?? []) entry();
    },
    nudgeAll() {
      for (const entries of listeners.values()) for (const entry of entries) entry();
    },
  };
}
