import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { createContext } from '../context.ts';

export function addObjectsRemove(objects: Command): void {
  objects
    .command('remove <name>')
    .description('stop syncing an object; its table is dropped')
    .option('-y, --yes', 'do not ask')
    .action(async (name: string, options: { yes?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      await confirm(
        `Stop syncing ${name}, and drop its table with its rows? Salesforce keeps its data.`,
        options.yes === true,
      );
      const accepted = await client.deselectObject({ workspace: slug, object: name });
      if (json) terminal.json(accepted);
      else terminal.line(accepted.message);
    });
}
