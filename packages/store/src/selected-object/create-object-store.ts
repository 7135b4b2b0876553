import type { ObjectStore } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { finishLoad } from './finish-load.ts';
import { removeObject } from './remove-object.ts';
import { readLoad, resumeLoad, startLoad, writeLoadJob, writeLoadProgress } from './stored-load.ts';
import { listStoredObjects } from './stored-object.ts';
import { writeColumns, writeObject, writeObjectState } from './write-object.ts';

/** `organizationId`: what was found out in that org is written only while the workspace holds its data. */
export function createObjectStore(db: Database, organizationId?: string): ObjectStore {
  return {
    read: async (workspaceId, sobject) => (await listStoredObjects(db, workspaceId, sobject))[0],
    list: (workspaceId) => listStoredObjects(db, workspaceId),
    write: (object) => writeObject(db, object),
    remove: (table) => removeObject(db, table),
    writeColumns: (workspaceId, sobject, columns) =>
      writeColumns(db, { workspaceId, sobject, organizationId }, columns),
    writeState: (workspaceId, sobject, state, trouble, change) =>
      writeObjectState(db, { workspaceId, sobject, organizationId }, { ...change, state, trouble }),
    readLoad: (workspaceId, sobject) => readLoad(db, workspaceId, sobject),
    resumeLoad: (workspaceId, sobject) => resumeLoad(db, workspaceId, sobject),
    startLoad: (workspaceId, sobject, load) => startLoad(db, workspaceId, sobject, load),
    writeLoadJob: (loadId, job) => writeLoadJob(db, loadId, job),
    writeLoadProgress: (loadId, progress) => writeLoadProgress(db, loadId, progress),
    finishLoad: (workspaceId, sobject, loadId, cursor) =>
      finishLoad(db, workspaceId, sobject, loadId, cursor),
  };
}
