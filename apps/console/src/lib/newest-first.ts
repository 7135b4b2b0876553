import type { Change } from '@sync-user/contract';

/**
 * By the time that is shown beside them. The feed's own order differs a little: one poll brings the changes of one
 * object after those of another.
 */
export function newestFirst<T extends Pick<Change, 'seq' | 'changedAt' | 'appliedAt'>>(
  changes: readonly T[],
): readonly T[] {
  const shownAt = new Map(
    changes.map((change) => [change, Date.parse(change.changedAt ?? change.appliedAt)]),
  );
  return changes.toSorted((a, b) => (shownAt.get(b) ?? 0) - (shownAt.get(a) ?? 0) || b.seq - a.seq);
}
