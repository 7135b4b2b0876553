import type { EnginePorts } from '../ports/engine-ports.ts';
import type { StoredObject } from '../ports/object-store.ts';

/**
 * Whether columns of an object went away since it was read here, because they became private or the object was deselected:
 * what then fails in the database is no bug, and nobody waits for it.
 */
export async function lostColumns(
  ports: Pick<EnginePorts, 'objects'>,
  { table }: Pick<StoredObject, 'table'>,
): Promise<boolean> {
  const now = await ports.objects.read(table.workspaceId, table.sobject);
  if (now === undefined) return true;
  const there = new Set(now.table.columns.map((column) => column.column));
  return table.columns.some((column) => !there.has(column.column));
}
