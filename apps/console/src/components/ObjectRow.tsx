import type { SelectedObject } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import { formatCount } from '../lib/format-number.ts';
import { Button } from '../ui/Button.tsx';
import { RetryIcon } from '../ui/icons.tsx';
import { Time } from '../ui/Time.tsx';
import { LoadProgress } from './LoadProgress.tsx';
import { ObjectStateBadge } from './ObjectStateBadge.tsx';
import { TroubleNote } from './TroubleNote.tsx';
import { useReloadObject } from './use-reload-object.ts';

interface ObjectRowProps {
  readonly workspace: string;
  readonly object: SelectedObject;
}

export function ObjectRow({ workspace, object }: ObjectRowProps) {
  const { name, label, state, rows, load, freshAsOf, lastChangeAt, trouble, fieldTroubles } = object;
  const reload = useReloadObject(workspace, object);
  const isLoading = state === 'loading' && load !== null;
  return (
    <>
      <tr className="relative border-t border-line hover:bg-hover/60">
        <th scope="row" className="truncate py-2.5 pr-3 pl-4 text-left font-normal">
          <Link
            to="/w/$workspace/objects/$object"
            params={{ workspace, object: name }}
            // The link covers its whole row; a focus ring still stands around the row it opens.
            className="font-medium before:absolute before:inset-0 focus-visible:outline-none focus-visible:before:rounded-md focus-visible:before:outline-2 focus-visible:before:-outline-offset-2 focus-visible:before:outline-accent-text"
          >
            {label}
          </Link>
          {name !== label && <span className="ml-2 font-mono text-xs text-text-3">{name}</span>}
        </th>
        {isLoading ? (
          <td colSpan={3} className="py-2.5 pr-3">
            <LoadProgress label={label} load={load} />
          </td>
        ) : (
          <>
            <td className="px-3 py-2.5 text-right">{state === 'waiting' ? '–' : formatCount(rows)}</td>
            <td className="px-3 py-2.5 whitespace-nowrap text-text-2">
              {freshAsOf === null ? '–' : <Time at={freshAsOf} className="relative" />}
            </td>
            <td className="px-3 py-2.5 whitespace-nowrap text-text-2">
              {lastChangeAt === null ? '–' : <Time at={lastChangeAt} className="relative" />}
            </td>
          </>
        )}
        <td className="py-2.5 pr-4 pl-3 text-right whitespace-nowrap">
          {fieldTroubles > 0 && trouble === null && (
            <span className="mr-2 text-sm text-warn">
              {fieldTroubles} {fieldTroubles === 1 ? 'field' : 'fields'} missing
            </span>
          )}
          <ObjectStateBadge object={object} />
        </td>
      </tr>
      {trouble !== null && (
        <tr>
          <td colSpan={5} className="px-3 pb-3">
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
