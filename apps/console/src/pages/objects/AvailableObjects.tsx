import type { AvailableObject, SelectedObject } from '@sync-user/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useSelectObjects } from '../../components/use-select-objects.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { FORECAST_AT_ONCE, forecastQuery, forecastsSoFar } from '../../lib/reading-queries.ts';
import { useDebounced } from '../../lib/use-debounced.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { SearchField } from '../../ui/SearchField.tsx';
import { VirtualList } from '../../ui/VirtualList.tsx';
import { AvailableRow } from './AvailableRow.tsx';
import { ChosenTray } from './ChosenTray.tsx';
import { findObjects, inGoodOrder, KINDS, type Kind } from './find-objects.ts';

/** Ticking several in a row asks the org once. */
const FORECAST_REST_MS = 600;

interface AvailableObjectsProps {
  readonly workspace: string;
  readonly available: readonly AvailableObject[];
  readonly selected: readonly SelectedObject[];
}

/** The objects of the org: tick what to sync, see what it costs, begin. */
export function AvailableObjects({ workspace, available, selected }: AvailableObjectsProps) {
  const [query, setQuery] = useState('');
  const [kind, setKind] = useState<Kind>('recommended');
  const selectedNames = useMemo(() => new Set(selected.map(({ name }) => name)), [selected]);
  const open = available.filter(({ name, notSyncable }) => notSyncable === null && !selectedNames.has(name));
  const recommended = inGoodOrder(open.filter((object) => object.recommended));
  // Who has nothing yet finds the usual choice made.
  const [ticked, setTicked] = useState<ReadonlySet<string>>(
    () => new Set(selected.length === 0 ? recommended.map(({ name }) => name) : []),
  );
  const chosen = inGoodOrder(open.filter(({ name }) => ticked.has(name)));
  const select = useSelectObjects(workspace);
  const found = useMemo(() => findObjects(available, kind, query), [available, kind, query]);
  const { forecasts, ofChosen } = useForecasts(workspace, chosen, recommended);
  const notChosen = recommended.filter(({ name }) => !ticked.has(name));

  const tick = (objects: readonly AvailableObject[], on: boolean): void => {
    setTicked((before) => {
      const after = new Set(before);
      for (const { name } of objects) {
        if (on) after.add(name);
        else after.delete(name);
      }
      return after;
    });
  };

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
        {notChosen.length > 0 && (
          <Button className="ml-auto" onClick={() => tick(notChosen, true)}>
            Choose the {notChosen.length} recommended
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
          estimate={53}
          className="max-h-[520px]"
        >
          {(object) => (
            <AvailableRow
              workspace={workspace}
              object={object}
              isSelected={selectedNames.has(object.name)}
              isChosen={ticked.has(object.name) && !selectedNames.has(object.name)}
              forecast={forecasts.get(object.name)}
              isAsking={ofChosen.isFetching && (ticked.has(object.name) || object.recommended)}
              onChoose={(isChosen) => tick([object], isChosen)}
            />
          )}
        </VirtualList>
      )}
      {chosen.length > 0 && (
        <ChosenTray
          chosen={chosen}
          forecast={ofChosen.forecast}
          error={ofChosen.error}
          busy={select.isPending}
          onClear={() => setTicked(new Set())}
          onSync={() => select.mutate(chosen)}
        />
      )}
    </>
  );
}

/** What the chosen objects cost together, and each by itself; recommended ones are asked for before they are ticked. */
function useForecasts(
  workspace: string,
  chosen: readonly AvailableObject[],
  recommended: readonly AvailableObject[],
) {
  const names = chosen.map(({ name }) => name).join(' ');
  const rested = useDebounced(names, FORECAST_REST_MS);
  const wanted =
    rested === '' ? recommended.slice(0, FORECAST_AT_ONCE).map(({ name }) => name) : rested.split(' ');
  const answer = useQuery(
    forecastQuery(
      workspace,
      wanted.map((name) => ({ name })),
    ),
  );
  const isOfChosen = rested === names && !answer.isPlaceholderData;
  return {
    forecasts: forecastsSoFar(useQueryClient(), workspace),
    ofChosen: {
      forecast: isOfChosen ? answer.data : undefined,
      error: isOfChosen ? answer.error : null,
      isFetching: answer.isFetching,
    },
  };
}
