import { isSyncError, SyncError } from '@sync-user/contract';
import type { IsoInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { IdRange, NewLoadPart } from '../ports/load-store.ts';
import type { MirrorTable } from '../ports/mirror.ts';
import type { CallContext, QueryOutcome } from '../ports/source-org.ts';
import { findRanges, type IdSpan } from './cut-range.ts';
import type { LoadSizes } from './load-sizes.ts';
import { toCountQuery, toEndQuery, toFieldChunks } from './part-query.ts';

export interface LoadPlan {
  /** Org clock just before the first question. */
  readonly position: IsoInstant;
  readonly rowsCounted: number | null;
  readonly parts: readonly NewLoadPart[];
}

export const WHOLE: IdRange = { after: null, through: null };

/**
 * How an object is read: counted first, in one call that also finds its lowest and highest id; then by queries when it is
 * small, by one bulk job when it is not, and in ranges of ids when it is big. More calls count the ranges, five to a call.
 * An object that cannot be counted is read by one job.
 */
export async function planLoad(
  ports: EnginePorts,
  table: MirrorTable,
  sizes: LoadSizes,
  context: CallContext,
): Promise<LoadPlan> {
  const { askedAt, value } = await ports.org.queryTogether(
    [toCountQuery(table, WHOLE), toEndQuery(table, WHOLE, 'first'), toEndQuery(table, WHOLE, 'last')],
    { withDeleted: false },
    context,
  );
  const rowsCounted = readCount(value[0]);
  const span = readSpan(value[1], value[2]);
  const ranges = await rangesOf(ports, table, { rowsCounted, span }, sizes, context);
  const isSmall = rowsCounted !== null && rowsCounted <= sizes.queryRows && sizes.queryRows > 0;
  return { position: askedAt, rowsCounted, parts: toParts(table, ranges, isSmall ? 'query' : 'bulk', sizes) };
}

async function rangesOf(
  ports: EnginePorts,
  table: MirrorTable,
  { rowsCounted, span }: { readonly rowsCounted: number | null; readonly span: IdSpan | undefined },
  sizes: LoadSizes,
  context: CallContext,
): Promise<readonly IdRange[]> {
  if (rowsCounted === null || span === undefined || rowsCounted <= sizes.rangeRows * 1.5) return [WHOLE];
  const count = async (ranges: readonly IdRange[]): Promise<number[]> => {
    const soqls = ranges.map((range) => toCountQuery(table, range));
    const { value } = await ports.org.queryTogether(soqls, { withDeleted: false }, context);
    return value.map((outcome) => readCount(outcome) ?? sizes.rangeRows);
  };
  return await findRanges(WHOLE, span, { rows: rowsCounted, wanted: sizes.rangeRows, count });
}

/** A part for each range; of a wide object one for each chunk of fields, the first of which brings the rows. */
export function toParts(
  table: MirrorTable,
  ranges: readonly IdRange[],
  transport: NewLoadPart['transport'],
  sizes: LoadSizes,
  options: { readonly leastChunks?: number; readonly merge?: boolean; readonly attempts?: number } = {},
): NewLoadPart[] {
  const chunks = toFieldChunks(table, sizes.queryCharacters, options.leastChunks ?? 1) ?? [null];
  return chunks.flatMap((fields, chunk) =>
    ranges.map(({ after, through }) => ({
      transport,
      range: { after, through },
      fields,
      fills: chunk > 0,
      merge: options.merge ?? false,
      attempts: options.attempts ?? 1,
    })),
  );
}

/** The lowest and highest id of a range. Undefined when it is empty or Salesforce does not say. */
export async function findSpan(
  ports: EnginePorts,
  table: MirrorTable,
  range: IdRange,
  context: CallContext,
): Promise<IdSpan | undefined> {
  const soqls = [toEndQuery(table, range, 'first'), toEndQuery(table, range, 'last')];
  const { value } = await ports.org.queryTogether(soqls, { withDeleted: false }, context);
  return readSpan(value[0], value[1]);
}

/** Null when Salesforce cannot count, or not in time. @throws what says that the object cannot be read at all */
function readCount(outcome: QueryOutcome | undefined): number | null {
  if (outcome === undefined) throw new SyncError('SF_UNEXPECTED', 'an answer to a count is missing');
  if (outcome.kind === 'page') return outcome.page.totalSize;
  if (isSyncError(outcome.error, 'SF_QUERY_REFUSED', 'SF_UNAVAILABLE', 'SF_UNEXPECTED')) return null;
  throw outcome.error;
}

function readSpan(first: QueryOutcome | undefined, last: QueryOutcome | undefined): IdSpan | undefined {
  const ids = [first, last].map((outcome) =>
    outcome?.kind === 'page' ? outcome.page.records[0]?.['Id'] : undefined,
  );
  const [low, high] = ids;
  return typeof low === 'string' && typeof high === 'string' ? { first: low, last: high } : undefined;
}
