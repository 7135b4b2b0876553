import { Link } from '@tanstack/react-router';
import { ChangeEntry } from '../../components/ChangeEntry.tsx';
import { useLive } from '../../components/LiveContext.ts';
import { newestFirst } from '../../lib/newest-first.ts';
import { buttonClass } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';

const SHOWN = 30;

/** Who changed what, as it arrives. */
export function LiveChanges({ workspace }: { readonly workspace: string }) {
  const { changes, openedAtSeq, ready } = useLive();
  return (
    <Card
      flush
      title="Changes"
      className="min-[1180px]:sticky min-[1180px]:top-6 min-[1180px]:max-h-[calc(100vh-48px)]"
      aside={
        <Link
          to="/w/$workspace/activity"
          params={{ workspace }}
          search={{}}
          className={buttonClass({ kind: 'quiet', size: 'sm' }, '-mr-2')}
        >
          See all
        </Link>
      }
    >
      {!ready && <SkeletonRows rows={8} />}
      {ready && changes.length === 0 && (
        <p className="px-4 py-10 text-center text-text-3">
          No changes yet. They appear here a moment after somebody saves a record in Salesforce.
        </p>
      )}
      <ol
        aria-label="Latest changes"
        className="h-full divide-y divide-line overflow-y-auto max-[1180px]:max-h-120"
      >
        {newestFirst(changes.slice(0, SHOWN)).map((change) => (
          <li key={change.seq}>
            <ChangeEntry workspace={workspace} change={change} isNew={change.seq > openedAtSeq} />
          </li>
        ))}
      </ol>
    </Card>
  );
}
