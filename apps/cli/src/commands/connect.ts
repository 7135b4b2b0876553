import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { createContext } from '../context.ts';
import { printConnection } from '../output/connection-card.ts';

interface ConnectOptions {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecretStdin?: boolean;
}

const SECRET_VARIABLE = 'SYNC_USER_CLIENT_SECRET';

export function addConnect(program: Command): void {
  program
    .command('connect')
    .description('connect the sync user by client credentials')
    .requiredOption('--login-url <url>', 'My Domain address of the org, https://NAME.my.salesforce.com')
    .requiredOption('--client-id <key>', 'consumer key of the External Client App')
    .option(
      '--client-secret-stdin',
      `read the consumer secret from stdin (else from ${SECRET_VARIABLE}, else asked)`,
    )
    .action(async (options: ConnectOptions, command: Command) => {
      const { client, terminal, json, workspace } = createContext(command);
      const slug = await workspace();
      const clientSecret = await readSecret(options.clientSecretStdin === true);
      const { loginUrl, clientId } = options;
      const connection = await client.connect({ workspace: slug, loginUrl, clientId, clientSecret });
      if (json) terminal.json(connection);
      else printConnection(terminal, connection, Date.now());
    });
}

/** Never an argument: other users of the machine could read it in the process list, and the shell would keep it. */
async function readSecret(fromStdin: boolean): Promise<string> {
  const variable = process.env[SECRET_VARIABLE];
  if (fromStdin) {
    const secret = (await text(process.stdin)).trim();
    if (secret !== '') return secret;
  } else if (variable !== undefined && variable !== '') {
    return variable;
  } else if (process.stdin.isTTY && process.stdout.isTTY) {
    const prompts = await import('@clack/prompts');
    const answer = await prompts.password({ message: 'Consumer secret' });
    if (typeof answer === 'string' && answer !== '') return answer;
  }
  throw new CliError('USAGE', {
    title: 'No consumer secret',
    detail: fromStdin ? 'Nothing came from stdin.' : `${SECRET_VARIABLE} is not set.`,
    fix: `Set ${SECRET_VARIABLE}, or pipe the secret in with --client-secret-stdin.`,
  });
}
