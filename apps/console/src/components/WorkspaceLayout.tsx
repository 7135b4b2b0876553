import { isApiError } from '@sync-user/sdk';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { overviewQuery } from '../lib/queries.ts';
import { writeStored } from '../lib/stored.ts';
import { fetchAllPages } from '../pages.ts';
import { CommandPalette } from './CommandPalette.tsx';
import { LiveProvider } from './LiveProvider.tsx';
import { MemberLayout } from './MemberLayout.tsx';
import { NoticeBanner } from './NoticeBanner.tsx';
import { Rail } from './Rail.tsx';
import { UnknownWorkspace } from './UnknownWorkspace.tsx';
import { useRole } from './use-role.ts';
import { useWorkspace } from './use-workspace.ts';

/** After the open page has what it needs. */
const FETCH_PAGES_AFTER_MS = 1500;

export function WorkspaceLayout() {
  const workspace = useWorkspace();
  const role = useRole(workspace);
  if (role === 'admin') return <AdminLayout workspace={workspace} />;
  return <MemberLayout workspace={workspace} isMember={role === 'member'} />;
}

function AdminLayout({ workspace }: { readonly workspace: string }) {
  const { error, isSuccess } = useQuery(overviewQuery(workspace));
  useEffect(() => {
    if (isSuccess) writeStored('workspace', workspace);
  }, [isSuccess, workspace]);
  useEffect(() => {
    const timer = setTimeout(fetchAllPages, FETCH_PAGES_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);

  const isUnknown = isApiError(error, 'API_NOT_FOUND', 'API_FORBIDDEN');
  return (
    <LiveProvider key={workspace} workspace={workspace}>
      <a
        href="#main"
        className="sr-only rounded-md bg-surface px-3 py-2 shadow-pop focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        Skip to the page
      </a>
      <div className="flex h-full">
        <Rail />
        <main id="main" tabIndex={-1} className="h-full min-w-0 flex-1 overflow-y-auto outline-none">
          <NoticeBanner workspace={workspace} />
          {isUnknown ? <UnknownWorkspace slug={workspace} /> : <Outlet />}
        </main>
      </div>
      <CommandPalette />
    </LiveProvider>
  );
}
