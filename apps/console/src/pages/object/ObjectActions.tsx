import type { SelectedObject } from '@sync-user/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useReloadObject } from '../../components/use-reload-object.ts';
import { api } from '../../lib/api.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { RetryIcon, TrashIcon } from '../../ui/icons.tsx';

interface ObjectActionsProps {
  readonly workspace: string;
  readonly object: SelectedObject;
  readonly table: string;
}

export function ObjectActions({ workspace, object, table }: ObjectActionsProps) {
  const { name, label, rows, state } = object;
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const reload = useReloadObject(workspace, object);
  const deselect = useMutation({
    mutationFn: () => api.deselectObject({ workspace, object: name }),
    onSuccess: async () => {
      showToast('good', `${label} is no longer synced.`);
      await navigate({ to: '/w/$workspace/objects', params: { workspace } });
      queryClient.removeQueries({ queryKey: ['workspace', workspace, 'object', name] });
      await queryClient.invalidateQueries({ queryKey: ['workspace', workspace] });
    },
  });
  return (
    <>
      <Confirm
        trigger={
          <Button kind="danger">
            <TrashIcon /> Stop syncing
          </Button>
        }
        title={`Stop syncing ${label}?`}
        action={`Stop syncing and drop the table`}
        busy={deselect.isPending}
        onConfirm={() => deselect.mutateAsync()}
      >
        <p>
          The table <span className="font-mono text-xs text-text">{table}</span> with its{' '}
          {formatCounted(rows, 'row')} is dropped; queries and views that use it fail from then on.
        </p>
        <p>
          Nothing changes in Salesforce. You can select {label} again at any time; it is then loaded anew.
        </p>
      </Confirm>
      {state !== 'loading' && (
        <Confirm
          trigger={
            <Button>
              <RetryIcon /> Reload
            </Button>
          }
          title={`Load ${label} again?`}
          action="Load again"
          busy={reload.isPending}
          onConfirm={() => reload.mutateAsync()}
        >
          <p>
            All {formatCounted(rows, 'row')} are read again through a bulk job, which costs a handful of API
            calls. The rows that are here stay readable meanwhile.
          </p>
        </Confirm>
      )}
    </>
  );
}
