/**
 * Change events, measured from outside: how many changes a second one subscription takes (a backlog that waited while the
 * server was down), and how long a change takes from its commit in the org until PostgreSQL shows it, at 200 a second.
 * Part of `npm run bench`; by itself: `node scripts/bench/events.ts [--changes N] [--seconds N]`.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type StackServer, startStack } from '../stack.ts';

const OBJECT = 'BigTable__c';
const WORKSPACE = 'bench_events';
const TABLE = `crm_${WORKSPACE}."${OBJECT.toLowerCase()}"`;
const PER_SECOND = 200;
const SAVED_TOGETHER = 500;

const { values: flags } = parseArgs({
  strict: false,
  options: {
    changes: { type: 'string', default: '50000' },
    seconds: { type: 'string', default: '20' },
  },
});
const changes = Number(flags['changes']);
const seconds = Number(flags['seconds']);

const seedFile = join(tmpdir(), `sync-user-bench-events-${process.pid}.json`);
const seed = JSON.parse(readFileSync('apps/simulator/examples/big-table.seed.json', 'utf8')) as object;
writeFileSync(seedFile, JSON.stringify({ ...seed, changeDataCapture: [OBJECT] }));
console.log('Change events: starting PostgreSQL and a simulated org …');
const stack = await startStack(seedFile, { events: true });
const watch = new pg.Client(stack.databaseUrl);
try {
  await watch.connect();
  await control('events', { maxDeliveredEvents: 100_000_000 });
  await stack.growTo(OBJECT, 2000);
  const server = await stack.startServer();
  await prepare(server);
  const ids = (await watch.query<{ id: string }>(`select id from ${TABLE} order by id`)).rows.map(
    ({ id }) => id,
  );
  const lags = await measureLatency(ids);
  await server.stop();

  await makeBacklog(ids);
  const again = await stack.startServer();
  const rate = await measureBacklog();
  await again.stop();

  const at = (share: number): number => Math.round(lags[Math.floor((lags.length - 1) * share)] ?? 0);
  console.log(
    `  one subscription, backlog of ${changes.toLocaleString('en-US')} changes   ${Math.round(rate).toLocaleString('en-US')} changes/s applied`,
  );
  console.log(
    `  at ${PER_SECOND} changes/s, commit in the org to seen in PostgreSQL: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms (${lags.length} changes)`,
  );
} finally {
  await watch.end();
  await stack.stop();
  rmSync(seedFile, { force: true });
}

async function prepare({ api }: StackServer): Promise<void> {
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
    await control('records', {
      operations: [{ kind: 'update', object: OBJECT, id, values: { Title__c: `warm ${Date.now()}` } }],
    });
    return (await api.readEvents({ workspace: WORKSPACE })).entities.some(({ feeds }) => feeds);
  });
}

/** Single saves at a steady pace; the time of each begins before it is sent, so it is no shorter than from its commit. */
async function measureLatency(ids: readonly string[]): Promise<number[]> {
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
    const title = `${mark} ${n}`;
    sent.set(title, performance.now());
    saving.push(
      control('records', {
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

async function makeBacklog(ids: readonly string[]): Promise<void> {
  for (let first = 0; first < changes; first += SAVED_TOGETHER) {
    const operations = Array.from({ length: Math.min(SAVED_TOGETHER, changes - first) }, (_, at) => ({
      kind: 'update',
      object: OBJECT,
      id: ids[(first + at) % ids.length],
      values: { Title__c: `backlog ${first + at}`, Quantity__c: first + at },
    }));
    await control('records', { operations });
  }
}

async function measureBacklog(): Promise<number> {
  let begun: { readonly at: number; readonly applied: number } | undefined;
  for (;;) {
    const { rows } = await watch.query<{ n: string }>(
      `select count(*) as n from crm_${WORKSPACE}.sync_change where changed->'title__c'->>1 like 'backlog %'`,
    );
    const applied = Number(rows[0]?.n ?? 0);
    const now = performance.now();
    if (applied > 0) begun ??= { at: now, applied };
    if (begun !== undefined && applied >= changes)
      return ((applied - begun.applied) * 1000) / (now - begun.at);
    await pause(50);
  }
}

async function control(path: string, body: unknown): Promise<void> {
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
