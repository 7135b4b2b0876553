import type { AuditEntry } from '@sync-user/contract';
import type { Command } from 'commander';
import { createContext } from '../context.ts';
import { printTable } from '../output/table.ts';
import { toLine } from '../output/terminal.ts';
import { CliError } from '../cli-error.ts';

const MOST = 500;

/** `sync-user audit`: what was done, by whom and as whom. */
export function addAudit(program: Command): void {
  program
    .command('audit')
    .description('what was done in the workspace, by whom and as which Salesforce user; newest first')
    .option('--action <beginning>', 'only actions that begin so: connection, member …')
    .option('-n, --limit <count>', `how many, at most ${MOST}`, parseLimit, 50)
    .option('--before <id>', 'entries older than this one', parseId)
    .action(async (options: { action?: string; limit: number; before?: number }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.listAudit({
        workspace: await workspace(),
        limit: options.limit,
        ...(options.action !== undefined && { action: options.action }),
        ...(options.before !== undefined && { before: options.before }),
      });
      if (json) {
        terminal.json(answer);
        return;
      }
      if (answer.entries.length === 0) {
        terminal.line('Nothing of that kind was done yet.');
        return;
      }
      printTable<AuditEntry>(
        terminal,
        [
          { title: 'ID', value: ({ id }) => String(id), align: 'right' },
          { title: 'WHEN', value: ({ at }) => at },
          { title: 'WHO', value: ({ actor }) => toLine(actor) },
          { title: 'DID', value: ({ action }) => action },
          { title: 'TO', value: ({ target }) => toLine(target ?? '–') },
          { title: 'AS', value: ({ asUser }) => toLine(asUser ?? '–') },
        ],
        answer.entries,
      );
      const last = answer.entries.at(-1);
      if (answer.entries.length === options.limit && last !== undefined) {
        terminal.line(`Older ones: sync-user audit --before ${last.id}`);
      }
    });
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw new CliError('USAGE', { title: `"${text}" is no limit`, fix: `Use a number from 1 to ${MOST}.` });
}

function parseId(text: string): number {
  const id = Number(text);
  if (Number.isInteger(id) && id >= 1) return id;
  throw new CliError('USAGE', { title: `"${text}" is no entry`, fix: 'Use the number in the column ID.' });
}
