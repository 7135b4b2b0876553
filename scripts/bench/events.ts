/**
 * Change events, measured from outside: how many changes a second one subscription takes (a backlog that waited while the
 * server was down), and how long a change takes from its commit in the org until PostgreSQL shows it, at 200 a second.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Stack, type StackServer, startStack } from '../stack.ts';
import { type PartReport, quantile, toNumber } from './figures.ts';
import { type Progress, startStep } from './progress.ts';

const OBJECT = 'BigTable__c';
const WORKSPACE = 'bench_events';
const TABLE = `crm_${WORKSPACE}."${OBJECT.toLowerCase()}"`;
/** So many that no record changes twice within the steady part. */
const ROWS = 5000;
const PER_SECOND = 200;
const SAVED_TOGETHER = 500;

export async function benchEvents(size: { changes: number; seconds: number }): Promise<PartReport> {
  const seedFile = join(tmpdir(), `sync-user-bench-events-${process.pid}.json`);
  const seed = JSON.parse(readFileSync('apps/simulator/examples/big-table.seed.json', 'utf8')) as object;
  writeFileSync(seedFile, JSON.stringify({ ...seed, changeDataCapture: [OBJECT] }));
  const starting = startStep('Starting PostgreSQL and a simulated org with an event bus');
  const stack = await startStack(seedFile, { events: true });
  const watch = new pg.Client(stack.databaseUrl);
  try {
    await watch.connect();
    await control(stack, 'events', { maxDeliveredEvents: 100_000_000 });
    await stack.growTo(OBJECT, ROWS);
    const server = await stack.startServer();
    await prepare(stack, server);
    starting.end();
    const ids = (await watch.query<{ id: string }>(`select id from ${TABLE} order by id`)).rows.map(
      ({ id }) => id,
    );
    const steady = startStep(`${PER_SECOND} changes a second for ${size.seconds} s`);
    const lags = await measureLatency(stack, watch, ids, { seconds: size.seconds, progress: steady });
    steady.end();
    await server.stop();

    const waiting = startStep(`${toNumber(size.changes)} changes while nobody follows`);
    await makeBacklog(stack, ids, { changes: size.changes, progress: waiting });
    waiting.end();
    const taking = startStep('One subscription takes them');
    const again = await stack.startServer();
    const rate = await measureBacklog(watch, { changes: size.changes, progress: taking });
    taking.end(`${toNumber(rate)} changes/s`);
    await again.stop();
    const pace = `${PER_SECOND} changes/s, ${toNumber(lags.length)} of them`;
    return {
      figures: [
        {
          what: 'changes applied by one subscription',
          value: rate,
          unit: 'changes/s',
          atLeast: 5000,
          beside: `a backlog of ${toNumber(size.changes)} changes; the time counts from the first one applied`,
        },
        {
          what: `commit in the org to seen in PostgreSQL, p50, at ${PER_SECOND} changes/s`,
          value: quantile(lags, 0.5),
          unit: 'ms',
          atMost: 250,
          beside: pace,
        },
        {
          what: 'the same, p99',
          value: quantile(lags, 0.99),
          unit: 'ms',
          atMost: 1000,
          beside: `the slowest ${toNumber(quantile(lags, 1))} ms`,
        },
      ],
      notes: [],
    };
  } finally {
    await watch.end();
    await stack.stop();
    rmSync(seedFile, { force: true });
  }
}

async function prepare(stack: Stack, { api }: StackServer): Promise<void> {
  await api.createWorkspace({ slug: WORKSPACE, name: WORKSPACE, pollIntervalSeconds: 86_400 });
  await api.connect({ workspace: WORKSPACE, ...stack.org });
  await api.selectObject({
    workspace: WORKSPACE,
    object: OBJECT,
    fields: ['Id', 'Name', 'Title__c', 'Amount__c', 'Quantity__c', 'LastModifiedDate', 'SystemModstamp'],
  });
  await until(async () => (await api.readObject({ workspace: WORKSPACE, object: OBJECT })).state === 'live');
  // The first event says that the subscription has begun.
  await until(async () => {
    const { records } = await api.listRecords({ workspace: WORKSPACE, object: OBJECT, limit: 1 });
    const id = String(records[0]?.['id'] ?? '');
    await control(stack, 'records', {
      operations: [{ kind: 'update', object: OBJECT, id, values: { Title__c: `warm ${Date.now()}` } }],
    });
    return (await api.readEvents({ workspace: WORKSPACE })).entities.some(({ feeds }) => feeds);
  });
}

