import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { overviewQuery } from '../lib/queries.ts';
import { cx } from '../ui/cx.ts';
import {
  ActivityIcon,
  AuditIcon,
  BudgetIcon,
  ConnectionIcon,
  EventsIcon,
  ObjectsIcon,
  OverviewIcon,
  ProofIcon,
  ReportsIcon,
  SettingsIcon,
  ShieldIcon,
} from '../ui/icons.tsx';
import { LiveBadge } from './LiveBadge.tsx';
import { SearchButton } from './SearchButton.tsx';
import { UserMenu } from './UserMenu.tsx';
import { useWorkspace } from './use-workspace.ts';
import { WorkspaceSwitcher } from './WorkspaceSwitcher.tsx';

const PAGES = [
  { to: '/w/$workspace', label: 'Overview', Icon: OverviewIcon },
  { to: '/w/$workspace/objects', label: 'Objects', Icon: ObjectsIcon },
  { to: '/w/$workspace/activity', label: 'Activity', Icon: ActivityIcon },
  { to: '/w/$workspace/completeness', label: 'Completeness', Icon: ProofIcon },
  { to: '/w/$workspace/reports', label: 'Reports', Icon: ReportsIcon },
  { to: '/w/$workspace/events', label: 'Change events', Icon: EventsIcon },
  { to: '/w/$workspace/budget', label: 'API budget', Icon: BudgetIcon },
  { to: '/w/$workspace/connection', label: 'Connection', Icon: ConnectionIcon },
  { to: '/w/$workspace/permissions', label: 'Permissions', Icon: ShieldIcon },
  { to: '/w/$workspace/audit', label: 'Audit', Icon: AuditIcon },
  { to: '/w/$workspace/settings', label: 'Settings', Icon: SettingsIcon },
] as const satisfies readonly { to: string; label: string; Icon: ComponentType }[];

export const railLinkClass = cx(
  'group relative flex h-8 items-center gap-2.5 rounded-md px-3 text-text-2 hover:bg-hover hover:text-text lg:px-2',
  'data-[status=active]:bg-current-page data-[status=active]:font-medium data-[status=active]:text-text',
  'data-[status=active]:shadow-card data-[status=active]:ring-1 data-[status=active]:ring-line',
);

export function Rail() {
  const workspace = useWorkspace();
  const { data: overview } = useQuery(overviewQuery(workspace));
  // The integrations have no line of their own: the connection's stands for both.
  const isIntegrations = useLocation({ select: ({ pathname }) => pathname.endsWith('/integrations') });
  const objectTroubles = overview?.objects.filter(({ trouble }) => trouble !== null).length ?? 0;
  const badges: Partial<Record<(typeof PAGES)[number]['label'], { text: string; means: string }>> = {
    ...(objectTroubles > 0 && {
      Objects: { text: String(objectTroubles), means: `${objectTroubles} with a problem` },
    }),
    ...(overview?.connection?.trouble && { Connection: { text: '!', means: 'has a problem' } }),
    ...(overview?.notices.some(({ kind }) => kind === 'permissions_missing') && {
      Permissions: { text: '!', means: 'some are missing' },
    }),
  };

  return (
    <div className="flex h-full w-14 shrink-0 flex-col gap-2 border-r border-line bg-sunken/60 p-2 lg:w-56 lg:p-3">
      <WorkspaceSwitcher />
      <SearchButton />
      <nav aria-label="Pages" className="mt-1 flex flex-col gap-0.5">
        {PAGES.map(({ to, label, Icon }) => (
          <Link
            key={to}
            to={to}
            params={{ workspace }}
            activeOptions={{ exact: label === 'Overview', includeSearch: false }}
            title={label}
            className={railLinkClass}
            {...(isIntegrations && label === 'Connection' && { 'data-status': 'active' })}
          >
            <Icon className="shrink-0 text-text-3 group-data-[status=active]:text-accent-text" />
            <span className="sr-only lg:not-sr-only lg:flex-1">{label}</span>
            {badges[label] && (
              <span className="absolute top-0.5 right-0.5 rounded-full bg-bad-soft px-1 text-xs font-medium text-bad lg:static lg:px-1.5">
                <span aria-hidden="true">{badges[label].text}</span>
                <span className="sr-only">, {badges[label].means}</span>
              </span>
            )}
          </Link>
        ))}
      </nav>
      <div className="mt-auto flex flex-col gap-1">
        <LiveBadge />
        <UserMenu />
      </div>
    </div>
  );
}
