import type { SelectedObject } from '@sync-user/contract';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ActionMenu } from '../ui/ActionMenu.tsx';
import { ObjectsIcon, PauseIcon, ResumeIcon, TableIcon, TrashIcon } from '../ui/icons.tsx';
import { PauseObject } from './PauseObject.tsx';
import { StopSyncing } from './StopSyncing.tsx';
import { useChangeObject } from './use-change-object.ts';

interface ObjectMenuProps {
  readonly workspace: string;
  readonly object: SelectedObject;
}

/** Everything that can be done to an object from its line. */
export function ObjectMenu({ workspace, object }: ObjectMenuProps) {
  const { name, label, paused } = object;
  const [asks, setAsks] = useState<'pause' | 'stop'>();
  const navigate = useNavigate();
  const change = useChangeObject(workspace, object);
  const asked = (question: typeof asks) => ({
    open: asks === question,
    onOpenChange: (open: boolean) => setAsks(open ? question : undefined),
  });
  const params = { workspace, object: name };
  return (
    <>
      <ActionMenu
        label={`Actions for ${label}`}
        actions={[
          {
            label: 'Browse records',
            icon: <TableIcon />,
            run: () => void navigate({ to: '/w/$workspace/objects/$object/records', params, search: {} }),
          },
          {
            label: 'Choose fields',
            icon: <ObjectsIcon />,
            run: () =>
              void navigate({ to: '/w/$workspace/objects/$object', params, search: { view: 'fields' } }),
          },
          paused
            ? { label: 'Resume', icon: <ResumeIcon />, run: () => change.mutate({ paused: false }) }
            : { label: 'Pause…', icon: <PauseIcon />, run: () => setAsks('pause') },
          {
            label: 'Stop syncing…',
            icon: <TrashIcon />,
            tone: 'danger',
            divided: true,
            run: () => setAsks('stop'),
          },
        ]}
      />
      <PauseObject workspace={workspace} object={object} {...asked('pause')} />
      <StopSyncing workspace={workspace} object={object} {...asked('stop')} />
    </>
  );
}
