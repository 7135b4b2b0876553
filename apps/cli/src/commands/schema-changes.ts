import type { SchemaChange } from '@sync-user/contract';
import type { Command } from 'commander';
import { createContext } from '../context.ts';
import { formatAmount } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import { type Terminal, toLine } from '../output/terminal.ts';

/** `sync-user schema-changes`: what changed in the org's objects and fields. */
export function addSchemaChanges(program: Command): void {
  const changes = program
    .command('schema-changes')
    .description('what changed in the org’s objects and fields')
    .option('--object <object>', 'of one object')
    .option('--waiting', 'only what waits for a decision')
    .option('--cursor <cursor>', 'goes on behind an earlier answer')
    .action(async (options: { object?: string; waiting?: boolean; cursor?: string }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.listSchemaChanges({
        workspace: await workspace(),
        ...(options.object !== undefined && { object: options.object }),
        ...(options.waiting === true && { waiting: 'true' }),
        ...(options.cursor !== undefined && { cursor: options.cursor }),
      });
      if (json) {
        terminal.json(answer);
        return;
      }
      printSchemaChanges(terminal, answer.changes);
      if (answer.waiting > 0)
        terminal.line(
          `Waiting for a decision: ${formatAmount(answer.waiting, 'change')} (sync-user schema-changes add <id>, or decline <id>)`,
        );
      if (answer.nextCursor !== null)
        terminal.line(`More: sync-user schema-changes --cursor ${answer.nextCursor}`);
    });
  addDecision(changes, 'add', 'add a new field that waits');
  addDecision(changes, 'decline', 'leave a new field out');
  changes
    .command('find')
    .description('compare the fields of all selected objects with the org’s now')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.refreshFields({ workspace: await workspace() });
      if (json) terminal.json(answer);
      else printSchemaChanges(terminal, answer.changes);
    });
}

function addDecision(changes: Command, decision: 'add' | 'decline', description: string): void {
  changes
    .command(`${decision} <id>`)
    .description(description)
    .action(async (id: string, _options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const answer = await client.decideSchemaChange({
        workspace: await workspace(),
        change: Number(id),
        decision,
      });
      if (json) terminal.json(answer);
      else printSchemaChanges(terminal, [answer]);
    });
}

export function printSchemaChanges(terminal: Terminal, changes: readonly SchemaChange[]): void {
  if (changes.length === 0) {
    terminal.line('Nothing changed.');
    return;
  }
  printTable<SchemaChange>(
    terminal,
    [
      { title: 'ID', value: ({ id }) => String(id), align: 'right' },
      { title: 'SEEN', value: ({ seenAt }) => seenAt },
      { title: 'FIELD', value: ({ object, field }) => (field === null ? object : `${object}.${field}`) },
      { title: 'CHANGE', value: ({ kind }) => kind.replaceAll('_', ' ') },
      {
        title: '',
        value: ({ before, after }) =>
          before === null && after === null ? '' : toLine(`${before ?? ''} → ${after ?? ''}`),
      },
      { title: 'DECISION', value: ({ decision }) => (decision === 'none_needed' ? '' : decision) },
    ],
    changes,
  );
}
