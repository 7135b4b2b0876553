import { type Command, Option } from 'commander';
import { createContext } from '../context.ts';
import { formatSeconds } from '../output/format.ts';
import { intervalOption, modeOption, type ReadingOptions } from './reading-options.ts';

interface SetOptions extends ReadingOptions {
  readonly workspaceInterval?: true;
  readonly pause?: true;
  readonly resume?: true;
}

export function addObjectsSet(objects: Command): void {
  objects
    .command('set <name>')
    .description('how often and by which way an object is read; pause it, or let it go on')
    .addOption(modeOption())
    .addOption(intervalOption())
    .addOption(
      new Option('--workspace-interval', 'read it as often as the workspace says').conflicts('interval'),
    )
    .addOption(new Option('--pause', 'stop reading it; it keeps everything').conflicts('resume'))
    .addOption(new Option('--resume', 'go on where it stood'))
    .action(async (name: string, options: SetOptions, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const object = await client.changeObject({
        workspace: await workspace(),
        object: name,
        ...(options.mode !== undefined && { mode: options.mode }),
        ...(options.interval !== undefined && { intervalSeconds: options.interval }),
        ...(options.workspaceInterval === true && { intervalSeconds: null }),
        ...(options.pause === true && { paused: true }),
        ...(options.resume === true && { paused: false }),
      });
      if (json) return terminal.json(object);
      const wanted =
        object.intervalSeconds === null
          ? 'as often as the workspace says'
          : `every ${formatSeconds(object.intervalSeconds)}`;
      terminal.line(
        object.paused
          ? `${object.name} is paused. It keeps everything and goes on where it stood.`
          : `${object.name} is read ${wanted}, by ${object.transport} (${object.mode}).`,
      );
    });
}
