import type { ForecastObject, ReadingCost } from '@sync-user/contract';
import { formatCount, formatCounted } from './format-number.ts';
import { formatDuration } from './format-time.ts';

const oneDigit = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** `48`, `4.8`: whole from ten on. */
export function formatAmount(value: number): string {
  return Math.abs(value) < 10 ? oneDigit.format(value) : formatCount(value);
}

/** `4.8 calls`, `1 call` */
export function formatCalls(calls: number): string {
  return `${formatAmount(calls)} ${calls === 1 ? 'call' : 'calls'}`;
}

/** `48 calls more`, `no more calls`: what comes to a day. */
export function formatMoreCalls(calls: number): string {
  if (calls === 0) return 'no more calls';
  return calls > 0 ? `${formatCalls(calls)} more` : `${formatCalls(-calls)} fewer`;
}

/** `about 3 min`, `under a minute` */
export function formatMinutes(minutes: number): string {
  return minutes < 1 ? 'under a minute' : `about ${formatDuration(Math.round(minutes) * 60)}`;
}

/** `48 calls`, `4 calls, 1,200 events, 1 bulk job`: what a day costs. */
export function describeCost({ calls, bulkJobs, events }: ReadingCost): string {
  return [
    formatCalls(calls),
    events > 0 && `${formatAmount(events)} ${events === 1 ? 'event' : 'events'}`,
    bulkJobs > 0 && `${formatAmount(bulkJobs)} bulk ${bulkJobs === 1 ? 'job' : 'jobs'}`,
  ]
    .filter((part) => part !== false)
    .join(', ');
}

/** What the first loads of several objects cost together; the time is as if they ran one after the other. */
export interface FirstLoads {
  readonly rows: number;
  readonly calls: number;
  readonly bulkJobs: number;
  readonly minutes: number;
  /** Objects whose size Salesforce does not say. */
  readonly unknown: number;
}

export function sumFirstLoads(objects: readonly ForecastObject[]): FirstLoads {
  let sum: FirstLoads = { rows: 0, calls: 0, bulkJobs: 0, minutes: 0, unknown: 0 };
  for (const { rows, firstLoad } of objects) {
    sum =
      firstLoad === null || rows === null
        ? { ...sum, unknown: sum.unknown + 1 }
        : {
            ...sum,
            rows: sum.rows + rows,
            calls: sum.calls + firstLoad.calls,
            bulkJobs: sum.bulkJobs + firstLoad.bulkJobs,
            minutes: sum.minutes + firstLoad.minutes,
          };
  }
  return sum;
}

/** `12,011 rows in under a minute, 8 calls and 1 bulk job` */
export function describeFirstLoads({ rows, calls, bulkJobs, minutes, unknown }: FirstLoads): string {
  const cost = [formatCalls(calls), ...(bulkJobs > 0 ? [formatCounted(bulkJobs, 'bulk job')] : [])];
  const more =
    unknown === 0
      ? ''
      : `; Salesforce does not say how large ${unknown === 1 ? 'one more is' : `${unknown} more are`}`;
  return `${formatCounted(rows, 'row')}, ${formatMinutes(minutes)}, ${cost.join(' and ')}${more}`;
}
