import { SyncError } from '@sync-user/contract';
import type { Database } from '../database/database.ts';
import { createMirrorSchema } from '../mirror/create-mirror-schema.ts';
import { insertWorkspace, type StoredWorkspace } from './stored-workspace.ts';

/**
 * Makes the workspace and its schema `crm_<slug>`, both or neither.
 * @throws `API_CONFLICT` when the slug is taken
 */
export async function createWorkspace(
  db: Database,
  workspace: { readonly slug: string; readonly name: string; readonly pollIntervalSeconds: number },
): Promise<StoredWorkspace> {
  return await db.transact(async (tx) => {
    const made = await insertWorkspace(tx, workspace);
    if (made === undefined)
      throw new SyncError('API_CONFLICT', `There is already a workspace "${workspace.slug}".`);
    await createMirrorSchema(tx, made.schema);
    return made;
  });
}
