import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { campaignListsQuery } from '../../lib/report-queries.ts';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { whatIsMissing } from './report-words.ts';

/** Campaigns with how many people are on their lists; each leads to the people. */
export function CampaignListsCard({ workspace }: { readonly workspace: string }) {
  const { data, error, refetch } = useQuery(campaignListsQuery(workspace));
  const missing = whatIsMissing(error);
  return (
    <Card flush label="Campaign lists" title="Campaign lists">
      {missing !== undefined ? (
        <EmptyState title="Campaigns are not here">{missing}</EmptyState>
      ) : error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <SkeletonRows rows={4} />
      ) : data.lists.length === 0 ? (
        <EmptyState title="There is no campaign yet">
          A campaign made in Salesforce appears here with its people.
        </EmptyState>
      ) : (
        <ul>
          {data.lists.map(({ campaignId, name, status, members, responded }) => (
            <li key={campaignId} className="border-t border-line first:border-t-0">
              <Link
                to="/w/$workspace/reports/campaign-lists/$id"
                params={{ workspace, id: campaignId }}
                className="flex flex-wrap items-baseline gap-x-3 px-4 py-2 hover:bg-hover"
              >
                <span className="min-w-0 flex-1 truncate font-medium">{name ?? campaignId}</span>
                <span className="text-sm text-text-2">{status}</span>
                <span className="text-sm">
                  {formatCounted(members, 'person', 'people')}, {formatCount(responded)} responded
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
