import type { AppliedChanges, EventChange, MappedColumn, MirrorTable, NewEventRead } from '@sync-user/engine';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { toImageBatch } from '../mirror/image-batch.ts';
import { type Batch, mergeBatch } from '../mirror/merge-batch.ts';
import { findColumn, stampColumn, tableName } from '../mirror/table-sql.ts';
import { describeRefusedValue } from '../mirror/value-error.ts';

export interface AppliedEvents extends AppliedChanges {
  readonly reads: readonly NewEventRead[];
}

/**
 * Stamps and commit times have whole seconds, and are taken by clocks that may differ a little. Within this nothing is said
 * about which came first, but for rows that the events themselves wrote last: they come in order, and `Retold` keeps out
 * what is told again.
 */
const UNSURE_SECONDS = 2;

type Verdict = 'apply' | 'older' | 'order' | 'missing';

interface VerdictRow {
  place: number;
  verdict: Verdict;
  /** Stamp of the row or tombstone that is there, in ISO 8601; null when there is none. */
  stamp: string | null;
}

/**
 * Applies changes of one object in the caller's transaction, which holds the feed's lock. Transactions on one record never
 * overlap in time, because each holds the record's lock from its save to its commit; so the commit time of an event and the
 * stamp of the row tell which is older. Where they cannot, the record is to be read again.
 */
export async function applyChanges(
  tx: Queryable,
  table: MirrorTable,
  changes: readonly EventChange[],
  feedAt: number,
): Promise<AppliedEvents> {
  const total = { created: 0, updated: 0, deleted: 0 };
  const reads: NewEventRead[] = [];
  let lastSeq = feedAt;
  for (const round of toRounds(changes)) {
    const verdicts = await judge(tx, table, round);
    const accepted: Accepted[] = [];
    for (const { place, verdict, stamp } of verdicts) {
      const change = round[place];
      if (change === undefined) throw new Error('a verdict about no change');
      if (verdict === 'apply') accepted.push({ change, rowStamp: stamp });
      else if (verdict !== 'older') reads.push({ sobject: table.sobject, id: change.id, reason: verdict });
    }
    for (const group of toGroups(table, accepted)) {
      const options = { cause: 'event', feed: true, lastSeq } as const;
      const applied = await mergeBatch(tx, table, toBatch(table, group), options).catch((error: unknown) => {
        throw describeRefusedValue(error) === undefined ? error : new ValueRefused(table.sobject);
      });
      lastSeq = applied.lastSeq;
      total.created += applied.created;
      total.updated += applied.updated;
      total.deleted += applied.deleted;
    }
  }
  return { ...total, lastSeq, reads };
}

/** A value does not fit its column; the transaction is lost. Reading the records by id puts the value aside and names it. */
export class ValueRefused extends Error {
  readonly sobject: string;

  constructor(sobject: string) {
    super(`a value of ${sobject} does not fit its column`);
    this.sobject = sobject;
  }
}

/** The n-th change of each record, for n = 1, 2 …: a statement sees only what was there when it began. */
function toRounds(changes: readonly EventChange[]): EventChange[][] {
  const rounds: EventChange[][] = [];
  const seen = new Map<string, number>();
  for (const change of changes) {
    const round = seen.get(change.id) ?? 0;
    seen.set(change.id, round + 1);
    (rounds[round] ??= []).push(change);
  }
  return rounds;
}

async function judge(
  tx: Queryable,
  table: MirrorTable,
  changes: readonly EventChange[],
): Promise<VerdictRow[]> {
  const stamp = quote(stampColumn(table).column);
  const schema = quote(table.schema);
  const rows = changes.map(({ id, type, committedAt }, place) => ({ place, id, type, at: committedAt }));
  const judged = await tx.query<VerdictRow>(
    /* sql */ `
    with event as materialized (
      select * from json_to_recordset($2::json) as e(place integer, id text, type text, at timestamptz)
    ), seen as (
      select e.place, e.type, date_trunc('second', e.at) as at,
             t."id" is not null as present, g.id is not null as buried,
             coalesce(t.${stamp}, g.stamp) as stamp,
             exists (select from event_batch b
                      where b.workspace_id = $3 and not b.by_read
                        and b.xid = coalesce(t.xmin, g.xmin)::text::bigint) as ours
        from event e
        left join ${tableName(table)} t on t."id" = e.id
        left join ${schema}.sync_tombstone g on g.object = $1 and g.id = e.id and t."id" is null
    )
    select place, stamp,
           case
             when at + interval '${UNSURE_SECONDS} seconds' < date_trunc('second', stamp) then 'older'
             when type = 'UPDATE' and not present then 'missing'
             when ours or stamp is null then 'apply'
             when at > date_trunc('second', stamp) + interval '${UNSURE_SECONDS} seconds' then 'apply'
             else 'order'
           end as verdict
      from seen
     order by place`,
    [table.sobject, JSON.stringify(rows), table.workspaceId],
  );
  return judged.rows;
}

interface Accepted {
  readonly change: EventChange;
  readonly rowStamp: string | null;
}

interface Group {
  readonly columns: readonly MappedColumn[];
  readonly accepted: Accepted[];
}

/** One for each set of fields that occurs: columns outside of it keep their values. */
function toGroups(table: MirrorTable, accepted: readonly Accepted[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of accepted) {
    const fields = Object.keys(one.change.values);
    const key = `${one.change.stamp === null ? '' : 'stamped '}${fields.join(' ')}`;
    const group = groups.get(key) ?? { columns: columnsOf(table, one.change), accepted: [] };
    group.accepted.push(one);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function columnsOf(table: MirrorTable, { values, stamp }: EventChange): MappedColumn[] {
  const wanted = new Set(['id', ...Object.keys(values).map((field) => field.toLowerCase())]);
  if (stamp !== null) wanted.add(table.cursorField.toLowerCase());
  return table.columns.filter((column) => wanted.has(column.field.toLowerCase()));
}

/**
 * The row's stamp becomes LastModifiedDate, a lower bound of the stamp that the org has: what is read later is let in. What
 * the feed and tombstones are stamped with is the commit, which was found to be no older than what is there.
 */
function toBatch(table: MirrorTable, { columns, accepted }: Group): Batch {
  const cursor = stampColumn(table).column;
  const nameField = table.nameField === null ? undefined : findColumn(table, table.nameField)?.field;
  const images = accepted.map(({ change, rowStamp }) => ({
    deleted: change.type === 'DELETE',
    // A record that comes back in the second of its delete has that second for a stamp.
    stamp: later(change.type === 'DELETE' ? toSecond(change.committedAt) : change.committedAt, rowStamp),
    name: nameField === undefined ? null : change.values[nameField],
    by: change.committedBy,
    values: columns.map(({ column, field }) => {
      if (field.toLowerCase() === 'id') return change.id;
      return column === cursor ? later(change.stamp, rowStamp) : change.values[field];
    }),
  }));
  return toImageBatch(columns, images);
}

function toSecond(instant: string): string {
  return `${instant.slice(0, 19)}.000Z`;
}

function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
