import type { RepairResult } from '@sync-user/contract';
import { isApiError } from '@sync-user/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { cloneElement, type ReactElement, useState } from 'react';
import { api } from '../lib/api.ts';
import { repairPlanQuery } from '../lib/people-queries.ts';
import { ErrorState } from '../ui/ErrorState.tsx';
import { Modal } from '../ui/Modal.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { RepairOutcome } from './repair/RepairOutcome.tsx';
import { RepairPlanView } from './repair/RepairPlanView.tsx';

interface ApplyPermissionsProps {
  readonly workspace: string;
  /** The sync user's connection when undefined. */
  readonly connectionId: string | undefined;
  /** The button that opens it. Without one, `open` and `onOpenChange` say when. */
  readonly trigger?: ReactElement<{ onClick?: () => void }>;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly onApplied?: (result: RepairResult) => void;
}

/** “Apply permissions”: the difference to read, then one click, then what became of each step. Or the same as files. */
export function ApplyPermissions(props: ApplyPermissionsProps) {
  const { workspace, connectionId, trigger, onApplied } = props;
  const [openFromTrigger, setOpenFromTrigger] = useState(false);
  const open = props.open ?? openFromTrigger;
  const setOpen = props.onOpenChange ?? setOpenFromTrigger;
  return (
    <>
      {trigger !== undefined && cloneElement(trigger, { onClick: () => setOpen(true) })}
      <Modal open={open} onOpenChange={setOpen} title="Apply permissions" size="lg">
        {open && (
          <Body
            workspace={workspace}
            connectionId={connectionId}
            onApplied={onApplied}
            onClose={() => setOpen(false)}
          />
        )}
      </Modal>
    </>
  );
}

interface BodyProps {
  readonly workspace: string;
  readonly connectionId: string | undefined;
  readonly onApplied: ((result: RepairResult) => void) | undefined;
  readonly onClose: () => void;
}

function Body({ workspace, connectionId, onApplied, onClose }: BodyProps) {
  const queryClient = useQueryClient();
  const plan = useQuery(repairPlanQuery(workspace, connectionId));
  const apply = useMutation({
    meta: { quiet: true },
    mutationFn: (version: string) =>
      api.applyRepair({ workspace, version, ...(connectionId !== undefined && { connectionId }) }),
    onSuccess: async (result) => {
      onApplied?.(result);
      if (result.report !== null) {
        for (const key of [connectionId ?? null, result.report.connectionId])
          queryClient.setQueryData(['workspace', workspace, 'preflight', key], (before: unknown) =>
            // Nobody has read that one yet: it is left for the server to tell.
            before === undefined && key !== (connectionId ?? null) ? undefined : result.report,
          );
      }
      await Promise.all(
        ['overview', 'connection', 'connections', 'candidates', 'available-objects'].map((key) =>
          queryClient.invalidateQueries({ queryKey: ['workspace', workspace, key] }),
        ),
      );
    },
    onError: (error) => {
      // What was read is not what would be done any more: the new difference is shown, and nothing was changed.
      if (isApiError(error, 'REPAIR_CHANGED')) void plan.refetch();
    },
  });

  if (apply.data !== undefined) {
    return (
      <RepairOutcome
        result={apply.data}
        onClose={onClose}
        onAgain={() => {
          apply.reset();
          void plan.refetch();
        }}
      />
    );
  }
  if (plan.data === undefined) {
    return plan.error === null ? (
      <>
        <p className="mb-2 text-text-2">Asking Salesforce what the user has now …</p>
        <SkeletonRows rows={6} />
      </>
    ) : (
      <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />
    );
  }
  return (
    <RepairPlanView
      workspace={workspace}
      plan={plan.data}
      applying={apply.isPending}
      error={apply.error}
      onApply={() => apply.mutate(plan.data.version)}
    />
  );
}
