import { Link } from '@tanstack/react-router';
import { Button, buttonClass } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ObjectsIcon, PlusIcon } from '../ui/icons.tsx';
import { useSelectObjects } from './use-select-objects.ts';

interface NotSyncedProps {
  readonly workspace: string;
  readonly object: string;
}

/** Stands in place of an object's pages when it is not selected: an old link, or somebody else deselected it. */
export function NotSynced({ workspace, object }: NotSyncedProps) {
  const select = useSelectObjects(workspace);
  return (
    <EmptyState
      icon={<ObjectsIcon />}
      title={`${object} is not synced`}
      action={
        <>
          <Link to="/w/$workspace/objects" params={{ workspace }} className={buttonClass()}>
            See all objects
          </Link>
          <Button
            kind="primary"
            busy={select.isPending}
            onClick={() => select.mutate([{ name: object, label: object }])}
          >
            <PlusIcon /> Sync {object}
          </Button>
        </>
      }
    >
      Nothing of it is kept here. Select it, and its first load starts at once.
    </EmptyState>
  );
}
