import { type Client, createClient } from '@sync-user/sdk';
import type { Command } from 'commander';
import { CliError } from './cli-error.ts';
import { createTerminal, type Terminal } from './output/terminal.ts';
import { type GlobalFlags, readSettings, type Settings } from './settings.ts';

/** What every command works with. */
export interface Context {
  readonly client: Client;
  readonly settings: Settings;
  readonly terminal: Terminal;
  readonly json: boolean;
  /** The workspace named by flag, environment or file, else the only one there is. @throws `USAGE` */
  readonly workspace: () => Promise<string>;
}

export function createContext(command: Command): Context {
  const flags = command.optsWithGlobals<GlobalFlags>();
  const settings = readSettings(flags, process.env);
  const client = createClient({ baseUrl: settings.baseUrl, apiKey: settings.apiKey, clientName: 'cli' });
  return {
    client,
    settings,
    terminal: createTerminal(),
    json: flags.json === true,
    workspace: async () => settings.workspace ?? onlyOne(await client.listWorkspaces()),
  };
}

function onlyOne({ workspaces }: { readonly workspaces: readonly { readonly slug: string }[] }): string {
  const [first, ...others] = workspaces;
  if (first !== undefined && others.length === 0) return first.slug;
  throw new CliError('USAGE', {
    title: first === undefined ? 'There is no workspace yet' : 'Which workspace?',
    detail:
      first === undefined
        ? 'The key is good, but it may act on no workspace.'
        : `The key may act on ${workspaces.map(({ slug }) => slug).join(', ')}.`,
    fix:
      first === undefined
        ? 'Make one: sync-user workspaces add SLUG --name "Name".'
        : `Name one: --workspace ${first.slug}, or set SYNC_USER_WORKSPACE.`,
  });
}
