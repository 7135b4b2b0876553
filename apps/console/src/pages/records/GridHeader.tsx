import { cx } from '../../ui/cx.ts';
import { ArrowDownIcon, ArrowUpIcon } from '../../ui/icons.tsx';

/** What the header needs of a header cell of the table library. */
interface HeaderCell {
  readonly id: string;
  readonly column: { readonly columnDef: { readonly header?: unknown } };
  getSize(): number;
  getResizeHandler(): (event: unknown) => void;
}

interface GridHeaderProps {
  readonly headers: readonly HeaderCell[];
  readonly width: number;
  /** Numbers stand right, and their headers with them. */
  readonly isRight: (column: string) => boolean;
  readonly sort: string | undefined;
  readonly direction: 'asc' | 'desc' | undefined;
  readonly onSort: (column: string | undefined, direction: 'asc' | 'desc' | undefined) => void;
}

/** A click sorts upwards, a second one downwards, a third goes back to the newest change first. */
export function GridHeader({ headers, width, isRight, sort, direction, onSort }: GridHeaderProps) {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-10 flex h-9 border-b border-line bg-surface text-sm text-text-3"
      style={{ width, minWidth: '100%' }}
    >
      {headers.map((header) => {
        const isSorted = sort === header.id;
        const isDown = isSorted && direction === 'desc';
        const resize = header.getResizeHandler();
        return (
          <div
            key={header.id}
            role="columnheader"
            aria-sort={isSorted ? (isDown ? 'descending' : 'ascending') : 'none'}
            className="relative flex shrink-0 items-stretch"
            style={{ width: header.getSize() }}
          >
            <button
              type="button"
              className={cx(
                'flex min-w-0 flex-1 items-center gap-1 px-3 text-left font-medium -outline-offset-2 hover:text-text',
                isSorted && 'text-text',
                isRight(header.id) && 'justify-end',
              )}
              onClick={() => {
                if (!isSorted) onSort(header.id, 'asc');
                else if (isDown) onSort(undefined, undefined);
                else onSort(header.id, 'desc');
              }}
            >
              <span className="truncate">{String(header.column.columnDef.header)}</span>
              {isSorted &&
                (isDown ? <ArrowDownIcon width="12" height="12" /> : <ArrowUpIcon width="12" height="12" />)}
            </button>
            {/* Widths are comfort for the mouse; every value is also whole in the record's panel. */}
            <span
              aria-hidden="true"
              className="absolute inset-y-2 -right-1 w-2 cursor-col-resize touch-none border-r border-line hover:border-r-2 hover:border-accent"
              onMouseDown={resize}
              onTouchStart={resize}
            />
          </div>
        );
      })}
    </div>
  );
}
