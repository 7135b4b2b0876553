import { SyncError } from '@sync-user/contract';
import { type FieldSelection, mapObject } from '../map/map-object.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { toInstant } from '../ports/clock.ts';
import type { MirrorTable } from '../ports/mirror.ts';
import type { ObjectDescribe, ObjectSummary } from '../ports/source-org.ts';
import { DESCRIBE_EVERY_MS, refreshObject } from '../schema/refresh-object.ts';
import { isRead } from '../soql/build-soql.ts';
import { nextObjectState } from '../states/object-transitions.ts';
import { startBackfill } from './start-backfill.ts';

/**
 * Selects an object: its table is decided from describe, and it waits for its first load. Selecting it again adds
 * fields, whose columns alone are filled.
 *
 * Returns the object's name as Salesforce spells it.
 *
 * @throws `OBJECT_UNKNOWN`, `OBJECT_NOT_SYNCABLE`, `API_INVALID_REQUEST` naming unknown fields
 */
export async function selectObject(
  ports: EnginePorts,
  place: { readonly workspaceId: string; readonly schema: string },
  request: { readonly sobject: string; readonly fields: FieldSelection },
  signal: AbortSignal,
): Promise<string> {
  const describe = await ports.org.fetchDescribe(request.sobject, {
    cause: 'describe',
    sobject: request.sobject,
    signal,
  });
  const hidden = await ports.fields.listPrivate(place.workspaceId, describe.name);
  const mapped = mapObject(describe, request.fields, place, hidden);
  if (mapped.kind === 'not_syncable') throw new SyncError('OBJECT_NOT_SYNCABLE', mapped.reason);
  if (mapped.kind === 'unknown_fields') {
    throw new SyncError(
      'API_INVALID_REQUEST',
      `${describe.name} has no such field for the sync user, or it cannot be mirrored or is kept private: ${mapped.fields.join(', ')}`,
    );
  }

  const found = await ports.objects.read(place.workspaceId, describe.name);
  // What changed in its fields is found first: the mapping that is written here would hide it from the next comparison.
  const before = found && (await refreshObject(ports, found, signal, describe)).object;
  const kept =
    before?.table.columns.filter(
      (column) => !mapped.table.columns.some((other) => other.field === column.field),
    ) ?? [];
  const earlier = new Map(before?.table.columns.map((column) => [column.field, column]));
  const table = {
    ...mapped.table,
    // A column keeps the type it has: it may have been widened.
    columns: [
      ...mapped.table.columns.map((column) => ({
        ...column,
        columnType: earlier.get(column.field)?.columnType ?? column.columnType,
        asOf: earlier.get(column.field)?.asOf ?? null,
      })),
      ...kept,
    ],
    rowFilter: before?.table.rowFilter ?? null,
  };
  await ports.mirror.ensureTable(table);
  await ports.objects.write({ table, label: describe.label, custom: describe.custom });
  if (before === undefined) await noteKnown(ports, table, describe);
  else {
    const fresh = table.columns.filter((column) => {
      const old = earlier.get(column.field);
      return old === undefined || (!isRead(old) && isRead(column));
    });
    await startBackfill(
      ports,
      { ...before, table },
      fresh.map((column) => column.field),
      before.table.columns,
    );
  }
  return describe.name;
}

/** What the sync user sees from the start is no news later. */
async function noteKnown(ports: EnginePorts, table: MirrorTable, describe: ObjectDescribe): Promise<void> {
  const nowMs = ports.clock.nowMs();
  await ports.fields.writeFound(table, {
    before: table.columns,
    columns: table.columns,
    changes: [],
    known: describe.fields.map((field) => field.name),
    at: toInstant(nowMs),
    nextDescribeAt: toInstant(nowMs + DESCRIBE_EVERY_MS),
  });
}

/**
 * Deselects an object: its settings and its table go together.
 *
 * @throws `OBJECT_NOT_SELECTED`; `API_CONFLICT` when somebody's view depends on the table, and it stays selected then
 */
export async function deselectObject(
  ports: Pick<EnginePorts, 'objects'>,
  workspaceId: string,
  sobject: string,
): Promise<void> {
  const object = await ports.objects.read(workspaceId, sobject);
  if (object === undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${sobject} is not selected`);
  await ports.objects.remove(object.table);
}

/** Loads a live object again, or gives a failed one another try. */
export async function retryObject(
  ports: Pick<EnginePorts, 'objects'>,
  workspaceId: string,
  sobject: string,
): Promise<void> {
  const object = await ports.objects.read(workspaceId, sobject);
  if (object === undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${sobject} is not selected`);
  const event = object.state === 'failed' ? (object.cursor === null ? 'retry_load' : 'retry_poll') : 'reload';
  await ports.objects.writeState(workspaceId, sobject, nextObjectState(object.state, event), null, {
    from: object.state,
  });
}

/** Why an object cannot be selected, as far as describe global tells; null when it can. */
export function notSyncableReason(object: ObjectSummary): string | null {
  if (!object.queryable) return 'Salesforce does not let it be queried';
  if (object.deprecatedAndHidden) return 'Salesforce has retired it';
  if (object.name.endsWith('ChangeEvent') || object.name.endsWith('__e'))
    return 'It is a stream of events, not a table';
  if (object.customSetting) return 'It is a custom setting';
  return null;
}
