import type { SelectedObject } from '@sync-user/contract';
import type { Command } from 'commander';
import { type Context, createContext } from '../context.ts';
import { createLiveLines } from '../output/live-lines.ts';
import { formatAmount } from '../output/format.ts';
import { watchObjects } from '../watch-objects.ts';
import { timeoutOption } from './wait-options.ts';

const POLL_TIMEOUT_SECONDS = 300;

export function addSync(program: Command): void {
  program
    .command('sync')
    .description('poll now instead of at the next interval')
    .option('--wait', 'return when every live object has been polled')
    .addOption(timeoutOption().default(POLL_TIMEOUT_SECONDS))
    .action(async (options: { wait?: boolean; timeout: number }, command: Command) => {
      const context = createContext(command);
      const { client, terminal, json } = context;
      const workspace = await context.workspace();
      const before = (await client.listObjects({ workspace })).objects;
      const { lastSeq } = await client.listChanges({ workspace, limit: 1 });
      const accepted = await client.pollNow({ workspace });
      if (options.wait !== true) {
        if (json) terminal.json(accepted);
        else terminal.line(accepted.message);
        return;
      }
      const polled = await waitForPoll(context, workspace, before, options.timeout);
      const changes = (await client.listChanges({ workspace, limit: 1 })).lastSeq - lastSeq;
      const troubled = polled.filter(({ trouble }) => trouble !== null);
      if (troubled.length > 0) process.exitCode = 1;
      if (json) return terminal.json({ objects: polled, changes });
      terminal.line(`${formatAmount(polled.length, 'object')} polled, ${formatAmount(changes, 'change')}.`);
    });
}

/** An object is done when it was polled after the start, or when a new trouble stopped it. */
async function waitForPoll(
  context: Context,
  workspace: string,
  before: readonly SelectedObject[],
  timeoutSeconds: number,
): Promise<readonly SelectedObject[]> {
  const live = createLiveLines(context.terminal);
  const start = new Map(
    before.filter(({ state }) => state === 'live').map((object) => [object.name, object]),
  );
  const width = Math.max(0, ...[...start.keys()].map((name) => name.length));
  let last: readonly SelectedObject[] = [];
  const isDone = (object: SelectedObject): boolean => {
    const old = start.get(object.name);
    const isTroubled = object.trouble !== null && object.trouble.since !== old?.trouble?.since;
    return object.lastPolledAt !== old?.lastPolledAt || isTroubled || object.state === 'failed';
  };
  await watchObjects(context, workspace, timeoutSeconds, (objects) => {
    last = objects.filter(({ name }) => start.has(name));
    const lines = last.map((object) => {
      const text = isDone(object) ? (object.trouble?.title ?? 'polled') : 'polling …';
      return { key: object.name, text: `${object.name.padEnd(width)}  ${text}`, milestone: text };
    });
    if (!context.json) live.show(lines);
    return last.every(isDone);
  });
  return last;
}
