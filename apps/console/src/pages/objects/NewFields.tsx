import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { fieldSettingsQuery } from '../../lib/reading-queries.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { RetryIcon } from '../../ui/icons.tsx';
import { RadioCards } from '../../ui/RadioCards.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { useRefreshFields } from '../object/use-field-changes.ts';

/** What becomes of fields that are made in Salesforce later on. */
export function NewFields({ workspace }: { readonly workspace: string }) {
  const queryClient = useQueryClient();
  const { queryKey } = fieldSettingsQuery(workspace);
  const { data: settings, error, refetch } = useQuery(fieldSettingsQuery(workspace));
  const refresh = useRefreshFields(workspace);
  const change = useMutation({
    mutationFn: (policy: 'add' | 'ask') => api.changeFieldSettings({ workspace, policy }),
    onSuccess: (answer) => {
      queryClient.setQueryData(queryKey, answer);
      showToast(
        'good',
        answer.policy === 'add' ? 'New fields are added by themselves.' : 'You are asked about new fields.',
      );
    },
  });
  return (
    <Card
      flush
      title="New fields"
      aside={
        <Button size="sm" busy={refresh.isPending} onClick={() => refresh.mutate()}>
          <RetryIcon /> Compare all with Salesforce
        </Button>
      }
    >
      {settings === undefined && error === null && <SkeletonRows rows={2} />}
      {settings === undefined && error !== null && (
        <ErrorState error={error} onRetry={() => void refetch()} />
      )}
      {settings !== undefined && (
        <div className="flex flex-col gap-3 p-4">
          <RadioCards
            legend="When a custom field is made in Salesforce"
            columns={2}
            value={change.isPending ? change.variables : settings.policy}
            onChange={(policy) => change.mutate(policy)}
            cards={[
              {
                id: 'add',
                label: 'Add it',
                note: 'It gets its column, and only that column is read for the rows there are.',
              },
              { id: 'ask', label: 'Ask me', note: 'It waits on this page until somebody decides.' },
            ]}
          />
          <p className="text-sm text-text-3">
            Fields are compared with Salesforce once a day, all objects in a call or two. A field you remove
            keeps its column for {formatCounted(settings.removedFieldDays, 'day')}.
          </p>
        </div>
      )}
    </Card>
  );
}
