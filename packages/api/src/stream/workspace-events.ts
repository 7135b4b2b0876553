import type { StreamEvent } from '@sync-user/contract';
import type { Services } from '../services.ts';
import { createWakeUp } from './wake-up.ts';

export interface WorkspaceEventsOptions {
  readonly workspaceId: string;
  /** Resume after this `seq`; undefined: from now on. */
  readonly after: number | undefined;
  /** Ends the events, at once even when it waits. */
  readonly signal: AbortSignal;
  /** Asked now and then; false ends the events (signed out, key revoked). */
  readonly isStillAllowed: () => Promise<boolean>;
  readonly heartbeatMs?: number;
  readonly recheckMs: number;
  readonly objectsEveryMs?: number;
}

/** Proxies close a connection that is silent; a comment keeps it open. */
const HEARTBEAT_MS = 15_000;
const OBJECTS_EVERY_MS = 1000;
const PAGE = 100;

/**
 * A workspace's live events, as text for `text/event-stream`.
 *
 *   nudge ──▶ read the feed from where we stand ──▶ yield ──▶ wait (nudge · heartbeat · objects due)
 *
 * Changes are pulled, not pushed: while a slow reader does not take what was yielded, nothing is read and nothing
 * piles up. The position moves only with what was yielded, so nothing is skipped or sent twice.
 */
export async function* workspaceEvents(
  services: Pick<Services, 'changes' | 'objects'>,
  options: WorkspaceEventsOptions,
): AsyncGenerator<string> {
  const { workspaceId, signal } = options;
  const { heartbeatMs = HEARTBEAT_MS, objectsEveryMs = OBJECTS_EVERY_MS, recheckMs } = options;
  const wakeUp = createWakeUp();
  let hasChanges = true;
  let hasObjects = true;
  const unsubscribes = [
    services.changes.subscribe(workspaceId, () => {
      hasChanges = true;
      wakeUp.nudge();
    }),
    services.objects.subscribe(workspaceId, () => {
      hasObjects = true;
      wakeUp.nudge();
    }),
  ];
  signal.addEventListener('abort', wakeUp.nudge, { once: true });

  try {
    // Sends the headers on their way even when nothing happens.
    yield ': here\n\n';
    let position = options.after ?? (await services.changes.list(workspaceId, { limit: 1 })).lastSeq;
    let objectsDueMs = 0;
    let spokeMs = performance.now();
    let checkedMs = performance.now();

    while (!signal.aborted) {
      if (hasChanges) {
        hasChanges = false;
        const { changes } = await services.changes.list(workspaceId, { after: position, limit: PAGE });
        for (const change of changes) {
          if (signal.aborted) return;
          position = change.seq;
          yield toText({ event: 'change', id: String(change.seq), data: change });
          spokeMs = performance.now();
        }
        if (changes.length > 0) hasChanges = true; // until a page comes back empty
      }

      if (hasObjects && performance.now() >= objectsDueMs) {
        hasObjects = false;
        objectsDueMs = performance.now() + objectsEveryMs;
        const objects = await services.objects.list(workspaceId);
        yield toText({ event: 'objects', data: { objects } });
        spokeMs = performance.now();
      }

      if (performance.now() - spokeMs >= heartbeatMs) {
        yield ': still here\n\n';
        spokeMs = performance.now();
      }
      if (performance.now() - checkedMs >= recheckMs) {
        if (!(await options.isStillAllowed())) return;
        checkedMs = performance.now();
      }
      if (signal.aborted || hasChanges) continue;
      const nextMs = Math.min(
        spokeMs + heartbeatMs,
        checkedMs + recheckMs,
        hasObjects ? objectsDueMs : Infinity,
      );
      await wakeUp.wait(Math.max(0, nextMs - performance.now()));
    }
  } finally {
    signal.removeEventListener('abort', wakeUp.nudge);
    for (const unsubscribe of unsubscribes) unsubscribe();
  }
}

/** JSON has no raw line breaks, so one `data:` line holds it. */
function toText(event: StreamEvent): string {
  const id = event.event === 'change' ? `id: ${event.id}\n` : '';
  return `${id}event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
