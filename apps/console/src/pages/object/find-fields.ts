import type { FieldInfo } from '@sync-user/contract';
import { matchScore } from '../../lib/match-score.ts';

/** What a grid of fields can be narrowed to. */
export const FIELD_GROUPS = [
  { id: 'mapped', label: 'Mapped', states: ['mapped', 'lost'] },
  { id: 'available', label: 'Available', states: ['available'] },
  { id: 'removed', label: 'Removed', states: ['removed'] },
  { id: 'private', label: 'Private', states: ['private'] },
  { id: 'not_syncable', label: 'Not syncable', states: ['not_syncable'] },
] as const satisfies readonly { id: string; label: string; states: readonly FieldInfo['state'][] }[];
export type FieldGroup = (typeof FIELD_GROUPS)[number]['id'];

const WEIGHT: Record<FieldInfo['state'], number> = {
  lost: 0,
  mapped: 1,
  removed: 2,
  available: 3,
  private: 4,
  not_syncable: 5,
};

export function countGroup(fields: readonly FieldInfo[], group: FieldGroup): number {
  return fields.filter(({ state }) => isIn(group, state)).length;
}

/** Those in trouble first, then by label. A search looks at all groups. */
export function findFields(
  fields: readonly FieldInfo[],
  group: FieldGroup,
  query: string,
): readonly FieldInfo[] {
  const isSearch = query.trim() !== '';
  return fields
    .filter(({ name, label, column, state }) =>
      isSearch ? [name, label, column ?? ''].some((text) => matchScore(query, text) > 0) : isIn(group, state),
    )
    .toSorted((a, b) => WEIGHT[a.state] - WEIGHT[b.state] || a.label.localeCompare(b.label));
}

function isIn(group: FieldGroup, state: FieldInfo['state']): boolean {
  const states: readonly FieldInfo['state'][] = FIELD_GROUPS.find(({ id }) => id === group)?.states ?? [];
  return states.includes(state);
}
