import { type LoadPhase, SyncError } from '@sync-user/contract';
import {
  type IsoInstant,
  type LoadPart,
  type NewLoadPart,
  type StoredLoad,
  instantFrom,
} from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import type { Queryable } from '../database/queryable.ts';
import { noteLoadBegun } from './load-history.ts';

interface PartJson {
  part: number;
  transport: 'bulk' | 'query';
  after_id: string | null;
  through_id: string | null;
  fields: string[] | null;
  fills: boolean;
  merge: boolean;
  job_id: string | null;
  begun_at: string | null;
  locator: string | null;
  pages_loaded: number;
  rows_loaded: number;
  rows_expected: number | null;
  attempts: number;
  done: boolean;
}

interface StoredLoadRow {
  load_id: string;
  phase: LoadPhase;
  reload: boolean;
  position: IsoInstant | null;
  rows_counted: number | null;
  planned: boolean;
  attempts: number;
  parts: PartJson[];
}

/** For a query or `returning` with `object_load l`. */
const COLUMNS = /* sql */ `
  l.load_id, l.phase, l.reload, l.position, l.rows_counted, l.planned, l.attempts,
  coalesce((select json_agg(to_json(p) order by p.part)
              from object_load_part p
             where p.workspace_id = l.workspace_id and p.sobject = l.sobject), '[]') as parts`;

function toStoredLoad(row: StoredLoadRow): StoredLoad {
  return {
    loadId: row.load_id,
    phase: row.phase,
    reload: row.reload,
    position: row.position,
    rowsCounted: row.rows_counted,
    planned: row.planned,
    attempts: row.attempts,
    parts: row.parts.map(toLoadPart),
  };
}

function toLoadPart(part: PartJson): LoadPart {
  return {
    part: part.part,
    transport: part.transport,
    range: { after: part.after_id, through: part.through_id },
    fields: part.fields,
    fills: part.fills,
    merge: part.merge,
    jobId: part.job_id,
    begunAt: part.begun_at === null ? null : instantFrom(part.begun_at),
    locator: part.locator,
    pagesLoaded: part.pages_loaded,
    rowsLoaded: part.rows_loaded,
    rowsExpected: part.rows_expected,
    attempts: part.attempts,
    done: part.done,
  };
}

export async function readLoad(
  db: Queryable,
  workspaceId: string,
  sobject: string,
): Promise<StoredLoad | undefined> {
  const { rows } = await db.query<StoredLoadRow>(
    /* sql */ `select ${COLUMNS} from object_load l where l.workspace_id = $1 and l.sobject = $2`,
    [workspaceId, sobject],
  );
  return rows[0] && toStoredLoad(rows[0]);
}

/**
 * See `LoadStore.resumeLoad`. Waits for pages that are being written, which hold the load's row, and then goes on behind
 * them. What is read of the parts is read in a statement of its own: the one that waited sees them as they were before.
 */
export async function resumeLoad(
  db: Queryable,
  workspaceId: string,
  sobject: string,
): Promise<StoredLoad | undefined> {
  const { rows } = await db.query<{ load_id: string }>(
    /* sql */ `
    update object_load
       set load_id = gen_random_uuid()
     where workspace_id = $1 and sobject = $2 and phase <> 'done'
    returning load_id`,
    [workspaceId, sobject],
  );
  return rows[0] && (await readById(db, rows[0].load_id));
}

async function readById(db: Queryable, loadId: string): Promise<StoredLoad | undefined> {
  const { rows } = await db.query<StoredLoadRow>(
    /* sql */ `select ${COLUMNS} from object_load l where l.load_id = $1`,
    [loadId],
  );
  return rows[0] && toStoredLoad(rows[0]);
}

/**
 * Begins a load under a new id; a worker still busy with the one before finds its bookmarks gone. The object's state is
 * left to `writeState`.
 * @throws `OBJECT_NOT_SELECTED`
 */
export async function startLoad(
  db: Database,
  workspaceId: string,
  sobject: string,
  load: { readonly reload: boolean; readonly restart: boolean },
): Promise<StoredLoad> {
  return await db.transact(async (tx) => {
    await noteLoadBegun(tx, workspaceId, sobject, load);
    const { rows } = await tx.query<{ load_id: string }>(
      /* sql */ `
      insert into object_load as l (workspace_id, sobject, load_id, phase, reload, attempts)
      select o.workspace_id, o.sobject, gen_random_uuid(), 'describing', $3, 1
        from selected_object o
       where o.workspace_id = $1 and o.sobject = $2
          on conflict (workspace_id, sobject) do update
         set load_id = excluded.load_id, phase = excluded.phase, reload = excluded.reload, position = null,
             job_id = null, locator = null, pages_loaded = 0, rows_loaded = 0, rows_expected = null,
             rows_counted = null, planned = false,
             attempts = case when $4 then l.attempts + 1 else 1 end,
             started_at = now(), finished_at = null
      returning load_id`,
      [workspaceId, sobject, load.reload, load.restart],
    );
    const loadId = rows[0]?.load_id;
    if (loadId === undefined)
      throw new SyncError('OBJECT_NOT_SELECTED', `${sobject} is not selected`, { sobject });
    for (const table of ['object_load_part', 'load_reread'])
      await tx.query(/* sql */ `delete from ${table} where workspace_id = $1 and sobject = $2`, [
        workspaceId,
        sobject,
      ]);
    const begun = await readById(tx, loadId);
    if (begun === undefined) throw new Error('a load that was just begun is gone');
    return begun;
  });
}

