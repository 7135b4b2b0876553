import { toInstant } from '../ports/clock.ts';
import type { ChangeEvent, StreamedEvent } from '../ports/event-source.ts';
import type { EventBatch, EventChange, NewEventRead, NewEventRepair } from '../ports/event-store.ts';
import type { MappedColumn, MirrorTable } from '../ports/mirror.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { isRead } from '../soql/build-soql.ts';
import { fromEventValue } from './event-value.ts';
import { followersOf } from './untold-followers.ts';

type Judged = Pick<EventBatch, 'objects' | 'reads' | 'repairs' | 'skipped' | 'committedAt'>;

/**
 * Whether events of the object are applied. What is committed while they are not is read by the poll that follows a load, a
 * pause or a change of mode.
 */
export function isFed(object: StoredObject): boolean {
  return object.state === 'live' && object.cursor !== null && !object.paused && object.mode !== 'poll';
}

/**
 * What events mean for the mirror. Changes of the same record stay in their order. What an event cannot tell is read by
 * id; what it cannot even name is polled, and is a repair.
 */
export function judgeEvents(events: readonly StreamedEvent[], selected: readonly StoredObject[]): Judged {
  const fed = new Map(
    selected.filter(isFed).map((object) => [object.table.sobject.toLowerCase(), object.table]),
  );
  const unfed = new Map(
    selected
      .filter((object) => !isFed(object))
      .map(({ table: { sobject } }) => [sobject.toLowerCase(), sobject]),
  );
  const skipped = new Set<string>();
  const changes = new Map<MirrorTable, EventChange[]>();
  const reads: NewEventRead[] = [];
  const repairs = new Repairs();
  const updating = new Set(events.flatMap((event) => (isUpdate(event) ? [transactionOf(event)] : [])));
  let last: ChangeEvent | undefined;
  for (const event of events) {
    if (event.kind === 'unreadable') {
      const table = event.sobject === undefined ? undefined : fed.get(event.sobject.toLowerCase());
      if (event.sobject === undefined || table !== undefined)
        repairs.poll('unreadable', table?.sobject ?? null, event.reason, null);
      continue;
    }
    last = event;
    const table = fed.get(event.sobject.toLowerCase());
    if (table === undefined) {
      const sobject = unfed.get(event.sobject.toLowerCase());
      if (sobject !== undefined) skipped.add(sobject);
      continue;
    }
    if (judgeGap(event, table, repairs)) continue;
    const made = toChanges(event, table, updating.has(transactionOf(event)), reads);
    if (made.length === 0) continue;
    const known = changes.get(table);
    if (known === undefined) changes.set(table, made);
    else known.push(...made);
  }
  return {
    objects: [...changes].map(([table, ofTable]) => ({ table, changes: ofTable })),
    reads,
    repairs: repairs.all(),
    skipped: [...skipped],
    committedAt: last?.committedAt ?? null,
  };
}

/** Several gaps of one object in a batch are one repair. */
class Repairs {
  readonly #polls = new Map<string, NewEventRepair>();
  readonly #gaps = new Map<string, { readonly ids: Set<string>; readonly from: ChangeEvent }>();

