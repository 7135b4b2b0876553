import { text } from 'node:stream/consumers';
import { CliError } from './cli-error.ts';

const VARIABLE = 'SYNC_USER_CLIENT_SECRET';

export const SECRET_OPTION = [
  '--client-secret-stdin',
  `read the consumer secret from stdin (else from ${VARIABLE}, else asked)`,
] as const;

/**
 * The consumer secret. Never an argument: other users of the machine could read it in the process list, and the shell would
 * keep it.
 *
 * @throws `USAGE` when nothing gives one and nobody can be asked
 */
export async function readSecret(fromStdin: boolean): Promise<string> {
  const found = await findSecret(fromStdin);
  if (found !== undefined) return found;
  if (!fromStdin && process.stdin.isTTY && process.stdout.isTTY) {
    const prompts = await import('@clack/prompts');
    const answer = await prompts.password({ message: 'Consumer secret' });
    if (typeof answer === 'string' && answer !== '') return answer;
  }
  throw new CliError('USAGE', {
    title: 'No consumer secret',
    detail: fromStdin ? 'Nothing came from stdin.' : `${VARIABLE} is not set.`,
    fix: `Set ${VARIABLE}, or pipe the secret in with --client-secret-stdin.`,
  });
}

/** The secret where one was given; nobody is asked. */
export async function findSecret(fromStdin: boolean): Promise<string | undefined> {
  const secret = fromStdin ? (await text(process.stdin)).trim() : (process.env[VARIABLE] ?? '');
  return secret === '' ? undefined : secret;
}
