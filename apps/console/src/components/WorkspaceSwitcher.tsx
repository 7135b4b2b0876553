import { Menu } from '@base-ui/react/menu';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { sessionQuery, workspacesQuery } from '../lib/queries.ts';
import { CheckIcon, Logo, PlusIcon, SelectorIcon } from '../ui/icons.tsx';
import { Modal } from '../ui/Modal.tsx';
import { menuItemClass, menuLabelClass, menuPopupClass } from '../ui/menu-class.ts';
import { NewWorkspaceForm } from './NewWorkspaceForm.tsx';
import { useWorkspace } from './use-workspace.ts';

export function WorkspaceSwitcher() {
  const slug = useWorkspace();
  const navigate = useNavigate();
  const { data: workspaces } = useQuery(workspacesQuery);
  const { data: session } = useQuery(sessionQuery);
  const [creating, setCreating] = useState(false);
  const name = workspaces?.find((workspace) => workspace.slug === slug)?.name ?? slug;

  return (
    <>
      <Menu.Root>
        <Menu.Trigger
          aria-label={`Workspace: ${name}. Switch`}
          title={name}
          className="flex h-9 items-center gap-2.5 rounded-md px-2.5 hover:bg-hover data-popup-open:bg-hover lg:px-2"
        >
          <Logo />
          <span className="hidden flex-1 truncate text-left font-semibold lg:block">{name}</span>
          <SelectorIcon className="hidden text-text-3 lg:block" />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={4} align="start" className="z-40">
            <Menu.Popup className={menuPopupClass}>
              <Menu.Group>
                <Menu.GroupLabel className={menuLabelClass}>Workspaces</Menu.GroupLabel>
                {workspaces?.map((workspace) => (
                  <Menu.Item
                    key={workspace.slug}
                    className={menuItemClass}
                    onClick={() =>
                      void navigate({ to: '/w/$workspace', params: { workspace: workspace.slug } })
                    }
                  >
                    <span className="min-w-0 flex-1 truncate">{workspace.name}</span>
                    <span className="font-mono text-xs text-text-3">{workspace.slug}</span>
                    <CheckIcon className={workspace.slug === slug ? 'text-accent-text' : 'invisible'} />
                  </Menu.Item>
                ))}
              </Menu.Group>
              {session?.isOperator === true && (
                <>
                  <div className="my-1 h-px bg-line" />
                  <Menu.Item className={menuItemClass} onClick={() => setCreating(true)}>
                    <PlusIcon className="text-text-3" /> New workspace…
                  </Menu.Item>
                </>
              )}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <Modal
        open={creating}
        onOpenChange={setCreating}
        title="New workspace"
        description="A workspace holds the data of one Salesforce org in a PostgreSQL schema of its own."
      >
        <NewWorkspaceForm onCreated={() => setCreating(false)} />
      </Modal>
    </>
  );
}
