/** One event per record and transaction, with the state it was committed in. Source: facts 6.7. */
import type { Caller, RecordedChange, Row } from '../../org/types.ts';

export interface FinalChange {
  readonly object: string;
  readonly id: string;
  readonly kind: 'create' | 'update' | 'delete' | 'undelete';
  /** As the row was before the transaction; undefined for a create. */
  readonly before: Readonly<Row> | undefined;
  readonly after: Readonly<Row>;
  readonly caller: Caller;
}

type RowKind = FinalChange['kind'];

/** What two changes of one record come to; undefined: as if nothing had happened. */
function combine(first: RowKind | undefined, second: RowKind): RowKind | undefined {
  if (first === undefined) return second;
  if (first === 'create') return second === 'delete' ? undefined : 'create';
  if (first === 'delete') return second === 'undelete' ? 'update' : 'delete';
  if (first === 'undelete') return second === 'delete' ? undefined : 'undelete';
  return second === 'delete' ? 'delete' : 'update';
}

/** In the order in which the records were touched first. */
export function finalChanges(changes: readonly RecordedChange[]): FinalChange[] {
  const byRecord = new Map<string, FinalChange>();
  const cancelled = new Map<string, 'create' | 'undelete'>();
  for (const change of changes) {
    if (change.kind === 'publish') continue;
    const key = `${change.object}:${change.id}`;
    const earlier = byRecord.get(key);
    const kind = combine(earlier?.kind ?? restart(cancelled.get(key), change.kind), change.kind);
    if (kind === undefined) {
      if (earlier?.kind === 'create' || earlier?.kind === 'undelete') cancelled.set(key, earlier.kind);
      byRecord.delete(key);
      continue;
    }
    const before = earlier === undefined ? change.before : earlier.before;
    byRecord.set(key, {
      object: change.object,
      id: change.id,
      kind,
      before: kind === 'create' ? undefined : before,
      after: change.after,
      caller: change.caller,
    });
  }
  return [...byRecord.values()];
}

/** A row that came and went in this transaction and comes back out of the recycle bin is new after all. */
function restart(cancelled: 'create' | 'undelete' | undefined, kind: RowKind): RowKind | undefined {
  return kind === 'undelete' ? cancelled : undefined;
}
