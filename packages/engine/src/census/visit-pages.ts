import type { RowRange } from '../ports/census-store.ts';
import type { QueryPage, SourceRecord } from '../ports/source-org.ts';
import type { CallMeter, CensusPorts, CountedObject } from './census-ports.ts';

/** How far a read of rows came. */
export interface Visited {
  /** False when the org has more rows in the range than were asked for. */
  readonly complete: boolean;
  /** The last id that was read; null when all were, or none. */
  readonly throughId: string | null;
  readonly rows: number;
}

/**
 * Rows of a range in order of their ids, a page at a time with the part of the range that the page stands for, so that both
 * sides of one page are held and no more, and no more than `pages` of them are asked for, whatever the org has.
 */
export async function visitPages(
  ports: CensusPorts,
  object: CountedObject,
  read: { readonly first: QueryPage; readonly range: RowRange },
  options: {
    readonly pages: number;
    readonly meter: CallMeter;
    readonly signal: AbortSignal;
    /** Nothing more is wanted. */
    readonly isEnough: () => boolean;
  },
  visit: (records: readonly SourceRecord[], range: RowRange) => Promise<void>,
): Promise<Visited> {
  let page = read.first;
  let { afterId } = read.range;
  let rows = 0;
  for (let pages = 1; ; pages += 1) {
    const next = page.nextRecordsUrl;
    const last = page.records.at(-1)?.['Id'];
    const throughId = next === undefined || typeof last !== 'string' ? read.range.throughId : last;
    // A page may be empty and yet not be the last.
    if (next === undefined || typeof last === 'string') {
      await visit(page.records, { ...read.range, afterId, throughId });
      rows += page.records.length;
      afterId = throughId;
    }
    if (next === undefined) return { complete: true, throughId: null, rows };
    if (pages >= options.pages || options.isEnough())
      return { complete: false, throughId: rows === 0 ? null : afterId, rows };
    page = await ports.org.fetchNextPage(next, {
      cause: 'census',
      sobject: object.table.sobject,
      signal: options.signal,
    });
    options.meter.add(object, 1);
  }
}
