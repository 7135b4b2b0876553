import type { Command } from 'commander';
import { CliError } from '../cli-error.ts';
import { createContext } from '../context.ts';

/** `sync-user secrets reseal`: the last step of a change of the encryption key. */
export function addSecrets(program: Command): void {
  program
    .command('secrets')
    .description('stored secrets of the whole installation')
    .command('reseal')
    .description('encrypt every stored secret under the current key, so that older keys can be removed')
    .action(async (_options: object, command: Command) => {
      const { client, terminal, json } = createContext(command);
      const answer = await client.resealSecrets();
      const { resealed, keyVersion, unreadable } = answer;
      if (json) terminal.json(answer);
      else {
        terminal.line(
          `${terminal.style('green', '✓')} ${resealed} sealed anew under key version ${keyVersion}; the others were already.`,
        );
      }
      if (unreadable > 0 && !json) {
        throw new CliError('SECRETS_UNREADABLE', {
          title: `${unreadable} could not be read`,
          detail: 'They stand under a key that is not configured.',
          fix: 'Add that key to ENCRYPTION_KEYS_OLD and run this again, or connect those anew.',
        });
      }
    });
}
