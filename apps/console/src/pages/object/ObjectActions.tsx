import type { SelectedObject } from '@sync-user/contract';
import { StopSyncing } from '../../components/StopSyncing.tsx';
import { useReloadObject } from '../../components/use-reload-object.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { RetryIcon, TrashIcon } from '../../ui/icons.tsx';

interface ObjectActionsProps {
  readonly workspace: string;
  readonly object: SelectedObject;
}

export function ObjectActions({ workspace, object }: ObjectActionsProps) {
  const { label, rows, state } = object;
  const reload = useReloadObject(workspace, object);
  return (
    <>
      <StopSyncing
        workspace={workspace}
        object={object}
        trigger={
          <Button kind="danger">
            <TrashIcon /> Stop syncing
          </Button>
        }
      />
      {state !== 'loading' && (
        <Confirm
          trigger={
            <Button>
              <RetryIcon /> Reload
            </Button>
          }
          title={`Load ${label} again?`}
          action="Load again"
          tone="default"
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
