import type { Terminal } from './terminal.ts';
import { cutToWidth } from './width.ts';

/** Lines that are replaced in place on a terminal; elsewhere each new text becomes a line of its own. */
export interface LiveLines {
  /** Lines by key, in order. `milestone` decides when a changed line is worth printing where nothing can be replaced. */
  show(lines: readonly { readonly key: string; readonly text: string; readonly milestone: string }[]): void;
  end(): void;
}

export function createLiveLines(terminal: Terminal): LiveLines {
  return terminal.isTty ? replacingLines(terminal) : appendingLines(terminal);
}

function replacingLines(terminal: Terminal): LiveLines {
  let height = 0;
  return {
    show: (lines) => {
      // Up to the first line and clear from there. A line that wraps would spoil the count: it is cut.
      const up = height === 0 ? '' : `\x1b[${height}A\x1b[0J`;
      const text = lines.map((line) => `${cutToWidth(line.text, terminal.columns - 1)}\n`).join('');
      terminal.raw(up + text);
      height = lines.length;
    },
    end: () => {
      height = 0;
    },
  };
}

function appendingLines(terminal: Terminal): LiveLines {
  const shown = new Map<string, string>();
  return {
    show: (lines) => {
      for (const { key, text, milestone } of lines) {
        if (shown.get(key) === milestone) continue;
        shown.set(key, milestone);
        terminal.line(text);
      }
    },
    end: () => shown.clear(),
  };
}