/** See `LoadStore.planLoad`. */
export async function planLoad(
  db: Database,
  loadId: string,
  plan: {
    readonly position: IsoInstant;
    readonly rowsCounted: number | null;
    readonly parts: readonly NewLoadPart[];
  },
): Promise<StoredLoad | undefined> {
  return await db.transact(async (tx) => {
    const { rowCount } = await tx.query(
      /* sql */ `update object_load set position = $2, rows_counted = $3, planned = true where load_id = $1`,
      [loadId, plan.position, plan.rowsCounted],
    );
    if (rowCount === 0) return undefined;
    await insertParts(tx, loadId, 0, plan.parts);
    return await readById(tx, loadId);
  });
}

async function insertParts(
  db: Queryable,
  loadId: string,
  from: number,
  parts: readonly NewLoadPart[],
): Promise<void> {
  const rows = parts.map((part, index) => ({
    part: from + index,
    transport: part.transport,
    after_id: part.range.after,
    through_id: part.range.through,
    fields: part.fields,
    fills: part.fills,
    merge: part.merge,
    attempts: part.attempts,
  }));
  await db.query(
    /* sql */ `
    insert into object_load_part
           (workspace_id, sobject, part, transport, after_id, through_id, fields, fills, merge, attempts)
    select l.workspace_id, l.sobject, p.part, p.transport, p.after_id, p.through_id, p.fields, p.fills, p.merge, p.attempts
      from object_load l,
           json_to_recordset($2::json)
             as p(part integer, transport text, after_id text, through_id text, fields text[], fills boolean,
                  merge boolean, attempts integer)
     where l.load_id = $1`,
    [loadId, JSON.stringify(rows)],
  );
}

/** See `LoadStore.replacePart`. The others are numbered behind all parts there are. */
export async function replacePart(
  db: Database,
  loadId: string,
  part: number,
  others: readonly NewLoadPart[],
): Promise<StoredLoad | undefined> {
  return await db.transact(async (tx) => {
    const repeats = others.some(({ attempts }) => attempts > 1);
    const { rows } = await tx.query<{ next: number }>(
      /* sql */ `
      update object_load l
         set attempts = l.attempts + case when $2 then 1 else 0 end
       where l.load_id = $1
      returning (select max(p.part) + 1 from object_load_part p
                  where p.workspace_id = l.workspace_id and p.sobject = l.sobject) as next`,
      [loadId, repeats],
    );
    const next = rows[0]?.next;
    if (next === undefined) return undefined;
    const gone = await tx.query<{ left_rows: boolean }>(
      /* sql */ `
      delete from object_load_part p using object_load l
       where l.load_id = $1 and p.workspace_id = l.workspace_id and p.sobject = l.sobject and p.part = $2
      returning p.merge or p.pages_loaded > 0 as left_rows`,
      [loadId, part],
    );
    const merge = gone.rows[0]?.left_rows === true;
    await insertParts(
      tx,
      loadId,
      next,
      others.map((other) => ({ ...other, merge: other.merge || merge })),
    );
    return await readById(tx, loadId);
  });
}

/** Changes one part of a load that is still `loadId`. `set` may use `$3` and on. */
async function updatePart(
  db: Queryable,
  loadId: string,
  part: number,
  set: string,
  values: readonly unknown[] = [],
): Promise<void> {
  await db.query(
    /* sql */ `
    update object_load_part p
       set ${set}
      from object_load l
     where l.load_id = $1 and p.workspace_id = l.workspace_id and p.sobject = l.sobject and p.part = $2`,
    [loadId, part, ...values],
  );
}

export async function writePartJob(
  db: Queryable,
  loadId: string,
  part: number,
  job: { readonly jobId: string; readonly begunAt: IsoInstant },
): Promise<void> {
  await updatePart(db, loadId, part, 'job_id = $3, begun_at = $4', [job.jobId, job.begunAt]);
}

export async function writePartExpected(
  db: Queryable,
  loadId: string,
  part: number,
  rowsExpected: number,
): Promise<void> {
  await updatePart(db, loadId, part, 'rows_expected = $3', [rowsExpected]);
}

export async function finishPart(db: Queryable, loadId: string, part: number): Promise<void> {
  await updatePart(db, loadId, part, 'done = true');
}

/** Forward only; does nothing when the load was replaced meanwhile. Asked first: pages hold the row for seconds. */
export async function writeLoadPhase(db: Queryable, loadId: string, phase: LoadPhase): Promise<void> {
  const ORDER = `array['describing', 'job_running', 'copying', 'checking', 'done']`;
  const { rows } = await db.query<{ behind: boolean }>(
    /* sql */ `
    select array_position(${ORDER}, phase) < array_position(${ORDER}, $2::text) as behind
      from object_load where load_id = $1`,
    [loadId, phase],
  );
  if (rows[0]?.behind === true)
    await db.query(/* sql */ `update object_load set phase = $2 where load_id = $1`, [loadId, phase]);
}

export async function listRereads(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ record_id: string }>(
    /* sql */ `
    select record_id from load_reread where workspace_id = $1 and sobject = $2 order by record_id limit $3`,
    [workspaceId, sobject, limit],
  );
  return rows.map((row) => row.record_id);
}

export async function removeRereads(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  ids: readonly string[],
): Promise<void> {
  await db.query(
    /* sql */ `delete from load_reread where workspace_id = $1 and sobject = $2 and record_id = any($3)`,
    [workspaceId, sobject, ids],
  );
}
