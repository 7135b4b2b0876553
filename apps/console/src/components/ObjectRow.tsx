import type { SelectedObject } from '@sync-user/contract';
import { Link, useNavigate } from '@tanstack/react-router';
import { formatCount } from '../lib/format-number.ts';
import { Button } from '../ui/Button.tsx';
import { RetryIcon } from '../ui/icons.tsx';
import { Time } from '../ui/Time.tsx';
import { LoadProgress } from './LoadProgress.tsx';
import { HowRead } from './HowRead.tsx';
import { ObjectMenu } from './ObjectMenu.tsx';
import { ObjectStateBadge } from './ObjectStateBadge.tsx';
import { TroubleNote } from './TroubleNote.tsx';
import { useReloadObject } from './use-reload-object.ts';

interface ObjectRowProps {
  readonly workspace: string;
  readonly object: SelectedObject;
  readonly editable: boolean;
}

/** `OpportunityHistory` of “Opportunity History”: nobody has to be told. */
function follows(name: string, label: string): boolean {
  return name.toLowerCase() === label.replaceAll(' ', '').toLowerCase();
}

export function ObjectRow({ workspace, object, editable }: ObjectRowProps) {
  const { name, label, state, rows, load, freshAsOf, lastChangeAt, trouble, fieldTroubles } = object;
  const navigate = useNavigate();
  const reload = useReloadObject(workspace, object);
  const isLoading = state === 'loading' && load !== null && !object.paused;
  return (
    <>
      <tr
        className="cursor-pointer border-t border-line hover:bg-hover/60"
        // The whole row is the link's target for the mouse; the keyboard has the link itself.
        onClick={(event) => {
          const isOwn = event.target instanceof Element && event.currentTarget.contains(event.target);
          if (!isOwn || (event.target as Element).closest('a, button') !== null) return;
          void navigate({ to: '/w/$workspace/objects/$object', params: { workspace, object: name } });
        }}
      >
        <th scope="row" className="truncate py-2.5 pr-3 pl-4 text-left font-normal">
          <Link
            to="/w/$workspace/objects/$object"
            params={{ workspace, object: name }}
            className="rounded-sm font-medium hover:underline"
          >
            {label}
          </Link>
          {editable && !follows(name, label) && (
            <span className="ml-2 font-mono text-xs text-text-3">{name}</span>
          )}
          {/* On a phone its own column would be out of sight. */}
          <span className="mt-0.5 block sm:hidden">
            <ObjectStateBadge object={object} />
          </span>
        </th>
        {isLoading ? (
          <td colSpan={editable ? 4 : 3} className="py-2.5 pr-3">
            <LoadProgress label={label} load={load} />
          </td>
        ) : (
          <>
            <td className="px-3 py-2.5 text-right">{state === 'waiting' ? '–' : formatCount(rows)}</td>
            <td className="px-3 py-2.5 whitespace-nowrap text-text-2">
              {freshAsOf === null ? '–' : <Time at={freshAsOf} />}
              {!editable && state === 'live' && !object.paused && (
                <span className="ml-1.5 text-sm text-text-3">
                  {object.transport === 'events' ? 'events' : 'polled'}
                </span>
              )}
            </td>
            {editable && (
              <td className="truncate px-3 py-2.5 text-text-2">
                <HowRead workspace={workspace} object={object} />
              </td>
            )}
            <td className="px-3 py-2.5 whitespace-nowrap text-text-2">
              {lastChangeAt === null ? '–' : <Time at={lastChangeAt} />}
            </td>
          </>
        )}
        <td className="py-2.5 pr-4 pl-3 text-right whitespace-nowrap max-sm:hidden">
          {fieldTroubles > 0 && trouble === null && (
            <span className="block text-sm text-warn">
              {fieldTroubles} {fieldTroubles === 1 ? 'field' : 'fields'} missing
            </span>
          )}
          <ObjectStateBadge object={object} />
        </td>
        {editable && (
          <td className="pr-3 text-right">
            <ObjectMenu workspace={workspace} object={object} />
          </td>
        )}
      </tr>
      {trouble !== null && (
        <tr>
          <td colSpan={editable ? 7 : 5} className="px-3 pb-3">
            <TroubleNote
              trouble={trouble}
              action={
                <Button size="sm" busy={reload.isPending} onClick={() => reload.mutate()}>
                  <RetryIcon /> Retry
                </Button>
              }
            />
          </td>
        </tr>
      )}
    </>
  );
}
