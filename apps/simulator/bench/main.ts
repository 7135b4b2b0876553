/**
 * `npm run bench:simulator`: the speeds that keep the simulator from being the bottleneck of tests and benchmarks, each
 * beside its floor. Ends with 1 when one is missed.
 *
 *   --rows N     rows of the big table (1000000)
 *   --events N   change events (50000)
 *   --json       one JSON document
 */
import { parseArgs } from 'node:util';
import { startSimulator } from '../src/start-simulator.ts';
import { openTestOrg } from '../testing/test-org.ts';
import { benchEvents } from './events.ts';
import { bulkQuery } from './bulk-query.ts';
import { seedRows } from './seed-rows.ts';

interface Figure {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  /** What it must at least (or, for times, at most) be; undefined where nothing is promised. */
  readonly bound?: number;
  readonly atMost?: boolean;
}

const RESETS = 5;

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    events: { type: 'string', default: '50000' },
    json: { type: 'boolean', default: false },
  },
});
const rows = Number(flags.rows);
const figures = [...(await measureRows()), await measureEvents(), await measureReset()];
if (flags.json) console.log(JSON.stringify(figures, null, 2));
else for (const figure of figures) console.log(lineOf(figure));
process.exit(figures.every(holds) ? 0 : 1);

async function measureRows(): Promise<Figure[]> {
  await using org = await openTestOrg();
  const seeded = await seedRows(org.admin, rows);
  const read = await bulkQuery(org.admin);
  const million = `${rows.toLocaleString('en-US')} rows`;
  return [
    { what: `seed ${million}`, measured: seeded.seconds, unit: 's', bound: 60, atMost: true },
    {
      what: `bulk query, ${million}, results streamed`,
      measured: read.rowsPerSecond,
      unit: 'rows/s',
      bound: 300_000,
    },
    {
      what: `bulk query, ${million}, from the job's creation to the last row`,
      measured: read.rowsPerSecondInAll,
      unit: 'rows/s',
    },
  ];
}

async function measureEvents(): Promise<Figure> {
  const { eventsPerSecond } = await benchEvents({ events: Number(flags.events) });
  return {
    what: 'change events to one subscriber, saves included',
    measured: eventsPerSecond,
    unit: 'events/s',
    bound: 5000,
  };
}

/** The median of a few resets of the demo org, over HTTP. */
async function measureReset(): Promise<Figure> {
  const simulator = await startSimulator({ seed: 'demo' });
  try {
    const times: number[] = [];
    for (let count = 0; count < RESETS; count += 1) {
      const startedAt = performance.now();
      const response = await fetch(`${simulator.baseUrl}/__simulator/reset`, { method: 'POST' });
      await response.text();
      times.push(performance.now() - startedAt);
    }
    const median = times.sort((a, b) => a - b)[Math.floor(RESETS / 2)] ?? Number.NaN;
    return { what: 'reset of the demo org', measured: median, unit: 'ms', bound: 100, atMost: true };
  } finally {
    await simulator.close();
  }
}

function holds({ measured, bound, atMost }: Figure): boolean {
  if (bound === undefined) return true;
  return atMost === true ? measured <= bound : measured >= bound;
}

function lineOf(figure: Figure): string {
  const { what, measured, unit, bound, atMost } = figure;
  const number = (value: number): string =>
    value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 });
  const line = `${what}: ${number(measured)} ${unit}`;
  if (bound === undefined) return `  ${line}`;
  const ratio = atMost === true ? bound / measured : measured / bound;
  return `${holds(figure) ? '✓' : '✗'} ${line}; the bound is ${number(bound)} ${unit}, ${ratio.toFixed(1)} times better`;
}
