import type { PipelinePoint } from '@sync-user/contract';

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
