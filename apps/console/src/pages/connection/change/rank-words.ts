import type { SyncUserCandidate } from '@sync-user/contract';
import type { Tone } from '../../../ui/Badge.tsx';

export const RANK_WORDS: Record<SyncUserCandidate['rank'], { word: string; tone: Tone }> = {
  administrator: { word: 'Administrator', tone: 'good' },
  modify_all_data: { word: 'Modify All Data', tone: 'good' },
  view_all_data: { word: 'View All Data', tone: 'accent' },
  limited: { word: 'Sees only a part', tone: 'quiet' },
};

/** What the policy asks for and the user lacks, short enough for a line. */
export function missingWords(missing: readonly string[]): string {
  if (missing.length === 0) return 'Has everything the policy asks for';
  const [first, second, ...rest] = missing;
  return `Lacks ${[first, second].filter((name) => name !== undefined).join(', ')}${rest.length > 0 ? ` and ${rest.length} more` : ''}`;
}
