import type { Connection, NewConnection } from '@sync-user/contract';
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import { connectionQuery } from '../../lib/queries.ts';
import { showToast } from '../../lib/toast-store.ts';

/** The answer is the new truth; everything else of the workspace may have changed with it. */
async function take(
  queryClient: QueryClient,
  workspace: string,
  connection: Connection | null,
): Promise<void> {
  queryClient.setQueryData(connectionQuery(workspace).queryKey, connection);
  await queryClient.invalidateQueries({ queryKey: ['workspace', workspace] });
}

export function useConnect(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: (connection: NewConnection) => api.connect({ workspace, ...connection }),
    onSuccess: async (connection) => {
      showToast('good', `Connected as ${connection.displayName ?? connection.username ?? 'the sync user'}.`);
      await take(queryClient, workspace, connection);
    },
  });
}

export function useCheckConnection(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.checkConnection({ workspace }),
    onSuccess: async (connection) => {
      if (connection.trouble === null) showToast('good', 'Salesforce accepted the login.');
      await take(queryClient, workspace, connection);
    },
    onError: () => queryClient.invalidateQueries({ queryKey: ['workspace', workspace] }),
  });
}

export function useDisconnect(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.disconnect({ workspace }),
    onSuccess: async () => {
      showToast('good', 'Disconnected. Tables and settings are kept.');
      await take(queryClient, workspace, null);
    },
  });
}
