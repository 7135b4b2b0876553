import type { PreflightReport } from '@sync-user/contract';
import { isApiError } from '@sync-user/sdk';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ApplyPermissions } from '../../components/ApplyPermissions.tsx';
import { NeedsConnection } from '../../components/NeedsConnection.tsx';
import { Page } from '../../components/Page.tsx';
import { preflightQuery } from '../../lib/connection-queries.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { RetryIcon, ShieldIcon } from '../../ui/icons.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Checklist } from './Checklist.tsx';
import { LicenceCard } from './LicenceCard.tsx';
import { PolicyCard } from './PolicyCard.tsx';
import { useRunPreflight } from './use-run-preflight.ts';
import { Verdict } from './Verdict.tsx';
import { VisibleRecords } from './VisibleRecords.tsx';

const route = getRouteApi('/in/w/$workspace/permissions');

/** What the sync user (or a candidate, or a member) may see and do, with the proof and the remedy for each. */
export function PermissionsPage() {
  const { workspace } = route.useParams();
  const { connection } = route.useSearch();
  const { data: overview } = useQuery(overviewQuery(workspace));
  const {
    data: report,
    error,
    refetch,
  } = useQuery({
    ...preflightQuery(workspace, connection),
    // Without a connection there is nothing to ask, and the API would refuse.
    enabled: connection !== undefined || overview?.connection != null,
  });
  const run = useRunPreflight(workspace, connection);
  useTitle('Permissions', overview?.workspace.name);
  const needsConnection =
    isApiError(error, 'CONNECTION_MISSING') || (connection === undefined && overview?.connection === null);

  return (
    <Page
      title="Permissions"
      lead={
        connection === undefined
          ? 'We see what the sync user sees. Each check says what was asked, what came back and what to do.'
          : 'Of a connection that is not the sync user: what it could see and do if it took over.'
      }
    >
      {needsConnection && report == null ? (
        <Card flush>
          <NeedsConnection workspace={workspace}>
            Once a Salesforce user is connected, its permissions are checked here one by one.
          </NeedsConnection>
        </Card>
      ) : report === undefined ? (
        <Card flush>
          {error === null ? (
            <SkeletonRows rows={8} />
          ) : (
            <ErrorState error={error} onRetry={() => void refetch()} />
          )}
        </Card>
      ) : report === null ? (
        <Card flush>
          <EmptyState
            icon={<ShieldIcon />}
            title="Nothing has been checked yet"
            action={
              <Button kind="primary" busy={run.isPending} onClick={() => run.mutate()}>
                Check permissions
              </Button>
            }
          >
            Checking asks Salesforce some dozens of questions in a few API calls. It changes nothing there.
          </EmptyState>
        </Card>
      ) : (
        <Report workspace={workspace} report={report} connection={connection} run={run} />
      )}
      {overview !== undefined && (
        <PolicyCard
          workspace={workspace}
          policy={overview.workspace.permissionPolicy}
          onChanged={() => {
            if (report != null) run.mutate();
          }}
        />
      )}
    </Page>
  );
}

interface ReportProps {
  readonly workspace: string;
  readonly report: PreflightReport;
  readonly connection: string | undefined;
  readonly run: ReturnType<typeof useRunPreflight>;
}

function Report({ workspace, report, connection, run }: ReportProps) {
  const { checks, notices, verdict, licence, objects, username } = report;
  const open = checks.filter(({ status }) => status === 'fail' || status === 'warn');
  const fixable = open.filter(({ remedy }) => remedy?.canApply === true);
  const check = (): void => run.mutate();
  return (
    <>
      <Verdict
        report={report}
        actions={
          <>
            <Button busy={run.isPending} onClick={check}>
              <RetryIcon /> Check again
            </Button>
            <ApplyPermissions
              workspace={workspace}
              connectionId={connection}
              trigger={
                <Button kind={fixable.length > 0 ? 'primary' : 'default'}>
                  {fixable.length > 0 ? `Fix ${fixable.length} of ${open.length} for me` : 'Permission set'}
                </Button>
              }
            />
          </>
        }
      />
      {notices.map(({ title, text }) => (
        <Banner key={title} tone={verdict === 'fail' ? 'bad' : 'warn'} title={title} label={title}>
          {text}
        </Banner>
      ))}
      <Checklist
        key={`${report.connectionId} ${report.policy}`}
        checks={checks}
        checking={run.isPending}
        onCheck={check}
      />
      {objects.length > 0 && <VisibleRecords objects={objects} username={username} />}
      {licence !== null && <LicenceCard licence={licence} />}
    </>
  );
}
