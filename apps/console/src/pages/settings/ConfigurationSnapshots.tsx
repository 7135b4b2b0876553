import type { ConfigurationSnapshot } from '@sync-user/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../lib/api.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { RetryIcon } from '../../ui/icons.tsx';
import { Modal } from '../../ui/Modal.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Time } from '../../ui/Time.tsx';
import { ConfigurationDifference } from './ConfigurationDifference.tsx';
import { configurationSnapshotsQuery, rollBackPlanQuery } from './configuration-queries.ts';

/** Files that were applied, each with the way back. */
export function ConfigurationSnapshots({ workspace }: { readonly workspace: string }) {
  const { data: snapshots, error, refetch } = useQuery(configurationSnapshotsQuery(workspace));
  const [asked, setAsked] = useState<ConfigurationSnapshot>();
  return (
    <Card flush title="Applied so far">
      {snapshots === undefined ? (
        error === null ? (
          <SkeletonRows rows={2} />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )
      ) : snapshots.length === 0 ? (
        <EmptyState icon={<RetryIcon />} title="No file was applied yet">
          Before a file is applied, what the workspace is set to is kept here, so that you can roll back.
        </EmptyState>
      ) : (
        <ul aria-label="Applied files, newest first" className="divide-y divide-line">
          {snapshots.map((snapshot) => (
            <Snapshot key={snapshot.id} snapshot={snapshot} onRollBack={() => setAsked(snapshot)} />
          ))}
        </ul>
      )}
      <Modal
        open={asked !== undefined}
        onOpenChange={(open) => !open && setAsked(undefined)}
        title="Roll back"
        size="lg"
      >
        {asked !== undefined && (
          <RollBack workspace={workspace} snapshot={asked} onDone={() => setAsked(undefined)} />
        )}
      </Modal>
    </Card>
  );
}

interface SnapshotProps {
  readonly snapshot: ConfigurationSnapshot;
  readonly onRollBack: () => void;
}

function Snapshot({ snapshot, onRollBack }: SnapshotProps) {
  const { takenAt, takenBy, from, changes, objects, rolledBackAt } = snapshot;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-60">
        <p className="wrap-anywhere">
          {formatCounted(changes, 'difference')} from{' '}
          <span className="font-medium">{from ?? 'a file without a source'}</span>
        </p>
        <p className="text-sm wrap-anywhere text-text-2">
          <Time at={takenAt} /> by {takenBy.replace(/^\w+:/, '')}; {formatCounted(objects, 'object')} before
        </p>
      </div>
      {rolledBackAt === null ? (
        <Button size="sm" onClick={onRollBack}>
          Roll back
        </Button>
      ) : (
        <Badge tone="quiet">Rolled back</Badge>
      )}
    </li>
  );
}

interface RollBackProps {
  readonly workspace: string;
  readonly snapshot: ConfigurationSnapshot;
  readonly onDone: () => void;
}

/** The difference to what was before, to read, and then to do. */
function RollBack({ workspace, snapshot, onDone }: RollBackProps) {
  const queryClient = useQueryClient();
  const asked = useQuery(rollBackPlanQuery(workspace, snapshot.id));
  const rollBack = useMutation({
    meta: { quiet: true },
    mutationFn: () => api.rollBackConfiguration({ workspace, snapshot: snapshot.id }),
    onSuccess: async () => {
      showToast('good', 'Rolled back.');
      onDone();
      await queryClient.invalidateQueries({ queryKey: ['workspace', workspace] });
    },
  });
  if (asked.data === undefined) {
    return asked.error === null ? (
      <>
        <p className="mb-2 text-text-2">Comparing what was before with what is now …</p>
        <SkeletonRows rows={4} />
      </>
    ) : (
      <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />
    );
  }
  const { plan } = asked.data;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-pretty text-text-2">
        The workspace is set to what it was <Time at={snapshot.takenAt} />. What was changed since, by a file
        or by hand, is undone: objects that came since go with their tables, and what went is loaded anew.
      </p>
      <ConfigurationDifference plan={plan} />
      {plan.changes.length === 0 && <p>Nothing would change: it is as it was.</p>}
      {rollBack.error !== null && <ProblemNote error={rollBack.error} />}
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex justify-end gap-2 border-t border-line bg-surface px-5 py-3">
        <Button onClick={onDone}>Cancel</Button>
        <Button
          kind="danger"
          busy={rollBack.isPending}
          disabled={!plan.canApply}
          onClick={() => rollBack.mutate()}
        >
          Roll back {plan.changes.length > 0 ? formatCounted(plan.changes.length, 'difference') : ''}
        </Button>
      </div>
    </div>
  );
}
