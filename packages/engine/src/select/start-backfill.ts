import { toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { isRead } from '../soql/build-soql.ts';
import type { StoredObject } from '../ports/object-store.ts';

/**
 * Has columns filled whose values no poll would bring; that begins when the object is live. One that waits for its first
 * load gets them with it. Fields whose filling is under way are filled along anew.
 */
export async function startBackfill(
  ports: EnginePorts,
  object: StoredObject,
  fields: readonly string[],
): Promise<void> {
  const { table, cursor } = object;
  if (cursor === null && object.state !== 'loading') return;
  const read = new Set(table.columns.filter(isRead).map((column) => column.field));
  const wanted = fields.filter((field) => read.has(field));
  if (wanted.length === 0) return;
  const now = toInstant(ports.clock.nowMs());
  await ports.fields.startBackfill(table, {
    kind: 'added',
    fields: wanted,
    // A load under way leaves the columns out, but no poll does.
    tailFrom: cursor?.readThrough ?? now,
    at: now,
  });
}
