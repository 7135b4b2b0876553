import type { ObjectStore } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { within } from '../database/within.ts';
import { writeNextReads } from '../plan/write-next-reads.ts';
import { finishLoad } from './finish-load.ts';
import { noteLoadEnded } from './load-history.ts';
import { removeObject } from './remove-object.ts';
import {
  finishPart,
  listRereads,
  planLoad,
  readLoad,
  removeRereads,
  replacePart,
  resumeLoad,
  startLoad,
  writeLoadPhase,
  writePartExpected,
  writePartJob,
} from './stored-load.ts';
import { listStoredObjects } from './stored-object.ts';
import { writeColumns, writeObject, writeObjectState } from './write-object.ts';

/** `organizationId`: what was found out in that org is written only while the workspace holds its data. */
export function createObjectStore(db: Database, organizationId?: string): ObjectStore {
  return {
    read: async (workspaceId, sobject) => (await listStoredObjects(db, workspaceId, sobject))[0],
    list: (workspaceId) => listStoredObjects(db, workspaceId),
    writeNextReads: (workspaceId, begunAt, reads) => writeNextReads(db, workspaceId, begunAt, reads),
    write: (object) => writeObject(db, object),
    remove: (table) => removeObject(db, table),
    writeColumns: (workspaceId, sobject, columns) =>
      writeColumns(db, { workspaceId, sobject, organizationId }, columns),
    writeState: (workspaceId, sobject, state, trouble, change) =>
      db.transact(async (tx) => {
        const place = { workspaceId, sobject, organizationId };
        const isWritten = await writeObjectState(tx, place, { ...change, state, trouble });
        if (isWritten && state === 'failed')
          await noteLoadEnded(tx, workspaceId, sobject, { outcome: 'failed', trouble });
      }),
    readLoad: (workspaceId, sobject) => readLoad(db, workspaceId, sobject),
    resumeLoad: (workspaceId, sobject) => resumeLoad(db, workspaceId, sobject),
    startLoad: (workspaceId, sobject, load) => startLoad(db, workspaceId, sobject, load),
    planLoad: (loadId, plan) => planLoad(db, loadId, plan),
    writePartJob: (loadId, part, job) => writePartJob(db, loadId, part, job),
    writePartExpected: (loadId, part, rows) => writePartExpected(db, loadId, part, rows),
    finishPart: (loadId, part) => finishPart(db, loadId, part),
    replacePart: (loadId, part, others) => replacePart(db, loadId, part, others),
    writeLoadPhase: (loadId, phase) => writeLoadPhase(db, loadId, phase),
    listRereads: (workspaceId, sobject, limit) => listRereads(db, workspaceId, sobject, limit),
    removeRereads: (workspaceId, sobject, ids) => removeRereads(db, workspaceId, sobject, ids),
    finishLoad: (workspaceId, sobject, loadId, cursor) =>
      db.transact(async (tx) => {
        await finishLoad(within(db, tx), workspaceId, sobject, loadId, cursor);
        await noteLoadEnded(tx, workspaceId, sobject, { outcome: 'done', trouble: null, loadId });
      }),
  };
}
