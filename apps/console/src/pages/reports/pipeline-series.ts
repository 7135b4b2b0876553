import type { PipelineInterval, PipelinePoint } from '@sync-user/contract';

/** Open stages over time, ready to draw: `stacked[i]` is stage i on top of all stages before it. */
export interface PipelineSeries {
  readonly stages: readonly string[];
  readonly stacked: readonly (readonly number[])[];
  /** Points at which an amount does not convert, so that their bars are too low. */
  readonly unknown: readonly string[];
}

export function pipelineSeries(points: readonly PipelinePoint[]): PipelineSeries {
  const open = points.map(({ stages }) => stages.filter(({ kind }) => kind === 'open'));
  const stages = [...new Set(open.flatMap((some) => some.map(({ stage }) => stage)))].toSorted();
  const stacked: number[][] = [];
  for (const [index, stage] of stages.entries()) {
    stacked.push(
      open.map((some, place) => {
        const amount = Number(some.find((one) => one.stage === stage)?.amount ?? 0);
        return amount + (stacked[index - 1]?.[place] ?? 0);
      }),
    );
  }
  const unknown = points
    .filter((_point, place) => open[place]?.some(({ amount }) => amount === null))
    .map(({ at }) => at);
  return { stages, stacked, unknown };
}

const month = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** The interval's name without its year: `16 Nov`, `Nov`, `Q4`. */
export function markPoint(point: PipelinePoint | undefined, interval: PipelineInterval): string {
  if (point === undefined) return '';
  const first = new Date(point.from);
  if (interval === 'month') return month.format(first).slice(0, 3);
  if (interval === 'quarter') return `Q${Math.floor(first.getUTCMonth() / 3) + 1}`;
  return day.format(first);
}

export function yearOfPoint(point: PipelinePoint | undefined): string {
  return point?.from.slice(0, 4) ?? '';
}

/** The last day that is in the point, as an instant. */
export function lastDayOf({ at }: PipelinePoint): string {
  return new Date(Date.parse(at) - 86_400_000).toISOString();
}
