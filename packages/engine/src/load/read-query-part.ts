import type { LoadPart } from '../ports/load-store.ts';
import { toReadableFields } from '../soql/build-soql.ts';
import type { LoadRun, PartEnd } from './load-run.ts';
import { toPartQuery } from './part-query.ts';
import { isTooWide } from './read-bulk-part.ts';
import { toCsv } from './records-csv.ts';
import { takePage } from './take-page.ts';

/**
 * Reads a part by queries, each behind the last id of the one before. It can go on after a crash however late, as no query
 * locator has to live; and each record is asked for once, as its id does not change.
 */
export async function readQueryPart(run: LoadRun, part: LoadPart): Promise<PartEnd> {
  const { ports, table, load, sizes, context } = run;
  const fields = part.fields ?? toReadableFields(table);
  await ports.objects.writeLoadPhase(load.loadId, 'copying');
  let { locator, pagesLoaded } = part;
  for (;;) {
    const soql = toPartQuery(table, part, { after: locator, rows: sizes.queryPageRows });
    let page: Awaited<ReturnType<typeof ports.org.query>>['value'];
    try {
      page = (await ports.org.query(soql, { withDeleted: false }, context)).value;
    } catch (error) {
      if (isTooWide(error)) return { kind: 'too_wide', reason: String(error) };
      throw error;
    }
    const { records } = page;
    const last = records.at(-1)?.['Id'];
    if (typeof last === 'string') {
      const taken = await takePage(run, part, {
        at: { locator, pagesLoaded },
        nextLocator: last,
        expectedRows: records.length,
        open: async () => toCsv(fields, records),
      });
      if (taken === 'taken_over') return { kind: 'taken_over' };
      locator = last;
      pagesLoaded += 1;
    }
    // Salesforce sends fewer rows of wide records than were asked for, and says that there are more.
    const more = page.nextRecordsUrl !== undefined || page.totalSize >= sizes.queryPageRows;
    if (typeof last !== 'string' || !more) break;
  }
  await ports.objects.finishPart(load.loadId, part.part);
  return { kind: 'done' };
}
