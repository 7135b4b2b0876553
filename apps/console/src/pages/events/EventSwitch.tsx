import type { EventStatus } from '@sync-user/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import { eventsQuery } from '../../lib/proof-queries.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';

interface EventSwitchProps {
  readonly workspace: string;
  readonly events: EventStatus;
}

/** Switches change events off for the workspace, and on again. */
export function EventSwitch({ workspace, events }: EventSwitchProps) {
  const { enabled } = events;
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: () => api.switchEvents({ workspace, enabled: !enabled }),
    onSuccess: (changed) => {
      queryClient.setQueryData(eventsQuery(workspace).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: ['workspace', workspace, 'plan'] });
      showToast('good', enabled ? 'All objects are polled now.' : 'Change events are followed again.');
    },
  });
  if (!enabled)
    return (
      <Button kind="primary" disabled={change.isPending} onClick={() => change.mutate()}>
        Switch on
      </Button>
    );
  return (
    <Confirm
      trigger={<Button>Switch off…</Button>}
      title="Switch change events off for this workspace?"
      action="Switch off"
      tone="default"
      busy={change.isPending}
      onConfirm={() => change.mutateAsync()}
    >
      <p>All objects are polled from now on, each as often as its interval says. That costs API calls.</p>
      <p>
        Nothing is lost or loaded again, and nothing is changed in Salesforce. Switched on again, events go on
        where they were left; what is older than the 72 hours that Salesforce keeps is polled.
      </p>
    </Confirm>
  );
}

/** Takes one object off the org's change events. */
export function TurnOffButton({
  workspace,
  object,
  label,
}: {
  readonly workspace: string;
  readonly object: string;
  readonly label: string;
}) {
  const queryClient = useQueryClient();
  const turnOff = useMutation({
    mutationFn: () => api.deselectEventEntities({ workspace, objects: [object] }),
    onSuccess: (changed) => {
      queryClient.setQueryData(eventsQuery(workspace).queryKey, changed);
      void queryClient.invalidateQueries({ queryKey: ['workspace', workspace, 'plan'] });
      showToast('good', `${label} is polled now.`);
    },
  });
  return (
    <Confirm
      trigger={
        <Button size="sm" kind="quiet" aria-label={`Turn off change events of ${label}`}>
          Turn off
        </Button>
      }
      title={`Turn off change events of ${label}?`}
      action="Turn off in Salesforce"
      tone="default"
      busy={turnOff.isPending}
      onConfirm={() => turnOff.mutateAsync()}
    >
      <p>
        This takes it off Change Data Capture in the org, as your own Salesforce account if it is connected,
        else as the sync user. Others who follow its events there lose them, too.
      </p>
      <p>It is polled from now on; nothing is lost or loaded again.</p>
    </Confirm>
  );
}
