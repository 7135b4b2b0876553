import { isDeepStrictEqual } from 'node:util';
import type { SchemaChange } from '@sync-user/contract';
import type { FieldStore } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { insertSchemaChanges } from '../schema-change/schema-change.ts';
import { listStoredObjects } from '../selected-object/stored-object.ts';
import { replaceColumns } from '../selected-object/write-object.ts';

/** See `FieldStore.writeFound`. */
export async function writeFound(
  db: Database,
  { workspaceId, sobject }: Parameters<FieldStore['writeFound']>[0],
  found: Parameters<FieldStore['writeFound']>[1],
): Promise<readonly SchemaChange[] | undefined> {
  return await db.transact(async (tx) => {
    await tx.query(
      /* sql */ `select 1 from selected_object where workspace_id = $1 and sobject = $2 for update`,
      [workspaceId, sobject],
    );
    const [object] = await listStoredObjects(tx, workspaceId, sobject);
    if (object === undefined || !isDeepStrictEqual(object.table.columns, found.before)) return undefined;
    if (!isDeepStrictEqual(found.columns, found.before))
      await replaceColumns(tx, workspaceId, sobject, found.columns);
    if (found.known !== null) {
      await tx.query(
        /* sql */ `
        update selected_object
           set known_fields = $3, described_at = $4, next_describe_at = coalesce($5, next_describe_at)
         where workspace_id = $1 and sobject = $2`,
        [workspaceId, sobject, found.known, found.at, found.nextDescribeAt],
      );
    }
    return await insertSchemaChanges(tx, workspaceId, sobject, found.changes);
  });
}
