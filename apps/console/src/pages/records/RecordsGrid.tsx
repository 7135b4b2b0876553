import type { MappedField, MirrorRecord } from '@sync-user/contract';
import {
  type ColumnSizingState,
  columnResizingFeature,
  columnSizingFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { isNumeric } from '../../lib/format-cell.ts';
import { nameField } from '../../lib/default-columns.ts';
import { useStored } from '../../lib/stored.ts';
import { cx } from '../../ui/cx.ts';
import { GridHeader } from './GridHeader.tsx';
import { RecordCell } from './RecordCell.tsx';

const features = tableFeatures({ columnSizingFeature, columnResizingFeature });
const helper = createColumnHelper<typeof features, MirrorRecord>();
const ROW_PX = 36;

interface RecordsGridProps {
  readonly object: string;
  readonly label: string;
  readonly fields: readonly MappedField[];
  readonly columns: readonly string[];
  readonly rows: readonly MirrorRecord[];
  readonly sort: string | undefined;
  readonly direction: 'asc' | 'desc' | undefined;
  readonly opened: string | undefined;
  /** All rows there are, when known: for those who listen to the table. */
  readonly total: number | undefined;
  readonly onSort: (column: string | undefined, direction: 'asc' | 'desc' | undefined) => void;
  readonly onOpen: (id: string | undefined) => void;
  readonly onEnd: () => void;
}

/** One tab stop; arrows move, Enter opens. Only the rows in sight are in the page. */
export function RecordsGrid(props: RecordsGridProps) {
  const { object, label, fields, columns, rows, sort, direction, opened, total, onSort, onOpen, onEnd } =
    props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const [sizing, setSizing] = useStored<ColumnSizingState>(`widths.${object}`, {});
  const nameColumn = nameField(fields)?.column;

  const definitions = useMemo(
    () =>
      columns
        .map((column) => fields.find((field) => field.column === column))
        .filter((field) => field !== undefined)
        .map((field) =>
          helper.accessor((record): unknown => record[field.column], {
            id: field.column,
            header: field.label,
            size: widthOf(field, nameColumn),
            minSize: 72,
            maxSize: 720,
          }),
        ),
    [columns, fields, nameColumn],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (record, index) => String(record['id'] ?? index),
    columnResizeMode: 'onChange',
    state: { columnSizing: sizing },
    onColumnSizingChange: (next) => setSizing(typeof next === 'function' ? next(sizing) : next),
  });
  const tableRows = table.getRowModel().rows;

  const virtualizer = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => tableRows[index]?.id ?? index,
    overscan: 12,
    // The header covers the first line: a row scrolled to must come out from under it.
    scrollPaddingStart: ROW_PX,
  });
  const visible = virtualizer.getVirtualItems();
  const last = visible.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= tableRows.length - 30) onEnd();
  }, [last, tableRows.length, onEnd]);

  const place = Math.min(active, tableRows.length - 1);
  const go = (to: number): void => {
    const next = Math.max(0, Math.min(tableRows.length - 1, to));
    setActive(next);
    virtualizer.scrollToIndex(next);
    if (opened !== undefined) onOpen(tableRows[next]?.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 2);
    if (event.key === 'ArrowDown') go(place + 1);
    else if (event.key === 'ArrowUp') go(place - 1);
    else if (event.key === 'PageDown') go(place + page);
    else if (event.key === 'PageUp') go(place - page);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(tableRows.length - 1);
    else if (event.key === 'Enter' && event.target === event.currentTarget) onOpen(tableRows[place]?.id);
    else if (event.key === 'Escape' && opened !== undefined) onOpen(undefined);
    else return;
    event.preventDefault();
  };

  const width = table.getTotalSize();
  return (
    <div className="relative h-full has-[[role=grid]:focus-visible]:after:pointer-events-none has-[[role=grid]:focus-visible]:after:absolute has-[[role=grid]:focus-visible]:after:inset-0 has-[[role=grid]:focus-visible]:after:z-20 has-[[role=grid]:focus-visible]:after:border-2 has-[[role=grid]:focus-visible]:after:border-accent-text">
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={`Records of ${label}`}
        aria-rowcount={total === undefined ? -1 : total + 1}
        aria-activedescendant={tableRows[place] && `row-${tableRows[place].id}`}
        className="group/grid h-full overflow-auto bg-surface outline-none"
        onKeyDown={onKeyDown}
      >
        <GridHeader
          headers={table.getHeaderGroups()[0]?.headers ?? []}
          width={width}
          isRight={(column) => isNumeric(fields.find((field) => field.column === column)?.type ?? '')}
          sort={sort}
          direction={direction}
          onSort={onSort}
        />
        <div
          role="rowgroup"
          className="relative"
          style={{ height: virtualizer.getTotalSize(), width, minWidth: '100%' }}
        >
          {visible.map(({ index, start }) => {
            const row = tableRows[index];
            if (row === undefined) return null;
            const isOpened = row.id === opened;
            return (
              // Rows take no focus of their own: the grid has it, and says which row is meant.
              <div
                key={row.id}
                id={`row-${row.id}`}
                role="row"
                tabIndex={-1}
                aria-rowindex={index + 2}
                aria-selected={isOpened}
                className={cx(
                  'absolute inset-x-0 top-0 flex cursor-pointer border-b border-line',
                  isOpened ? 'bg-accent-soft' : 'hover:bg-hover',
                  index === place && 'group-focus-visible/grid:shadow-[inset_4px_0_var(--accent-text)]',
                )}
                style={{ height: ROW_PX, transform: `translateY(${start}px)` }}
                onClick={() => {
                  setActive(index);
                  onOpen(row.id);
                }}
                onKeyDown={() => {}}
              >
                {row.getAllCells().map((cell) => {
                  const field = fields.find(({ column }) => column === cell.column.id);
                  return (
                    <div
                      key={cell.id}
                      role="gridcell"
                      style={{ width: cell.column.getSize() }}
                      className={cx(
                        'flex shrink-0 items-center px-3',
                        field !== undefined && isNumeric(field.type) && 'justify-end',
                        cell.column.id === nameColumn && 'font-medium',
                      )}
                    >
                      {field !== undefined && (
                        <RecordCell field={field} value={row.original[field.column]} record={row.original} />
                      )}
                    </div>
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function widthOf(field: MappedField, nameColumn: string | undefined): number {
  if (field.column === nameColumn) return 240;
  if (field.type === 'id' || field.type === 'reference') return 190;
  if (field.type === 'datetime') return 210;
  if (field.type === 'boolean' || field.type === 'int') return 110;
  if (field.type === 'email' || field.type === 'url') return 220;
  return 160;
}
