import { MOD_KEY } from '../lib/use-hotkey.ts';
import { SearchIcon } from '../ui/icons.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { setPaletteOpen } from './palette-store.ts';

export function SearchButton() {
  return (
    <button
      type="button"
      aria-label="Find or do"
      aria-keyshortcuts="Meta+K Control+K"
      title="Find or do"
      className="flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-text-3 hover:border-line-strong hover:text-text-2 lg:px-2"
      onClick={() => setPaletteOpen(true)}
    >
      <SearchIcon />
      <span className="hidden flex-1 text-left lg:block">Find or do…</span>
      <span className="hidden gap-0.5 lg:flex">
        <Kbd>{MOD_KEY}</Kbd>
        <Kbd>K</Kbd>
      </span>
    </button>
  );
}
