import type { CampaignListMember, ListOwner } from '@sync-user/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Page } from '../../components/Page.tsx';
import { useWorkspace } from '../../components/use-workspace.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { campaignListQuery } from '../../lib/report-queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';

const HEADS = ['Name', 'Is a', 'Company', 'Email', 'Status', 'Owner', 'Account owner'];

/** The people of one campaign. */
export function CampaignListPage() {
  const workspace = useWorkspace();
  const { id = '' } = useParams({ strict: false });
  const query = useInfiniteQuery(campaignListQuery(workspace, id));
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const first = data?.pages[0];
  const name = first?.list.name ?? 'Campaign list';
  useTitle(name);
  const members = data?.pages.flatMap((page) => page.members) ?? [];
  return (
    <Page
      wide
      title={name}
      above={
        <Link to="/w/$workspace/reports" params={{ workspace }} className="text-sm text-accent-text">
          Reports
        </Link>
      }
      lead={
        first &&
        `${formatCounted(first.list.members, 'person', 'people')}, ${formatCount(first.list.responded)} responded`
      }
    >
      {first !== undefined && first.missing.length > 0 && (
        <p className="text-sm text-text-2">
          Not selected, so that their columns are empty: {first.missing.join(', ')}.
        </p>
      )}
      <Card flush>
        {error !== null ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : first === undefined ? (
          <SkeletonRows rows={8} />
        ) : members.length === 0 ? (
          <EmptyState title="Nobody is on this list">
            People who are added to the campaign appear here.
          </EmptyState>
        ) : (
          <MembersTable members={members} />
        )}
      </Card>
      {hasNextPage && (
        <div>
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more people
          </Button>
        </div>
      )}
    </Page>
  );
}

function MembersTable({ members }: { readonly members: readonly CampaignListMember[] }) {
  return (
    <div tabIndex={0} role="region" aria-label="People of the campaign" className="relative overflow-x-auto">
      <table className="w-full min-w-200 border-collapse">
        <thead>
          <tr className="text-left text-sm text-text-3">
            {HEADS.map((head) => (
              <th
                key={head}
                scope="col"
                className="px-3 py-2 font-medium whitespace-nowrap first:pl-4 last:pr-4"
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {members.map((person) => (
            <tr
              key={person.campaignMemberId}
              className="border-t border-line whitespace-nowrap *:px-3 *:py-2 *:first:pl-4 *:last:pr-4"
            >
              <td className="font-medium">{person.name ?? person.recordId ?? '–'}</td>
              <td className="text-text-2">{person.kind}</td>
              <td className="max-w-48 truncate" title={person.company ?? undefined}>
                {person.company ?? '–'}
              </td>
              <td className="max-w-64 truncate" title={person.email ?? undefined}>
                {person.email ?? '–'}
              </td>
              <td>{person.status ?? '–'}</td>
              <td>
                <Owner of={person.owner} />
              </td>
              <td>
                <Owner of={person.accountOwner} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Queues are groups. Source: Object Reference, "Group": their ids begin so. */
const QUEUE = /^00G/;

/** The member of the workspace where there is one, else the Salesforce user. */
function Owner({ of }: { readonly of: ListOwner | null }) {
  if (of === null) return '–';
  if (of.member !== null) return `${of.member.name} (member)`;
  if (of.name !== null) return of.name;
  return (
    <span className="text-text-3" title={of.userId}>
      {QUEUE.test(of.userId) ? 'A queue' : 'Not among the synced users'}
    </span>
  );
}
