import type { DriftKind } from '@sync-user/contract';
import type { RecordComparison } from '../ports/census-store.ts';
import type { IsoInstant } from '../ports/clock.ts';

/** A row that looked different, as the org answered when it was asked for it by its id. */
export type OrgAnswer =
  | { readonly kind: 'live'; readonly stamp: IsoInstant | null }
  /** In the recycle bin. */
  | { readonly kind: 'deleted'; readonly stamp: IsoInstant | null }
  /** No row: deleted for good, or not to be seen by the sync user. `toldAt`: when the deleted feed says it was deleted. */
  | { readonly kind: 'gone'; readonly toldAt: IsoInstant | null };

export type RowVerdict =
  | { readonly kind: 'same' }
  /** Explained by a change that the next read brings. */
  | { readonly kind: 'in_flight' }
  /** Only its stamp is older than the org's: it is brought up to date without a word. */
  | { readonly kind: 'stamp_lags' }
  | { readonly kind: 'drift'; readonly drift: DriftKind };

const SAME: RowVerdict = { kind: 'same' };
const IN_FLIGHT: RowVerdict = { kind: 'in_flight' };

/**
 * Whether a difference is drift. What happened in the org up to `bound` has been read for certain: the cursor was further
 * by more than the longest transaction when the census began. Anything later may simply be under way. `stampsLag`: change events bring the object's rows, which carry the time a person
 * changed the record and not its stamp; that may be older where Salesforce itself touched it.
 */
export function judgeRow(
  answer: OrgAnswer,
  mirror: RecordComparison,
  { bound, stampsLag }: { readonly bound: IsoInstant; readonly stampsLag: boolean },
): RowVerdict {
  if (answer.kind !== 'live') {
    const at = answer.kind === 'deleted' ? answer.stamp : answer.toldAt;
    if (!mirror.present) return SAME;
    return at !== null && at > bound ? IN_FLIGHT : drift('extra');
  }
  const { stamp } = answer;
  const settled = stamp === null || stamp <= bound;
  if (!mirror.present) return settled ? drift('missing') : IN_FLIGHT;
  const { mirrorStamp } = mirror;
  if (mirrorStamp === stamp) {
    if (mirror.columns.length === 0) return SAME;
    // Of a change that is that new, another of the same second or a field that no event tells may still be on its way.
    return settled ? drift('wrong') : IN_FLIGHT;
  }
  // A poll that came between the two looks has brought a newer image than the one the org gave us.
  if (stamp !== null && mirrorStamp !== null && mirrorStamp > stamp)
    return mirrorStamp > bound ? IN_FLIGHT : drift('wrong');
  if (!settled) return IN_FLIGHT;
  return stampsLag && mirror.columns.length === 0 ? { kind: 'stamp_lags' } : drift('stale');
}

function drift(kind: DriftKind): RowVerdict {
  return { kind: 'drift', drift: kind };
}
