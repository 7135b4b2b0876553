import type { DueEventReads, EventReadReason, IsoInstant, NewEventRead } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { stampColumn, tableName } from '../mirror/table-sql.ts';
import { listStoredObjects } from '../selected-object/stored-object.ts';

/**
 * How long a record may wait, so that many are read by one call. A field that events never tell can wait longer than a row
 * that is known to be wrong.
 */
const WAIT_SECONDS: Readonly<Record<EventReadReason, number>> = {
  order: 1,
  doubt: 1,
  missing: 1,
  gap: 0,
  filtered: 1,
  untold: 2,
  refused: 0,
  incomplete: 30,
};

/** In the caller's transaction. A record that waits already keeps the earlier time. */
export async function noteReads(
  tx: Queryable,
  workspaceId: string,
  reads: readonly NewEventRead[],
  repairId: number | null,
): Promise<void> {
  if (reads.length === 0) return;
  const soonest = new Map<string, { sobject: string; id: string; reason: EventReadReason; wait: number }>();
  for (const read of reads) {
    const wait = WAIT_SECONDS[read.reason];
    const known = soonest.get(read.id);
    if (known === undefined || wait < known.wait) soonest.set(read.id, { ...read, wait });
  }
  await tx.query(
    /* sql */ `
    insert into event_read as r (workspace_id, sobject, record_id, reason, due_at, repair_id)
    select $1, n.sobject, n.id, n.reason, now() + make_interval(secs => n.wait), $3::bigint
      from json_to_recordset($2::json) as n(sobject text, id text, reason text, wait integer)
      join selected_object o on o.workspace_id = $1 and o.sobject = n.sobject
        on conflict (workspace_id, sobject, record_id) do update
       set note = nextval('event_note'), due_at = least(r.due_at, excluded.due_at),
           -- Of a record that is read for a change of its own as well, nothing only adds to what was told.
           reason = case when r.reason = 'doubt' or (r.reason in ('incomplete', 'untold') and excluded.reason <> 'doubt')
                         then excluded.reason else r.reason end,
           repair_id = coalesce(excluded.repair_id, r.repair_id)`,
    [workspaceId, JSON.stringify([...soonest.values()]), repairId],
  );
}

/** Records that change while they are being read again stay due: the answer may be from before the change. */
export async function noteChangedReads(
  tx: Queryable,
  workspaceId: string,
  batch: { readonly objects: readonly { readonly changes: readonly { readonly id: string }[] }[] },
): Promise<void> {
  const { rows } = await tx.query<{ some: boolean }>(
    /* sql */ `select exists (select from event_read where workspace_id = $1) as some`,
    [workspaceId],
  );
  if (rows[0]?.some !== true) return;
  await tx.query(
    /* sql */ `
    update event_read set note = nextval('event_note') where workspace_id = $1 and record_id = any($2)`,
    [workspaceId, batch.objects.flatMap(({ changes }) => changes.map(({ id }) => id))],
  );
}

/** See `EventStore.listReads`. */
export async function listReads(
  db: Queryable,
  workspaceId: string,
  limit: { readonly objects: number; readonly records: number },
): Promise<DueEventReads[]> {
  // An object whose time has come takes its waiting neighbours along: they cost nothing more.
  const { rows } = await db.query<{ sobject: string }>(
    /* sql */ `
    select sobject from event_read
     where workspace_id = $1
     group by sobject
    having bool_or((select min(due_at) <= now() from event_read where workspace_id = $1))
       and min(due_at) < now() + interval '1 minute'
     order by min(due_at) limit $2`,
    [workspaceId, limit.objects],
  );
  const due: DueEventReads[] = [];
  for (const { sobject } of rows) {
    const [object] = await listStoredObjects(db, workspaceId, sobject);
    if (object === undefined) continue;
    const { rows: records } = await db.query<{ id: string; note: number; stamp: IsoInstant | null }>(
      /* sql */ `
      select r.record_id as id, r.note, t.${quote(stampColumn(object.table).column)} as stamp
        from event_read r
        left join ${tableName(object.table)} t on t."id" = r.record_id
       where r.workspace_id = $1 and r.sobject = $2
       order by r.due_at, r.record_id limit $3`,
      [workspaceId, sobject, limit.records],
    );
    if (records.length > 0) due.push({ sobject, records });
  }
  return due;
}

/** Who follows events reads them within seconds; longer ones are left for polls to see to. */
const LEFT_AFTER = "interval '1 minute'";

/**
 * True when records wait that nobody who follows events will read: those were switched off, or are refused, or no process has the
 * role for it.
 */
export async function areReadsLeft(db: Queryable, workspaceId: string): Promise<boolean> {
  const { rows } = await db.query<{ left: boolean }>(
    /* sql */ `
    select exists (select from event_read where workspace_id = $1 and due_at < now() - ${LEFT_AFTER})
           and not exists (select from event_subscription where workspace_id = $1 and lease_until > now()) as left`,
    [workspaceId],
  );
  return rows[0]?.left ?? false;
}

/** See `EventStore.settleReads`. A repair whose last record this was is closed. */
export async function settleReads(
  db: Database,
  workspaceId: string,
  reads: DueEventReads,
  changed: number,
): Promise<void> {
  await db.transact(async (tx) => {
    const { rows } = await tx.query<{ repair_id: number | null }>(
      /* sql */ `
      delete from event_read r
       using json_to_recordset($3::json) as s(id text, note bigint)
       where r.workspace_id = $1 and r.sobject = $2 and r.record_id = s.id and r.note <= s.note
      returning r.repair_id`,
      [workspaceId, reads.sobject, JSON.stringify(reads.records)],
    );
    const repairs = new Map<number, number>();
    for (const { repair_id: id } of rows) if (id !== null) repairs.set(id, (repairs.get(id) ?? 0) + 1);
    for (const [repairId, count] of repairs) {
      await tx.query(
        /* sql */ `
        update event_repair
           set reads = reads + $3, rows_changed = rows_changed + $4,
               closed_at = case when exists (select from event_read where workspace_id = $1 and repair_id = $2)
                                then closed_at else now() end,
               to_at = now()
         where workspace_id = $1 and repair_id = $2
           -- A poll may have closed it, while nobody followed events.
           and closed_at is null`,
        [workspaceId, repairId, count, changed],
      );
    }
  });
}

/** See `EventStore.putOffReads`. */
export async function putOffReads(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  delayMs: number,
): Promise<void> {
  await db.query(
    /* sql */ `
    update event_read set due_at = now() + make_interval(secs => $3::float8 / 1000)
     where workspace_id = $1 and sobject = $2`,
    [workspaceId, sobject, delayMs],
  );
}

/** Records that wait, and the earliest time that one is due. */
export async function countReads(
  db: Queryable,
  workspaceId: string,
): Promise<{ readonly waiting: number; readonly isDue: boolean }> {
  const { rows } = await db.query<{ waiting: number; is_due: boolean | null }>(
    /* sql */ `select count(*) as waiting, min(due_at) <= now() as is_due from event_read where workspace_id = $1`,
    [workspaceId],
  );
  return { waiting: rows[0]?.waiting ?? 0, isDue: rows[0]?.is_due === true };
}
