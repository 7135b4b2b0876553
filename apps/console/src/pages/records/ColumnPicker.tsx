import { Popover } from '@base-ui/react/popover';
import type { MappedField } from '@sync-user/contract';
import { useState } from 'react';
import { defaultColumns } from '../../lib/default-columns.ts';
import { matchScore } from '../../lib/match-score.ts';
import { Button } from '../../ui/Button.tsx';
import { ColumnsIcon } from '../../ui/icons.tsx';
import { SearchField } from '../../ui/SearchField.tsx';

interface ColumnPickerProps {
  readonly fields: readonly MappedField[];
  readonly columns: readonly string[];
  /** Null goes back to the columns chosen by us. */
  readonly onChange: (columns: readonly string[] | null) => void;
}

export function ColumnPicker({ fields, columns, onChange }: ColumnPickerProps) {
  const [query, setQuery] = useState('');
  const found = fields.filter(
    ({ label, name }) => matchScore(query, label) > 0 || matchScore(query, name) > 0,
  );
  const isDefault = columns.join() === defaultColumns(fields).join();
  const toggle = (column: string): void => {
    if (!columns.includes(column)) onChange([...columns, column]);
    else if (columns.length > 1) onChange(columns.filter((each) => each !== column));
  };
  return (
    <Popover.Root>
      <Popover.Trigger
        render={
          <Button disabled={fields.length === 0}>
            <ColumnsIcon /> Columns <span className="text-text-3">{columns.length}</span>
          </Button>
        }
      />
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end" className="z-40">
          <Popover.Popup
            aria-label="Columns"
            className="flex max-h-[70vh] w-72 flex-col rounded-lg bg-surface shadow-pop outline-none"
          >
            <div className="border-b border-line p-2">
              <SearchField
                label="Search fields"
                placeholder="Search fields"
                className="w-full"
                value={query}
                onChange={(event) => setQuery(event.target.value)}
              />
            </div>
            <div className="min-h-0 flex-1 overflow-y-auto p-1">
              {found.map(({ column, label, name }) => (
                <label
                  key={column}
                  className="flex h-8 cursor-pointer items-center gap-2.5 rounded-md px-2 hover:bg-hover has-focus-visible:bg-hover"
                >
                  <input
                    type="checkbox"
                    className="accent-(--accent)"
                    checked={columns.includes(column)}
                    onChange={() => toggle(column)}
                  />
                  <span className="min-w-0 flex-1 truncate">{label}</span>
                  <span className="max-w-28 truncate font-mono text-xs text-text-3">{name}</span>
                </label>
              ))}
              {found.length === 0 && (
                <p className="px-2 py-6 text-center text-text-3">No field is called so.</p>
              )}
            </div>
            <div className="flex justify-end border-t border-line p-2">
              <Button size="sm" kind="quiet" disabled={isDefault} onClick={() => onChange(null)}>
                Back to the usual columns
              </Button>
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
