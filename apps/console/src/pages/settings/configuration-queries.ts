import { queryOptions } from '@tanstack/react-query';
import { api } from '../../lib/api.ts';

/** The workspace's settings as a file. Of our own database: it costs no calls. */
export const configurationFileQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'configuration', 'file'],
    queryFn: ({ signal }) => api.exportConfiguration({ workspace }, { signal }),
  });

/** The difference between a file and the workspace. Salesforce is asked for it: once for a file. */
export const configurationPlanQuery = (workspace: string, file: string, exact: boolean) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'configuration', 'plan', file, exact],
    queryFn: ({ signal }) => api.planConfiguration({ workspace, file, exact }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

/** What going back to a snapshot would change. */
export const rollBackPlanQuery = (workspace: string, snapshot: number) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'configuration', 'roll-back', snapshot],
    queryFn: ({ signal }) => api.rollBackConfiguration({ workspace, snapshot, checkOnly: true }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const configurationSnapshotsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'configuration', 'snapshots'],
    queryFn: async ({ signal }) =>
      (await api.listConfigurationSnapshots({ workspace }, { signal })).snapshots,
  });
