import type { ReadMode, SelectedObject } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useChangeObject } from '../../components/use-change-object.ts';
import { formatInterval } from '../../lib/format-time.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { describeCost, formatAmount, formatCalls } from '../../lib/reading-cost.ts';
import { forecastQuery, planQuery } from '../../lib/reading-queries.ts';
import { useDebounced } from '../../lib/use-debounced.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { WarningIcon } from '../../ui/icons.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { Select } from '../../ui/Select.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';

const INTERVALS = [60, 300, 900, 1800, 3600, 2 * 3600, 4 * 3600, 12 * 3600, 24 * 3600];
const WORKSPACES = 'workspace';

const MODES = [
  { id: 'auto', label: 'Whichever is cheaper', note: 'Chosen anew whenever the plan changes.' },
  { id: 'events', label: 'Change events', note: 'Within a second or so, where Salesforce offers them.' },
  { id: 'poll', label: 'Polling', note: 'Salesforce is asked for what changed.' },
] as const satisfies readonly { id: ReadMode; label: string; note: string }[];

interface ReadingCardProps {
  readonly workspace: string;
  readonly object: SelectedObject;
}

/** By which way and how often an object is read, with what that costs while it is being chosen. */
export function ReadingCard({ workspace, object }: ReadingCardProps) {
  const { data: usual } = useQuery({
    ...overviewQuery(workspace),
    select: (overview) => overview.workspace.pollIntervalSeconds,
  });
  const { data: planned } = useQuery({
    ...planQuery(workspace),
    select: ({ objects }) => objects.find(({ name }) => name === object.name),
  });
  const [mode, setMode] = useState(object.mode);
  const [interval, setInterval] = useState(object.intervalSeconds);
  const isChanged = mode !== object.mode || interval !== object.intervalSeconds;
  const change = useChangeObject(workspace, object);
  const id = useId();
  const offered = [...new Set([...INTERVALS, ...(interval === null ? [] : [interval])])].toSorted(
    (a, b) => a - b,
  );

  const save = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({ mode, intervalSeconds: interval });
  };
  return (
    <Card label="How it is read" title="How it is read">
      <form className="flex flex-col gap-4" onSubmit={save}>
        {planned !== undefined && !isChanged && (
          <p className="text-text-2">
            {planned.why}
            {!planned.paused && ` A day: ${describeCost(planned.cost)}.`}
          </p>
        )}
        <RadioCards legend="By which way" cards={MODES} value={mode} onChange={setMode} />
        <div className="flex flex-col gap-1.5">
          <label htmlFor={id} className="text-sm font-medium">
            How fresh
          </label>
          <Select
            id={id}
            className="w-72 max-w-full"
            value={interval === null ? WORKSPACES : String(interval)}
            onChange={({ target }) => setInterval(target.value === WORKSPACES ? null : Number(target.value))}
          >
            <option value={WORKSPACES}>
              As the workspace{usual === undefined ? '' : `: ${formatInterval(usual)}`}
            </option>
            {offered.map((seconds) => (
              <option key={seconds} value={seconds}>
                {formatInterval(seconds)}
              </option>
            ))}
          </Select>
        </div>
        {isChanged && <ChangedCost workspace={workspace} object={object} mode={mode} interval={interval} />}
        {isChanged && (
          <div className="flex gap-2">
            <Button kind="primary" type="submit" busy={change.isPending}>
              Save
            </Button>
            <Button
              onClick={() => {
                setMode(object.mode);
                setInterval(object.intervalSeconds);
              }}
            >
              Cancel
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}

interface ChangedCostProps extends ReadingCardProps {
  readonly mode: ReadMode;
  readonly interval: number | null;
}

/** The workspace's day before and after the change. */
function ChangedCost({ workspace, object, mode, interval }: ChangedCostProps) {
  const key = useDebounced(`${mode} ${interval ?? ''}`, 400);
  const [restedMode, seconds] = key.split(' ') as [ReadMode, string];
  const { data, error, isPlaceholderData } = useQuery(
    forecastQuery(workspace, [
      {
        name: object.name,
        mode: restedMode,
        intervalSeconds: seconds === '' ? null : Number(seconds),
        fields: Math.max(1, object.fieldCount),
      },
    ]),
  );
  if (error !== null) return <ProblemNote error={error} />;
  const isOfThis = key === `${mode} ${interval ?? ''}` && !isPlaceholderData;
  if (data === undefined || !isOfThis)
    return (
      <p role="status" aria-label="Loading the forecast">
        <Skeleton className="h-3.5 w-72 max-w-full" />
      </p>
    );
  const { before, after, fits, objects } = data;
  const events = mode === 'events' && objects[0]?.transport !== 'events';
  return (
    <div aria-live="polite" className="rounded-md bg-sunken px-3 py-2.5">
      <p>
        The workspace’s day would take <strong className="font-semibold">{formatCalls(after.calls)}</strong>,
        now {formatAmount(before.calls)}
        {after.events > 0 &&
          `; and ${formatAmount(after.events)} change events, now ${formatAmount(before.events)}`}
        .
      </p>
      {objects[0]?.why !== undefined && objects[0].why !== '' && (
        <p className="mt-0.5 text-sm text-text-2">{objects[0].why}</p>
      )}
      {events && (
        <p className="mt-1 flex gap-1.5 text-sm text-warn">
          <WarningIcon className="mt-0.5 shrink-0" /> It would be polled all the same, until change events can
          be had.
        </p>
      )}
      {!fits && (
        <p className="mt-1 flex gap-1.5 text-sm text-warn">
          <WarningIcon className="mt-0.5 shrink-0" /> That is more than the budget allows: objects would be
          read less often than wanted.
        </p>
      )}
    </div>
  );
}
