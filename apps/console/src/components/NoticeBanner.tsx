import type { Notice } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { toConsolePath } from '../lib/console-path.ts';
import { overviewQuery } from '../lib/queries.ts';
import { buttonClass } from '../ui/Button.tsx';
import { WarningIcon } from '../ui/icons.tsx';
import { Time } from '../ui/Time.tsx';

/** Open incidents, in one line over every page: the gravest, its action, and how many more there are. */
export function NoticeBanner({ workspace }: { readonly workspace: string }) {
  const { data: notices = [] } = useQuery({
    ...overviewQuery(workspace),
    select: (overview) => overview.notices,
  });
  const here = useLocation({ select: ({ pathname }) => pathname });
  const pathOf = ({ action }: Notice): string | undefined =>
    action === null ? undefined : toConsolePath(workspace, action.href);
  // The page that an incident leads to tells it itself, and at length.
  const shown = notices.filter((notice) => pathOf(notice)?.split(/[?#]/)[0] !== here).toSorted(byGravity);
  const first = shown[0];
  const path = first && pathOf(first);

  return (
    <div role="status" aria-label="Open incidents">
      {first !== undefined && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-bad-soft px-5 py-2 lg:px-8">
          <p className="flex min-w-0 flex-1 basis-64 items-start gap-2.5">
            <WarningIcon className="mt-0.5 shrink-0 text-bad" />
            <span className="min-w-0">
              <span className="font-medium">{first.title}</span>{' '}
              <Time at={first.openedAt} className="text-sm text-text-2" />
            </span>
          </p>
          <span className="flex items-center gap-3">
            <Link
              to="/w/$workspace/settings/notices"
              params={{ workspace }}
              className="rounded-sm text-sm text-text-2 underline-offset-2 hover:underline"
            >
              {shown.length === 1 ? 'Who was told' : `and ${shown.length - 1} more`}
            </Link>
            {first.action !== null && path !== undefined && (
              <Link to={path} className={buttonClass({ size: 'sm' })}>
                {first.action.label}
              </Link>
            )}
          </span>
        </div>
      )}
    </div>
  );
}

const GRAVITY: Record<Notice['kind'], number> = {
  connection_lost: 0,
  other_org: 1,
  permissions_missing: 2,
  approvals_used_up: 3,
  drift_not_mended: 4,
  personal_connection_lost: 5,
};

function byGravity(a: Notice, b: Notice): number {
  return GRAVITY[a.kind] - GRAVITY[b.kind] || Date.parse(b.openedAt) - Date.parse(a.openedAt);
}
