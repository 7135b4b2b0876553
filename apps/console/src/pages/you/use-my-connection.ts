import type { Me } from '@sync-user/contract';
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import { noteLogin } from '../../lib/begin-login.ts';
import { meQuery } from '../../lib/people-queries.ts';
import { showToast } from '../../lib/toast-store.ts';

/** The answer is the new truth of the page. */
async function take(queryClient: QueryClient, workspace: string, me: Me): Promise<void> {
  queryClient.setQueryData(meQuery(workspace).queryKey, me);
  await queryClient.invalidateQueries({ queryKey: ['workspace', workspace, 'connections'] });
}

export function useCheckMine(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.checkMyConnection({ workspace }),
    onSuccess: async (me) => {
      if (me.connection?.trouble === null) showToast('good', 'Salesforce accepted your login.');
      await take(queryClient, workspace, me);
    },
    onError: () => queryClient.invalidateQueries({ queryKey: meQuery(workspace).queryKey }),
  });
}

export function useDisconnectMine(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.disconnectMe({ workspace }),
    onSuccess: async (me) => {
      showToast('good', 'Your Salesforce account is disconnected.');
      await take(queryClient, workspace, me);
    },
  });
}

/** Says which Salesforce user the member is; when it is another than the one logged in, goes on to that one's login. */
export function useAnswer(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: (userId: string) => api.answerWhoIAm({ workspace, userId }),
    onSuccess: async ({ me, authorization }) => {
      if (authorization?.startUrl != null) {
        noteLogin(workspace, 'personal', authorization.id);
        window.location.assign(authorization.startUrl);
        await new Promise<never>(() => {}); // the page ends here; the button says so until then
      }
      showToast('good', 'Noted. This is the Salesforce user you are here.');
      await take(queryClient, workspace, me);
    },
  });
}
