import type { AvailableObject } from '@sync-user/contract';
import { matchScore } from '../../lib/match-score.ts';

export const KINDS = [
  { id: 'recommended', label: 'Recommended' },
  { id: 'all', label: 'All' },
  { id: 'custom', label: 'Custom' },
] as const;
export type Kind = (typeof KINDS)[number]['id'];

/** A search looks at everything, whichever kind is shown. */
export function findObjects(
  available: readonly AvailableObject[],
  kind: Kind,
  query: string,
): readonly AvailableObject[] {
  if (query.trim() === '') {
    const ofKind = available.filter(
      (object) => kind === 'all' || (kind === 'custom' ? object.custom : object.recommended),
    );
    return kind === 'recommended' ? inGoodOrder(ofKind) : ofKind;
  }
  return available
    .map((object) => ({
      object,
      score: Math.max(matchScore(query, object.label), matchScore(query, object.name)),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ object }) => object);
}

/** What others point to comes first, so that a row's parent is here when the row is. */
const FIRST = ['User', 'Account', 'Contact', 'Lead', 'Campaign', 'Opportunity'];

/** The order in which objects are best loaded: those others point to, then Salesforce's own, then custom ones, by label. */
export function inGoodOrder<T extends Pick<AvailableObject, 'name' | 'label' | 'custom'>>(
  objects: readonly T[],
): readonly T[] {
  const place = ({ name, custom }: T): number => {
    const first = FIRST.indexOf(name);
    if (first !== -1) return first;
    return FIRST.length + (custom ? 1 : 0);
  };
  return objects.toSorted((a, b) => place(a) - place(b) || a.label.localeCompare(b.label));
}
