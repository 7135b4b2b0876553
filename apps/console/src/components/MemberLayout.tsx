import { Link, Outlet, useMatchRoute } from '@tanstack/react-router';
import { buttonClass } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ShieldIcon, UserIcon } from '../ui/icons.tsx';
import { railLinkClass } from './Rail.tsx';
import { UnknownWorkspace } from './UnknownWorkspace.tsx';
import { UserMenu } from './UserMenu.tsx';
import { WorkspaceSwitcher } from './WorkspaceSwitcher.tsx';

interface MemberLayoutProps {
  readonly workspace: string;
  /** False for somebody who is nobody here, or not any more. */
  readonly isMember: boolean;
}

/** The console of somebody who manages nothing here: the own page, and at every other address why it is not shown. */
export function MemberLayout({ workspace, isMember }: MemberLayoutProps) {
  const matchRoute = useMatchRoute();
  const isOwnPage = matchRoute({ to: '/w/$workspace/settings/you' }) !== false;
  return (
    <div className="flex h-full">
      <div className="flex h-full w-14 shrink-0 flex-col gap-2 border-r border-line bg-sunken/60 p-2 lg:w-56 lg:p-3">
        <WorkspaceSwitcher />
        {isMember && (
          <nav aria-label="Pages" className="mt-1 flex flex-col gap-0.5">
            <Link
              to="/w/$workspace/settings/you"
              params={{ workspace }}
              title="You"
              className={railLinkClass}
            >
              <UserIcon className="shrink-0 text-text-3 group-data-[status=active]:text-accent-text" />
              <span className="sr-only lg:not-sr-only lg:flex-1">You</span>
            </Link>
          </nav>
        )}
        <div className="mt-auto flex flex-col gap-1">
          <UserMenu />
        </div>
      </div>
      <main id="main" tabIndex={-1} className="h-full min-w-0 flex-1 overflow-y-auto outline-none">
        {isMember ? (
          isOwnPage ? (
            <Outlet />
          ) : (
            <AdminsOnly workspace={workspace} />
          )
        ) : (
          <UnknownWorkspace slug={workspace} />
        )}
      </main>
    </div>
  );
}

function AdminsOnly({ workspace }: { readonly workspace: string }) {
  return (
    <div className="pt-[10vh]">
      <EmptyState
        icon={<ShieldIcon />}
        level={1}
        title="This page is for admins of the workspace"
        action={
          <Link
            to="/w/$workspace/settings/you"
            params={{ workspace }}
            className={buttonClass({ kind: 'primary' })}
          >
            Open your own settings
          </Link>
        }
      >
        You are a member here: you connect your own Salesforce account and manage it yourself. An admin can
        make you one too, under Settings › Members.
      </EmptyState>
    </div>
  );
}
