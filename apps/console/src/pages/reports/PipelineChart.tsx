import type { PipelinePoint } from '@sync-user/contract';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { formatCompact } from '../../lib/format-number.ts';
import { useTheme } from '../../lib/theme.ts';
import { type PipelineSeries, pipelineSeries } from './pipeline-series.ts';

const HEIGHT = 240;
const COLOURS = [
  '--cause-poll',
  '--cause-load',
  '--cause-describe',
  '--cause-event',
  '--cause-repair',
  '--cause-census',
];

const colourOf = (place: number): string => COLOURS[place % COLOURS.length] ?? '--accent';

/** Stacked bars of the open stages. The table below has every number, for those who do not see the picture. */
export function PipelineChart({ points }: { readonly points: readonly PipelinePoint[] }) {
  const host = useRef<HTMLDivElement>(null);
  const { dark } = useTheme();
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const series = pipelineSeries(points);
    const days = points.map(({ at }) => Date.parse(at) / 1000);
    // The tallest series is drawn first; the shorter ones then cover its lower part.
    const data: uPlot.AlignedData = [days, ...series.stacked.map((values) => [...values]).toReversed()];
    const chart = new uPlot(toOptions(series, days, element.clientWidth), data, element);
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
    // Colours are read from the theme when the chart is made.
  }, [points, dark]);
  const { stages } = pipelineSeries(points);
  return (
    <figure aria-label={`Open pipeline by stage at ${points.length} points in time`}>
      <div ref={host} style={{ height: HEIGHT }} />
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm text-text-2">
        {stages.map((stage, place) => (
          <span key={stage} className="flex items-center gap-1.5">
            <span
              aria-hidden="true"
              className="size-3 rounded-[3px]"
              style={{ background: `var(${colourOf(place)})` }}
            />
            {stage}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

function toOptions(series: PipelineSeries, days: readonly number[], width: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (variable: string): string => style.getPropertyValue(variable).trim();
  const step = (days[1] ?? 0) - (days[0] ?? 0) || 86_400;
  const top = Math.max(1, ...(series.stacked.at(-1) ?? []));
  const axis: uPlot.Axis = {
    stroke: colour('--text-3'),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    ticks: { show: false },
  };
  const paths = uPlot.paths.bars?.({ size: [0.72, 48] });
  return {
    width,
    height: HEIGHT,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: true, range: [(days[0] ?? 0) - step / 2, (days.at(-1) ?? 0) + step / 2] },
      y: { range: [0, top * 1.08] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 28, space: 64 },
      {
        ...axis,
        size: 72,
        grid: { stroke: colour('--line'), width: 1 },
        values: (_chart, ticks) => ticks.map(formatCompact),
      },
    ],
    series: [
      {},
      ...series.stages
        .map(
          (stage, place): uPlot.Series => ({
            label: stage,
            fill: colour(colourOf(place)),
            width: 0,
            points: { show: false },
            ...(paths !== undefined && { paths }),
          }),
        )
        .toReversed(),
    ],
  };
}
