import { SyncError } from '@sync-user/contract';
import { toColumnType } from '../map/column-type.ts';
import { toColumns } from '../map/map-object.ts';
import { toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { MappedColumn, MirrorTable } from '../ports/mirror.ts';
import type { StoredObject } from '../ports/object-store.ts';
import type { FieldDescribe, ObjectDescribe } from '../ports/source-org.ts';
import { startBackfill } from './start-backfill.ts';

export interface FieldsWanted {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly private: readonly string[];
  readonly shown: readonly string[];
}

/** Fields that rows cannot be told apart or ordered without. */
export function isRequired(table: Pick<MirrorTable, 'cursorField'>, field: string): boolean {
  const name = field.toLowerCase();
  return name === 'id' || name === table.cursorField.toLowerCase();
}

/**
 * Changes which fields of an object are mirrored. What is added gets its column, and the column its values; what is removed
 * is read no more and keeps its column for a while; what is private leaves no trace. All are checked before any is done.
 *
 * @throws `OBJECT_NOT_SELECTED`, `OBJECT_UNKNOWN`, `API_INVALID_REQUEST` naming the fields; `API_CONFLICT` when something in
 *   PostgreSQL is built on a column that must go
 */
export async function changeFields(
  ports: EnginePorts,
  workspaceId: string,
  sobject: string,
  wanted: FieldsWanted,
  signal: AbortSignal,
): Promise<void> {
  const object = await readObject(ports, workspaceId, sobject);
  const describe = await ports.org.fetchDescribe(sobject, { cause: 'describe', sobject, signal });
  const byName = new Map(describe.fields.map((field) => [lower(field.name), field]));
  const kept = new Set((await ports.fields.listPrivate(workspaceId, sobject)).map(lower));
  const shown = new Set(wanted.shown.map(lower));
  const hidden = new Set(withParts(describe, wanted.private).map(lower));

  refuse(
    wanted.add.filter((name) => {
      const field = byName.get(lower(name));
      const isMapped = object.table.columns.some((column) => lower(column.field) === lower(name));
      return !isMapped && (field === undefined || toColumnType(field.type) === undefined);
    }),
    `${sobject} has no such field for the sync user, or it cannot be mirrored`,
  );
  refuse(
    wanted.add.filter(
      (name) => hidden.has(lower(name)) || (kept.has(lower(name)) && !shown.has(lower(name))),
    ),
    'They are kept private; show them first',
  );
  refuse(
    [...wanted.remove, ...hidden].filter((name) => isRequired(object.table, name)),
    'Nothing can be read without them',
  );
  refuse(
    wanted.remove.filter(
      (name) => !object.table.columns.some((column) => lower(column.field) === lower(name)),
    ),
    'They are not mapped',
  );

  if (shown.size > 0) await ports.fields.makeShown(workspaceId, sobject, [...shown]);
  if (hidden.size > 0) {
    const names = [...hidden].map((name) => byName.get(name)?.name ?? name);
    await ports.fields.makePrivate(object.table, names);
  }
  if (wanted.add.length + wanted.remove.length > 0)
    await writeMapping(ports, workspaceId, sobject, wanted, byName);
}

/** A compound value is its parts: hiding `BillingAddress` hides `BillingCity`. */
export function withParts(describe: ObjectDescribe, names: readonly string[]): string[] {
  const wanted = new Set(names.map(lower));
  const parts = describe.fields.filter(
    (field) => field.compoundFieldName !== null && wanted.has(lower(field.compoundFieldName)),
  );
  return [...new Set([...names, ...parts.map((field) => field.name)])];
}

async function writeMapping(
  ports: EnginePorts,
  workspaceId: string,
  sobject: string,
  wanted: FieldsWanted,
  byName: ReadonlyMap<string, FieldDescribe>,
): Promise<void> {
  const add = new Set(wanted.add.map(lower));
  const remove = new Set(wanted.remove.map(lower));
  for (;;) {
    const object = await readObject(ports, workspaceId, sobject);
    const now = toInstant(ports.clock.nowMs());
    const { table } = object;
    const filled: string[] = [];
    const columns = table.columns.map((column): MappedColumn => {
      if (remove.has(lower(column.field)) && column.removedAt === null) return { ...column, removedAt: now };
      if (!add.has(lower(column.field)) || column.removedAt === null) return column;
      filled.push(column.field);
      return { ...column, removedAt: null };
    });
    const mapped = new Set(columns.map((column) => lower(column.field)));
    const fresh = [...add]
      .filter((name) => !mapped.has(name))
      .flatMap((name) => {
        const field = byName.get(name);
        return field === undefined ? [] : toColumns(field, table.cursorField);
      });
    filled.push(...fresh.map((column) => column.field));
    const after = { ...table, columns: [...columns, ...fresh] };
    if (fresh.length > 0) await ports.mirror.ensureTable(after);
    const written = await ports.fields.writeFound(table, {
      before: table.columns,
      columns: after.columns,
      changes: [],
      known: null,
      at: now,
      nextDescribeAt: null,
    });
    if (written === undefined) continue;
    await startBackfill(ports, { ...object, table: after }, filled, table.columns);
    return;
  }
}

/** @throws `OBJECT_NOT_SELECTED` */
async function readObject(ports: EnginePorts, workspaceId: string, sobject: string): Promise<StoredObject> {
  const object = await ports.objects.read(workspaceId, sobject);
  if (object === undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${sobject} is not selected`);
  return object;
}

function refuse(fields: readonly string[], why: string): void {
  if (fields.length > 0) throw new SyncError('API_INVALID_REQUEST', `${why}: ${fields.join(', ')}`);
}

function lower(name: string): string {
  return name.toLowerCase();
}
