/** PlatformEventUsageMetric: how many events were published and delivered, hour by hour behind. */
import { makeId } from '../org/ids.ts';
import type { Row } from '../org/types.ts';
import type { World } from '../world.ts';

/** Source: Object Reference, PlatformEventUsageMetric. */
const USAGE_METRICS = [
  'CHANGE_EVENTS_DELIVERED',
  'CHANGE_EVENTS_PUBLISHED',
  'PLATFORM_EVENTS_DELIVERED',
  'PLATFORM_EVENTS_PUBLISHED',
] as const;
export type UsageMetric = (typeof USAGE_METRICS)[number];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STORED_DAYS = 45;

/** The 24 hours up to the last full hour, and every full day before; nothing where nothing happened. */
export function provideUsageMetrics({ org, events }: Pick<World, 'org' | 'events'>): void {
  org.provideRows('PlatformEventUsageMetric', () => {
    const now = org.clock.now();
    const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
    const today = Math.floor(now / DAY_MS) * DAY_MS;
    const ends = [hour, ...Array.from({ length: STORED_DAYS }, (_, days) => today - days * DAY_MS)];
    const rows: Row[] = [];
    for (const end of new Set(ends)) {
      for (const name of USAGE_METRICS) {
        const value = events.allocations.counted(name, end - DAY_MS, end);
        if (value > 0) rows.push(metricRow(rows.length + 1, name, end, value));
      }
    }
    return rows;
  });
}

function metricRow(number: number, name: UsageMetric, end: number, value: number): Row {
  return {
    Id: makeId('0pE', number),
    Name: name,
    StartDate: new Date(end - DAY_MS).toISOString(),
    EndDate: new Date(end).toISOString(),
    Value: value,
    ExternalId: null,
  };
}
