import { isSyncError, SyncError } from '@sync-user/contract';
import { toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { refreshObject } from '../schema/refresh-object.ts';
import { toReadableFields } from '../soql/build-soql.ts';
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
    const reason = await dropLostFields(ports, object, error, signal);
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
    isSyncError(
      error,
      'SF_REQUEST_LIMIT',
      'API_BUDGET_SPENT',
      'SF_HOST_UNREACHABLE',
      'DATABASE_UNAVAILABLE',
      ...NOBODY_CONNECTED,
    )
  );
}

/** Disconnected, forgotten, stopped or moved while the work was under way. */
const NOBODY_CONNECTED = ['CONNECTION_MISSING', 'CONNECTION_NOT_ACTIVE'] as const;

/** Stops reading fields that describe no longer shows. Returns why the object as a whole cannot go on, if so. */
async function dropLostFields(
  ports: EnginePorts,
  object: StoredObject,
  refusal: SyncError,
  signal: AbortSignal,
): Promise<SyncError | undefined> {
  const { sobject } = object.table;
  try {
    const { lost } = await refreshObject(ports, object, signal);
    if (lost.length > 0) return undefined;
  } catch (error) {
    if (isSyncError(error, 'OBJECT_NOT_SYNCABLE')) return error;
    throw error;
  }
  const current = (await ports.objects.read(object.table.workspaceId, sobject)) ?? object;
  // Somebody else's look found it first.
  if (toReadableFields(current.table).length < toReadableFields(object.table).length) return undefined;
  const { rowFilter } = current.table;
  if (rowFilter !== null)
    return new SyncError(
      'ROW_FILTER_REFUSED',
      `Every field that is read of ${sobject} is there: its row filter “${rowFilter}” names one that is not. ${refusal.message}`,
      { sobject },
      { cause: refusal },
    );
  return new SyncError(
    'SF_QUERY_REFUSED',
    `Salesforce refuses a field of ${sobject}, but describe still shows all of them`,
  );
}
