import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Page } from '../../components/Page.tsx';
import { useWorkspace } from '../../components/use-workspace.ts';
import { connectionsQuery } from '../../lib/connection-queries.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { connectionQuery, overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { CONNECTION_STATE_WORDS } from '../../lib/words.ts';
import { Badge } from '../../ui/Badge.tsx';
import { buttonClass } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { CloudIcon, TableIcon } from '../../ui/icons.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Time } from '../../ui/Time.tsx';

/** What this workspace reads from, and where it can be read. */
export function IntegrationsPage() {
  const workspace = useWorkspace();
  const { data: overview } = useQuery(overviewQuery(workspace));
  const { data: connection, error, refetch } = useQuery(connectionQuery(workspace));
  const { data: connections } = useQuery(connectionsQuery(workspace));
  useTitle('Integrations', overview?.workspace.name);
  const state = connection == null ? null : CONNECTION_STATE_WORDS[connection.state];
  const own = connections?.filter(({ member, state: of }) => member !== null && of === 'active').length ?? 0;
  const rows = overview?.objects.reduce((sum, object) => sum + object.rows, 0) ?? 0;
  return (
    <Page title="Integrations" lead="Where the data of this workspace comes from, and where it goes.">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {connection === undefined ? (
          <Card flush>
            {error === null ? (
              <SkeletonRows rows={3} />
            ) : (
              <ErrorState error={error} onRetry={() => void refetch()} />
            )}
          </Card>
        ) : (
          <article
            aria-labelledby="salesforce-card"
            className="flex flex-col rounded-lg border border-line bg-surface p-5 shadow-card"
          >
            <div className="flex items-start justify-between gap-3">
              <span className="flex size-10 items-center justify-center rounded-lg bg-accent-soft text-accent-text">
                <CloudIcon width="22" height="22" />
              </span>
              <Badge tone={state?.tone ?? 'quiet'} dot={state !== null}>
                {state?.word ?? 'Not connected'}
              </Badge>
            </div>
            <h2 id="salesforce-card" className="mt-3 text-lg font-semibold">
              Salesforce
            </h2>
            <p className="mt-0.5 flex-1 text-text-2">
              {connection === null
                ? 'Accounts, contacts, opportunities and your own objects, kept fresh in PostgreSQL.'
                : `${connection.organizationName ?? 'The org'}, read as ${connection.displayName ?? connection.username ?? 'the sync user'}.`}
            </p>
            {connection !== null && (
              <dl className="mt-3 grid grid-cols-2 gap-3 text-sm">
                <div>
                  <dt className="text-text-3">Last call</dt>
                  <dd>{connection.lastCallAt === null ? 'none yet' : <Time at={connection.lastCallAt} />}</dd>
                </div>
                <div>
                  <dt className="text-text-3">Own connections</dt>
                  <dd>{formatCounted(own, 'member')}</dd>
                </div>
              </dl>
            )}
            <Link
              to="/w/$workspace/connection"
              params={{ workspace }}
              search={{}}
              className={buttonClass(
                { kind: connection === null ? 'primary' : 'default' },
                'mt-4 self-start',
              )}
            >
              {connection === null ? 'Connect' : 'View'}
              <span className="sr-only"> Salesforce</span>
            </Link>
          </article>
        )}
        <article
          aria-labelledby="postgres-card"
          className="flex flex-col rounded-lg border border-line bg-surface p-5 shadow-card"
        >
          <div className="flex items-start justify-between gap-3">
            <span className="flex size-10 items-center justify-center rounded-lg bg-sunken text-text-2">
              <TableIcon width="20" height="20" />
            </span>
            <Badge tone="good" dot>
              Always on
            </Badge>
          </div>
          <h2 id="postgres-card" className="mt-3 text-lg font-semibold">
            PostgreSQL
          </h2>
          <p className="mt-0.5 flex-1 text-text-2">
            {overview === undefined
              ? 'One table per object.'
              : `${formatCount(overview.objects.length)} ${overview.objects.length === 1 ? 'table' : 'tables'} with ${formatCounted(rows, 'row')} in the schema ${overview.workspace.schema}.`}
          </p>
          <Link
            to="/w/$workspace/settings"
            params={{ workspace }}
            className={buttonClass({}, 'mt-4 self-start')}
          >
            How to read it
          </Link>
        </article>
      </div>
    </Page>
  );
}
