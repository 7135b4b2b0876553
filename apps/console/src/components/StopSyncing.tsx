import type { SelectedObject } from '@sync-user/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { api } from '../lib/api.ts';
import { formatCounted } from '../lib/format-number.ts';
import { overviewQuery } from '../lib/queries.ts';
import { showToast } from '../lib/toast-store.ts';
import { Confirm } from '../ui/Confirm.tsx';

interface StopSyncingProps {
  readonly workspace: string;
  readonly object: SelectedObject;
  readonly trigger?: ReactElement<Record<string, unknown>>;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** Deselects an object after saying what is lost and what is not. */
export function StopSyncing({ workspace, object, ...asked }: StopSyncingProps) {
  const { name, label, rows, table } = object;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { data: schema } = useQuery({
    ...overviewQuery(workspace),
    select: (overview) => overview.workspace.schema,
  });
  const deselect = useMutation({
    mutationFn: () => api.deselectObject({ workspace, object: name }),
    onSuccess: async () => {
      showToast('good', `${label} is no longer synced.`);
      await navigate({ to: '/w/$workspace/objects', params: { workspace } });
      for (const key of ['object', 'records', 'record']) {
        queryClient.removeQueries({ queryKey: ['workspace', workspace, key, name] });
      }
      await queryClient.invalidateQueries({ queryKey: ['workspace', workspace] });
    },
  });
  return (
    <Confirm
      {...asked}
      title={`Stop syncing ${label}?`}
      action="Stop syncing and drop the table"
      busy={deselect.isPending}
      onConfirm={() => deselect.mutateAsync()}
    >
      <p>
        The table{' '}
        <span className="font-mono text-xs text-text">
          {schema === undefined ? table : `${schema}.${table}`}
        </span>{' '}
        with its {formatCounted(rows, 'row')} is dropped; queries and views that use it fail from then on.
      </p>
      <p>Nothing changes in Salesforce. You can select {label} again at any time; it is then loaded anew.</p>
    </Confirm>
  );
}
