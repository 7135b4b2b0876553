import type { SelectedObject } from '@sync-user/contract';
import type { Context } from './context.ts';
import { createLiveLines } from './output/live-lines.ts';
import { createPaceMeter, describeLoad } from './output/load-progress.ts';
import { watchObjects } from './watch-objects.ts';

/**
 * Shows the loads of `names` until each is live or failed, and returns them. `waiting` and `loading` with a trouble go
 * on: the server tries again by itself. One that is deselected meanwhile is not waited for.
 *
 * @throws `TIMEOUT`
 */
export async function waitForLoads(
  context: Context,
  workspace: string,
  names: readonly string[],
  timeoutSeconds: number | undefined,
): Promise<readonly SelectedObject[]> {
  const live = createLiveLines(context.terminal);
  const paceOf = createPaceMeter();
  const width = Math.max(...names.map((name) => name.length));
  let last: readonly SelectedObject[] = [];
  const look = (objects: readonly SelectedObject[]): boolean => {
    last = objects.filter(({ name }) => names.includes(name));
    const nowMs = Date.now();
    const lines = last.map((object) => ({
      key: object.name,
      text: `${object.name.padEnd(width)}  ${describeLoad(object, paceOf(object, nowMs))}`,
      milestone: milestoneOf(object),
    }));
    if (!context.json) live.show(lines);
    return last.every(({ state }) => state === 'live' || state === 'failed');
  };
  try {
    await watchObjects(context, workspace, timeoutSeconds, look);
  } finally {
    live.end();
  }
  return last;
}

/** A new line in a log for each state, phase and tenth of the rows. */
function milestoneOf({ state, load }: SelectedObject): string {
  if (state !== 'loading' || load === null) return state;
  const tenth =
    load.rowsExpected === null ? 0 : Math.floor((load.rowsLoaded / Math.max(1, load.rowsExpected)) * 10);
  return `${state} ${load.phase} ${tenth} ${load.attempts}`;
}
