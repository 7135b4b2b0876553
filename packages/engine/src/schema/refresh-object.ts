import { isSyncError, type SchemaChange, SyncError } from '@sync-user/contract';
import { toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { MappedColumn } from '../ports/mirror.ts';
import type { StoredObject } from '../ports/object-store.ts';
import type { ObjectDescribe } from '../ports/source-org.ts';
import { startBackfill } from '../select/start-backfill.ts';
import { isRead } from '../soql/build-soql.ts';
import { compareFields, type WhereGone } from './compare-fields.ts';

/** Fields are compared at least this often. */
export const DESCRIBE_EVERY_MS = 24 * 60 * 60_000;

export interface RefreshedObject {
  readonly object: StoredObject;
  readonly changes: readonly SchemaChange[];
  readonly lost: readonly string[];
}

/**
 * Compares an object's fields with the org's and puts the mapping right: what vanished is read no more and says why, what
 * is back or new is read again and its column filled, what has another type gets a column that holds it.
 *
 * `describe`: when it was asked for already. Filling is left out for an object that is loaded anew anyway.
 *
 * @throws `OBJECT_UNKNOWN`, `SF_…`; `OBJECT_NOT_SYNCABLE` when a field that nothing goes without is gone
 */
export async function refreshObject(
  ports: EnginePorts,
  object: StoredObject,
  signal: AbortSignal,
  given?: ObjectDescribe,
): Promise<RefreshedObject> {
  const { workspaceId, sobject } = object.table;
  const context = { cause: 'describe', sobject, signal } as const;
  const describe = given ?? (await ports.org.fetchDescribe(sobject, context));
  const [policy, privateFields, known] = await Promise.all([
    ports.fields.readPolicy(workspaceId),
    ports.fields.listPrivate(workspaceId, sobject),
    ports.fields.readKnown(workspaceId, sobject),
  ]);
  const whereGone = await findWhereGone(ports, object, describe, signal);
  let current = object;
  for (;;) {
    const now = toInstant(ports.clock.nowMs());
    const { table } = current;
    const compared = compareFields(describe, {
      columns: table.columns,
      cursorField: table.cursorField,
      known,
      privateFields,
      policy,
      now,
      whereGone,
    });
    const vital = compared.lost.find((field) => field === 'Id' || field === table.cursorField);
    if (vital !== undefined) {
      throw new SyncError(
        'OBJECT_NOT_SYNCABLE',
        `${sobject}.${vital} is not visible any more, and nothing can be read without it`,
      );
    }
    const columns = await widenTable(ports, current, compared.columns);
    const changes = await ports.fields.writeFound(table, {
      before: table.columns,
      columns,
      changes: compared.changes,
      known: compared.known,
      at: now,
      nextDescribeAt: toInstant(ports.clock.nowMs() + DESCRIBE_EVERY_MS),
    });
    if (changes === undefined) {
      const again = await ports.objects.read(workspaceId, sobject);
      if (again === undefined) return { object, changes: [], lost: [] };
      current = again;
      continue;
    }
    const refreshed = { ...current, table: { ...table, columns } };
    await startBackfill(ports, refreshed, compared.refill, table.columns);
    return { object: refreshed, changes, lost: compared.lost };
  }
}

/**
 * Makes the table fit. When a column cannot be given its new type, because something in PostgreSQL is built on it, it keeps
 * the old one: values that do not fit are quarantined one by one, and nothing stops.
 */
async function widenTable(
  ports: EnginePorts,
  object: StoredObject,
  columns: readonly MappedColumn[],
): Promise<readonly MappedColumn[]> {
  const types = new Map(object.table.columns.map((column) => [column.column, column.columnType]));
  const same = columns.every((column) => types.get(column.column) === column.columnType);
  if (same) return columns;
  try {
    await ports.mirror.ensureTable({ ...object.table, columns });
    return columns;
  } catch (error) {
    if (!isSyncError(error, 'API_CONFLICT')) throw error;
    const kept = columns.map((column) => ({
      ...column,
      columnType: types.get(column.column) ?? column.columnType,
    }));
    await ports.mirror.ensureTable({ ...object.table, columns: kept });
    return kept;
  }
}

/**
 * Asks who in the org is granted the fields that vanished: a field that is only hidden is granted to others, and the grants
 * of a deleted one went with it. Who may not look at the setup learns nothing, and that is no reason to stop.
 * Source: Object Reference, FieldPermissions ("View Setup and Configuration" from version 49.0 on).
 */
async function findWhereGone(
  ports: EnginePorts,
  object: StoredObject,
  describe: ObjectDescribe,
  signal: AbortSignal,
): Promise<(field: string) => WhereGone> {
  const { sobject } = object.table;
  const visible = new Set(describe.fields.map((field) => field.name.toLowerCase()));
  const gone = object.table.columns.filter(
    (column) => isRead(column) && !visible.has(column.field.toLowerCase()),
  );
  if (gone.length === 0) return () => 'unknown';
  const names = gone.map((column) => `'${sobject}.${column.field}'`);
  const soql = `SELECT Field FROM FieldPermissions WHERE SobjectType = '${sobject}' AND Field IN (${names.join(', ')})`;
  try {
    const context = { cause: 'describe', sobject, signal } as const;
    const answer = await ports.org.query(soql, { withDeleted: false }, context);
    const granted = new Set(answer.value.records.map((record) => String(record['Field']).toLowerCase()));
    return (field) => (granted.has(`${sobject}.${field}`.toLowerCase()) ? 'hidden' : 'deleted');
  } catch (error) {
    if (!isSyncError(error, 'SF_OBJECT_NOT_READABLE', 'SF_FIELD_NOT_READABLE', 'SF_QUERY_REFUSED'))
      throw error;
    return () => 'unknown';
  }
}
