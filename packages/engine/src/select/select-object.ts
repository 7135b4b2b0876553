import { SyncError } from '@sync-user/contract';
import { type FieldSelection, mapObject } from '../map/map-object.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { ObjectSummary } from '../ports/source-org.ts';
import { nextObjectState } from '../states/object-transitions.ts';

/**
 * Selects an object: its table is decided from describe, and it waits for its first load. Selecting it again adds
 * fields; an object that was loaded before is loaded again so that the new columns are filled.
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
  const mapped = mapObject(describe, request.fields, place);
  if (mapped.kind === 'not_syncable') throw new SyncError('OBJECT_NOT_SYNCABLE', mapped.reason);
  if (mapped.kind === 'unknown_fields') {
    throw new SyncError(
      'API_INVALID_REQUEST',
      `${describe.name} has no such field for the sync user, or it cannot be mirrored: ${mapped.fields.join(', ')}`,
    );
  }

  const before = await ports.objects.read(place.workspaceId, describe.name);
  const kept =
    before?.table.columns.filter(
      (column) => !mapped.table.columns.some((other) => other.field === column.field),
    ) ?? [];
  const table = { ...mapped.table, columns: [...mapped.table.columns, ...kept] };
  await ports.mirror.ensureTable(table);
  await ports.objects.write({ table, label: describe.label, custom: describe.custom });
  const grown = before === undefined || table.columns.length > before.table.columns.length;
  if (before !== undefined && grown && before.state !== 'loading') {
    await ports.objects.writeState(
      place.workspaceId,
      describe.name,
      nextObjectState(before.state, 'reload'),
      null,
      { from: before.state },
    );
  }
  return describe.name;
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
