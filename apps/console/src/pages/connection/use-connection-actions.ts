import type { Connection, NewConnection, SalesforceApp, SalesforceAppChange } from '@sync-user/contract';
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import { useBeginLogin } from '../../lib/begin-login.ts';
import { appQuery } from '../../lib/connection-queries.ts';
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

export function nameOf({ displayName, username }: Connection): string {
  return displayName ?? username ?? 'the sync user';
}

export function useConnect(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: (connection: NewConnection) => api.connect({ workspace, ...connection }),
    onSuccess: async (connection) => {
      if (connection.isSyncUser) {
        showToast('good', `Connected as ${nameOf(connection)}.`);
        await take(queryClient, workspace, connection);
      } else {
        await queryClient.invalidateQueries({ queryKey: ['workspace', workspace] });
      }
    },
    // Another org's user waits as a candidate even though the answer is a refusal.
    onError: () => queryClient.invalidateQueries({ queryKey: ['workspace', workspace, 'connections'] }),
  });
}

export function useCheckConnection(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.checkConnection({ workspace }),
    onSuccess: async (connection) => {
      if (connection.trouble === null) showToast('good', 'Salesforce accepted the login.');
      else if (connection.state === 'degraded') showToast('bad', 'Salesforce still does not answer.');
      else showToast('bad', 'Salesforce still refuses the login.');
      await take(queryClient, workspace, connection);
    },
    onError: () => queryClient.invalidateQueries({ queryKey: ['workspace', workspace] }),
  });
}

/** Logs the same user in again: on Salesforce's page, or with the stored credentials where no page is needed. */
export function useReconnect(workspace: string, { method, loginUrl, username }: Connection) {
  const check = useCheckConnection(workspace);
  const login = useBeginLogin(workspace);
  return {
    isPending: check.isPending || login.isPending,
    run: (): void => {
      if (method !== 'web_server') check.mutate();
      else
        login.mutate(
          { purpose: 'sync_user', loginUrl, ...(username !== null && { username }) },
          { onError: ({ message }) => showToast('bad', 'The login could not begin', message) },
        );
    },
  };
}

export function useRunPreflight(workspace: string, connectionId?: string) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { quiet: connectionId !== undefined },
    mutationFn: () => api.runPreflight({ workspace, ...(connectionId !== undefined && { connectionId }) }),
    onSuccess: (report) => {
      queryClient.setQueryData(['workspace', workspace, 'preflight', connectionId ?? null], report);
      if (connectionId === undefined) showToast('good', 'Permissions checked.', report.headline);
    },
  });
}

export function useDisconnect(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.disconnect({ workspace }),
    onSuccess: async ({ message }) => {
      showToast('good', 'Disconnected. Tables and settings are kept.', message);
      await take(queryClient, workspace, null);
    },
  });
}

export function useReset(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.resetConnection({ workspace }),
    onSuccess: async ({ message }) => {
      showToast('good', 'The sync user was reset. Connect one anew.', message);
      await take(queryClient, workspace, null);
    },
  });
}

export function useDiscardCandidate(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.discardCandidate({ workspace }),
    onSuccess: async () => {
      showToast('good', 'Discarded. The sync user in force stays.');
      await queryClient.invalidateQueries({ queryKey: ['workspace', workspace] });
    },
  });
}

export function useDesignate(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: (wanted: { connectionId: string; acceptMissing?: boolean; moveToOrg?: boolean }) =>
      api.designateSyncUser({ workspace, ...wanted }),
    onSuccess: async (connection) => {
      showToast('good', `${nameOf(connection)} is the sync user now.`, 'Reading goes on where it stood.');
      await take(queryClient, workspace, connection);
    },
  });
}

function useAppMutation<Input = void>(
  workspace: string,
  mutationFn: (input: Input) => Promise<SalesforceApp>,
) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn,
    onSuccess: (app) => queryClient.setQueryData(appQuery(workspace).queryKey, app),
  });
}

export function useWriteApp(workspace: string) {
  return useAppMutation(workspace, (change: SalesforceAppChange) =>
    api.writeSalesforceApp({ workspace, ...change }),
  );
}

export function useRemoveApp(workspace: string) {
  return useAppMutation(workspace, () => api.removeSalesforceApp({ workspace }));
}

export function useCreateCertificate(workspace: string) {
  return useAppMutation(workspace, () => api.createCertificate({ workspace }));
}
