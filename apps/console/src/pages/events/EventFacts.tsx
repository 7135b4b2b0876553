import type { EventStatus } from '@sync-user/contract';
import type { ReactNode } from 'react';
import { formatLag } from '../../lib/format-lag.ts';
import { formatCount } from '../../lib/format-number.ts';
import { Card } from '../../ui/Card.tsx';
import { CopyId } from '../../ui/CopyId.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { Time } from '../../ui/Time.tsx';

/** How fast, since when, and how much of the org's allocations is used. */
export function EventFacts({ events }: { readonly events: EventStatus }) {
  const { allocation, lagMs, lastEventAt, lastHeardAt, connectedAt, channel, waitingReads } = events;
  const { entityLimit, entitiesUsed, deliveriesPerDay, deliveriesLeft } = allocation;
  return (
    <Card label="Subscription facts">
      <dl className="grid grid-cols-1 gap-x-8 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
        <Fact name="Lag" note="From the commit in Salesforce until the row is in PostgreSQL.">
          {lagMs === null ? '–' : formatLag(lagMs)}
        </Fact>
        <Fact
          name="Last event"
          note={
            lastHeardAt === null ? (
              'Nothing was heard yet.'
            ) : (
              <>
                Last sign of life <Time at={lastHeardAt} />.
              </>
            )
          }
        >
          {lastEventAt === null ? '–' : <Time at={lastEventAt} />}
        </Fact>
        <Fact
          name="Waiting to be read again"
          note="Records of which an event does not tell everything, such as formulas."
        >
          {formatCount(waitingReads)}
        </Fact>
        <Fact
          name="Objects with events in the org"
          note={
            entityLimit === null
              ? 'The org has the add-on: no limit of five.'
              : 'Salesforce’s limit, for all apps of the org together.'
          }
        >
          {entitiesUsed === null ? 'Not known' : formatCount(entitiesUsed)}
          {entityLimit !== null && ` of ${formatCount(entityLimit)}`}
          {entitiesUsed !== null && entityLimit !== null && (
            <Progress label="Objects with events" value={entitiesUsed} max={entityLimit} />
          )}
        </Fact>
        <Fact
          name="Deliveries left in 24 hours"
          note="Each event that reaches a subscriber is one, of all apps."
        >
          {deliveriesLeft === null ? 'Not known' : formatCount(deliveriesLeft)}
          {deliveriesPerDay !== null && ` of ${formatCount(deliveriesPerDay)}`}
          {deliveriesLeft !== null && deliveriesPerDay !== null && (
            <Progress
              label="Deliveries used"
              value={Math.max(0, deliveriesPerDay - deliveriesLeft)}
              max={deliveriesPerDay}
            />
          )}
        </Fact>
        <Fact
          name="Subscribed to"
          note={
            connectedAt === null ? (
              'Not subscribed.'
            ) : (
              <>
                Since <Time at={connectedAt} />.
              </>
            )
          }
        >
          {channel === null ? '–' : <CopyId id={channel} />}
        </Fact>
      </dl>
    </Card>
  );
}

interface FactProps {
  readonly name: string;
  readonly note: ReactNode;
  readonly children: ReactNode;
}

function Fact({ name, note, children }: FactProps) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-text-2">{name}</dt>
      <dd className="mt-0.5">
        <span className="flex flex-col gap-1.5 text-lg font-semibold">{children}</span>
        <span className="mt-1 block text-sm text-pretty text-text-3">{note}</span>
      </dd>
    </div>
  );
}
