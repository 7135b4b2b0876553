import type { Command } from 'commander';
import { confirm } from '../confirm.ts';
import { createContext } from '../context.ts';

/** How a connection ends: a candidate is discarded, the sync user disconnected, or forgotten. */
export function addConnectionEnds(connection: Command): void {
  connection
    .command('discard')
    .description('discard a candidate that waits; the sync user in force stays')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const accepted = await client.discardCandidate({ workspace: await workspace() });
      if (json) terminal.json(accepted);
      else terminal.line(accepted.message);
    });

  connection
    .command('disconnect')
    .description('disconnect the sync user and revoke its tokens; data and settings stay')
    .option('-y, --yes', 'do not ask')
    .action(async (options: { yes?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      await confirm(
        'Disconnect the sync user? Syncing stops; data, mapping and cursors stay.',
        options.yes === true,
      );
      const accepted = await client.disconnect({ workspace: slug });
      if (json) terminal.json(accepted);
      else terminal.line(accepted.message);
    });

  connection
    .command('reset')
    .description('forget the selected sync user without asking Salesforce; the next one must log in anew')
    .option('-y, --yes', 'do not ask')
    .action(async (options: { yes?: boolean }, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      await confirm(
        'Forget the selected sync user? Syncing stops until one logs in; data, mapping and cursors stay. Its tokens stay valid in Salesforce: "disconnect" revokes them.',
        options.yes === true,
      );
      const accepted = await client.resetConnection({ workspace: slug });
      if (json) terminal.json(accepted);
      else terminal.line(accepted.message);
    });
}
