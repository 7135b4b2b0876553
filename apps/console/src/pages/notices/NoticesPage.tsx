import { useQuery } from '@tanstack/react-query';
import { useWorkspace } from '../../components/use-workspace.ts';
import { noticeSettingsQuery, noticesQuery } from '../../lib/people-queries.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { BellIcon } from '../../ui/icons.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { SettingsFrame } from '../settings/SettingsFrame.tsx';
import { ChannelsForm } from './ChannelsForm.tsx';
import { NoticeEntry } from './NoticeEntry.tsx';
import { TestNotice } from './TestNotice.tsx';
import { WebhookSecret } from './WebhookSecret.tsx';

/** Who is told when something breaks, and what was told so far. */
export function NoticesPage() {
  const workspace = useWorkspace();
  const settings = useQuery(noticeSettingsQuery(workspace));
  const notices = useQuery(noticesQuery(workspace));
  const { data: name } = useQuery({ ...overviewQuery(workspace), select: ({ workspace: { name } }) => name });
  useTitle('Notices', name);
  const open = notices.data?.filter(({ closedAt }) => closedAt === null).length ?? 0;

  return (
    <SettingsFrame>
      <Card title="Who is told">
        {settings.data === undefined ? (
          settings.error === null ? (
            <SkeletonRows rows={3} />
          ) : (
            <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
          )
        ) : (
          <div className="flex flex-col gap-5">
            <p className="max-w-prose text-text-2">
              When the sync user’s connection is lost or permissions are missing, each address below is told
              once, and once more when all is well again. The console shows it to admins in any case.
            </p>
            <ChannelsForm
              key={JSON.stringify(settings.data)}
              workspace={workspace}
              settings={settings.data}
            />
            {settings.data.webhookUrl !== null && (
              <WebhookSecret workspace={workspace} hasSecret={settings.data.hasWebhookSecret} />
            )}
            <TestNotice workspace={workspace} />
          </div>
        )}
      </Card>
      <Card
        flush
        title={
          <>
            What happened
            {notices.data !== undefined && notices.data.length > 0 && (
              <span className="ml-2 font-normal text-text-3">
                {open === 0 ? 'nothing is open' : `${open} open`}
              </span>
            )}
          </>
        }
      >
        {notices.data === undefined ? (
          notices.error === null ? (
            <SkeletonRows rows={4} />
          ) : (
            <ErrorState error={notices.error} onRetry={() => void notices.refetch()} />
          )
        ) : notices.data.length === 0 ? (
          <EmptyState icon={<BellIcon />} title="Nothing has happened yet">
            Incidents are listed here with who was told, when, and whether it arrived.
          </EmptyState>
        ) : (
          <ul aria-label="Incidents, newest first">
            {notices.data.map((notice) => (
              <NoticeEntry key={notice.id} workspace={workspace} notice={notice} />
            ))}
          </ul>
        )}
      </Card>
    </SettingsFrame>
  );
}
