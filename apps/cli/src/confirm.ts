import { CliError } from './cli-error.ts';

/**
 * Asks before something is lost. `--yes` answers for scripts; where nobody can answer and nothing was said, nothing is
 * done.
 *
 * @throws `CONFIRMATION_NEEDED`
 */
export async function confirm(question: string, isAgreed: boolean): Promise<void> {
  if (isAgreed) return;
  if (process.stdin.isTTY && process.stdout.isTTY) {
    const prompts = await import('@clack/prompts');
    const answer = await prompts.confirm({ message: question, initialValue: false });
    if (answer === true) return;
  }
  throw new CliError('CONFIRMATION_NEEDED', {
    title: 'Nothing was done',
    detail: question,
    fix: 'Agree with --yes.',
  });
}
