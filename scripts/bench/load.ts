import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, startStack } from '../stack.ts';
import { type Figure, median, type PartReport, toNumber, toPercent } from './figures.ts';
import { type MeasuredDelta, measureDelta } from './measure-delta.ts';
import { measureLoad, type MeasuredLoad } from './measure-load.ts';
import { type MeasuredReread, measureReread } from './measure-reread.ts';
import { startStep } from './progress.ts';
import { downloadCsv, type PsqlCopy, psqlCopy } from './psql-copy.ts';

const OBJECT = 'BigTable__c';
const SEED = 'apps/simulator/examples/big-table.seed.json';

/** Twenty columns: those of the seed and what every record has. */
const FIELDS =
  'Id Name CreatedDate LastModifiedDate LastModifiedById SystemModstamp Key__c Title__c Status__c Tags__c Amount__c Quantity__c Ratio__c Flag__c Day__c Moment__c Clock__c Mail__c Site__c Note__c'.split(
    ' ',
  );
const COLUMNS = FIELDS.map((field) => field.toLowerCase());

const DELTA = 10_000;
const DELTAS = 3;
const GROWN_AT_ONCE = 100_000;

/**
 * A first load through the whole product (simulated org → bulk pages → COPY → counted, indexed, live) beside `psql \copy` of
 * the same rows; the rows, unchanged, read again and merged; and a delta that is polled.
 */
export async function benchLoad({ rows, rounds }: { rows: number; rounds: number }): Promise<PartReport> {
  const csv = join(tmpdir(), `sync-user-bench-${process.pid}.csv`);
  const starting = startStep('Starting PostgreSQL and a simulated org');
  const stack = await startStack(SEED);
  starting.end();
  try {
    const tenth = Math.round(rows / 10);
    await grow(stack, 0, tenth);
    const small = await load(stack, 'bench_small', tenth);
    await forget(stack, 'bench_small');
    await grow(stack, tenth, rows);
    const fetching = startStep('Writing the same rows to a file for psql');
    const bytes = await downloadCsv(stack.org, `SELECT ${FIELDS.join(', ')} FROM ${OBJECT}`, csv);
    fetching.end(`${toNumber(bytes / 1e6)} MB`);

    const ours: MeasuredLoad[] = [];
    const theirs: PsqlCopy[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      ours.push(await load(stack, `bench_${round}`, rows));
      theirs.push(await copy(stack, `bench_${round}`, csv, 'primary key'));
    }
    const again = await rereadAndChange(stack, `bench_${rounds}`, rows);
    const staged = await copy(stack, `bench_${rounds}`, csv, 'staging');
    return toReport(rows, { small, ours, theirs, staged, bytes, ...again });
  } finally {
    rmSync(csv, { force: true });
    await stack.stop();
  }
}

interface Measured {
  readonly small: MeasuredLoad;
  readonly ours: readonly MeasuredLoad[];
  readonly theirs: readonly PsqlCopy[];
  readonly staged: PsqlCopy;
  readonly bytes: number;
  readonly reread: MeasuredReread;
  readonly unknown: MeasuredReread;
  readonly deltas: readonly MeasuredDelta[];
}

