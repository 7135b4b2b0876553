import { useSyncExternalStore } from 'react';

export interface Toast {
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly title: string;
  readonly detail: string | undefined;
}

const listeners = new Set<() => void>();
let toasts: readonly Toast[] = [];
let nextId = 1;

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says what happened after an action. Failures stay until dismissed: a remedy must not vanish while it is read. */
export function showToast(tone: Toast['tone'], title: string, detail?: string): void {
  const id = nextId++;
  set([...toasts.slice(-2), { id, tone, title, detail }]);
  if (tone === 'good') setTimeout(() => dismissToast(id), 5000);
}

export function dismissToast(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

export function useToasts(): readonly Toast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
}
