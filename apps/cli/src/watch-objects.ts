import type { SelectedObject } from '@sync-user/contract';
import { CliError } from './cli-error.ts';
import type { Context } from './context.ts';

/**
 * Follows the selected objects over the live stream until `look` says true. The first look is at the state of now, so
 * nothing that happened before the stream was open is missed.
 *
 * @throws `TIMEOUT` after `timeoutSeconds`; `ApiError` when the stream is refused for good.
 */
export async function watchObjects(
  { client, terminal, json }: Context,
  workspace: string,
  timeoutSeconds: number | undefined,
  look: (objects: readonly SelectedObject[]) => boolean,
): Promise<void> {
  const ending = new AbortController();
  let hasTimedOut = false;
  const timer =
    timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          hasTimedOut = true;
          ending.abort();
        }, timeoutSeconds * 1000);
  try {
    await client.stream(workspace, {
      signal: ending.signal,
      onEvent: (event) => {
        if (event.event === 'objects' && !ending.signal.aborted && look(event.data.objects)) ending.abort();
      },
      onInterrupted: (problem) => {
        if (!json) terminal.note(`${problem.title}; trying again …`);
      },
    });
  } finally {
    clearTimeout(timer);
  }
  if (!hasTimedOut) return;
  throw new CliError('TIMEOUT', {
    title: 'It is not done yet',
    detail: `Stopped waiting after ${timeoutSeconds} s. The work itself goes on in the server.`,
    fix: 'See how far it is: sync-user status. Wait longer: --timeout SECONDS.',
  });
}
