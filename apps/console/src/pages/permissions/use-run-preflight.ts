import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';
import { preflightQuery } from '../../lib/connection-queries.ts';

/** Asks Salesforce anew. All checks together: they share their questions, so one alone would save little. */
export function useRunPreflight(workspace: string, connectionId: string | undefined) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => api.runPreflight({ workspace, ...(connectionId !== undefined && { connectionId }) }),
    onSuccess: async (report) => {
      queryClient.setQueryData(preflightQuery(workspace, connectionId).queryKey, report);
      await Promise.all(
        ['overview', 'notices', 'candidates'].map((key) =>
          queryClient.invalidateQueries({ queryKey: ['workspace', workspace, key] }),
        ),
      );
    },
  });
}
