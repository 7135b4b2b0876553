import type { EventEntity, EventStatus } from '@sync-user/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../lib/api.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { eventsQuery } from '../../lib/proof-queries.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { Time } from '../../ui/Time.tsx';
import { TurnOffButton } from './EventSwitch.tsx';
import { stateOfEntity } from './event-words.ts';

interface EntitiesCardProps {
  readonly workspace: string;
  readonly events: EventStatus;
}

/** Which objects have change events, and the choice of more, within the places the org has. */
export function EntitiesCard({ workspace, events }: EntitiesCardProps) {
  const { entities, foreignEntities, allocation, proposed } = events;
  const queryClient = useQueryClient();
  const [ticked, setTicked] = useState<readonly string[] | null>(null);
  const [asks, setAsks] = useState(false);
  const open = entities.filter(canBeChosen).map(({ object }) => object);
  // Until somebody ticks, what is worth it is ticked.
  const chosen = (ticked ?? proposed).filter((object) => open.includes(object));
  const room =
    allocation.entityLimit === null
      ? null
      : Math.max(0, allocation.entityLimit - (allocation.entitiesUsed ?? 0));
  const isTooMany = room !== null && chosen.length > room;
  const select = useMutation({
    meta: { quiet: true },
    mutationFn: () => api.selectEventEntities({ workspace, objects: [...chosen] }),
    onSuccess: (changed) => {
      queryClient.setQueryData(eventsQuery(workspace).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: ['workspace', workspace, 'plan'] });
      setTicked(null);
      showToast('good', 'Salesforce sends change events of these objects now.');
    },
  });
  const toggle = (object: string): void =>
    setTicked(chosen.includes(object) ? chosen.filter((each) => each !== object) : [...chosen, object]);

  return (
    <Card
      flush
      label="Objects with change events"
      title="Objects"
      aside={
        open.length > 0 && (
          <Button
            size="sm"
            kind="primary"
            disabled={chosen.length === 0 || isTooMany}
            onClick={() => setAsks(true)}
          >
            Turn on events for {formatCounted(chosen.length, 'object')}
          </Button>
        )
      }
    >
      {isTooMany && (
        <p role="status" className="bg-warn-soft px-4 py-2 text-sm">
          The org has room for {formatCounted(room, 'more object', 'more objects')}: take{' '}
          {formatCount(chosen.length - room)} away.
        </p>
      )}
      <div tabIndex={0} role="region" aria-label="Objects and their events" className="overflow-x-auto">
        <table className="w-full min-w-160">
          <thead className="text-left text-sm text-text-3">
            <tr>
              <th scope="col" className="w-10 py-2 pl-4">
                <span className="sr-only">Choose</span>
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                Object
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                Changes arrive
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                Without a gap since
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                Last event
              </th>
              <th scope="col" className="py-2 pr-4 pl-3 text-right font-medium">
                Events in 24 h
              </th>
            </tr>
          </thead>
          <tbody>
            {entities.map((entity) => (
              <Row
                key={entity.object}
                workspace={workspace}
                entity={entity}
                isChosen={chosen.includes(entity.object)}
                onToggle={toggle}
              />
            ))}
          </tbody>
        </table>
      </div>
      {foreignEntities.length > 0 && (
        <p className="border-t border-line px-4 py-3 text-sm text-text-2">
          For others in the org: {foreignEntities.join(', ')}. They take{' '}
          {foreignEntities.length === 1 ? 'a place' : 'places'} of the org’s, too. What is not needed any more
          is taken away in Salesforce: Setup, Change Data Capture.
        </p>
      )}
      <Confirm
        open={asks}
        onOpenChange={setAsks}
        title={`Turn on change events of ${chosen.join(', ')}?`}
        action="Turn on in Salesforce"
        tone="default"
        busy={select.isPending}
        onConfirm={() => select.mutateAsync()}
      >
        <p>
          This adds {chosen.length === 1 ? 'it' : 'them'} to Change Data Capture in the org, as your own
          Salesforce account if it is connected, else as the sync user. It needs the permission Customize
          Application.
        </p>
        <p>
          {room === null
            ? 'The org has no limit of objects.'
            : `${formatCount(chosen.length)} of ${formatCounted(room, 'free place')} are taken.`}{' '}
          Nothing is loaded again. Polling goes on until the events arrive, and looks after them from then on.
        </p>
        {select.error !== null && <ProblemNote error={select.error} />}
      </Confirm>
    </Card>
  );
}

function canBeChosen({ capable, selected }: EventEntity): boolean {
  return capable && selected !== true;
}

interface RowProps {
  readonly workspace: string;
  readonly entity: EventEntity;
  readonly isChosen: boolean;
  readonly onToggle: (object: string) => void;
}

function Row({ workspace, entity, isChosen, onToggle }: RowProps) {
  const { object, label, since, lastEventAt, events } = entity;
  const { word, tone } = stateOfEntity(entity);
  return (
    <tr className="border-t border-line">
      <td className="py-2.5 pl-4">
        {canBeChosen(entity) && (
          <input
            type="checkbox"
            aria-label={`Change events of ${label}`}
            className="block size-4 accent-(--accent)"
            checked={isChosen}
            onChange={() => onToggle(object)}
          />
        )}
      </td>
      <th scope="row" className="px-3 py-2.5 text-left font-normal whitespace-nowrap">
        <Link
          to="/w/$workspace/objects/$object"
          params={{ workspace, object }}
          className="rounded-sm font-medium hover:underline"
        >
          {label}
        </Link>
      </th>
      <td className="px-3 py-2.5 whitespace-nowrap">
        <Badge tone={tone} dot>
          {word}
        </Badge>
        {entity.selected === true && <TurnOffButton workspace={workspace} object={object} label={label} />}
      </td>
      <td className="px-3 py-2.5 whitespace-nowrap text-text-2">
        {since === null ? '–' : <Time at={since} />}
      </td>
      <td className="px-3 py-2.5 whitespace-nowrap text-text-2">
        {lastEventAt === null ? '–' : <Time at={lastEventAt} />}
      </td>
      <td className="py-2.5 pr-4 pl-3 text-right">{formatCount(events)}</td>
    </tr>
  );
}
