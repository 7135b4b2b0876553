/**
 * Shared Activities: a task or event is with one lead or up to fifty contacts, and each of them, and what it is about, is a
 * row. `WhoId` and `WhatId` show the first ones; rows and fields follow each other. Source: Object Reference, TaskRelation,
 * EventRelation, Task.WhoId.
 */
import type { ObjectModel } from '../../schema/schema.ts';
import type { Row, Scalar } from '../../types.ts';
import { refuse } from '../row-failure.ts';
import { hasChanged, setField, type RowChange, type SaveContext } from '../save-context.ts';
import { accountOf } from './activity-account.ts';

const MOST_CONTACTS = 50;

/** The two objects that belong together. */
interface Pair {
  readonly activities: ObjectModel;
  readonly relations: ObjectModel;
  readonly key: 'TaskId' | 'EventId';
}

function pairOf(context: SaveContext, name: string): Pair | undefined {
  const kind = name.replace(/Relation$/, '');
  if (kind !== 'Task' && kind !== 'Event') return undefined;
  const activities = context.schema.get(kind);
  const relations = context.schema.get(`${kind}Relation`);
  if (activities === undefined || relations === undefined) return undefined;
  return { activities, relations, key: `${kind}Id` };
}

function sharedPairOf(context: SaveContext, name: string): Pair | undefined {
  return context.setup.sharedActivities ? pairOf(context, name) : undefined;
}

/** Contact, Lead, User, Account … */
function targetOf(context: SaveContext, id: Scalar | undefined): string | undefined {
  return typeof id === 'string' ? context.schema.byPrefix(id.slice(0, 3))?.name : undefined;
}

const isPerson = (target: string | undefined): boolean => target === 'Contact' || target === 'Lead';

function relationsOf(context: SaveContext, { relations, key }: Pair, activityId: Scalar): Row[] {
  return context.rows
    .findIds(relations, key, activityId)
    .toSorted()
    .map((id) => context.rows.read(relations, id))
    .filter((row) => row !== undefined);
}

/** Rows of EventRelation that only invite somebody are no part of what the event is about. */
function isWho({ relations }: Pair, row: Readonly<Row>): boolean {
  return row['IsWhat'] === 0 && (!relations.has('IsParent') || row['IsParent'] === 1);
}

/** Activities whose first contact was taken away by name, and that show the next one: the first one leaves. */
const emptied = new WeakSet<RowChange>();

/** A task or event without its first contact shows another one. Source: Object Reference, Task.WhoId. */
export function promoteWho(context: SaveContext, change: RowChange): void {
  const pair = sharedPairOf(context, change.model.name);
  const { row, before } = change;
  if (pair === undefined || row['IsChild'] === 1 || before === undefined || (row['WhoId'] ?? null) !== null)
    return;
  const next = relationsOf(context, pair, row['Id'] ?? null).find(
    (relation) => isWho(pair, relation) && relation['RelationId'] !== before['WhoId'],
  );
  if (next === undefined) return;
  setField(change, 'WhoId', next['RelationId'] ?? null);
  emptied.add(change);
}

/** The rows follow `WhoId` and `WhatId`. @throws RowFailure */
export function relateActivity(context: SaveContext, change: RowChange): void {
  const pair = sharedPairOf(context, change.model.name);
  if (pair === undefined || change.row['IsChild'] === 1) return;
  if (hasChanged(change, 'WhatId')) followWhat(context, pair, change);
  if (hasChanged(change, 'WhoId')) followWho(context, pair, change);
  settle(context, pair, change.row['Id'] ?? null);
}

function followWhat(context: SaveContext, pair: Pair, { row }: RowChange): void {
  const id = row['Id'] ?? null;
  const what = row['WhatId'] ?? null;
  const known = relationsOf(context, pair, id).find((relation) => relation['IsWhat'] === 1);
  if (known === undefined) {
    if (what !== null) createRelation(context, pair, id, what);
  } else if (what === null) {
    context.platform.delete(pair.relations, String(known['Id']));
  } else {
    context.platform.update(pair.relations, String(known['Id']), { RelationId: what });
  }
}

