import type { QuarantinedCell } from '@sync-user/contract';
import type { Command } from 'commander';
import { createContext } from '../context.ts';
import { printTable } from '../output/table.ts';
import { toLine } from '../output/terminal.ts';

/** `sync-user quarantine`: values that do not fit their column. */
export function addQuarantine(program: Command): void {
  program
    .command('quarantine [object]')
    .description('values of Salesforce that do not fit their column, and what the mirror has in their place')
    .option('--cursor <cursor>', 'goes on behind an earlier answer')
    .action(async (object: string | undefined, options: { cursor?: string }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.listQuarantine({
        workspace: await workspace(),
        ...(object !== undefined && { object }),
        ...(options.cursor !== undefined && { cursor: options.cursor }),
      });
      if (json) {
        terminal.json(answer);
        return;
      }
      if (answer.total === 0) {
        terminal.line('Every value that was read fits its column.');
        return;
      }
      printTable<QuarantinedCell>(
        terminal,
        [
          { title: 'OBJECT', value: ({ object: name }) => name },
          { title: 'FIELD', value: ({ field }) => field },
          { title: 'RECORD', value: ({ recordId }) => recordId },
          { title: 'VALUE', value: ({ value }) => toLine(value) },
          { title: 'WHY', value: ({ reason }) => toLine(reason) },
          { title: 'KEPT', value: ({ kept }) => toLine(kept ?? 'nothing') },
          { title: 'SINCE', value: ({ firstSeenAt }) => firstSeenAt },
        ],
        answer.cells,
      );
      if (answer.nextCursor !== null)
        terminal.line(`${answer.total} in all; more: sync-user quarantine --cursor ${answer.nextCursor}`);
    });
}
