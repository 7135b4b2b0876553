import { isSyncError, SyncError } from '@sync-user/contract';
import { toEpochMs, toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { type QueryOutcome, READS_PER_COMPOSITE } from '../ports/source-org.ts';

export interface MeasuredObject {
  readonly sobject: string;
  /** As Salesforce counted it, which may be a while ago. Null: it does not say. */
  readonly rows: number | null;
  /** Rows whose stamp is of the last 24 hours. Null: it has no stamp, or too many rows to be counted so. */
  readonly changesPerDay: number | null;
}

const DAY_MS = 86_400_000;

/**
 * How large objects are and how often they change, before anything is read of them: one call for all sizes, and one for
 * the changes of every five.
 *
 * @throws `OBJECT_UNKNOWN` when the sync user cannot see one of them
 */
export async function measureObjects(
  ports: Pick<EnginePorts, 'org' | 'clock'>,
  sobjects: readonly string[],
  signal: AbortSignal,
): Promise<readonly MeasuredObject[]> {
  const context = { cause: 'describe', sobject: null, signal } as const;
  const { value: rows, askedAt } = await ports.org.countRecords(sobjects, context);
  const since = `${toInstant(toEpochMs(askedAt) - DAY_MS).slice(0, 19)}Z`;
  const outcomes: QueryOutcome[] = [];
  for (let start = 0; start < sobjects.length; start += READS_PER_COMPOSITE) {
    const soqls = sobjects
      .slice(start, start + READS_PER_COMPOSITE)
      .map((sobject) => `SELECT COUNT() FROM ${sobject} WHERE SystemModstamp >= ${since}`);
    outcomes.push(...(await ports.org.queryTogether(soqls, { withDeleted: false }, context)).value);
  }
  return sobjects.map((sobject, index) => ({
    sobject,
    rows: rows.get(sobject.toLowerCase()) ?? null,
    changesPerDay: readCount(sobject, outcomes[index]),
  }));
}

function readCount(sobject: string, outcome: QueryOutcome | undefined): number | null {
  if (outcome?.kind === 'page') return outcome.page.totalSize;
  if (isSyncError(outcome?.error, 'SF_OBJECT_NOT_READABLE'))
    throw new SyncError('OBJECT_UNKNOWN', outcome.error.message, { sobject }, { cause: outcome.error });
  return null;
}
