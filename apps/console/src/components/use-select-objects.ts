import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../lib/api.ts';
import { showToast } from '../lib/toast-store.ts';

interface Selectable {
  readonly name: string;
  readonly label: string;
}

/** Selects objects one after the other, so those before a refused one stay selected. */
export function useSelectObjects(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (objects: readonly Selectable[]) => {
      for (const { name } of objects) await api.selectObject({ workspace, object: name });
    },
    onSuccess: (_nothing, objects) => {
      const what = objects.length === 1 ? objects[0]?.label : `${objects.length} objects`;
      showToast('good', `${what} selected. The first load has started.`);
    },
    onSettled: () =>
      Promise.all(
        ['overview', 'available-objects', 'object', 'records', 'plan', 'forecast'].map((key) =>
          queryClient.invalidateQueries({ queryKey: ['workspace', workspace, key] }),
        ),
      ),
  });
}
