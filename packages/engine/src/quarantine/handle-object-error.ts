import { isSyncError, SyncError } from '@sync-user/contract';
import { refreshColumns } from '../map/refresh-columns.ts';
import { toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { connectionEventOf } from '../states/connection-transitions.ts';
import { nextObjectState } from '../states/object-transitions.ts';
import { retryDelayMs, toTrouble } from '../trouble.ts';

/**
 * What one object's failure means for that object; the others are not touched.
 *
 * A vanished field is taken out of the reads and named, and the object goes on. What only a person can mend fails the
 * object. What passes by itself is noted and tried again. Failures of the connection as a whole, and bugs, are thrown on.
 */
export async function handleObjectError(
  ports: EnginePorts,
  object: StoredObject,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  if (!isSyncError(error)) throw error;
  const { workspaceId, sobject } = object.table;
  const now = ports.clock.nowMs();
  if (concernsConnection(error)) {
    // A load is sent again as long as its object waits for it; without a date that would be at once, and again at once.
    // Where nobody is connected it is not sent, and the object is not the one with a trouble.
    if (object.state !== 'live' && !isSyncError(error, 'DATABASE_UNAVAILABLE', ...NOBODY_CONNECTED)) {
      const nextAttemptAt = toInstant(now + (retryDelayMs(error.code) ?? 0));
      await ports.objects.writeState(workspaceId, sobject, object.state, toTrouble(error, toInstant(now)), {
        from: object.state,
        nextAttemptAt,
      });
    }
    throw error;
  }

  if (isSyncError(error, 'SF_FIELD_NOT_READABLE')) {
    const reason = await dropLostFields(ports, object, signal);
    if (reason === undefined) return;
    await ports.objects.writeState(
      workspaceId,
      sobject,
      nextObjectState(object.state, 'fail'),
      toTrouble(reason, toInstant(now)),
      { from: object.state },
    );
    return;
  }
  const delayMs = retryDelayMs(error.code);
  if (delayMs === undefined && !isSyncError(error, 'SF_NOT_FOUND')) {
    await ports.objects.writeState(
      workspaceId,
      sobject,
      nextObjectState(object.state, 'fail'),
      toTrouble(error, toInstant(now)),
      { from: object.state },
    );
    return;
  }
  const nextAttemptAt = toInstant(now + (delayMs ?? 0));
  await ports.objects.writeState(workspaceId, sobject, object.state, toTrouble(error, toInstant(now)), {
    from: object.state,
    nextAttemptAt,
  });
}

/** True for failures that say nothing about the object they happened on. */
function concernsConnection(error: SyncError): boolean {
  const event = connectionEventOf(error.code);
  return (
    (event !== undefined && event !== 'unreachable') ||
    error.spec.retry === 'after_reauthentication' ||
    isSyncError(error, 'SF_REQUEST_LIMIT', 'SF_HOST_UNREACHABLE', 'DATABASE_UNAVAILABLE', ...NOBODY_CONNECTED)
  );
}

/** Disconnected, forgotten, stopped or moved while the work was under way. */
const NOBODY_CONNECTED = ['CONNECTION_MISSING', 'CONNECTION_NOT_ACTIVE'] as const;

/** Stops reading fields that describe no longer shows. Returns why the object as a whole cannot go on, if so. */
async function dropLostFields(
  ports: EnginePorts,
  object: StoredObject,
  signal: AbortSignal,
): Promise<SyncError | undefined> {
  const { workspaceId, sobject } = object.table;
  const describe = await ports.org.fetchDescribe(sobject, { cause: 'describe', sobject, signal });
  const refreshed = refreshColumns(object.table.columns, describe, toInstant(ports.clock.nowMs()));
  if (refreshed.lost.length === 0) {
    return new SyncError(
      'SF_QUERY_REFUSED',
      `Salesforce refuses a field of ${sobject}, but describe still shows all of them`,
    );
  }
  const vital = refreshed.lost.find((field) => field === 'Id' || field === object.table.cursorField);
  if (vital !== undefined) {
    return new SyncError(
      'OBJECT_NOT_SYNCABLE',
      `${sobject}.${vital} is not visible any more, and nothing can be read without it`,
    );
  }
  await ports.objects.writeColumns(workspaceId, sobject, refreshed.columns);
  return undefined;
}