function followWho(context: SaveContext, pair: Pair, change: RowChange): void {
  const { row, before } = change;
  const id = row['Id'] ?? null;
  const who = row['WhoId'] ?? null;
  const people = relationsOf(context, pair, id).filter((relation) => relation['IsWhat'] === 0);
  const named = people.filter((relation) => isWho(pair, relation));
  const former = named.find((relation) => relation['RelationId'] === before?.['WhoId']);
  if (who === null || emptied.has(change)) {
    if (former !== undefined) release(context, pair, former);
    return;
  }
  const known = people.find((relation) => relation['RelationId'] === who);
  if (known !== undefined) {
    if (!isWho(pair, known)) context.platform.update(pair.relations, String(known['Id']), { IsParent: 1 });
    return;
  }
  const leads = [who, ...named.map((relation) => relation['RelationId'])];
  if (former === undefined || !leads.some((person) => targetOf(context, person) === 'Lead')) {
    createRelation(context, pair, id, who);
    return;
  }
  // One lead or contacts, never both: the new one takes everybody's place.
  context.platform.update(pair.relations, String(former['Id']), { RelationId: who });
  for (const other of named) if (other !== former) release(context, pair, other);
}

function createRelation(
  context: SaveContext,
  { relations, key }: Pair,
  id: Scalar,
  RelationId: Scalar,
): void {
  // Its own rules say whether it is a who or a what; an invitee it is not.
  context.platform.create(relations, { [key]: id, RelationId, IsParent: 1 });
}

/** Who is invited stays so. */
function release(context: SaveContext, { relations }: Pair, relation: Readonly<Row>): void {
  const id = String(relation['Id']);
  if (relation['IsInvitee'] === 1) context.platform.update(relations, id, { IsParent: 0 });
  else context.platform.delete(relations, id);
}

/** What a relation says of itself. @throws RowFailure when the activity cannot have it */
export function deriveRelation(context: SaveContext, change: RowChange): void {
  const pair = sharedPairOf(context, change.model.name);
  if (pair === undefined) return;
  const { row, before } = change;
  const target = targetOf(context, row['RelationId']);
  const what = !(isPerson(target) || target === 'User' || target === 'Calendar');
  if (before === undefined && row['IsWhat'] === 1 && !what) {
    throw refuse('FIELD_INTEGRITY_EXCEPTION', 'IsWhat does not go with the record of RelationId', ['IsWhat']);
  }
  setField(change, 'IsWhat', what ? 1 : 0);
  const account =
    target === undefined || hasChanged(change, 'RelationId')
      ? accountOf(context, [row['RelationId']])
      : (row['AccountId'] ?? null);
  setField(change, 'AccountId', account);
  if (pair.relations.has('IsParent')) deriveEventFlags(change, target, what);
  if (before === undefined) requireRoom(context, pair, change, target);
}

/**
 * Who is not named as what the event is about is an invitee, who has not answered. Source: Object Reference,
 * EventRelation.IsInvitee: true when no flag is set, false when IsParent is.
 */
function deriveEventFlags(change: RowChange, target: string | undefined, what: boolean): void {
  const { row } = change;
  if (what) setField(change, 'IsParent', 1);
  if (row['IsParent'] === 1 && !what && !isPerson(target)) {
    throw refuse('FIELD_INTEGRITY_EXCEPTION', 'Only contacts, leads and records can be parents of an event', [
      'IsParent',
    ]);
  }
  if (what || row['IsParent'] === 1) {
    if (what) setField(change, 'IsInvitee', 0);
  } else {
    setField(change, 'IsInvitee', 1);
  }
  if (row['IsInvitee'] === 0) setField(change, 'Status', null);
}

