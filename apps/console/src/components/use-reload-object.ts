import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../lib/api.ts';
import { showToast } from '../lib/toast-store.ts';

/** Loads an object again: also what Retry does for one that stopped. */
export function useReloadObject(
  workspace: string,
  object: { readonly name: string; readonly label: string },
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.reloadObject({ workspace, object: object.name }),
    onSuccess: async () => {
      showToast('good', `${object.label} is being loaded again.`);
      await queryClient.invalidateQueries({ queryKey: ['workspace', workspace] });
    },
  });
}
