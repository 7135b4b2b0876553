import type {
  CensusRun,
  Completeness,
  CompletenessVerdict,
  DriftKind,
  ObjectCompleteness,
} from '@sync-user/contract';
import type { Tone } from '../ui/Badge.tsx';
import { formatCount, formatCounted } from './format-number.ts';

export const VERDICT_WORDS: Record<CompletenessVerdict, { word: string; tone: Tone }> = {
  complete: { word: 'Complete', tone: 'good' },
  repaired: { word: 'Mended', tone: 'good' },
  drift: { word: 'Differs', tone: 'bad' },
  unknown: { word: 'Not proven', tone: 'warn' },
};

/** What a census found wrong with a row, in the reader's words; `means` stands where there is room. */
export const DRIFT_WORDS: Record<DriftKind, { word: string; means: string }> = {
  missing: { word: 'Missing here', means: 'In Salesforce and not here' },
  extra: { word: 'Gone from Salesforce', means: 'Here, and not in Salesforce any more' },
  stale: { word: 'Older here', means: 'Changed in Salesforce after what is here' },
  wrong: { word: 'With other values', means: 'The same time of change on both sides, but other values' },
};
const KINDS = Object.keys(DRIFT_WORDS) as DriftKind[];

/** Rows that differed, of all kinds. */
export function countDrift(run: CensusRun): number {
  return KINDS.reduce((sum, kind) => sum + run[kind], 0);
}

/** `2 missing here, 1 other values`; empty when nothing differed. */
export function listDrift(run: CensusRun): string {
  return KINDS.filter((kind) => run[kind] > 0)
    .map(
      (kind) =>
        `${formatCount(run[kind])} ${DRIFT_WORDS[kind].word.toLowerCase().replace('salesforce', 'Salesforce')}`,
    )
    .join(', ');
}

/** More differed than one comparison looks at: what was mended is not all there is. */
export function isTooMuch(run: CensusRun | null): boolean {
  return run?.trouble?.code === 'CENSUS_INCOMPLETE';
}

/** Rows that are here and were not counted: changed in the minutes before the last comparison, or since. */
export function countNewer(lastRun: CensusRun | null, rowsHere: number): number {
  return lastRun === null ? 0 : Math.max(0, rowsHere - lastRun.rowsInMirror);
}

/** There are rows, and all of them are too new for the last comparison: nothing differed, and nothing is proven. */
export function isTooNew(
  { verdict, lastRun }: Pick<ObjectCompleteness, 'verdict' | 'lastRun'>,
  rowsHere: number,
): boolean {
  return verdict === 'complete' && lastRun?.rowsInOrg === 0 && countNewer(lastRun, rowsHere) > 0;
}

export interface Sentence {
  readonly tone: 'good' | 'warn' | 'bad' | 'idle';
  readonly title: string;
  readonly text: string;
}

/** The one sentence about all objects that is true now. The worst comes first. `rowsHere`: by object, as far as known. */
export function sayCompleteness(
  { objects }: Pick<Completeness, 'objects'>,
  rowsHere: ReadonlyMap<string, number> = new Map(),
): Sentence {
  const of = (verdict: CompletenessVerdict) => objects.filter((object) => object.verdict === verdict);
  const names = (some: typeof objects): string => some.map(({ label }) => label).join(', ');
  const [differing, unknown] = [of('drift'), of('unknown')];
  const proven = objects.filter(({ verdict }) => verdict === 'complete' || verdict === 'repaired');
  const rows = proven.reduce((sum, { lastRun }) => sum + (lastRun?.rowsInOrg ?? 0), 0);
  if (differing.length > 0)
    return {
      tone: 'bad',
      title: `${names(differing)} ${differing.length === 1 ? 'differs' : 'differ'} from Salesforce.`,
      text: differing.some(({ lastRun }) => isTooMuch(lastRun))
        ? `More differs than a comparison mends: load ${names(differing.filter(({ lastRun }) => isTooMuch(lastRun)))} again.`
        : 'Not everything that was found could be mended. Compare again; if it stays so, load the object again.',
    };
  if (proven.length === 0)
    return {
      tone: 'idle',
      title: 'Nothing has been proven yet.',
      text: 'A comparison counts every object in Salesforce and here, finds the rows that differ, and mends them.',
    };
  if (unknown.length > 0)
    return {
      tone: 'warn',
      title: `${formatCount(proven.length)} of ${formatCounted(objects.length, 'object')} ${proven.length === 1 ? 'is' : 'are'} proven complete.`,
      text: `Not proven: ${names(unknown)}.`,
    };
  const mended = of('repaired').reduce((sum, { lastRun }) => sum + (lastRun?.repaired ?? 0), 0);
  const tooNew = objects.filter((object) => isTooNew(object, rowsHere.get(object.object) ?? 0));
  return {
    tone: 'good',
    title: `Nothing is missing: ${rows === 1 ? 'the one row' : `all ${formatCounted(rows, 'row')}`} that the sync user sees in Salesforce ${rows === 1 ? 'is' : 'are'} here.`,
    text: [
      mended === 0
        ? 'The last comparisons found no difference.'
        : `The last comparisons found ${formatCounted(mended, 'row')} that differed, and mended ${mended === 1 ? 'it' : 'all of them'}.`,
      ...(tooNew.length === 0
        ? []
        : [`Too new to be compared yet: all rows of ${names(tooNew)}. The next comparison counts them.`]),
    ].join(' '),
  };
}
