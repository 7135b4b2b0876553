import { type LoadPhase, SyncError } from '@sync-user/contract';
import type { IsoInstant, StoredLoad } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

interface StoredLoadRow {
  load_id: string;
  phase: LoadPhase;
  reload: boolean;
  position: IsoInstant | null;
  job_id: string | null;
  locator: string | null;
  pages_loaded: number;
  rows_loaded: number;
  rows_expected: number | null;
  attempts: number;
}

const COLUMNS = `load_id, phase, reload, position, job_id, locator, pages_loaded, rows_loaded, rows_expected, attempts`;

function toStoredLoad(row: StoredLoadRow): StoredLoad {
  return {
    loadId: row.load_id,
    phase: row.phase,
    reload: row.reload,
    position: row.position,
    jobId: row.job_id,
    locator: row.locator,
    pagesLoaded: row.pages_loaded,
    rowsLoaded: row.rows_loaded,
    rowsExpected: row.rows_expected,
    attempts: row.attempts,
  };
}

export async function readLoad(
  db: Queryable,
  workspaceId: string,
  sobject: string,
): Promise<StoredLoad | undefined> {
  const { rows } = await db.query<StoredLoadRow>(
    /* sql */ `select ${COLUMNS} from object_load where workspace_id = $1 and sobject = $2`,
    [workspaceId, sobject],
  );
  return rows[0] && toStoredLoad(rows[0]);
}

/** See `ObjectStore.resumeLoad`. Waits for a page that is being written, and then goes on behind it. */
export async function resumeLoad(
  db: Queryable,
  workspaceId: string,
  sobject: string,
): Promise<StoredLoad | undefined> {
  const { rows } = await db.query<StoredLoadRow>(
    /* sql */ `
    update object_load
       set load_id = gen_random_uuid()
     where workspace_id = $1 and sobject = $2 and phase <> 'done'
    returning ${COLUMNS}`,
    [workspaceId, sobject],
  );
  return rows[0] && toStoredLoad(rows[0]);
}

/**
 * Begins a load under a new id; a worker still busy with the one before finds its bookmark gone. The object's state is
 * left to `writeState`.
 * @throws `OBJECT_NOT_SELECTED`
 */
export async function startLoad(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  load: { readonly reload: boolean; readonly restart: boolean },
): Promise<StoredLoad> {
  const { rows } = await db.query<StoredLoadRow>(
    /* sql */ `
    insert into object_load as l (workspace_id, sobject, load_id, phase, reload, attempts)
    select o.workspace_id, o.sobject, gen_random_uuid(), 'describing', $3, 1
      from selected_object o
     where o.workspace_id = $1 and o.sobject = $2
        on conflict (workspace_id, sobject) do update
       set load_id = excluded.load_id, phase = excluded.phase, reload = excluded.reload, position = null,
           job_id = null, locator = null, pages_loaded = 0, rows_loaded = 0, rows_expected = null,
           attempts = case when $4 then l.attempts + 1 else 1 end,
           started_at = now(), finished_at = null
    returning ${COLUMNS}`,
    [workspaceId, sobject, load.reload, load.restart],
  );
  if (rows[0] === undefined)
    throw new SyncError('OBJECT_NOT_SELECTED', `${sobject} is not selected`, { sobject });
  return toStoredLoad(rows[0]);
}

/** Does nothing when the load was replaced meanwhile. */
export async function writeLoadJob(
  db: Queryable,
  loadId: string,
  job: { readonly jobId: string; readonly position: IsoInstant },
): Promise<void> {
  await db.query(/* sql */ `update object_load set job_id = $2, position = $3 where load_id = $1`, [
    loadId,
    job.jobId,
    job.position,
  ]);
}

/** Does nothing when the load was replaced meanwhile. */
export async function writeLoadProgress(
  db: Queryable,
  loadId: string,
  progress: { readonly phase: LoadPhase; readonly rowsExpected: number | null },
): Promise<void> {
  await db.query(/* sql */ `update object_load set phase = $2, rows_expected = $3 where load_id = $1`, [
    loadId,
    progress.phase,
    progress.rowsExpected,
  ]);
}
