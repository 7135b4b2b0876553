import type { LoadOutcome, LoadReason, PastLoad } from '@sync-user/contract';
import type { Command } from 'commander';
import { createContext } from '../context.ts';
import { formatCount, formatSeconds, formatTime } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import { type Style, toLine } from '../output/terminal.ts';

const REASONS: Readonly<Record<LoadReason, string>> = {
  first: 'first load',
  reload: 'asked for',
  row_filter: 'row filter changed',
};
const OUTCOMES: Readonly<Record<LoadOutcome, readonly [Style, string]>> = {
  running: ['cyan', 'running'],
  done: ['green', 'done'],
  failed: ['red', 'failed'],
  replaced: ['dim', 'replaced by the next'],
};

/** `sync-user objects loads`: what an object's latest loads took. */
export function addObjectsLoads(objects: Command): void {
  objects
    .command('loads <name>')
    .description('the latest twenty loads of an object: why, by whom, what they took, how they ended')
    .action(async (name: string, _options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.listLoads({ workspace: await workspace(), object: name });
      if (json) return terminal.json(answer);
      if (answer.loads.length === 0) return terminal.line('No load has begun yet.');
      const nowMs = Date.now();
      printTable<PastLoad>(
        terminal,
        [
          { title: 'BEGUN', value: ({ startedAt }) => formatTime(startedAt, nowMs) },
          { title: 'WHY', value: ({ why }) => REASONS[why] },
          { title: 'ASKED BY', value: ({ askedBy }) => toLine(askedBy ?? '–') },
          { title: 'BY', value: ({ by }) => by ?? '–' },
          { title: 'ROWS', value: ({ rows }) => formatCount(rows), align: 'right' },
          { title: 'TOOK', value: ({ seconds }) => formatSeconds(seconds), align: 'right' },
          { title: 'CALLS', value: ({ calls }) => formatCount(calls), align: 'right' },
          { title: 'TRIES', value: ({ tries }) => String(tries), align: 'right' },
          {
            title: '',
            value: ({ outcome, trouble }) => {
              const [style, word] = OUTCOMES[outcome];
              return terminal.style(
                style,
                trouble === null ? word : `${word}: ${toLine(trouble.title)} (${trouble.code})`,
              );
            },
          },
        ],
        answer.loads,
      );
    });
}
