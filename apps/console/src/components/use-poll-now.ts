import { useMutation } from '@tanstack/react-query';
import { api } from '../lib/api.ts';
import { showToast } from '../lib/toast-store.ts';

export function usePollNow(workspace: string) {
  return useMutation({
    mutationFn: () => api.pollNow({ workspace }),
    onSuccess: () => showToast('good', 'Asking Salesforce for changes now.'),
  });
}
