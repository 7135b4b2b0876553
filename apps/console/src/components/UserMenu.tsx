import { Menu } from '@base-ui/react/menu';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../lib/api.ts';
import { sessionQuery } from '../lib/queries.ts';
import { setTheme, THEMES, type Theme, useTheme } from '../lib/theme.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { CheckIcon, MoonIcon, SelectorIcon, SignOutIcon, SunIcon, SystemIcon } from '../ui/icons.tsx';
import { menuItemClass, menuLabelClass, menuPopupClass } from '../ui/menu-class.ts';

const THEME_WORDS: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };
const THEME_ICONS = { system: SystemIcon, light: SunIcon, dark: MoonIcon };

export function UserMenu() {
  const { data: session } = useQuery(sessionQuery);
  const { theme } = useTheme();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => api.signOut(),
    onSuccess: async () => {
      await navigate({ to: '/sign-in', search: {} });
      queryClient.clear();
    },
  });
  const name = session?.name ?? '';

  return (
    <Menu.Root>
      <Menu.Trigger
        aria-label={`You: ${name}`}
        title={name}
        className="flex h-9 items-center gap-2.5 rounded-md px-2 hover:bg-hover data-popup-open:bg-hover lg:px-2"
      >
        <Avatar name={name} />
        <span className="hidden flex-1 truncate text-left lg:block">{name}</span>
        <SelectorIcon className="hidden text-text-3 lg:block" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} side="top" align="start" className="z-40">
          <Menu.Popup className={menuPopupClass}>
            <div className="px-2 pt-1.5 pb-2">
              <p className="font-medium">{name}</p>
              <p className="text-sm text-text-3">{session?.email}</p>
            </div>
            <div className="mb-1 h-px bg-line" />
            <Menu.RadioGroup value={theme} onValueChange={(value: Theme) => setTheme(value)}>
              <p className={menuLabelClass}>Appearance</p>
              {THEMES.map((each) => {
                const Icon = THEME_ICONS[each];
                return (
                  <Menu.RadioItem key={each} value={each} className={menuItemClass} closeOnClick={false}>
                    <Icon className="text-text-3" />
                    <span className="flex-1">{THEME_WORDS[each]}</span>
                    <Menu.RadioItemIndicator render={<CheckIcon className="text-accent-text" />} />
                  </Menu.RadioItem>
                );
              })}
            </Menu.RadioGroup>
            <div className="my-1 h-px bg-line" />
            <Menu.Item className={menuItemClass} onClick={() => signOut.mutate()}>
              <SignOutIcon className="text-text-3" /> Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
