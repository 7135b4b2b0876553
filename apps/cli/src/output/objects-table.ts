import type { ObjectState, SelectedObject } from '@sync-user/contract';
import { formatAgo, formatCount } from './format.ts';
import { describeLoad } from './load-progress.ts';
import { printTable } from './table.ts';
import { type Style, type Terminal, toLine } from './terminal.ts';

const STYLES: Readonly<Record<ObjectState, Style>> = {
  live: 'green',
  loading: 'cyan',
  waiting: 'dim',
  failed: 'red',
};

/** Selected objects as a table, and under it what troubles them with what to do. */
export function printObjects(terminal: Terminal, objects: readonly SelectedObject[], nowMs: number): void {
  if (objects.length === 0) {
    terminal.line('No object is selected. See what there is: sync-user objects available');
    return;
  }
  printTable<SelectedObject>(
    terminal,
    [
      { title: 'OBJECT', value: ({ name }) => name },
      { title: 'ROWS', value: ({ rows }) => formatCount(rows), align: 'right' },
      {
        title: 'STATE',
        value: (object) =>
          object.state === 'loading'
            ? terminal.style('cyan', describeLoad(object, undefined))
            : terminal.style(STYLES[object.state], object.state),
      },
      { title: 'FRESH', value: ({ freshAsOf }) => formatAgo(freshAsOf, nowMs) },
      { title: 'LAST CHANGE', value: ({ lastChangeAt }) => formatAgo(lastChangeAt, nowMs) },
      {
        title: 'FIELDS',
        value: ({ fieldCount, fieldTroubles }) =>
          fieldTroubles === 0 ? String(fieldCount) : `${fieldCount} (${fieldTroubles} in trouble)`,
      },
    ],
    objects,
  );
  for (const { name, trouble } of objects) {
    if (trouble === null) continue;
    terminal.line();
    terminal.line(`${terminal.style('red', '✗')} ${name}: ${toLine(trouble.title)}`);
    terminal.line(`  ${toLine(trouble.message)}`);
    terminal.line(`  → ${toLine(trouble.fix)}`);
  }
}
