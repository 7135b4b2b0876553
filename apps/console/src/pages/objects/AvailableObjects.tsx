import type { AvailableObject, SelectedObject } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { formatCounted } from '../../lib/format-number.ts';
import { matchScore } from '../../lib/match-score.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { CheckIcon, PlusIcon } from '../../ui/icons.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { VirtualList } from '../../ui/VirtualList.tsx';
import { useSelectObjects } from '../../components/use-select-objects.ts';

const KINDS = [
  { id: 'recommended', label: 'Recommended' },
  { id: 'all', label: 'All' },
  { id: 'custom', label: 'Custom' },
] as const;
type Kind = (typeof KINDS)[number]['id'];

interface AvailableObjectsProps {
  readonly workspace: string;
  readonly available: readonly AvailableObject[];
  readonly selected: readonly SelectedObject[];
}

export function AvailableObjects({ workspace, available, selected }: AvailableObjectsProps) {
  const [query, setQuery] = useState('');
  const [kind, setKind] = useState<Kind>('recommended');
  const select = useSelectObjects(workspace);
  const selectedNames = useMemo(() => new Set(selected.map(({ name }) => name)), [selected]);
  const found = useMemo(() => filter(available, kind, query), [available, kind, query]);
  const missing = available.filter(
    ({ name, recommended, notSyncable }) => recommended && notSyncable === null && !selectedNames.has(name),
  );

  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2.5">
        <SearchField
          label="Search objects"
          placeholder={`Search ${formatCounted(available.length, 'object')}`}
          className="w-64"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <div role="group" aria-label="Show" className="flex rounded-md border border-line-strong p-0.5">
          {KINDS.map(({ id, label }) => (
            <button
              key={id}
              type="button"
              aria-pressed={kind === id && query === ''}
              className={cx(
                'h-6.5 rounded-sm px-2.5 text-sm',
                kind === id && query === ''
                  ? 'bg-accent-soft font-medium text-accent-text'
                  : 'text-text-2 hover:text-text',
              )}
              onClick={() => {
                setKind(id);
                setQuery('');
              }}
            >
              {label}
            </button>
          ))}
        </div>
        {missing.length > 0 && (
          <Button
            className="ml-auto"
            kind={selected.length === 0 ? 'primary' : 'default'}
            busy={select.isPending}
            onClick={() => select.mutate(missing)}
          >
            Sync the {missing.length} recommended
          </Button>
        )}
      </div>
      {found.length === 0 ? (
        <p className="px-4 py-10 text-center text-text-3">
          {query === '' ? 'There are none of this kind.' : `No object is called “${query}”.`}
        </p>
      ) : (
        <VirtualList
          label="Objects in your org"
          items={found}
          keyOf={({ name }) => name}
          estimate={45}
          className="max-h-[520px]"
        >
          {(object) => (
            <AvailableRow
              workspace={workspace}
              object={object}
              isSelected={selectedNames.has(object.name)}
              isBusy={select.isPending && select.variables.some(({ name }) => name === object.name)}
              onSelect={() => select.mutate([object])}
            />
          )}
        </VirtualList>
      )}
    </>
  );
}

/** A search looks at everything, whichever kind is shown. */
function filter(
  available: readonly AvailableObject[],
  kind: Kind,
  query: string,
): readonly AvailableObject[] {
  if (query.trim() === '') {
    return available.filter(
      (object) => kind === 'all' || (kind === 'custom' ? object.custom : object.recommended),
    );
  }
  return available
    .map((object) => ({
      object,
      score: Math.max(matchScore(query, object.label), matchScore(query, object.name)),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ object }) => object);
}

interface AvailableRowProps {
  readonly workspace: string;
  readonly object: AvailableObject;
  readonly isSelected: boolean;
  readonly isBusy: boolean;
  readonly onSelect: () => void;
}

function AvailableRow({ workspace, object, isSelected, isBusy, onSelect }: AvailableRowProps) {
  const { name, label, notSyncable } = object;
  return (
    <div className="flex min-h-11 items-center gap-3 px-4 py-1.5">
      <div className="min-w-0 flex-1">
        <p className="truncate">
          <span className={cx('font-medium', notSyncable !== null && 'text-text-2')}>{label}</span>
          {name !== label && <span className="ml-2 font-mono text-xs text-text-3">{name}</span>}
        </p>
        {notSyncable !== null && <p className="text-sm text-text-3">{notSyncable}</p>}
      </div>
      {isSelected ? (
        <Link
          to="/w/$workspace/objects/$object"
          params={{ workspace, object: name }}
          className="flex items-center gap-1.5 rounded-sm text-sm text-good hover:underline"
        >
          <CheckIcon /> Synced
        </Link>
      ) : notSyncable === null ? (
        <Button size="sm" busy={isBusy} aria-label={`Sync ${label}`} onClick={onSelect}>
          <PlusIcon /> Sync
        </Button>
      ) : (
        <span className="text-sm text-text-3">Cannot be synced</span>
      )}
    </div>
  );
}
