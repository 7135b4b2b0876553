import type { SelectedObject } from '@sync-user/contract';

/** The oldest `freshAsOf` among live objects: everything up to then is here. */
export function oldestFreshness(objects: readonly SelectedObject[]): string | null {
  let oldest: string | null = null;
  for (const { state, freshAsOf } of objects) {
    if (
      state === 'live' &&
      freshAsOf !== null &&
      (oldest === null || Date.parse(freshAsOf) < Date.parse(oldest))
    ) {
      oldest = freshAsOf;
    }
  }
  return oldest;
}
