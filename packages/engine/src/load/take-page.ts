import type { LoadPart } from '../ports/load-store.ts';
import type { PageMode } from '../ports/mirror.ts';
import type { LoadRun } from './load-run.ts';

/** Where a part stands, page by page. */
export interface PartPlace {
  readonly locator: string | null;
  readonly pagesLoaded: number;
}

/**
 * Takes one page in and moves the part's bookmark. A page that PostgreSQL refuses is opened again and taken in carefully:
 * what does not fit is quarantined, the rest of its rows is kept. One of which the mirror turns out not to have what it was
 * thought to have is opened again and taken in whole.
 */
export async function takePage(
  { ports, table, load }: LoadRun,
  part: LoadPart,
  page: {
    readonly at: PartPlace;
    readonly nextLocator: string | null;
    readonly expectedRows: number | undefined;
    readonly open: () => Promise<AsyncIterable<Uint8Array>>;
  },
): Promise<'loaded' | 'taken_over'> {
  const mode: PageMode = part.fills ? 'fill' : load.reload || part.merge ? 'merge' : 'copy';
  const { nextLocator, expectedRows } = page;
  const how = { careful: false, whole: false };
  for (;;) {
    const taken = await ports.mirror.loadPage(
      table,
      { body: await page.open(), expectedRows, mode, ...how },
      { loadId: load.loadId, part: part.part, ...page.at, nextLocator },
    );
    switch (taken.kind) {
      case 'taken_over':
      case 'loaded':
        return taken.kind;
      case 'not_as_known':
        if (how.whole)
          throw new Error(`a page of ${table.sobject} was left out in part, although it is read whole`);
        how.whole = true;
        break;
      case 'value_refused':
        if (how.careful)
          throw new Error(
            `a page of ${table.sobject} was refused although it was read carefully: ${taken.message}`,
          );
        how.careful = true;
        break;
      default:
        throw new Error(`unknown ${String(taken satisfies never)}`);
    }
  }
}
