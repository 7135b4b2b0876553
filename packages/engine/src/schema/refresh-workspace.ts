import { isSyncError, type SchemaChange } from '@sync-user/contract';
import { handleObjectError } from '../quarantine/handle-object-error.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { DESCRIBES_PER_COMPOSITE } from '../ports/source-org.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { refreshObject } from './refresh-object.ts';

export interface SchemaReport {
  readonly objects: number;
  readonly changes: readonly SchemaChange[];
  /** Objects that could not be compared; the others were. */
  readonly troubled: readonly string[];
}

/**
 * Compares the fields of these objects with the org's, 25 objects a call. One object's trouble is noted there and does not
 * stop the others. Objects that are being loaded are looked at by their load.
 */
export async function refreshObjects(
  ports: EnginePorts,
  objects: readonly StoredObject[],
  signal: AbortSignal,
): Promise<SchemaReport> {
  const due = objects.filter((object) => !object.paused && object.state === 'live');
  const changes: SchemaChange[] = [];
  const troubled: string[] = [];
  for (let start = 0; start < due.length; start += DESCRIBES_PER_COMPOSITE) {
    const group = due.slice(start, start + DESCRIBES_PER_COMPOSITE);
    const [only] = group;
    const outcomes = await ports.org.describeTogether(
      group.map((object) => object.table.sobject),
      { cause: 'describe', sobject: group.length === 1 ? (only?.table.sobject ?? null) : null, signal },
    );
    for (const [index, object] of group.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) throw new Error(`no outcome for describe ${index} of a composite call`);
      try {
        if (outcome.kind === 'refused') throw outcome.error;
        changes.push(...(await refreshObject(ports, object, signal, outcome.describe)).changes);
      } catch (error) {
        if (!isSyncError(error)) throw error;
        if ((await ports.objects.read(object.table.workspaceId, object.table.sobject)) === undefined)
          continue;
        await handleObjectError(ports, object, error, signal);
        troubled.push(object.table.sobject);
      }
    }
  }
  return { objects: due.length, changes, troubled };
}
