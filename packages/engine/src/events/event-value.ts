import { toInstant } from '../ports/clock.ts';
import type { EventValue } from '../ports/event-source.ts';
import type { MappedColumn } from '../ports/mirror.ts';

/** A value of an event as the REST API writes it: events have milliseconds for dates, datetimes and times of day. */
export function fromEventValue(column: Pick<MappedColumn, 'sfType'>, value: EventValue): EventValue {
  if (typeof value !== 'number') return value;
  switch (column.sfType) {
    case 'datetime':
      return toInstant(value);
    case 'date':
      return toInstant(value).slice(0, 10);
    case 'time':
      return toInstant(value).slice(11);
    default:
      return value;
  }
}
