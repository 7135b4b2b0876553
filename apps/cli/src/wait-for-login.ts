import type { Authorization, Connection } from '@sync-user/contract';
import { ApiError } from '@sync-user/sdk';
import { CliError } from './cli-error.ts';
import type { Context } from './context.ts';
import { formatSeconds } from './output/format.ts';
import { createLiveLines } from './output/live-lines.ts';

const LOOK_EVERY_MS = 1000;

/**
 * Begins a login in a browser, shows its address and waits for the outcome. Nothing is opened by itself: the browser may be
 * on another machine, and whoever opens the address is asked before going on.
 *
 * @throws `TIMEOUT` when nobody came back in time; `ApiError` with what Salesforce or the server refused
 */
export async function waitForLogin(
  context: Context,
  workspace: string,
  login: { readonly loginUrl: string; readonly username: string | undefined },
): Promise<Connection> {
  const { client, terminal } = context;
  const begun = await client.beginAuthorization({ workspace, purpose: 'sync_user', ...login });
  // Beside the result: with --json a script still finds one document on stdout.
  terminal.note(`Open this address in a browser and log in to Salesforce:\n\n  ${begun.startUrl ?? ''}\n`);
  const ended = await untilEnded(context, workspace, begun);
  if (ended.state === 'finished' && ended.connectionId !== null) {
    const { connections } = await client.listConnections({ workspace });
    const connection = connections.find(({ id }) => id === ended.connectionId);
    if (connection !== undefined) return connection;
  }
  throw failureOf(ended);
}

async function untilEnded(context: Context, workspace: string, begun: Authorization): Promise<Authorization> {
  const live = createLiveLines(context.terminal);
  try {
    for (let seen = begun; ; ) {
      if (seen.state !== 'waiting') return seen;
      const leftSeconds = (Date.parse(begun.expiresAt) - Date.now()) / 1000;
      const text = `Waiting for the login … ${formatSeconds(leftSeconds)} left`;
      if (!context.json) live.show([{ key: begun.id, text, milestone: seen.state }]);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      seen = await context.client.readAuthorization({ workspace, authorization: begun.id });
    }
  } finally {
    live.end();
  }
}

/** A refusal is shown as if the server had answered it at once. */
function failureOf({ trouble }: Authorization): Error {
  if (trouble !== null) {
    const { code, title, message, fix } = trouble;
    return new ApiError({ code, title, detail: message, fix, status: 0 });
  }
  return new CliError('TIMEOUT', {
    title: 'Nobody came back from Salesforce',
    detail:
      'The login was not finished within 15 minutes. When Salesforce showed an error of its own, that is where it ended.',
    fix: 'Look the page up in docs/guides/connecting.md, then run the command again.',
  });
}
