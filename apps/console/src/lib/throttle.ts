/** Runs `action` at once, then at most every `everyMs`; calls in between lead to one more run at the end of the wait. */
export function throttle(action: () => void, everyMs: number, signal: AbortSignal): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;
  const run = (): void => {
    isWanted = false;
    action();
    timer = setTimeout(() => {
      timer = undefined;
      if (isWanted) run();
    }, everyMs);
  };
  signal.addEventListener('abort', () => clearTimeout(timer));
  return () => {
    if (signal.aborted) return;
    if (timer === undefined) run();
    else isWanted = true;
  };
}
