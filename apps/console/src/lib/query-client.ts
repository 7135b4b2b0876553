import { ApiError } from '@sync-user/sdk';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { markReachable, markUnreachable } from './reachability.ts';
import { showToast } from './toast-store.ts';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: Error;
    /** `quiet`: the form shows the failure itself. */
    mutationMeta: { readonly quiet?: boolean };
  }
}

let onSignedOut = (): void => {};

/** The router registers here what to do when the session has ended under an open page. */
export function whenSignedOut(action: () => void): void {
  onSignedOut = action;
}

function note(error: unknown): void {
  if (!(error instanceof ApiError)) return;
  if (error.code === 'SERVER_UNREACHABLE') markUnreachable();
  else markReachable();
  if (error.code === 'API_UNAUTHENTICATED') onSignedOut();
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: note, onSuccess: markReachable }),
  mutationCache: new MutationCache({
    onSuccess: markReachable,
    onError: (error, _variables, _context, mutation) => {
      note(error);
      if (mutation.meta?.quiet === true) return;
      if (error instanceof ApiError)
        showToast('bad', error.title, [error.detail, error.fix].filter(Boolean).join(' '));
      else showToast('bad', 'Something went wrong in the console', error.message);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // Only what may pass with time is asked again; a refusal is shown at once.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      retryDelay: (attempt) => 400 * 2 ** attempt,
      refetchOnWindowFocus: true,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
