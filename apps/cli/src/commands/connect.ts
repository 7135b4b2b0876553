import type { Connection } from '@sync-user/contract';
import { type Command, Option } from 'commander';
import { CliError } from '../cli-error.ts';
import { type Context, createContext } from '../context.ts';
import { printConnection } from '../output/connection-card.ts';
import type { Terminal } from '../output/terminal.ts';
import { readSecret, SECRET_OPTION } from '../read-secret.ts';
import { waitForLogin } from '../wait-for-login.ts';

interface ConnectOptions {
  readonly loginUrl: string;
  readonly clientId?: string;
  readonly clientSecretStdin?: boolean;
  readonly jwt?: boolean;
  readonly web?: boolean;
  readonly username?: string;
}

const HELP = `
Three ways to log in:
  client credentials  as the app's Run-As user; needs the My Domain address
  --jwt --username    with the app's certificate (sync-user app certificate)
  --web               a person logs in in a browser, here or elsewhere

Without --client-id the app of the workspace is used (sync-user app show), else the installation's.`;

export function addConnect(program: Command): void {
  program
    .command('connect')
    .description('connect the sync user, or reconnect it')
    .requiredOption(
      '--login-url <url>',
      'https://login.salesforce.com, https://test.salesforce.com or My Domain, https://NAME.my.salesforce.com',
    )
    .option('--client-id <key>', 'consumer key of the External Client App')
    .option(...SECRET_OPTION)
    .addOption(
      new Option('--jwt', 'log in with the app’s certificate').conflicts(['web', 'clientSecretStdin']),
    )
    .addOption(new Option('--web', 'log in in a browser').conflicts(['jwt', 'clientId', 'clientSecretStdin']))
    .option('--username <name>', 'Salesforce user to log in as (--jwt), or who must log in (--web)')
    .addHelpText('after', HELP)
    .action(async (options: ConnectOptions, command: Command) => {
      const context = createContext(command);
      const slug = await context.workspace();
      const connection = await logIn(context, slug, options);
      if (context.json) context.terminal.json(connection);
      else printConnected(context.terminal, connection);
    });
}

async function logIn(context: Context, slug: string, options: ConnectOptions): Promise<Connection> {
  const { client } = context;
  const { loginUrl, clientId, username } = options;
  if (options.web === true) return await waitForLogin(context, slug, { loginUrl, username });
  if (options.jwt === true) {
    if (username === undefined) {
      throw new CliError('USAGE', {
        title: 'As whom?',
        detail: 'A JWT login names the Salesforce user.',
        fix: 'Add --username NAME.',
      });
    }
    return await client.connect({ workspace: slug, method: 'jwt', loginUrl, clientId, username });
  }
  if (username !== undefined) {
    throw new CliError('USAGE', {
      title: 'The app decides who logs in',
      detail: 'With client credentials that is its Run-As user.',
      fix: 'Leave --username out, or add --jwt or --web.',
    });
  }
  const asksForSecret = clientId !== undefined || options.clientSecretStdin === true;
  const clientSecret = asksForSecret ? await readSecret(options.clientSecretStdin === true) : undefined;
  return await client.connect({ workspace: slug, loginUrl, clientId, clientSecret });
}

function printConnected(terminal: Terminal, connection: Connection): void {
  printConnection(terminal, connection, Date.now());
  if (connection.state !== 'pending') return;
  terminal.line();
  terminal.line('Another sync user is in force, and stays so until this one takes its place:');
  terminal.line(`  sync-user permissions check --connection ${connection.id}`);
  terminal.line(`  sync-user connection designate ${connection.id}`);
}
