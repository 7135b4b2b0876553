import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../lib/api.ts';
import { completenessQuery } from '../lib/proof-queries.ts';

/** Asks for a comparison with Salesforce: of these objects, or of all. */
export function useTakeCensus(workspace: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (objects: readonly string[] | undefined) =>
      api.takeCensus({ workspace, ...(objects !== undefined && { objects: [...objects] }) }),
    onSuccess: () =>
      queryClient.invalidateQueries({ queryKey: completenessQuery(workspace).queryKey, exact: true }),
  });
}
