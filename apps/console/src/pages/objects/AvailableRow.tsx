import type { AvailableObject, ForecastObject } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import { formatCalls, formatMinutes, formatMoreCalls } from '../../lib/reading-cost.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { cx } from '../../ui/cx.ts';
import { CheckIcon } from '../../ui/icons.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';

interface AvailableRowProps {
  readonly workspace: string;
  readonly object: AvailableObject;
  readonly isSelected: boolean;
  readonly isChosen: boolean;
  /** Undefined before it was asked for. */
  readonly forecast: ForecastObject | undefined;
  readonly isAsking: boolean;
  readonly onChoose: (chosen: boolean) => void;
}

/** An object of the org: what it would cost, and the tick that chooses it. */
export function AvailableRow({
  workspace,
  object,
  isSelected,
  isChosen,
  forecast,
  isAsking,
  onChoose,
}: AvailableRowProps) {
  const { name, label, notSyncable } = object;
  const id = useId();
  const canChoose = !isSelected && notSyncable === null;
  return (
    <div
      className={cx(
        'relative flex min-h-11 items-center gap-3 px-4 py-1.5',
        canChoose && 'hover:bg-hover/60',
        isChosen && 'bg-accent-soft/50',
      )}
    >
      <span className="flex w-4 shrink-0 justify-center">
        {canChoose && (
          <input
            id={id}
            type="checkbox"
            className="relative z-10 size-4 accent-(--accent)"
            checked={isChosen}
            onChange={(event) => onChoose(event.target.checked)}
          />
        )}
        {isSelected && <CheckIcon className="text-good" />}
      </span>
      <div className="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-x-4">
        <div className="min-w-0">
          {canChoose ? (
            // The label covers the line, so that all of it can be clicked.
            <label
              htmlFor={id}
              className="block cursor-pointer truncate font-medium after:absolute after:inset-0"
            >
              {label}
            </label>
          ) : (
            <p className={cx('truncate font-medium', notSyncable !== null && 'text-text-2')}>{label}</p>
          )}
          {name !== label && <p className="truncate font-mono text-xs text-text-3">{name}</p>}
        </div>
        {isSelected ? (
          <Link
            to="/w/$workspace/objects/$object"
            params={{ workspace, object: name }}
            className="rounded-sm text-sm text-good hover:underline"
          >
            Synced
          </Link>
        ) : notSyncable !== null ? (
          <p className="max-w-md text-sm text-pretty text-text-3">Cannot be synced: {notSyncable}</p>
        ) : forecast !== undefined ? (
          <ObjectForecast forecast={forecast} />
        ) : isAsking ? (
          <Skeleton className="h-3.5 w-48" />
        ) : (
          <span className="text-sm text-text-3">Tick it to see what it costs</span>
        )}
      </div>
    </div>
  );
}

function ObjectForecast({ forecast }: { readonly forecast: ForecastObject }) {
  const { rows, firstLoad, perDay, why } = forecast;
  const { poll, events } = perDay;
  const costsNothing = poll.calls === 0 && (events === null || events.calls === 0);
  return (
    <p className="text-sm text-text-2 sm:text-right" title={why}>
      <span className="block">
        {rows === null
          ? 'Salesforce does not say how many rows'
          : rows === 0
            ? 'No rows counted yet'
            : formatCounted(rows, 'row')}
        {firstLoad !== null &&
          ` · first load ${formatMinutes(firstLoad.minutes)}, ${formatCalls(firstLoad.calls)}`}
      </span>
      <span className="block text-text-3">
        {costsNothing
          ? 'A day: no more calls than now'
          : `A day: ${formatMoreCalls(poll.calls)} by polling${events === null ? '' : `, ${formatMoreCalls(events.calls)} by change events`}`}
      </span>
    </p>
  );
}
