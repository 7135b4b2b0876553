import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { Page } from '../../components/Page.tsx';
import { useRole } from '../../components/use-role.ts';
import { useWorkspace } from '../../components/use-workspace.ts';
import { cx } from '../../ui/cx.ts';

const SECTIONS = [
  { to: '/w/$workspace/settings', label: 'Workspace' },
  { to: '/w/$workspace/settings/you', label: 'You' },
  { to: '/w/$workspace/settings/members', label: 'Members' },
  { to: '/w/$workspace/settings/notices', label: 'Notices' },
  { to: '/w/$workspace/settings/configuration', label: 'Configuration' },
] as const;

interface SettingsFrameProps {
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The parts of the settings side by side; a plain member has only the own one. */
export function SettingsFrame({ lead, actions, children }: SettingsFrameProps) {
  const workspace = useWorkspace();
  const isAdmin = useRole(workspace) !== 'member';
  const list = useRef<HTMLUListElement>(null);
  // On a phone the one that is shown may stand beyond the edge.
  useEffect(() => {
    const current = list.current?.querySelector('[data-status=active]');
    current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, []);
  return (
    <Page title="Settings" lead={lead} actions={actions}>
      {isAdmin && (
        <nav aria-label="Settings" className="-mt-2 overflow-x-auto border-b border-line">
          <ul ref={list} className="flex sm:gap-1">
            {SECTIONS.map(({ to, label }) => (
              <li key={to}>
                <Link
                  to={to}
                  params={{ workspace }}
                  activeOptions={{ exact: true, includeSearch: false }}
                  className={cx(
                    'block border-b-2 border-transparent px-2 py-2 sm:px-2.5 text-text-2 outline-offset-[-3px] hover:text-text',
                    'data-[status=active]:border-accent data-[status=active]:font-medium data-[status=active]:text-text',
                  )}
                >
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {children}
    </Page>
  );
}
