import type { SelectedObject } from '@sync-user/contract';
import type { Context } from '../context.ts';
import { printObjects } from '../output/objects-table.ts';
import { waitForLoads } from '../wait-for-loads.ts';

/** Waits for loads and tells how they ended; a failed one makes the command fail. */
export async function finishLoads(
  context: Context,
  workspace: string,
  names: readonly string[],
  timeoutSeconds: number | undefined,
): Promise<readonly SelectedObject[]> {
  const objects = await waitForLoads(context, workspace, names, timeoutSeconds);
  const failed = objects.filter(({ state }) => state === 'failed');
  if (failed.length > 0) process.exitCode = 1;
  if (!context.json && failed.length > 0) {
    context.terminal.line();
    printObjects(context.terminal, failed, Date.now());
  }
  return objects;
}
