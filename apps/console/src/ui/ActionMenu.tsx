import { Menu } from '@base-ui/react/menu';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { MoreIcon } from './icons.tsx';
import { menuItemClass, menuPopupClass } from './menu-class.ts';

export interface MenuAction {
  readonly label: string;
  readonly icon: ReactNode;
  readonly tone?: 'danger';
  /** A line above it: what follows is of another kind. */
  readonly divided?: boolean;
  readonly disabled?: boolean;
  readonly run: () => void;
}

interface ActionMenuProps {
  readonly label: string;
  readonly actions: readonly MenuAction[];
}

/** The ⋮ button of a thing, with everything that can be done to it. */
export function ActionMenu({ label, actions }: ActionMenuProps) {
  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={label}
        title={label}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-md border border-line-strong bg-surface text-text-2 hover:bg-hover hover:text-text data-popup-open:bg-hover"
      >
        <MoreIcon />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="z-40">
          <Menu.Popup className={menuPopupClass}>
            {actions.map(({ label: text, icon, tone, divided, disabled = false, run }) => (
              <div key={text}>
                {divided === true && <div className="my-1 h-px bg-line" />}
                <Menu.Item
                  disabled={disabled}
                  className={cx(
                    menuItemClass,
                    'data-disabled:opacity-50',
                    tone === 'danger' ? 'text-bad [&_svg]:text-bad' : '[&_svg]:text-text-3',
                  )}
                  onClick={run}
                >
                  {icon} {text}
                </Menu.Item>
              </div>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
