import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { createContext } from '../context.ts';
import { printConnection } from '../output/connection-card.ts';

export function addConnection(program: Command): void {
  program
    .command('connection')
    .description('the sync user’s connection')
    .option('--check', 'log in again and see whether it works')
    .action(async (options: { check?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const request = { workspace: await workspace() };
      const connection =
        options.check === true ? await client.checkConnection(request) : await client.readConnection(request);
      if (json) terminal.json(connection);
      else printConnection(terminal, connection, Date.now());
    });

  program
    .command('disconnect')
    .description('disconnect the sync user; data and settings stay')
    .option('-y, --yes', 'do not ask')
    .action(async (options: { yes?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      await confirm('Disconnect the sync user? Syncing stops; data and settings stay.', options.yes === true);
      const accepted = await client.disconnect({ workspace: slug });
      if (json) terminal.json(accepted);
      else terminal.line(accepted.message);
    });
}
