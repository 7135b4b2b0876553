import { toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { MappedColumn } from '../ports/mirror.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { isRead } from '../soql/build-soql.ts';

/**
 * Has columns filled whose values no poll would bring; that begins when the object is live. One that waits for its first
 * load gets them with it. Fields whose filling is under way are filled along anew.
 *
 * `before`: the columns that were there already. The feed tells what differs in them; others are filled in silence.
 */
export async function startBackfill(
  ports: EnginePorts,
  object: StoredObject,
  fields: readonly string[],
  before: readonly MappedColumn[],
): Promise<void> {
  const { table, cursor } = object;
  if (cursor === null && object.state !== 'loading') return;
  const read = new Set(table.columns.filter(isRead).map((column) => column.field));
  const wanted = fields.filter((field) => read.has(field));
  if (wanted.length === 0) return;
  const old = new Set(before.map((column) => column.column));
  const fresh = new Set(table.columns.filter(({ column }) => !old.has(column)).map(({ field }) => field));
  const now = toInstant(ports.clock.nowMs());
  await ports.fields.startBackfill(table, {
    kind: 'added',
    fields: wanted,
    fresh: wanted.filter((field) => fresh.has(field)),
    // A load under way leaves the columns out, but no poll does.
    tailFrom: cursor?.readThrough ?? now,
    at: now,
  });
}
