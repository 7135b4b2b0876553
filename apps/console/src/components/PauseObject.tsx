import type { SelectedObject } from '@sync-user/contract';
import type { ReactElement } from 'react';
import { formatCounted } from '../lib/format-number.ts';
import { Confirm } from '../ui/Confirm.tsx';
import { useChangeObject } from './use-change-object.ts';

interface PauseObjectProps {
  readonly workspace: string;
  readonly object: SelectedObject;
  readonly trigger?: ReactElement<Record<string, unknown>>;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** Pauses an object after saying what stops and what stays. */
export function PauseObject({ workspace, object, ...asked }: PauseObjectProps) {
  const { label, rows } = object;
  const change = useChangeObject(workspace, object);
  return (
    <Confirm
      {...asked}
      title={`Pause ${label}?`}
      action="Pause"
      tone="default"
      busy={change.isPending}
      onConfirm={() => change.mutateAsync({ paused: true })}
    >
      <p>
        {label} is neither loaded nor asked for changes until you let it go on. It costs no API calls
        meanwhile, and what is read of it is as old as the pause.
      </p>
      <p>
        Its {formatCounted(rows, 'row')} stay readable. Going on reads only what changed: nothing is loaded
        again.
      </p>
    </Confirm>
  );
}
