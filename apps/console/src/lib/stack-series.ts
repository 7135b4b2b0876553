import type { CallCause, CallReport } from '@sync-user/contract';

/** Calls by cause over time, ready to draw: `stacked[i]` is series i on top of all series before it. */
export interface StackedCalls {
  /** Start of each bucket, seconds since 1970. */
  readonly at: readonly number[];
  /** Largest total first, so the base of the bars is the steadiest part. */
  readonly causes: readonly { readonly cause: CallCause; readonly total: number }[];
  readonly values: readonly (readonly number[])[];
  readonly stacked: readonly (readonly number[])[];
}

/** Fills the hours in which nothing was called (the report leaves them out or empty) and stacks the causes. */
export function stackSeries(
  report: Pick<CallReport, 'since' | 'until' | 'bucketSeconds' | 'buckets'>,
): StackedCalls {
  const step = report.bucketSeconds;
  const floor = (instant: string): number => Math.floor(Date.parse(instant) / 1000 / step) * step;
  const byStart = new Map<number, Partial<Record<CallCause, number>>>();
  for (const bucket of report.buckets) {
    const start = floor(bucket.at);
    const sum = byStart.get(start) ?? {};
    for (const [cause, calls] of Object.entries(bucket.byCause) as [CallCause, number][]) {
      sum[cause] = (sum[cause] ?? 0) + calls;
    }
    byStart.set(start, sum);
  }

  const last = Math.max(floor(report.until), ...byStart.keys());
  const at: number[] = [];
  for (let start = Math.min(floor(report.since), ...byStart.keys()); start <= last; start += step)
    at.push(start);

  const totals = new Map<CallCause, number>();
  for (const byCause of byStart.values()) {
    for (const [cause, calls] of Object.entries(byCause) as [CallCause, number][]) {
      totals.set(cause, (totals.get(cause) ?? 0) + calls);
    }
  }
  const causes = [...totals]
    .filter(([, total]) => total > 0)
    .map(([cause, total]) => ({ cause, total }))
    .toSorted((a, b) => b.total - a.total || a.cause.localeCompare(b.cause));

  const values = causes.map(({ cause }) => at.map((start) => byStart.get(start)?.[cause] ?? 0));
  const stacked: number[][] = [];
  for (const [index, series] of values.entries()) {
    stacked.push(series.map((value, place) => value + (stacked[index - 1]?.[place] ?? 0)));
  }
  return { at, causes, values, stacked };
}
