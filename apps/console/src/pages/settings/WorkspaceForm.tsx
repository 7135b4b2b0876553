import type { Workspace } from '@sync-user/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { api } from '../../lib/api.ts';
import { formatCount } from '../../lib/format-number.ts';
import { formatInterval } from '../../lib/format-time.ts';
import { showToast } from '../../lib/toast-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Field } from '../../ui/Field.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { Select } from '../../ui/Select.tsx';

const INTERVALS = [5, 10, 30, 60, 300, 900, 1800, 3600, 21_600, 86_400];

export function WorkspaceForm({ workspace }: { readonly workspace: Workspace }) {
  const [name, setName] = useState(workspace.name);
  const [seconds, setSeconds] = useState(workspace.pollIntervalSeconds);
  const queryClient = useQueryClient();
  const selectId = useId();
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      api.changeWorkspace({ workspace: workspace.slug, name: name.trim(), pollIntervalSeconds: seconds }),
    onSuccess: async () => {
      showToast('good', 'Saved.');
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['workspaces'] }),
        queryClient.invalidateQueries({ queryKey: ['workspace', workspace.slug, 'overview'] }),
      ]);
    },
  });
  const isChanged = name.trim() !== workspace.name || seconds !== workspace.pollIntervalSeconds;
  const intervals = [...new Set([...INTERVALS, workspace.pollIntervalSeconds])].toSorted((a, b) => a - b);

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged && name.trim() !== '') save.mutate();
      }}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Name"
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={name.trim() === '' ? 'A workspace needs a name.' : undefined}
        />
        <div className="flex flex-col gap-1.5">
          <label htmlFor={selectId} className="text-sm font-medium">
            Ask Salesforce for changes
          </label>
          <Select
            id={selectId}
            aria-describedby={`${selectId}-hint`}
            value={seconds}
            onChange={(event) => setSeconds(Number(event.target.value))}
          >
            {intervals.map((each) => (
              <option key={each} value={each}>
                {formatInterval(each)}
              </option>
            ))}
          </Select>
          <p id={`${selectId}-hint`} className="text-sm text-text-3">
            {formatCount(Math.ceil(86_400 / seconds))} rounds a day; one call of a round asks for up to five
            objects.
          </p>
        </div>
      </div>
      {save.error !== null && <ProblemNote error={save.error} />}
      <div>
        <Button
          type="submit"
          kind="primary"
          busy={save.isPending}
          disabled={!isChanged || name.trim() === ''}
        >
          Save changes
        </Button>
      </div>
    </form>
  );
}
