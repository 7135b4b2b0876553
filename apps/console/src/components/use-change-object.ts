import type { ObjectSettings } from '@sync-user/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../lib/api.ts';
import { showToast } from '../lib/toast-store.ts';

/** Changes how an object is read, or pauses it; what was planned is read anew then. */
export function useChangeObject(
  workspace: string,
  object: { readonly name: string; readonly label: string },
) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (settings: ObjectSettings) =>
      api.changeObject({ workspace, object: object.name, ...settings }),
    onSuccess: async (_detail, { paused }) => {
      if (paused === true) showToast('good', `${object.label} is paused. It keeps everything.`);
      else if (paused === false) showToast('good', `${object.label} goes on where it stood.`);
      else showToast('good', `How ${object.label} is read is saved.`);
      await Promise.all(
        ['overview', 'plan', 'object', 'forecast'].map((key) =>
          queryClient.invalidateQueries({ queryKey: ['workspace', workspace, key] }),
        ),
      );
    },
  });
}
