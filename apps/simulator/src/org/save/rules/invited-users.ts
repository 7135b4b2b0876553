/**
 * A user who is invited to an event gets an event of their own, which follows the first one. Source: Change Data Capture
 * Developer Guide, "Event Invitees"; Object Reference, Event.IsChild.
 */
import type { ObjectModel } from '../../schema/schema.ts';
import type { Row, Scalar } from '../../types.ts';
import { refuse } from '../row-failure.ts';
import { hasChanged, type RowChange, type SaveContext } from '../save-context.ts';

/** What an invitee's event shows of the first one. */
const SHOWN = [
  'Subject',
  'Location',
  'IsAllDayEvent',
  'StartDateTime',
  'EndDateTime',
  'ActivityDateTime',
  'ActivityDate',
  'DurationInMinutes',
  'Description',
  'WhoId',
  'WhatId',
  'IsPrivate',
  'EventSubtype',
];
const OWN = new Set(['IsReminderSet', 'ReminderDateTime']);

function shownOf(event: Readonly<Row>): Row {
  return Object.fromEntries(SHOWN.map((name) => [name, event[name] ?? null]));
}

const isChild = (row: Readonly<Row> | undefined): boolean => row?.['IsChild'] === 1;

function eventsIn({ schema }: SaveContext): ObjectModel | undefined {
  return schema.get('Event');
}

/** Only reminders of an invitee's event are its own. Source: Object Reference, Event.IsChild; the code is assumed. @throws RowFailure */
export function refuseChildEvent({ model, before, changed }: RowChange): void {
  if (model.name !== 'Event' || !isChild(before)) return;
  const others = [...changed].filter((name) => !OWN.has(name));
  if (others.length === 0) return;
  throw refuse('FIELD_INTEGRITY_EXCEPTION', 'Only the reminder of a child event can be changed', others);
}

/** The invitee's event comes before the invitation, as recorded change events do. @throws RowFailure */
export function inviteUser(context: SaveContext, { model, row, before }: RowChange): void {
  const events = eventsIn(context);
  const { EventId: eventId, RelationId: userId } = row;
  if (model.name !== 'EventRelation' || before !== undefined || events === undefined) return;
  const event = typeof eventId === 'string' ? context.rows.read(events, eventId) : undefined;
  if (event === undefined) return;
  if (isChild(event)) {
    // Source: Object Reference, EventRelation: "can't be created for a child event"; the code is assumed.
    throw refuse('FIELD_INTEGRITY_EXCEPTION', 'A child event has no relations of its own', ['EventId']);
  }
  if (typeof userId !== 'string' || userId === event['OwnerId'] || !isActiveUser(context, userId)) return;
  const child = context.platform.create(events, {
    ...shownOf(event),
    OwnerId: userId,
    ShowAs: event['ShowAs'] ?? null,
    IsChild: 1,
    IsGroupEvent: 1,
    GroupEventType: '1',
  });
  context.rows.rememberInvited(String(row['Id']), child);
}

/** A deactivated user can be invited, but owns no new event. */
function isActiveUser(context: SaveContext, id: string): boolean {
  const users = context.schema.get('User');
  return users !== undefined && context.rows.readFields(users, id, ['IsActive'])?.['IsActive'] === 1;
}

/** Invitees' events move with the first one. @throws RowFailure */
export function followEvent(context: SaveContext, change: RowChange): void {
  const { model, row, before } = change;
  const relations = context.schema.get('EventRelation');
  if (model.name !== 'Event' || before === undefined || relations === undefined || isChild(row)) return;
  if (!SHOWN.some((name) => hasChanged(change, name))) return;
  for (const id of context.rows.findIds(relations, 'EventId', row['Id'] ?? null)) {
    const child = context.rows.invitedEvent(id);
    if (child !== undefined && isLive(context, model, child))
      context.platform.update(model, child, shownOf(row));
  }
}

function isLive(context: SaveContext, model: ObjectModel, id: string): boolean {
  return context.rows.readFields(model, id, ['IsDeleted'])?.['IsDeleted'] === 0;
}

/** Who is no longer invited loses the event; with the invitation it comes back. */
export function followInvitation(
  context: SaveContext,
  relationId: Scalar | undefined,
  removed: boolean,
): void {
  const events = eventsIn(context);
  const child = context.rows.invitedEvent(String(relationId));
  if (events === undefined || child === undefined) return;
  if (removed && isLive(context, events, child)) context.platform.delete(events, child);
  if (!removed) context.platform.undelete(events, child);
}
