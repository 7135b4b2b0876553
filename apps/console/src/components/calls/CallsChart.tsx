import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import { formatCount } from '../../lib/format-number.ts';
import type { StackedCalls } from '../../lib/stack-series.ts';
import { useTheme } from '../../lib/theme.ts';
import { CAUSE_WORDS } from '../../lib/words.ts';
import { causePattern } from './cause-pattern.ts';
import { type BarWidth, markBucket, nameBucket } from './bucket-words.ts';

const HEIGHT = 188;

interface Hover {
  readonly place: number;
  readonly left: number;
}

interface CallsChartProps {
  readonly calls: StackedCalls;
  readonly width?: BarWidth;
  /** As in “calls in the last 24 hours”. */
  readonly period?: string;
}

/** Stacked bars. The picture is described in words for those who do not see it; the table beside it has every number. */
export function CallsChart({ calls, width = 'hour', period = 'in the last 24 hours' }: CallsChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<Hover | undefined>(undefined);
  const { dark } = useTheme();

  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const chart = new uPlot(toOptions(calls, width, element.clientWidth, setHover), toData(calls), element);
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
      setHover(undefined);
    };
    // Colours are read from the theme when the chart is made.
  }, [calls, width, dark]);

  const total = calls.causes.reduce((sum, cause) => sum + cause.total, 0);
  return (
    <figure
      className="relative"
      aria-label={`${formatCount(total)} API calls ${period}, by ${width} and cause`}
    >
      <div ref={host} style={{ height: HEIGHT }} />
      {total === 0 && (
        <p className="absolute inset-0 flex items-center justify-center text-text-3">No calls {period}.</p>
      )}
      {hover !== undefined && <HoverCard calls={calls} width={width} hover={hover} />}
    </figure>
  );
}

interface HoverCardProps {
  readonly calls: StackedCalls;
  readonly width: BarWidth;
  readonly hover: Hover;
}

function HoverCard({ calls, width, hover }: HoverCardProps) {
  const start = calls.at[hover.place];
  const parts = calls.causes
    .map(({ cause }, index) => ({ cause, index, value: calls.values[index]?.[hover.place] ?? 0 }))
    .filter(({ value }) => value > 0)
    .toReversed();
  if (start === undefined || parts.length === 0) return null;
  return (
    <div
      className="pointer-events-none absolute top-0 z-10 w-48 rounded-md bg-surface p-2 text-sm shadow-pop"
      style={{ left: Math.max(0, hover.left - 204) }}
    >
      <p className="mb-1 font-medium">{nameBucket(start, width)}</p>
      {parts.map(({ cause, index, value }) => (
        <p key={cause} className="flex items-center gap-2">
          <span className="size-2.5 rounded-[3px]" style={{ background: causePattern(cause, index).css }} />
          <span className="flex-1 truncate text-text-2">{CAUSE_WORDS[cause]}</span>
          {formatCount(value)}
        </p>
      ))}
    </div>
  );
}

/** The tallest series is drawn first; the shorter ones then cover its lower part. */
function toData({ at, stacked }: StackedCalls): uPlot.AlignedData {
  return [[...at], ...stacked.map((series) => [...series]).toReversed()];
}

function toOptions(
  calls: StackedCalls,
  barWidth: BarWidth,
  width: number,
  onHover: (hover: Hover | undefined) => void,
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (variable: string): string => style.getPropertyValue(variable).trim();
  const step = (calls.at[1] ?? 3600) - (calls.at[0] ?? 0);
  const first = calls.at[0] ?? 0;
  const last = (calls.at.at(-1) ?? 0) + step;
  const top = Math.max(4, ...(calls.stacked.at(-1) ?? []));
  const axis: uPlot.Axis = {
    stroke: colour('--text-3'),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT,
    // The last mark may stand at the very end: half of it lies beyond.
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: { x: false, y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: { x: { time: true, range: [first, last] }, y: { range: [0, top * 1.08] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        space: 64,
        ...(barWidth === 'day' && { incrs: [1, 2, 5, 10].map((days) => days * 86_400) }),
        values: (_chart, ticks) => ticks.map((tick) => markBucket(tick, barWidth)),
      },
      {
        ...axis,
        size: 40,
        grid: { stroke: colour('--line'), width: 1 },
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000],
        space: 40,
        values: (_chart, ticks) => ticks.map(formatCount),
      },
    ],
    series: [
      {},
      ...calls.causes
        .map(({ cause }, index): uPlot.Series => {
          const { variable, hatched } = causePattern(cause, index);
          const fill = toFill(colour(variable), colour('--surface'), hatched);
          return {
            label: CAUSE_WORDS[cause],
            fill: () => fill,
            width: 0,
            points: { show: false },
            ...bars(),
          };
        })
        .toReversed(),
    ],
    hooks: {
      setCursor: [
        (chart) => {
          const { left = -1 } = chart.cursor;
          const place = Math.floor((chart.posToVal(left, 'x') - first) / step);
          onHover(left < 0 || place < 0 || place >= calls.at.length ? undefined : { place, left: left + 40 });
        },
      ],
    },
  };
}

/** Each bar stands on its hour, from its start to its end. */
function bars(): Pick<uPlot.Series, 'paths'> {
  const paths = uPlot.paths.bars?.({ size: [0.72, 28], align: 1 });
  return paths === undefined ? {} : { paths };
}

function toFill(colour: string, surface: string, hatched: boolean): string | CanvasPattern {
  if (!hatched) return colour;
  const size = 6 * devicePixelRatio;
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (pen === null) return colour;
  pen.fillStyle = surface;
  pen.fillRect(0, 0, size, size);
  pen.globalAlpha = 0.45;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, size, size);
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.lineWidth = size / 2.8;
  for (const shift of [-size, 0, size]) {
    pen.beginPath();
    pen.moveTo(shift - 1, size + 1);
    pen.lineTo(shift + size + 1, -1);
    pen.stroke();
  }
  return pen.createPattern(tile, 'repeat') ?? colour;
}
