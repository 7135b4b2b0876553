import type { Change } from '@sync-user/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { createContext } from '../context.ts';
import { formatTime } from '../output/format.ts';
import { type Style, type Terminal, toLine } from '../output/terminal.ts';

interface ChangesOptions {
  readonly follow?: boolean;
  readonly object?: string;
  readonly after?: number;
  readonly limit: number;
}

export function addChanges(program: Command): void {
  program
    .command('changes')
    .description('the change feed: who changed what')
    .option('-f, --follow', 'go on with changes as they come; with --json one document a line')
    .option('--object <name>', 'only this object')
    .option('--after <seq>', 'changes after this position, oldest first', parseCount)
    .option('--limit <count>', 'how many', parseCount, 20)
    .action(async (options: ChangesOptions, command: Command) => {
      const { client, terminal, json, workspace: findWorkspace } = createContext(command);
      const workspace = await findWorkspace();
      const { object, after, limit } = options;
      const isFollowing = options.follow === true;
      const show = (change: Change): void => {
        if (json) terminal.json(change);
        else printChange(terminal, change);
      };

      if (!isFollowing) {
        const page = await client.listChanges({ workspace, limit, object, after });
        if (json) terminal.json(page);
        else for (const change of page.changes) show(change);
        return;
      }
      // With a position the stream itself delivers everything after it. Without one the newest changes come first, up
      // to where the feed ended before they were read; what is entered meanwhile is the stream's.
      const position = after ?? (await client.listChanges({ workspace, limit: 1 })).lastSeq;
      if (after === undefined) {
        const { changes } = await client.listChanges({ workspace, limit, object });
        for (const change of changes) if (change.seq <= position) show(change);
      }
      await client.stream(workspace, {
        signal: new AbortController().signal,
        lastEventId: String(position),
        onEvent: (event) => {
          if (event.event !== 'change') return;
          if (object === undefined || event.data.object.toLowerCase() === object.toLowerCase())
            show(event.data);
        },
        onInterrupted: (problem) => terminal.note(`${problem.title}; trying again …`),
      });
    });
}

const SIGNS: Readonly<Record<Change['operation'], readonly [Style, string]>> = {
  create: ['green', '+'],
  update: ['cyan', '~'],
  delete: ['red', '-'],
  undelete: ['green', '↺'],
};
const VALUE_LENGTH = 40;

function printChange(terminal: Terminal, change: Change): void {
  const [style, sign] = SIGNS[change.operation];
  const when = formatTime(change.changedAt ?? change.appliedAt, Date.now());
  const what = `${change.object} ${toLine(change.recordName ?? change.recordId)}`;
  const who = change.userName === null ? '' : terminal.style('dim', `  by ${toLine(change.userName)}`);
  const adds =
    change.completes === null
      ? ''
      : terminal.style('dim', `  what the event of ${change.completes} left out`);
  terminal.line(`${terminal.style('dim', when)} ${terminal.style(style, sign)} ${what}${who}${adds}`);
  if (change.operation !== 'update') return;
  for (const [column, [before, after]] of Object.entries(change.changed)) {
    terminal.line(`           ${terminal.style('dim', column)} ${show(before)} → ${show(after)}`);
  }
}

function show(value: string | number | boolean | null): string {
  const text = toLine(value === null ? '–' : String(value));
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH)}…` : text;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new InvalidArgumentError('Must be a whole number.');
}