/** One thing, one lead or fifty contacts, and nobody twice. The texts are assumed. */
function requireRoom(context: SaveContext, pair: Pair, { row }: RowChange, target: string | undefined): void {
  const others = relationsOf(context, pair, row[pair.key] ?? null);
  if (others.some((other) => other['RelationId'] === row['RelationId'])) {
    throw refuse('DUPLICATE_VALUE', 'duplicate value found: RelationId duplicates value on record', [
      'RelationId',
    ]);
  }
  if (row['IsWhat'] === 1 && others.some((other) => other['IsWhat'] === 1)) {
    throw refuse('LIMIT_EXCEEDED', 'An activity can be related to one record besides its contacts', [
      'RelationId',
    ]);
  }
  if (!isWho(pair, row)) return;
  const named = others.filter((other) => isWho(pair, other));
  const leads = named.some((other) => targetOf(context, other['RelationId']) === 'Lead');
  if (leads || (target === 'Lead' && named.length > 0) || named.length >= MOST_CONTACTS) {
    throw refuse('LIMIT_EXCEEDED', 'An activity can be related to one lead or up to 50 contacts', [
      'RelationId',
    ]);
  }
}

/** The activity follows its rows: one that was written, taken away or undeleted. @throws RowFailure */
export function followRelation(
  context: SaveContext,
  model: ObjectModel,
  row: Readonly<Row>,
  event: 'written' | 'removed' | 'restored',
): void {
  const pair = pairOf(context, model.name);
  if (pair === undefined || model !== pair.relations) return;
  settle(context, pair, row[pair.key] ?? null, event === 'restored');
  // Only what goes with its activity or its person waits in the recycle bin.
  if (event === 'removed' && isLive(context, row['RelationId']) && isLive(context, row[pair.key])) {
    context.rows.removeForGood(model, String(row['Id']), context.stamp);
  }
}

function isLive(context: SaveContext, id: Scalar | undefined): boolean {
  const model = typeof id === 'string' ? context.schema.byPrefix(id.slice(0, 3)) : undefined;
  if (model === undefined || typeof id !== 'string') return true;
  return context.rows.readFields(model, id, ['Id', 'IsDeleted'])?.['IsDeleted'] !== 1;
}

/**
 * Puts what its rows say into the activity; the counts, and that an event has invitees, move without a stamp. While rows come
 * back one by one, the activity keeps what it shows.
 */
function settle(context: SaveContext, pair: Pair, activityId: Scalar, keep = false): void {
  const id = String(activityId);
  const activity = context.rows.read(pair.activities, id);
  if (activity === undefined || activity['IsDeleted'] === 1) return;
  const rows = relationsOf(context, pair, id);
  if (context.setup.sharedActivities) {
    const people = rows.filter((row) => isWho(pair, row)).map((row) => row['RelationId'] ?? null);
    const shown = activity['WhoId'] ?? null;
    const who = people.includes(shown) || (keep && shown !== null) ? shown : (people[0] ?? null);
    const what = rows.find((row) => row['IsWhat'] === 1)?.['RelationId'] ?? null;
    const about = keep ? (activity['WhatId'] ?? what) : what;
    context.platform.update(pair.activities, id, { WhoId: who, WhatId: about });
    context.rows.update(pair.activities, id, {
      WhoCount: people.length,
      WhatCount: what === null ? 0 : 1,
    });
  }
  if (pair.key !== 'EventId') return;
  const invited = rows.some((row) => !context.setup.sharedActivities || row['IsInvitee'] === 1);
  const type = String(activity['GroupEventType'] ?? '0');
  context.rows.update(pair.activities, id, {
    IsGroupEvent: invited ? 1 : 0,
    GroupEventType: type === '3' ? type : invited ? '1' : '0',
  });
}

/**
 * The other contacts of a task keep it when its first one is deleted: it shows the next. Call it before the cascade.
 * Source: Object Reference, EventRelation: another who "will be promoted".
 */
export function leaveActivities(context: SaveContext, model: ObjectModel, personId: string): void {
  if (!context.setup.sharedActivities || !isPerson(model.name)) return;
  for (const name of ['Task', 'Event']) {
    const pair = pairOf(context, name);
    if (pair === undefined) continue;
    for (const id of context.rows.findIds(pair.activities, 'WhoId', personId)) {
      const next = relationsOf(context, pair, id).find(
        (relation) => isWho(pair, relation) && relation['RelationId'] !== personId,
      );
      if (next !== undefined)
        context.platform.update(pair.activities, id, { WhoId: next['RelationId'] ?? null });
    }
  }
}
