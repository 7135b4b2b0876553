import type { CensusRun, CompletenessVerdict } from '@sync-user/contract';

const number = new Intl.NumberFormat('en-US');

/** What is proven of an object by its last census, and what is not: the words that people and reports get. Pure. */
export function writeCompleteness(
  run: CensusRun | null,
  values: { readonly share: number; readonly roundFinishedAt: string | null },
): { readonly verdict: CompletenessVerdict; readonly text: string } {
  if (run === null) return { verdict: 'unknown', text: 'Not compared with Salesforce yet.' };
  const found = run.missing + run.extra + run.stale + run.wrong;
  const verdict = verdictOf(run, found);
  if (verdict === 'unknown')
    return {
      verdict,
      text: `The last comparison did not come to its end: ${run.trouble?.message ?? ''}`.trim(),
    };
  // Neither that rows were compared one by one nor that the rest did not differ is true of it.
  if (run.trouble !== null) return { verdict, text: `${run.trouble.message} ${run.trouble.fix}` };
  return { verdict, text: [rowsProven(run), foundWords(run, found), valuesProven(run, values)].join(' ') };
}

function verdictOf(run: CensusRun, found: number): CompletenessVerdict {
  if (run.trouble !== null && run.trouble.code !== 'CENSUS_INCOMPLETE') return 'unknown';
  if (run.trouble !== null || run.repaired < found) return 'drift';
  return found > 0 ? 'repaired' : 'complete';
}

function rowsProven(run: CensusRun): string {
  const rows = `${number.format(run.rowsInOrg)} rows up to ${run.asOf.slice(0, 16).replace('T', ' ')} UTC`;
  return run.method === 'rows'
    ? `${rows} were compared one by one: every id and stamp.`
    : `${rows} were compared by count, stamps and sums in ${number.format(run.buckets)} groups.`;
}

function foundWords(run: CensusRun, found: number): string {
  if (found === 0) return 'Nothing differed.';
  const kinds = (['missing', 'extra', 'stale', 'wrong'] as const)
    .filter((kind) => run[kind] > 0)
    .map((kind) => `${number.format(run[kind])} ${kind}`);
  const mended = run.repaired === found ? 'all mended' : `${number.format(run.repaired)} mended`;
  return `Found ${kinds.join(', ')}; ${mended}.`;
}

function valuesProven(
  run: CensusRun,
  { share, roundFinishedAt }: { readonly share: number; readonly roundFinishedAt: string | null },
): string {
  if (run.method === 'rows' && run.valuesCompared >= run.rowsInOrg)
    return 'Every value was compared as well.';
  const round = `Values are compared row by row in rounds: ${Math.floor(share * 100)}% of this one`;
  return roundFinishedAt === null
    ? `${round}; none is finished yet.`
    : `${round}; the last ended ${roundFinishedAt.slice(0, 10)}.`;
}
