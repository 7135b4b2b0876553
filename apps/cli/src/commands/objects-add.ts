import type { ObjectSelection, SelectedObjectDetail } from '@sync-user/contract';
import { ApiError } from '@sync-user/sdk';
import { type Command, InvalidArgumentError } from 'commander';
import { CliError } from '../cli-error.ts';
import { createContext } from '../context.ts';
import { describeFailure, type Failure, toFailure } from '../report-failure.ts';
import { finishLoads } from './finish-loads.ts';
import { timeoutOption } from './wait-options.ts';

interface AddOptions {
  readonly fields: NonNullable<ObjectSelection['fields']>;
  readonly wait?: boolean;
  readonly timeout?: number;
}

export function addObjectsAdd(objects: Command): void {
  objects
    .command('add <names...>')
    .description('select objects; their first load starts')
    .option('--fields <fields>', 'default, all, or names separated by commas', parseFields, 'default')
    .option('--wait', 'show the load and return when it is done')
    .addOption(timeoutOption())
    .action(async (names: string[], options: AddOptions, command: Command) => {
      if (Array.isArray(options.fields) && names.length > 1) {
        throw new CliError('USAGE', {
          title: 'Name the fields of one object at a time',
          detail: `${names.join(', ')} do not have the same fields.`,
          fix: 'Run the command once for each object.',
        });
      }
      const context = createContext(command);
      const { client, terminal, json } = context;
      const workspace = await context.workspace();

      const selected: SelectedObjectDetail[] = [];
      const failed: { readonly object: string; readonly error: Failure }[] = [];
      for (const object of names) {
        try {
          const detail = await client.selectObject({ workspace, object, fields: options.fields });
          selected.push(detail);
          if (!json)
            terminal.line(
              `${terminal.style('green', '✓')} ${detail.name} selected, ${detail.fieldCount} fields`,
            );
        } catch (error) {
          // One that cannot be selected does not stop the others; no answer at all does.
          const failure = error instanceof ApiError && error.status !== 0 ? toFailure(error) : undefined;
          if (failure === undefined || names.length === 1) throw error;
          failed.push({ object, error: failure });
          if (!json)
            terminal.note(describeFailure({ ...failure, title: `${object}: ${failure.title}` }).trimEnd());
        }
      }
      if (failed.length > 0) process.exitCode = 1;
      const isWaiting = options.wait === true && selected.length > 0;
      const objects = isWaiting
        ? await finishLoads(
            context,
            workspace,
            selected.map(({ name }) => name),
            options.timeout,
          )
        : selected;
      if (json) terminal.json({ objects, failed });
    });
}

function parseFields(text: string): AddOptions['fields'] {
  if (text === 'default' || text === 'all') return text;
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => /^\w+$/.test(name))) return names;
  throw new InvalidArgumentError('Use default, all, or API names separated by commas.');
}
