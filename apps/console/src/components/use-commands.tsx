import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { overviewQuery, workspacesQuery } from '../lib/queries.ts';
import { setTheme } from '../lib/theme.ts';
import {
  ActivityIcon,
  AuditIcon,
  BellIcon,
  BudgetIcon,
  ConnectionIcon,
  EventsIcon,
  IntegrationsIcon,
  MoonIcon,
  ObjectsIcon,
  OverviewIcon,
  PeopleIcon,
  ProofIcon,
  ReportsIcon,
  RetryIcon,
  SettingsIcon,
  ShieldIcon,
  SunIcon,
  TableIcon,
  UserIcon,
} from '../ui/icons.tsx';
import { usePollNow } from './use-poll-now.ts';
import { useTakeCensus } from './use-take-census.ts';
import { useWorkspace } from './use-workspace.ts';

export interface Command {
  readonly id: string;
  readonly group: 'Actions' | 'Pages' | 'Records' | 'Objects' | 'Workspaces';
  readonly label: string;
  readonly hint?: string;
  readonly icon: ReactNode;
  readonly run: () => void;
}

/** What the command palette offers here and now. */
export function useCommands(): readonly Command[] {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const { data: overview } = useQuery(overviewQuery(workspace));
  const { data: workspaces } = useQuery(workspacesQuery);
  const pollNow = usePollNow(workspace);
  const compare = useTakeCensus(workspace);
  const params = { workspace };
  const objects = overview?.objects ?? [];

  return [
    {
      id: 'overview',
      group: 'Pages',
      label: 'Overview',
      icon: <OverviewIcon />,
      run: () => void navigate({ to: '/w/$workspace', params }),
    },
    {
      id: 'objects',
      group: 'Pages',
      label: 'Objects',
      icon: <ObjectsIcon />,
      run: () => void navigate({ to: '/w/$workspace/objects', params }),
    },
    {
      id: 'activity',
      group: 'Pages',
      label: 'Activity',
      icon: <ActivityIcon />,
      run: () => void navigate({ to: '/w/$workspace/activity', params, search: {} }),
    },
    {
      id: 'completeness',
      group: 'Pages',
      label: 'Completeness',
      icon: <ProofIcon />,
      run: () => void navigate({ to: '/w/$workspace/completeness', params }),
    },
    {
      id: 'events',
      group: 'Pages',
      label: 'Change events',
      icon: <EventsIcon />,
      run: () => void navigate({ to: '/w/$workspace/events', params }),
    },
    {
      id: 'reports',
      group: 'Pages',
      label: 'Reports',
      icon: <ReportsIcon />,
      run: () => void navigate({ to: '/w/$workspace/reports', params }),
    },
    {
      id: 'budget',
      group: 'Pages',
      label: 'API budget',
      icon: <BudgetIcon />,
      run: () => void navigate({ to: '/w/$workspace/budget', params }),
    },
    {
      id: 'connection',
      group: 'Pages',
      label: 'Connection',
      icon: <ConnectionIcon />,
      run: () => void navigate({ to: '/w/$workspace/connection', params }),
    },
    {
      id: 'permissions',
      group: 'Pages',
      label: 'Permissions',
      icon: <ShieldIcon />,
      run: () => void navigate({ to: '/w/$workspace/permissions', params, search: {} }),
    },
    {
      id: 'audit',
      group: 'Pages',
      label: 'Audit',
      icon: <AuditIcon />,
      run: () => void navigate({ to: '/w/$workspace/audit', params, search: {} }),
    },
    {
      id: 'integrations',
      group: 'Pages',
      label: 'Integrations',
      icon: <IntegrationsIcon />,
      run: () => void navigate({ to: '/w/$workspace/integrations', params }),
    },
    {
      id: 'settings',
      group: 'Pages',
      label: 'Settings',
      icon: <SettingsIcon />,
      run: () => void navigate({ to: '/w/$workspace/settings', params }),
    },
    {
      id: 'you',
      group: 'Pages',
      label: 'You and your Salesforce account',
      icon: <UserIcon />,
      run: () => void navigate({ to: '/w/$workspace/settings/you', params, search: {} }),
    },
    {
      id: 'members',
      group: 'Pages',
      label: 'Members',
      icon: <PeopleIcon />,
      run: () => void navigate({ to: '/w/$workspace/settings/members', params }),
    },
    {
      id: 'notices',
      group: 'Pages',
      label: 'Notices',
      icon: <BellIcon />,
      run: () => void navigate({ to: '/w/$workspace/settings/notices', params }),
    },
    {
      id: 'configuration',
      group: 'Pages',
      label: 'Configuration',
      hint: 'from a sandbox to production',
      icon: <SettingsIcon />,
      run: () => void navigate({ to: '/w/$workspace/settings/configuration', params }),
    },
    ...(overview?.connection && objects.length > 0
      ? [
          {
            id: 'poll',
            group: 'Actions' as const,
            label: 'Poll Salesforce now',
            icon: <RetryIcon />,
            run: () => pollNow.mutate(),
          },
          {
            id: 'compare',
            group: 'Actions' as const,
            label: 'Compare everything with Salesforce',
            icon: <ProofIcon />,
            run: () => {
              compare.mutate(undefined);
              void navigate({ to: '/w/$workspace/completeness', params });
            },
          },
        ]
      : []),
    {
      id: 'theme-light',
      group: 'Actions',
      label: 'Use the light theme',
      icon: <SunIcon />,
      run: () => setTheme('light'),
    },
    {
      id: 'theme-dark',
      group: 'Actions',
      label: 'Use the dark theme',
      icon: <MoonIcon />,
      run: () => setTheme('dark'),
    },
    ...objects.map((object) => ({
      id: `records-${object.name}`,
      group: 'Records' as const,
      label: `Browse ${object.label}`,
      hint: object.name,
      icon: <TableIcon />,
      run: () =>
        void navigate({
          to: '/w/$workspace/objects/$object/records',
          params: { workspace, object: object.name },
          search: {},
        }),
    })),
    ...objects.map((object) => ({
      id: `object-${object.name}`,
      group: 'Objects' as const,
      label: object.label,
      hint: object.name,
      icon: <ObjectsIcon />,
      run: () =>
        void navigate({ to: '/w/$workspace/objects/$object', params: { workspace, object: object.name } }),
    })),
    ...(workspaces ?? [])
      .filter(({ slug }) => slug !== workspace)
      .map(({ slug, name }) => ({
        id: `workspace-${slug}`,
        group: 'Workspaces' as const,
        label: `Switch to ${name}`,
        hint: slug,
        icon: <ConnectionIcon />,
        run: () => void navigate({ to: '/w/$workspace', params: { workspace: slug } }),
      })),
  ];
}
