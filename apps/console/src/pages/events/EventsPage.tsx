import type { EventStatus } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { NeedsConnection } from '../../components/NeedsConnection.tsx';
import { Page } from '../../components/Page.tsx';
import { TroubleNote } from '../../components/TroubleNote.tsx';
import { useWorkspace } from '../../components/use-workspace.ts';
import { eventsQuery } from '../../lib/proof-queries.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Banner } from '../../ui/Banner.tsx';
import { buttonClass } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Time } from '../../ui/Time.tsx';
import { EntitiesCard } from './EntitiesCard.tsx';
import { EventFacts } from './EventFacts.tsx';
import { EventSwitch } from './EventSwitch.tsx';
import { STREAM_WORDS } from './event-words.ts';
import { RepairsCard } from './RepairsCard.tsx';

/** Which objects tell their changes themselves, how fast they arrive, and what was done where something was missed. */
export function EventsPage() {
  const workspace = useWorkspace();
  const { data: overview } = useQuery(overviewQuery(workspace));
  const { data: events, error, refetch } = useQuery(eventsQuery(workspace));
  useTitle('Change events', overview?.workspace.name);
  return (
    <Page
      title="Change events"
      actions={events !== undefined && <EventSwitch workspace={workspace} events={events} />}
      lead="Salesforce sends the changes of some objects by itself, a moment after they are saved, without an API call. All others are polled."
    >
      {events === undefined ? (
        <Card flush>
          {error === null ? (
            <SkeletonRows rows={6} />
          ) : (
            <ErrorState error={error} onRetry={() => void refetch()} />
          )}
        </Card>
      ) : events.entities.length === 0 && overview?.connection === null ? (
        <Card flush>
          <NeedsConnection workspace={workspace}>
            Change events arrive once a sync user is connected and objects are synced.
          </NeedsConnection>
        </Card>
      ) : (
        <Status workspace={workspace} events={events} />
      )}
    </Page>
  );
}

function Status({ workspace, events }: { readonly workspace: string; readonly events: EventStatus }) {
  const { state, summary, trouble, openRepairs, retryAt } = events;
  const { word, tone } = STREAM_WORDS[state];
  return (
    <>
      <Banner
        tone={state === 'live' && openRepairs > 0 ? 'warn' : tone}
        label="Subscription"
        title={`${word}. ${summary}`}
        {...(events.entities.length === 0 && {
          action: (
            <Link to="/w/$workspace/objects" params={{ workspace }} className={buttonClass()}>
              Choose objects
            </Link>
          ),
        })}
      >
        {openRepairs > 0
          ? `${openRepairs === 1 ? 'A hole is' : `${openRepairs} holes are`} being closed by reading again.`
          : 'Whatever is missed is noticed and read again; a comparison finds the rest.'}
        {retryAt !== null && state !== 'live' && (
          <>
            {' '}
            Tried again <Time at={retryAt} until />.
          </>
        )}
      </Banner>
      {trouble !== null && <TroubleNote trouble={trouble} />}
      <EventFacts events={events} />
      <EntitiesCard workspace={workspace} events={events} />
      <RepairsCard workspace={workspace} />
    </>
  );
}
