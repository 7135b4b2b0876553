import type { FieldsChange } from '@sync-user/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { fieldsQuery } from '../../lib/reading-queries.ts';
import { showToast } from '../../lib/toast-store.ts';

const AFTER_CHANGE = ['fields', 'object', 'overview', 'schema-changes', 'records', 'record'];

/** Adds fields, removes them, keeps them private. */
export function useChangeFields(workspace: string, object: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (change: FieldsChange) => api.changeFields({ workspace, object, ...change }),
    onSuccess: (answer, change) => {
      queryClient.setQueryData(fieldsQuery(workspace, object).queryKey, answer);
      showToast('good', describeDone(change));
    },
    onSettled: () => renew(queryClient, workspace),
  });
}

/** Compares the fields of an object, or of all, with the org's. */
export function useRefreshFields(workspace: string, object?: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () =>
      object === undefined
        ? api.refreshFields({ workspace })
        : api.refreshObjectFields({ workspace, object }),
    onSuccess: ({ objects, changes }) =>
      showToast(
        'good',
        changes.length === 0
          ? `Nothing has changed: ${objects === 1 ? 'its fields are' : `the fields of ${objects} objects are`} as Salesforce has them.`
          : `${formatCounted(changes.length, 'change')} found.`,
      ),
    onSettled: () => renew(queryClient, workspace),
  });
}

function renew(queryClient: ReturnType<typeof useQueryClient>, workspace: string): Promise<unknown> {
  return Promise.all(
    AFTER_CHANGE.map((key) => queryClient.invalidateQueries({ queryKey: ['workspace', workspace, key] })),
  );
}

function describeDone({ add, remove, private: hidden, shown }: FieldsChange): string {
  const named = (names: readonly string[]): string =>
    names.length === 1 ? (names[0] ?? '') : formatCounted(names.length, 'field');
  if (add !== undefined) return `${named(add)} added. Only what is missing is read.`;
  if (remove !== undefined) return `${named(remove)} removed. The column stays for a while.`;
  if (hidden !== undefined) return `${named(hidden)} kept private. Its values are gone from here.`;
  return `${named(shown ?? [])} may be added again.`;
}
