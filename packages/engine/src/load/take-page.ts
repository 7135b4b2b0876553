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
 * what does not fit is quarantined, the rest of its rows is kept.
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
  for (const careful of [false, true]) {
    const taken = await ports.mirror.loadPage(
      table,
      { body: await page.open(), expectedRows, mode, careful },
      { loadId: load.loadId, part: part.part, ...page.at, nextLocator },
    );
    if (taken.kind === 'taken_over') return 'taken_over';
    if (taken.kind === 'loaded') return 'loaded';
    if (careful)
      throw new Error(
        `a page of ${table.sobject} was refused although it was read carefully: ${taken.message}`,
      );
  }
  throw new Error('unreachable');
}
