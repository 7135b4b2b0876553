import type { SelectedObject } from '@sync-user/contract';
import { PauseObject } from '../../components/PauseObject.tsx';
import { StopSyncing } from '../../components/StopSyncing.tsx';
import { useChangeObject } from '../../components/use-change-object.ts';
import { useReloadObject } from '../../components/use-reload-object.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { PauseIcon, ResumeIcon, RetryIcon, TrashIcon } from '../../ui/icons.tsx';

interface ObjectActionsProps {
  readonly workspace: string;
  readonly object: SelectedObject;
}

export function ObjectActions({ workspace, object }: ObjectActionsProps) {
  const { label, rows, state, paused } = object;
  const change = useChangeObject(workspace, object);
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
      {paused ? (
        <Button busy={change.isPending} onClick={() => change.mutate({ paused: false })}>
          <ResumeIcon /> Resume
        </Button>
      ) : (
        <PauseObject
          workspace={workspace}
          object={object}
          trigger={
            <Button>
              <PauseIcon /> Pause
            </Button>
          }
        />
      )}
      {state !== 'loading' && !paused && (
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
