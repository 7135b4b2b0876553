import { ApiError } from '@sync-user/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../lib/api.ts';
import { isSlug, toSlug } from '../lib/slug.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { ProblemNote } from '../ui/ProblemNote.tsx';

export function NewWorkspaceForm({ onCreated }: { readonly onCreated: () => void }) {
  const [name, setName] = useState('');
  const [slug, setSlug] = useState<string | undefined>(undefined);
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const chosen = slug ?? toSlug(name);

  const create = useMutation({
    meta: { quiet: true },
    mutationFn: () => api.createWorkspace({ name: name.trim(), slug: chosen }),
    onSuccess: async (workspace) => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['workspaces'] }),
        queryClient.invalidateQueries({ queryKey: ['session'] }),
      ]);
      onCreated();
      await navigate({ to: '/w/$workspace', params: { workspace: workspace.slug } });
    },
  });

  const slugError =
    chosen !== '' && !isSlug(chosen) ? 'Use 2 to 40 of a-z, 0-9 and _, beginning with a letter.' : undefined;
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '' && isSlug(chosen)) create.mutate();
      }}
    >
      <Field
        label="Name"
        autoFocus
        required
        maxLength={120}
        placeholder="Acme"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Field
        label="Short name"
        hint={
          <>
            In addresses, and in the schema <code className="font-mono text-xs">crm_{chosen || '…'}</code>. It
            cannot be changed later.
          </>
        }
        error={slugError}
        required
        maxLength={40}
        value={chosen}
        spellCheck={false}
        autoCapitalize="none"
        onChange={(event) => setSlug(event.target.value)}
      />
      {create.error instanceof ApiError && <ProblemNote error={create.error} />}
      <div className="flex justify-end">
        <Button
          type="submit"
          kind="primary"
          busy={create.isPending}
          disabled={name.trim() === '' || !isSlug(chosen)}
        >
          Create workspace
        </Button>
      </div>
    </form>
  );
}
