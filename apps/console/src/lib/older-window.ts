/**
 * The feed is read forward (`after`), while people scroll back in time. Positions have no gaps, so the stretch before
 * `oldestSeq` is known; with a filter some of its positions are other objects' and the answer runs past
 * `oldestSeq`, which the reader drops.
 */
export function olderWindow(oldestSeq: number, size: number): { after: number; limit: number } | undefined {
  if (oldestSeq <= 1) return undefined;
  const after = Math.max(0, oldestSeq - 1 - size);
  return { after, limit: oldestSeq - 1 - after };
}
