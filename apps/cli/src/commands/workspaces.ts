import type { Workspace, WorkspaceChange } from '@sync-user/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { CliError } from '../cli-error.ts';
import { createContext } from '../context.ts';
import { formatSeconds } from '../output/format.ts';
import { printTable } from '../output/table.ts';
import { type Terminal, toLine } from '../output/terminal.ts';
import { parseSeconds } from './wait-options.ts';

const POLL_INTERVAL = ['--poll-interval <seconds>', 'seconds between two polls', parseSeconds] as const;

export function addWorkspaces(program: Command): void {
  const workspaces = program
    .command('workspaces')
    .description('the workspaces; with a subcommand: make or change one')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json } = createContext(command);
      const answer = await client.listWorkspaces();
      if (json) terminal.json(answer);
      else printWorkspaces(terminal, answer.workspaces);
    });

  workspaces
    .command('add <slug>')
    .description('make a workspace')
    .option('--name <name>', 'what people call it; the slug when left out')
    .option(...POLL_INTERVAL)
    .action(async (slug: string, options: { name?: string; pollInterval?: number }, command: Command) => {
      const { client, terminal, json } = createContext(command);
      const { name = slug, pollInterval } = options;
      const made = await client.createWorkspace({
        slug,
        name,
        ...(pollInterval !== undefined && { pollIntervalSeconds: pollInterval }),
      });
      if (json) terminal.json(made);
      else
        terminal.line(
          `${terminal.style('green', '✓')} ${made.slug} made; its tables will be in schema ${made.schema}`,
        );
    });

  workspaces
    .command('change <slug>')
    .description('rename a workspace, or change how often it polls and how many API calls it may use')
    .option('--name <name>', 'what people call it')
    .option(...POLL_INTERVAL)
    .option('--api-share <percent>', 'of the org’s API calls, what reading may use', parsePercent)
    .option('--api-floor <percent>', 'of the org’s API calls, what is left to others', parsePercent)
    .action(async (slug: string, options: ChangeOptions, command: Command) => {
      const { name, pollInterval, apiShare, apiFloor } = options;
      const change: WorkspaceChange = {
        ...(name !== undefined && { name }),
        ...(pollInterval !== undefined && { pollIntervalSeconds: pollInterval }),
        ...(apiShare !== undefined && { apiSharePercent: apiShare }),
        ...(apiFloor !== undefined && { apiFloorPercent: apiFloor }),
      };
      if (Object.keys(change).length === 0) {
        throw new CliError('USAGE', {
          title: 'Change what?',
          fix: 'Use --name, --poll-interval, --api-share or --api-floor.',
        });
      }
      const { client, terminal, json } = createContext(command);
      const changed = await client.changeWorkspace({ workspace: slug, ...change });
      if (json) terminal.json(changed);
      else printWorkspaces(terminal, [changed]);
    });
}

interface ChangeOptions {
  readonly name?: string;
  readonly pollInterval?: number;
  readonly apiShare?: number;
  readonly apiFloor?: number;
}

function parsePercent(text: string): number {
  const percent = Number(text.replace(/ ?%$/, ''));
  if (Number.isInteger(percent) && percent >= 0 && percent <= 100) return percent;
  throw new InvalidArgumentError('Use a whole number of percent.');
}

function printWorkspaces(terminal: Terminal, workspaces: readonly Workspace[]): void {
  if (workspaces.length === 0) {
    terminal.line('There is no workspace yet. Make one: sync-user workspaces add SLUG --name "Name"');
    return;
  }
  printTable(
    terminal,
    [
      { title: 'WORKSPACE', value: ({ slug }) => slug },
      { title: 'NAME', value: ({ name }) => toLine(name) },
      { title: 'SCHEMA', value: ({ schema }) => schema },
      { title: 'POLLS EVERY', value: ({ pollIntervalSeconds }) => formatSeconds(pollIntervalSeconds) },
    ],
    workspaces,
  );
}