/** Single saves at a steady pace; the time of each begins before it is sent, so it is no shorter than from its commit. */
async function measureLatency(
  stack: Stack,
  watch: pg.Client,
  ids: readonly string[],
  { seconds, progress }: { readonly seconds: number; readonly progress: Progress },
): Promise<number[]> {
  const sent = new Map<string, number>();
  const lags: number[] = [];
  const total = Math.min(PER_SECOND * seconds, 1_000_000);
  const mark = `at ${Date.now()}`;
  const { rows: head } = await watch.query<{ seq: string }>(
    `select coalesce(max(seq), 0) as seq from crm_${WORKSPACE}.sync_change`,
  );
  const watching = (async () => {
    let seq = Number(head[0]?.seq ?? 0);
    while (lags.length < total) {
      const { rows } = await watch.query<{ seq: string; title: string | null }>(
        `select seq, changed->'title__c'->>1 as title from crm_${WORKSPACE}.sync_change where seq > $1 order by seq`,
        [seq],
      );
      const now = performance.now();
      for (const row of rows) {
        seq = Number(row.seq);
        const began = row.title === null ? undefined : sent.get(row.title);
        if (began !== undefined) lags.push(now - began);
      }
      await pause(5);
    }
  })();
  const begin = performance.now();
  const saving: Promise<unknown>[] = [];
  for (let n = 0; n < total; n += 1) {
    const wait = begin + (n * 1000) / PER_SECOND - performance.now();
    if (wait > 0) await pause(wait);
    if (n % PER_SECOND === 0) progress.at(n / total);
    const title = `${mark} ${n}`;
    sent.set(title, performance.now());
    saving.push(
      control(stack, 'records', {
        operations: [
          { kind: 'update', object: OBJECT, id: ids[n % ids.length], values: { Title__c: title } },
        ],
      }),
    );
  }
  await Promise.all(saving);
  await watching;
  return lags.toSorted((a, b) => a - b);
}

async function makeBacklog(
  stack: Stack,
  ids: readonly string[],
  { changes, progress }: { readonly changes: number; readonly progress: Progress },
): Promise<void> {
  for (let first = 0; first < changes; first += SAVED_TOGETHER) {
    const operations = Array.from({ length: Math.min(SAVED_TOGETHER, changes - first) }, (_, at) => ({
      kind: 'update',
      object: OBJECT,
      id: ids[(first + at) % ids.length],
      values: { Title__c: `backlog ${first + at}`, Quantity__c: first + at },
    }));
    await control(stack, 'records', { operations });
    progress.at((first + SAVED_TOGETHER) / changes);
  }
}

async function measureBacklog(
  watch: pg.Client,
  { changes, progress }: { readonly changes: number; readonly progress: Progress },
): Promise<number> {
  let begun: { readonly at: number; readonly applied: number } | undefined;
  let seq = 0;
  let applied = 0;
  for (;;) {
    // Only what is new is looked at: counting all of it each time would weigh on what is measured.
    const { rows } = await watch.query<{ n: string; last: string | null }>(
      `select count(*) filter (where changed->'title__c'->>1 like 'backlog %') as n, max(seq) as last
         from crm_${WORKSPACE}.sync_change where seq > $1`,
      [seq],
    );
    seq = Number(rows[0]?.last ?? seq);
    applied += Number(rows[0]?.n ?? 0);
    const now = performance.now();
    progress.at(applied / changes);
    if (applied > 0) begun ??= { at: now, applied };
    if (begun !== undefined && applied >= changes)
      return ((applied - begun.applied) * 1000) / (now - begun.at);
    await pause(50);
  }
}

async function control(stack: Stack, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${stack.simulatorUrl}/__simulator/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`the control plane answers ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await condition()) return;
    await pause(200);
  }
  throw new Error('the bench’s workspace did not get ready within two minutes');
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
