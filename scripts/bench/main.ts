/**
 * `npm run bench`: loads a big object through the whole product (simulated org → bulk pages → COPY → counted, indexed,
 * live) and copies the same CSV with `psql \copy` into a table with the same primary key, on the same PostgreSQL, in
 * the same run. Says rows per second, the ratio, and the server's peak memory at a tenth and at all of the rows. Then the
 * rows, unchanged, are read again and merged, and a delta of 10,000 changes is polled.
 *
 *   --rows N      rows of the big load (1000000)
 *   --rounds N    how often both are measured in turn (3); the medians are compared
 *   --json        one JSON document
 */
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureLoad, type MeasuredLoad } from './measure-load.ts';
import { measureDelta, measureReread } from './measure-reread.ts';
import { downloadCsv, psqlCopy } from './psql-copy.ts';
import { startStack } from '../stack.ts';

const OBJECT = 'BigTable__c';
const SEED = 'apps/simulator/examples/big-table.seed.json';

/** Twenty columns: those of the seed and what every record has. */
const FIELDS =
  'Id Name CreatedDate LastModifiedDate LastModifiedById SystemModstamp Key__c Title__c Status__c Tags__c Amount__c Quantity__c Ratio__c Flag__c Day__c Moment__c Clock__c Mail__c Site__c Note__c'.split(
    ' ',
  );

/** Changes of the delta. */
const DELTA = 10_000;

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const rows = Number(flags.rows);
const rounds = Number(flags.rounds);
const say = (line: string): void => (flags.json ? undefined : console.log(line));

const csv = join(tmpdir(), `sync-user-bench-${process.pid}.csv`);
say(`Starting PostgreSQL and a simulated org …`);
const stack = await startStack(SEED);
try {
  const { org } = stack;
  await stack.growTo(OBJECT, Math.round(rows / 10));
  say(`Loading ${Math.round(rows / 10).toLocaleString('en-US')} rows × ${FIELDS.length} columns …`);
  const small = await load('bench_small');
  await stack.growTo(OBJECT, rows);

  const bytes = await downloadCsv(org, `SELECT ${FIELDS.join(', ')} FROM ${OBJECT}`, csv);
  const ours: MeasuredLoad[] = [];
  const theirs: number[] = [];
  let psql = '';
  for (let round = 1; round <= rounds; round += 1) {
    const big = await load(`bench_${round}`);
    const copied = await psqlCopy(
      stack.databaseUrl,
      { schema: `crm_bench_${round}`, table: OBJECT.toLowerCase() },
      FIELDS.map((field) => field.toLowerCase()),
      csv,
    );
    ours.push(big);
    theirs.push(copied.seconds);
    psql = copied.client;
    say(
      `round ${round}: Sync User ${rate(big.copySeconds)} rows/s (${big.copySeconds.toFixed(1)} s; live after ${big.liveSeconds.toFixed(1)} s), psql \\copy ${rate(copied.seconds)} rows/s (${copied.seconds.toFixed(1)} s)`,
    );
  }

  const again = await rereadAndChange(`bench_${rounds}`);
  const copySeconds = median(ours.map((one) => one.copySeconds));
  const liveSeconds = median(ours.map((one) => one.liveSeconds));
  const psqlSeconds = median(theirs);
  const peak = Math.max(...ours.map((one) => one.peakMemory));
  const result = {
    rows,
    columns: FIELDS.length,
    csvMegabytes: Math.round(bytes / 1e6),
    rowsPerSecond: Math.round(rows / copySeconds),
    rowsPerSecondUntilLive: Math.round(rows / liveSeconds),
    psqlRowsPerSecond: Math.round(rows / psqlSeconds),
    ratio: round2(psqlSeconds / copySeconds),
    ratioUntilLive: round2(psqlSeconds / liveSeconds),
    peakMegabytes: {
      atATenth: Math.round(small.peakMemory / 1e6),
      atAll: Math.round(peak / 1e6),
      growth: round2(peak / small.peakMemory - 1),
    },
    reread: {
      rowsPerSecond: Math.round(rows / again.rereadSeconds),
      ratio: round2(psqlSeconds / again.rereadSeconds),
    },
    secondsUntilDeltaSeen: round2(again.deltaSeconds),
    psql,
  };
  if (flags.json) console.log(JSON.stringify(result));
  else {
    say('');
    say(
      `${rows.toLocaleString('en-US')} rows × ${FIELDS.length} columns, ${result.csvMegabytes} MB of CSV; medians of ${rounds}`,
    );
    say(
      `  Sync User, first page to last row counted   ${count(result.rowsPerSecond)} rows/s   ${percent(result.ratio)} of psql \\copy`,
    );
    say(
      `  Sync User, indexes and statistics included  ${count(result.rowsPerSecondUntilLive)} rows/s   ${percent(result.ratioUntilLive)}`,
    );
    say(
      `  psql \\copy, same file, same primary key     ${count(result.psqlRowsPerSecond)} rows/s   (${psql})`,
    );
    say(
      `  the same rows again, unchanged, merged      ${count(result.reread.rowsPerSecond)} rows/s   ${percent(result.reread.ratio)} of psql \\copy`,
    );
    say(
      `  ${DELTA.toLocaleString('en-US')} changes, from the poll's beginning until all are seen: ${result.secondsUntilDeltaSeen} s`,
    );
    say(
      `  server's peak memory  ${result.peakMegabytes.atATenth} MB at a tenth of the rows, ${result.peakMegabytes.atAll} MB at all: ${percent(result.peakMegabytes.growth)} growth`,
    );
  }

  async function rereadAndChange(workspace: string) {
    const server = await stack.startServer();
    try {
      const { seconds } = await measureReread(stack, server, workspace, OBJECT);
      const deltaSeconds = await measureDelta(stack, server, workspace, OBJECT, Math.min(DELTA, rows));
      return { rereadSeconds: seconds, deltaSeconds };
    } finally {
      await server.stop();
    }
  }

  async function load(workspace: string): Promise<MeasuredLoad> {
    const server = await stack.startServer();
    try {
      return await measureLoad(stack, server, workspace, OBJECT, FIELDS);
    } finally {
      await server.stop();
    }
  }
} finally {
  rmSync(csv, { force: true });
  await stack.stop();
}

// A stack of its own: it needs an event bus.
if (!flags.json) await import('./events.ts');

function rate(seconds: number): string {
  return count(Math.round(rows / seconds));
}
function count(number: number): string {
  return number.toLocaleString('en-US').padStart(9);
}
function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}
function round2(number: number): number {
  return Math.round(number * 100) / 100;
}
function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