  poll(
    kind: 'overflow' | 'unreadable' | 'gap',
    sobject: string | null,
    reason: string,
    event: ChangeEvent | null,
  ): void {
    const key = `${kind} ${sobject}`;
    if (this.#polls.has(key)) return;
    this.#polls.set(key, { kind, sobject, reason, ids: null, from: event?.committedAt ?? null });
  }

  gap(sobject: string, event: ChangeEvent): void {
    const known = this.#gaps.get(sobject);
    if (known === undefined) this.#gaps.set(sobject, { ids: new Set(event.recordIds), from: event });
    else for (const id of event.recordIds) known.ids.add(id);
  }

  all(): NewEventRepair[] {
    const gaps = Array.from(
      this.#gaps,
      ([sobject, { ids, from }]): NewEventRepair => ({
        kind: 'gap',
        sobject,
        reason: `Salesforce tells that ${ids.size} records of ${sobject} changed, and not what (${from.type}).`,
        ids: [...ids],
        from: from.committedAt,
      }),
    );
    return [...gaps, ...this.#polls.values()];
  }
}

/** True for events that tell of changes without their contents. Source: Change Data Capture Developer Guide, "Gap Events". */
function judgeGap(event: ChangeEvent, table: MirrorTable, repairs: Repairs): boolean {
  const { sobject } = table;
  if (event.type === 'GAP_OVERFLOW') {
    const reason = `A transaction had more changes than events tell; ${sobject} is among them.`;
    repairs.poll('overflow', sobject, reason, event);
    return true;
  }
  // `001*`: all records may be concerned, as after a field changed its type.
  if (event.recordIds.some((id) => !/^[a-zA-Z0-9]{18}$/.test(id) || /^0{15}/.test(id))) {
    const reason = `Salesforce tells that records of ${sobject} changed, and not which (${event.type}).`;
    repairs.poll('gap', sobject, reason, event);
    return true;
  }
  if (!event.type.startsWith('GAP_')) return false;
  repairs.gap(sobject, event);
  return true;
}

function isUpdate(event: StreamedEvent): event is ChangeEvent {
  return event.kind === 'change' && event.type === 'UPDATE';
}

function transactionOf({ transactionKey, sobject }: ChangeEvent): string {
  return `${transactionKey} ${sobject.toLowerCase()}`;
}

/**
 * `updates`: the transaction changed records of the object as well. A merge deletes the losers and updates the winner, and
 * its event does not say so: what was deleted beside an update is read, because the deleted record names its master.
 */
function toChanges(
  event: ChangeEvent,
  table: MirrorTable,
  updates: boolean,
  reads: NewEventRead[],
): EventChange[] {
  const type = event.type as EventChange['type'];
  if (type === 'DELETE' && updates && columnsByField(table).has('masterrecordid')) {
    for (const id of event.recordIds) reads.push({ sobject: table.sobject, id, reason: 'untold' });
    return [];
  }
  if (type !== 'DELETE' && table.rowFilter !== null) {
    for (const id of event.recordIds) reads.push({ sobject: table.sobject, id, reason: 'filtered' });
    return [];
  }
  const { values, stamp } = type === 'DELETE' ? { values: {}, stamp: null } : toValues(event, table);
  const lacks = type === 'DELETE' ? undefined : whatLacks(event, table);
  return event.recordIds.map((id) => {
    if (lacks !== undefined) reads.push({ sobject: table.sobject, id, reason: lacks });
    return { id, type, values, stamp, committedAt: event.committedAt, committedBy: event.committedBy };
  });
}

function toValues(event: ChangeEvent, table: MirrorTable): Pick<EventChange, 'values' | 'stamp'> {
  const columns = columnsByField(table);
  const values: Record<string, unknown> = {};
  let modified: unknown;
  let created: unknown;
  for (const [field, raw] of event.fields) {
    const name = field.toLowerCase();
    if (name === 'lastmodifieddate') modified = raw;
    if (name === 'createddate') created = raw;
    const column = columns.get(name);
    if (column !== undefined && name !== 'id') values[column.field] = fromEventValue(column, raw);
  }
  const at = modified ?? created;
  const stamp = typeof at === 'number' ? toInstant(at) : null;
  return { values, stamp };
}

/** What the mirror's row lacks after the event, if anything. */
function whatLacks(event: ChangeEvent, table: MirrorTable): 'untold' | 'incomplete' | undefined {
  const columns = columnsByField(table);
  if (event.untold.some((field) => columns.has(field.toLowerCase()))) return 'untold';
  if (event.type === 'UPDATE') {
    const follows = [...event.fields.keys()].flatMap((field) => followersOf(table.sobject, field));
    return follows.some((field) => columns.has(field) && !event.tells.has(field)) ? 'incomplete' : undefined;
  }
  const told = new Set([...event.fields.keys()].map((field) => field.toLowerCase()));
  const cursor = table.cursorField.toLowerCase();
  for (const name of columns.keys()) {
    if (name === 'id' || name === cursor || told.has(name) || event.tells.has(name)) continue;
    return 'incomplete';
  }
  return undefined;
}

const byField = new WeakMap<MirrorTable, ReadonlyMap<string, MappedColumn>>();

/** Columns that are read, by field in lower case. */
function columnsByField(table: MirrorTable): ReadonlyMap<string, MappedColumn> {
  const known = byField.get(table);
  if (known !== undefined) return known;
  const columns = new Map(table.columns.filter(isRead).map((column) => [column.field.toLowerCase(), column]));
  byField.set(table, columns);
  return columns;
}
