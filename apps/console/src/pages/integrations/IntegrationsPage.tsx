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
import { IntegrationCard } from './IntegrationCard.tsx';

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
      <div className="grid gap-4 sm:grid-cols-2">
        {connection === undefined ? (
          <Card flush>
            {error === null ? (
              <SkeletonRows rows={3} />
            ) : (
              <ErrorState error={error} onRetry={() => void refetch()} />
            )}
          </Card>
        ) : (
          <IntegrationCard
            name="Salesforce"
            icon={<CloudIcon width="22" height="22" />}
            accent
            badge={
              <Badge tone={state?.tone ?? 'quiet'} dot={state !== null}>
                {state?.word ?? 'Not connected'}
              </Badge>
            }
            facts={
              connection === null
                ? []
                : [
                    [
                      'Last call',
                      connection.lastCallAt === null ? 'none yet' : <Time at={connection.lastCallAt} />,
                    ],
                    ['Own connections', formatCounted(own, 'member')],
                  ]
            }
            action={
              <Link
                to="/w/$workspace/connection"
                params={{ workspace }}
                search={{}}
                className={buttonClass({ kind: connection === null ? 'primary' : 'default' })}
              >
                {connection === null ? 'Connect' : 'View'}
                <span className="sr-only"> Salesforce</span>
              </Link>
            }
          >
            {connection === null
              ? 'Accounts, contacts, opportunities and your own objects, kept fresh in PostgreSQL.'
              : `${connection.organizationName ?? 'The org'}, read as ${connection.displayName ?? connection.username ?? 'the sync user'}.`}
          </IntegrationCard>
        )}
        <IntegrationCard
          name="PostgreSQL"
          icon={<TableIcon width="20" height="20" />}
          badge={
            <Badge tone="good" dot>
              Always on
            </Badge>
          }
          facts={
            overview === undefined
              ? []
              : [
                  ['Tables', formatCount(overview.objects.length)],
                  ['Rows', formatCount(rows)],
                ]
          }
          action={
            <Link to="/w/$workspace/settings" params={{ workspace }} className={buttonClass()}>
              How to read it
            </Link>
          }
        >
          One table per object
          {overview === undefined ? '' : `, in the schema ${overview.workspace.schema}`}.
        </IntegrationCard>
      </div>
    </Page>
  );
}
