import type { PermissionDiffLine } from '@sync-user/contract';
import { useMemo, useState } from 'react';
import { formatCounted } from '../../lib/format-number.ts';
import { CheckIcon, PlusIcon } from '../../ui/icons.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { VirtualList } from '../../ui/VirtualList.tsx';

const KINDS: readonly { readonly kind: PermissionDiffLine['kind']; readonly label: string }[] = [
  { kind: 'system', label: 'System permissions' },
  { kind: 'object', label: 'Objects' },
  { kind: 'field', label: 'Fields' },
  { kind: 'licence', label: 'Permission set licence' },
  { kind: 'assignment', label: 'Assignment' },
];
/** Below it one looks; above it one searches. */
const SEARCH_FROM = 13;

type Row =
  | { readonly head: string; readonly added: number; readonly present: number }
  | { readonly line: PermissionDiffLine };

/** What is needed against what the user has, by kind; what is added comes first. */
export function DiffLines({ lines }: { readonly lines: readonly PermissionDiffLine[] }) {
  const [query, setQuery] = useState('');
  const hasAdditions = lines.some(({ change }) => change === 'add');
  const [onlyAdded, setOnlyAdded] = useState(hasAdditions);
  const rows = useMemo(() => arrange(lines, query, onlyAdded), [lines, query, onlyAdded]);
  const present = lines.filter(({ change }) => change === 'none').length;
  return (
    <section aria-label="Difference" className="rounded-md border border-line">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-3 py-2">
        {lines.length >= SEARCH_FROM && (
          <SearchField
            label="Search the difference"
            placeholder={`Search ${formatCounted(lines.length, 'line')}`}
            className="w-56"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        )}
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-3.5 accent-(--accent)"
            checked={!onlyAdded}
            onChange={(event) => setOnlyAdded(!event.target.checked)}
          />
          Show the {present} that the user has already
        </label>
      </div>
      {rows.length === 0 ? (
        <p className="px-3 py-6 text-center text-text-3">
          {query === '' ? 'Nothing is added.' : `Nothing is called “${query}”.`}
        </p>
      ) : (
        <VirtualList
          label="Permissions"
          items={rows}
          keyOf={(row) => ('head' in row ? row.head : `${row.line.kind} ${row.line.name} ${row.line.needed}`)}
          estimate={52}
          className="max-h-72"
        >
          {(row) =>
            'head' in row ? (
              <p className="flex items-baseline justify-between gap-3 bg-sunken px-3 py-1.5 text-sm">
                <span className="font-medium">{row.head}</span>
                <span className="text-text-2">
                  {row.added > 0 && `${row.added} added`}
                  {row.added > 0 && row.present > 0 && ', '}
                  {row.present > 0 && `${row.present} present`}
                </span>
              </p>
            ) : (
              <Line line={row.line} />
            )
          }
        </VirtualList>
      )}
    </section>
  );
}

function Line({ line }: { readonly line: PermissionDiffLine }) {
  const { name, needed, has, change, why } = line;
  return (
    <div className="flex gap-2.5 px-3 py-2">
      {change === 'add' ? (
        <PlusIcon className="mt-0.5 shrink-0 text-good" />
      ) : (
        <CheckIcon className="mt-0.5 shrink-0 text-text-3" />
      )}
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-mono text-xs break-all">{name}</span>
          <span className={change === 'add' ? 'font-medium text-good' : 'text-text-2'}>{needed}</span>
          <span className="text-sm text-text-3">{change === 'add' ? `now: ${has}` : has}</span>
        </p>
        <p className="text-sm text-text-2">{why}</p>
      </div>
    </div>
  );
}

function arrange(lines: readonly PermissionDiffLine[], query: string, onlyAdded: boolean): readonly Row[] {
  const wanted = query.trim().toLowerCase();
  return KINDS.flatMap(({ kind, label }): readonly Row[] => {
    const ofKind = lines.filter(
      (line) =>
        line.kind === kind &&
        (!onlyAdded || line.change === 'add') &&
        (wanted === '' ||
          [line.name, line.needed, line.why].some((text) => text.toLowerCase().includes(wanted))),
    );
    if (ofKind.length === 0) return [];
    const added = ofKind.filter(({ change }) => change === 'add');
    const present = ofKind.filter(({ change }) => change === 'none');
    return [
      { head: label, added: added.length, present: present.length },
      ...[...added, ...present].map((line) => ({ line })),
    ];
  });
}
