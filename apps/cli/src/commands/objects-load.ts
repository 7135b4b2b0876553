import type { Command } from 'commander';
import { createContext } from '../context.ts';
import { finishLoads } from './finish-loads.ts';
import { timeoutOption } from './wait-options.ts';

export function addObjectsLoad(objects: Command): void {
  objects
    .command('load <name>')
    .description('load an object again, or retry a failed one')
    .option('--wait', 'show the load and return when it is done')
    .addOption(timeoutOption())
    .action(async (name: string, options: { wait?: boolean; timeout?: number }, command: Command) => {
      const context = createContext(command);
      const { client, terminal, json } = context;
      const workspace = await context.workspace();
      // The server's spelling of the name is what the stream will show.
      const object = await client.readObject({ workspace, object: name });
      const accepted = await client.reloadObject({ workspace, object: object.name });
      if (options.wait !== true) {
        if (json) terminal.json(accepted);
        else terminal.line(accepted.message);
        return;
      }
      const loaded = await finishLoads(context, workspace, [object.name], options.timeout);
      if (json) terminal.json({ objects: loaded });
    });
}
