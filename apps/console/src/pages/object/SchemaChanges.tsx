import type { SchemaChange } from '@sync-user/contract';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../lib/api.ts';
import { DECISION_WORDS, describeSchemaChange } from '../../lib/field-words.ts';
import { schemaChangesQuery } from '../../lib/reading-queries.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Time } from '../../ui/Time.tsx';

interface SchemaChangesProps {
  readonly workspace: string;
  /** Of this object only; its name is not said then. */
  readonly object?: string;
  /** What is to be decided, or what was noted. */
  readonly waiting: boolean;
}

/** What changed in the org's fields. Nothing is shown where there is nothing. */
export function SchemaChanges({ workspace, object, waiting }: SchemaChangesProps) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    schemaChangesQuery(workspace, waiting, object),
  );
  const decide = useDecide(workspace);
  const changes = data?.pages.flatMap((page) => page.changes) ?? [];
  if (error !== null && data === undefined)
    return (
      <Card flush title="Changes of fields">
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Card>
    );
  if (changes.length === 0) return null;
  return (
    <Card
      flush
      label={waiting ? 'Changes to decide' : 'Changes in Salesforce'}
      title={waiting ? 'Add these new fields?' : 'Changes of fields in Salesforce'}
    >
      <ul className="divide-y divide-line">
        {changes.map((change) => (
          <ChangeLine
            key={change.id}
            workspace={workspace}
            change={change}
            withObject={object === undefined}
            busy={decide.isPending && decide.variables.change.id === change.id}
            onDecide={(decision) => decide.mutate({ change, decision })}
          />
        ))}
      </ul>
      {hasNextPage && (
        <div className="border-t border-line p-2 text-center">
          <Button kind="quiet" size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older ones
          </Button>
        </div>
      )}
    </Card>
  );
}

interface ChangeLineProps {
  readonly workspace: string;
  readonly change: SchemaChange;
  readonly withObject: boolean;
  readonly busy: boolean;
  readonly onDecide: (decision: 'add' | 'decline') => void;
}

function ChangeLine({ workspace, change, withObject, busy, onDecide }: ChangeLineProps) {
  const { object, field, seenAt, decision, decidedBy } = change;
  const name = change.label ?? field ?? object;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="break-words">
          {withObject && (
            <>
              <Link
                to="/w/$workspace/objects/$object"
                params={{ workspace, object }}
                search={{ view: 'fields' }}
                className="rounded-sm font-medium hover:underline"
              >
                {object}
              </Link>
              {': '}
            </>
          )}
          {describeSchemaChange(change)}
        </p>
        <p className="text-sm text-text-3">
          {field !== null && <span className="font-mono text-xs">{field}</span>}
          {field !== null && ' · '}
          seen <Time at={seenAt} />
          {decidedBy !== null && ` · decided by ${decidedBy}`}
        </p>
      </div>
      {decision === 'waiting' ? (
        <div className="flex gap-2">
          <Button size="sm" busy={busy} aria-label={`Leave out ${name}`} onClick={() => onDecide('decline')}>
            Leave out
          </Button>
          <Button
            size="sm"
            kind="primary"
            busy={busy}
            aria-label={`Add ${name}`}
            onClick={() => onDecide('add')}
          >
            Add
          </Button>
        </div>
      ) : (
        <Badge>{DECISION_WORDS[decision]}</Badge>
      )}
    </li>
  );
}

function useDecide(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ change, decision }: { change: SchemaChange; decision: 'add' | 'decline' }) =>
      api.decideSchemaChange({ workspace, change: change.id, decision }),
    onSuccess: (_change, { change, decision }) => {
      const name = change.label ?? change.field ?? change.object;
      showToast(
        'good',
        decision === 'add' ? `${name} is added. Its column is being filled.` : `${name} is left out.`,
      );
    },
    onSettled: () =>
      Promise.all(
        ['schema-changes', 'fields', 'object', 'overview'].map((key) =>
          queryClient.invalidateQueries({ queryKey: ['workspace', workspace, key] }),
        ),
      ),
  });
}
