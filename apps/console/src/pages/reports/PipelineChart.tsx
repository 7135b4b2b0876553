import type { PipelineInterval, PipelinePoint } from '@sync-user/contract';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { formatShort } from '../../lib/format-number.ts';
import { useTheme } from '../../lib/theme.ts';
import { markPoint, type PipelineSeries, pipelineSeries, yearOfPoint } from './pipeline-series.ts';

const HEIGHT = 252;
const AXIS_WIDTH = 44;
/** So far apart that neighbouring marks do not touch. */
const MARK_SPACE = 48;
const COLOURS = [
  '--cause-poll',
  '--cause-load',
  '--cause-describe',
  '--cause-event',
  '--cause-repair',
  '--cause-census',
];

const colourOf = (place: number): string => COLOURS[place % COLOURS.length] ?? '--accent';

interface PipelineChartProps {
  readonly points: readonly PipelinePoint[];
  readonly interval: PipelineInterval;
}

/** Stacked bars of the open stages. The table below has every number, for those who do not see the picture. */
export function PipelineChart({ points, interval }: PipelineChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const { dark } = useTheme();
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const series = pipelineSeries(points);
    const places = points.map((_point, place) => place);
    // The tallest series is drawn first; the shorter ones then cover its lower part.
    const data: uPlot.AlignedData = [places, ...series.stacked.map((values) => [...values]).toReversed()];
    const chart = new uPlot(toOptions(series, { points, interval }, element.clientWidth), data, element);
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
    // Colours are read from the theme when the chart is made.
  }, [points, interval, dark]);
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

function toOptions(
  series: PipelineSeries,
  { points, interval }: PipelineChartProps,
  width: number,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (variable: string): string => style.getPropertyValue(variable).trim();
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
      // By place and not by time: the interval that has only begun is as wide as the others.
      x: { time: false, range: [-0.5, points.length - 0.5] },
      y: { range: [0, top * 1.08] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 44,
        splits: (chart) => {
          const every = Math.ceil((MARK_SPACE * points.length) / Math.max(1, chart.width - AXIS_WIDTH));
          // The newest is always named.
          return points.flatMap((_point, place) =>
            (points.length - 1 - place) % every === 0 ? [place] : [],
          );
        },
        values: (_chart, places) =>
          places.map((place, index) => {
            const year = yearOfPoint(points[place]);
            const isNewYear = index === 0 || year !== yearOfPoint(points[places[index - 1] ?? 0]);
            return `${markPoint(points[place], interval)}${isNewYear ? `\n${year}` : ''}`;
          }),
      },
      {
        ...axis,
        size: AXIS_WIDTH,
        grid: { stroke: colour('--line'), width: 1 },
        values: (_chart, ticks) => ticks.map(formatShort),
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