function toReport(rows: number, measured: Measured): PartReport {
  const { small, ours, theirs, staged, reread, unknown, deltas } = measured;
  const rate = (seconds: number): number => rows / seconds;
  const copySeconds = median(ours.map((one) => one.copySeconds));
  const liveSeconds = median(ours.map((one) => one.liveSeconds));
  const psqlSeconds = median(theirs.map((one) => one.seconds));
  const peak = Math.max(...ours.map((one) => one.peakMemory));
  const many = `${toNumber(rows)} rows × ${FIELDS.length} columns`;
  const figures: Figure[] = [
    {
      what: `first load, ${many}: first page to last row counted`,
      value: (100 * psqlSeconds) / copySeconds,
      unit: '% of psql \\copy',
      atLeast: 75,
      beside: `${toNumber(rate(copySeconds))} rows/s; psql \\copy into a table with the same primary key ${toNumber(rate(psqlSeconds))} rows/s; medians of ${ours.length}`,
    },
    {
      what: 'the same until the object is live: indexes, statistics, count',
      value: rate(liveSeconds),
      unit: 'rows/s',
      beside: `${toPercent(psqlSeconds / liveSeconds)} of psql \\copy, which makes none of them`,
    },
    {
      what: 'growth of the server’s peak memory from a tenth of the rows to all',
      value: 100 * (peak / small.peakMemory - 1),
      unit: '%',
      atMost: 25,
      beside: `${toNumber(small.peakMemory / 1e6)} MB at a tenth, ${toNumber(peak / 1e6)} MB at all`,
    },
    {
      what: 'the same rows read again, unchanged: first page to last one merged',
      value: rate(reread.seconds),
      unit: 'rows/s',
      atLeast: 300_000,
      beside: `${toPercent(psqlSeconds / reread.seconds)} of psql \\copy`,
    },
    {
      what: 'the same when nothing is known of their pages: every row copied and compared',
      value: rate(unknown.seconds),
      unit: 'rows/s',
      beside: `${toPercent(psqlSeconds / unknown.seconds)} of psql \\copy; one \\copy into an unlogged table without index, compared with nothing: ${toNumber(rate(staged.seconds))} rows/s`,
    },
    {
      what: 'of that, the comparison with the table',
      value: rate(unknown.compareSeconds),
      unit: 'rows/s',
      beside: `copying pages into PostgreSQL: ${toNumber(rate(unknown.copySeconds))} rows/s; each by one connection, two work side by side`,
    },
    {
      what: `${toNumber(Math.min(DELTA, rows))} changes polled until all are seen in PostgreSQL, without the org’s own time`,
      value: median(deltas.map((one) => one.withoutOrgSeconds)),
      unit: 's',
      atMost: 2,
      beside: `${toNumber(median(deltas.map((one) => one.seconds)))} s with it, from the poll being asked for; medians of ${deltas.length}`,
    },
  ];
  return {
    figures,
    notes: [`${toNumber(measured.bytes / 1e6)} MB of CSV; ${theirs[0]?.client ?? 'psql'}`],
  };
}

async function grow(stack: Stack, from: number, to: number): Promise<void> {
  const step = startStep(`Making ${toNumber(to - from)} rows in the org`);
  for (let rows = from; rows < to; ) {
    rows = Math.min(to, rows + GROWN_AT_ONCE);
    await stack.growTo(OBJECT, rows);
    step.at((rows - from) / (to - from));
  }
  step.end();
}

/** A fresh server for each: its memory is part of what is measured. */
async function load(stack: Stack, workspace: string, rows: number): Promise<MeasuredLoad> {
  const progress = startStep(`First load of ${toNumber(rows)} rows`);
  const server = await stack.startServer();
  try {
    const loaded = await measureLoad(stack, server, {
      workspace,
      object: OBJECT,
      fields: FIELDS,
      rows,
      progress,
    });
    progress.end(`${toNumber(rows / loaded.copySeconds)} rows/s`);
    return loaded;
  } finally {
    await server.stop();
  }
}

/** The org is to grow tenfold, and nobody is to look after an object that was only loaded to measure it. */
async function forget(stack: Stack, workspace: string): Promise<void> {
  const server = await stack.startServer();
  try {
    await server.api.deselectObject({ workspace, object: OBJECT });
  } finally {
    await server.stop();
  }
}

async function copy(
  stack: Stack,
  workspace: string,
  csv: string,
  into: 'primary key' | 'staging',
): Promise<PsqlCopy> {
  const progress = startStep(`psql \\copy of the same rows, ${into}`);
  const copied = await psqlCopy(
    stack.databaseUrl,
    { schema: `crm_${workspace}`, table: OBJECT.toLowerCase() },
    COLUMNS,
    csv,
    into,
  );
  progress.end(`${copied.seconds.toFixed(1)} s`);
  return copied;
}

async function rereadAndChange(
  stack: Stack,
  workspace: string,
  rows: number,
): Promise<Pick<Measured, 'reread' | 'unknown' | 'deltas'>> {
  const server = await stack.startServer();
  try {
    const again = async (what: string, unknown: boolean): Promise<MeasuredReread> => {
      const progress = startStep(what);
      const read = await measureReread(stack, server, { workspace, object: OBJECT, progress, unknown });
      progress.end(`${toNumber(rows / read.seconds)} rows/s`);
      return read;
    };
    const reread = await again('The same rows again, unchanged', false);
    const unknown = await again('The same, with nothing known of their pages', true);
    const changing = startStep(`${toNumber(Math.min(DELTA, rows))} changes, polled ${DELTAS} times`);
    const deltas: MeasuredDelta[] = [];
    for (let round = 1; round <= DELTAS; round += 1) {
      deltas.push(
        await measureDelta(stack, server, { workspace, object: OBJECT, count: Math.min(DELTA, rows) }),
      );
      changing.at(round / DELTAS);
    }
    changing.end();
    return { reread, unknown, deltas };
  } finally {
    await server.stop();
  }
}
