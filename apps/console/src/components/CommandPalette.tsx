import { Dialog } from '@base-ui/react/dialog';
import { useRef, useState } from 'react';
import { matchScore } from '../lib/match-score.ts';
import { useHotkey } from '../lib/use-hotkey.ts';
import { cx } from '../ui/cx.ts';
import { SearchIcon } from '../ui/icons.tsx';
import { backdropClass, popupClass } from '../ui/Modal.tsx';
import { setPaletteOpen, usePalette } from './palette-store.ts';
import { type Command, useCommands } from './use-commands.tsx';

/** ⌘K: every page, object, workspace and action, by typing. */
export function CommandPalette() {
  const { open, opening } = usePalette();
  useHotkey({ key: 'k', mod: true }, () => setPaletteOpen(!open));
  return (
    <Dialog.Root open={open} onOpenChange={setPaletteOpen}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropClass} />
        <Dialog.Popup
          aria-label="Find or do"
          className={`${popupClass} top-[14vh] max-w-140 overflow-hidden`}
        >
          <PaletteBody key={opening} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteBody() {
  const commands = useCommands();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const found = rank(commands, query);
  const place = Math.min(active, found.length - 1);

  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    setPaletteOpen(false);
    command.run();
  };
  const move = (to: number): void => {
    const next = (to + found.length) % Math.max(1, found.length);
    setActive(next);
    list.current?.querySelectorAll('[role="option"]')[next]?.scrollIntoView({ block: 'nearest' });
  };

  return (
    <>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <SearchIcon className="text-text-3" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={place >= 0 ? `palette-${place}` : undefined}
          aria-label="Find a page, object or action"
          placeholder="Find a page, object or action"
          autoComplete="off"
          spellCheck={false}
          className="h-12 w-full bg-transparent text-lg outline-none"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') move(place + 1);
            else if (event.key === 'ArrowUp') move(place - 1);
            else if (event.key === 'Enter') run(found[place]);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div
        ref={list}
        id="palette-list"
        role="listbox"
        aria-label="Results"
        className="max-h-[50vh] overflow-y-auto p-1.5"
      >
        {found.length === 0 && (
          <p className="px-3 py-8 text-center text-text-3">Nothing is called “{query}”.</p>
        )}
        {found.map((command, index) => (
          <div key={command.id}>
            {command.group !== found[index - 1]?.group && query === '' && (
              <p className="px-2.5 pt-2 pb-1 text-xs font-medium text-text-3">{command.group}</p>
            )}
            {/* The keyboard works in the input above; a click is the mouse's way. */}
            <div
              id={`palette-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === place}
              className={cx(
                'flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5',
                index === place && 'bg-hover',
              )}
              onMouseMove={() => setActive(index)}
              onClick={() => run(command)}
              onKeyDown={() => {}}
            >
              <span className="text-text-3">{command.icon}</span>
              <span className="truncate">{command.label}</span>
              <span className="ml-auto truncate text-sm text-text-3">
                {query === '' ? command.hint : command.group}
              </span>
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

/** As listed without a query; by likeness with one. */
function rank(commands: readonly Command[], query: string): readonly Command[] {
  if (query.trim() === '') return commands;
  return commands
    .map((command) => ({
      command,
      score: Math.max(matchScore(query, command.label), matchScore(query, command.hint ?? '')),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ command }) => command)
    .slice(0, 30);
}
