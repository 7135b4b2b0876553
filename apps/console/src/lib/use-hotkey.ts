import { useEffect, useEffectEvent } from 'react';

interface Hotkey {
  readonly key: string;
  /** Ctrl, or ⌘ on a Mac. */
  readonly mod?: boolean;
}

/** Runs `action` on a key, wherever the focus is; a plain key is left to the field being typed in, and to open dialogs. */
export function useHotkey({ key, mod = false }: Hotkey, action: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== key || (event.metaKey || event.ctrlKey) !== mod || event.altKey) return;
    if (!mod && (isTyping(event.target) || document.querySelector('[role="dialog"]') !== null)) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** `⌘` on Apple's systems, `Ctrl` elsewhere. */
export const MOD_KEY = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
