/** Tasks and events: what is derived from their dates and parents, and the silent marks they leave on those parents. */
import { accountOf } from './activity-account.ts';
import { promoteWho } from './activity-relations.ts';
import { refuse } from '../row-failure.ts';
import { hasChanged, setField, type RowChange, type SaveContext } from '../save-context.ts';

const MINUTE_MS = 60_000;

export function deriveActivity(context: SaveContext, change: RowChange): void {
  if (change.model.name === 'Task') deriveTask(context, change);
  else deriveEvent(change);
  promoteWho(context, change);
  setField(change, 'AccountId', accountOf(context, [change.row['WhatId'], change.row['WhoId']]));
}

function deriveTask(context: SaveContext, change: RowChange): void {
  const closed = change.row['Status'] === 'Completed';
  setField(change, 'IsClosed', closed ? 1 : 0);
  setField(change, 'IsHighPriority', change.row['Priority'] === 'High' ? 1 : 0);
  if (!hasChanged(change, 'Status') && change.before !== undefined) return;
  setField(change, 'CompletedDateTime', closed ? context.stamp : null);
}

/** Start, end and duration follow from any two of them. Source: Object Reference, Event. */
function deriveEvent(change: RowChange): void {
  const { row } = change;
  const allDay = row['IsAllDayEvent'] === 1;
  const startText =
    hasChanged(change, 'StartDateTime') || !hasChanged(change, 'ActivityDateTime')
      ? (row['StartDateTime'] ?? row['ActivityDateTime'])
      : row['ActivityDateTime'];
  const day = typeof row['ActivityDate'] === 'string' ? `${row['ActivityDate']}T00:00:00.000Z` : undefined;
  const startValue = allDay ? (day ?? startText) : (startText ?? day);
  if (typeof startValue !== 'string') {
    throw refuse('REQUIRED_FIELD_MISSING', 'Required fields are missing: [ActivityDateTime]', [
      'ActivityDateTime',
    ]);
  }
  const start = new Date(startValue);
  const minutes = durationMinutes(change, start);
  const end = new Date(start.getTime() + minutes * MINUTE_MS);
  // No describe says so; the only kind there is. Assumed.
  if (change.before === undefined) setField(change, 'EventSubtype', row['EventSubtype'] ?? 'Event');
  setField(change, 'StartDateTime', start.toISOString());
  setField(change, 'ActivityDateTime', allDay ? null : start.toISOString());
  setField(change, 'ActivityDate', start.toISOString().slice(0, 10));
  setField(change, 'DurationInMinutes', minutes);
  setField(change, 'EndDateTime', end.toISOString());
  setField(change, 'EndDate', end.toISOString().slice(0, 10));
}

function durationMinutes(change: RowChange, start: Date): number {
  const { row } = change;
  const end = row['EndDateTime'];
  const duration = row['DurationInMinutes'];
  if (
    typeof duration === 'number' &&
    (hasChanged(change, 'DurationInMinutes') || !hasChanged(change, 'EndDateTime'))
  ) {
    return duration;
  }
  if (typeof end === 'string') {
    const minutes = (new Date(end).getTime() - start.getTime()) / MINUTE_MS;
    if (minutes < 0) {
      throw refuse('FIELD_INTEGRITY_EXCEPTION', 'Event duration cannot be negative', ['EndDateTime']);
    }
    return minutes;
  }
  if (row['IsAllDayEvent'] === 1) return 1440;
  throw refuse('REQUIRED_FIELD_MISSING', 'Required fields are missing: [DurationInMinutes]', [
    'DurationInMinutes',
  ]);
}

/**
 * `LastActivityDate` moves without a stamp: the platform computes it, nobody saved the row.
 * Source: Change Data Capture Developer Guide lists it as derived.
 */
export function touchActivityDates(context: SaveContext, change: RowChange): void {
  const date = change.row['ActivityDate'];
  if (typeof date !== 'string') return;
  const done =
    change.model.name === 'Task' ? change.row['IsClosed'] === 1 : date <= context.stamp.slice(0, 10);
  if (!done) return;
  for (const name of ['WhatId', 'WhoId', 'AccountId']) {
    const id = change.row[name];
    if (typeof id !== 'string') continue;
    const model = context.schema.byPrefix(id.slice(0, 3));
    if (model?.has('LastActivityDate') !== true) continue;
    const known = context.rows.read(model, id)?.['LastActivityDate'];
    if (typeof known !== 'string' || known < date) context.rows.update(model, id, { LastActivityDate: date });
  }
}
