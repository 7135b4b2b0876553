import type { RowFilterOutcome, SelectedObject } from '@sync-user/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { api } from '../../lib/api.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { fieldsQuery } from '../../lib/reading-queries.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';

interface RowFilterCardProps {
  readonly workspace: string;
  readonly object: SelectedObject;
}

/** Which rows of an object are mirrored: a SOQL condition, counted by Salesforce before it is put in force. */
export function RowFilterCard({ workspace, object }: RowFilterCardProps) {
  const { data, error, refetch } = useQuery(fieldsQuery(workspace, object.name));
  return (
    <Card label="Which rows" title="Which rows" flush={data === undefined}>
      {data === undefined && error === null && <SkeletonRows rows={2} />}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <RowFilterForm
          key={data.rowFilter ?? ''}
          workspace={workspace}
          object={object}
          inForce={data.rowFilter}
        />
      )}
    </Card>
  );
}

interface RowFilterFormProps extends RowFilterCardProps {
  readonly inForce: string | null;
}

function RowFilterForm({ workspace, object, inForce }: RowFilterFormProps) {
  const { label, rows } = object;
  const id = useId();
  const queryClient = useQueryClient();
  const [text, setText] = useState(inForce ?? '');
  const [asks, setAsks] = useState(false);
  const wanted = text.trim() === '' ? null : text.trim();
  const isChanged = wanted !== inForce;
  const check = useMutation({
    meta: { quiet: true },
    mutationFn: (filter: string | null) =>
      api.setRowFilter({ workspace, object: object.name, filter, checkOnly: true }),
  });
  const apply = useMutation({
    mutationFn: (filter: string | null) => api.setRowFilter({ workspace, object: object.name, filter }),
    onSuccess: ({ filter }) =>
      showToast(
        'good',
        filter === null ? `All rows of ${label} are mirrored.` : `The filter of ${label} is in force.`,
      ),
    onSettled: () =>
      Promise.all(
        ['fields', 'object', 'overview', 'records'].map((key) =>
          queryClient.invalidateQueries({ queryKey: ['workspace', workspace, key] }),
        ),
      ),
  });
  const outcome = isChanged && check.variables === wanted ? check.data : undefined;
  const refusal = isChanged && check.variables === wanted ? check.error : null;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isChanged) check.mutate(wanted);
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={submit}>
      <p className="text-text-2">
        {inForce === null
          ? 'Every row the sync user may see is mirrored.'
          : 'Only rows that meet this condition are mirrored.'}
      </p>
      <div className="flex flex-col gap-1.5">
        <label htmlFor={id} className="text-sm font-medium">
          Condition in SOQL
        </label>
        <textarea
          id={id}
          rows={2}
          spellCheck={false}
          placeholder="Type = 'Customer' AND IsActive__c = TRUE"
          className="w-full min-w-0 resize-y rounded-md border border-line-strong bg-surface px-2.5 py-1.5 font-mono text-sm"
          value={text}
          onChange={({ target }) => setText(target.value)}
          aria-describedby={`${id}-hint`}
        />
        <p id={`${id}-hint`} className="text-sm text-text-3">
          What stands after WHERE. Empty: all rows. Salesforce counts what matches before anything changes.
        </p>
      </div>
      {refusal !== null && <ProblemNote error={refusal} />}
      {outcome !== undefined && <FilterOutcome outcome={outcome} />}
      {isChanged && (
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind={outcome === undefined ? 'primary' : 'default'} busy={check.isPending}>
            Check with Salesforce
          </Button>
          {outcome !== undefined && (
            <Button kind="primary" onClick={() => setAsks(true)}>
              {wanted === null ? 'Mirror all rows' : 'Put in force'}
            </Button>
          )}
          <Button kind="quiet" onClick={() => setText(inForce ?? '')}>
            Cancel
          </Button>
        </div>
      )}
      {outcome !== undefined && (
        <Confirm
          open={asks}
          onOpenChange={setAsks}
          title={wanted === null ? `Mirror all rows of ${label}?` : `Mirror only these rows of ${label}?`}
          action={wanted === null ? 'Mirror all rows' : 'Put in force'}
          tone={wanted === null ? 'default' : 'danger'}
          busy={apply.isPending}
          onConfirm={() => apply.mutateAsync(wanted)}
        >
          <p>
            {formatCounted(rows, 'row')} {rows === 1 ? 'is' : 'are'} here, {formatCount(outcome.matching)}{' '}
            will be. Rows that do not match leave the table, and the feed says so; rows that were left out
            come.
          </p>
          <p>Nothing changes in Salesforce, and another condition brings them back.</p>
        </Confirm>
      )}
    </form>
  );
}

function FilterOutcome({ outcome: { matching, total, why } }: { readonly outcome: RowFilterOutcome }) {
  return (
    <div role="status" className="rounded-md bg-good-soft px-3 py-2.5">
      <p className="font-medium">
        {formatCount(matching)} of {formatCounted(total, 'row')} {matching === 1 ? 'matches' : 'match'}.
      </p>
      <p className="mt-0.5 text-sm text-text-2">{why}</p>
    </div>
  );
}
