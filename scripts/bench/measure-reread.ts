import pg from 'pg';
import type { Stack, StackServer } from '../stack.ts';

export interface MeasuredReread {
  readonly rows: number;
  /** From the first result page asked for to the last one merged. */
  readonly seconds: number;
}

const LOOK_EVERY_MS = 20;
const POLL_AGAIN_MS = 5000;
const GIVE_UP_MS = 180_000;

/** Reads an object again of which nothing changed, and times it from outside. */
export async function measureReread(
  stack: Stack,
  { api }: StackServer,
  workspace: string,
  object: string,
): Promise<MeasuredReread> {
  const watch = new pg.Client(stack.databaseUrl);
  await watch.connect();
  try {
    const before = await readLoad(watch, workspace);
    await api.reloadObject({ workspace, object });
    let began: number | undefined;
    for (;;) {
      const load = await readLoad(watch, workspace);
      const now = performance.now();
      if (load.load_id !== before.load_id) {
        if (load.phase === 'copying') began ??= now;
        if (load.phase === 'checking' || load.phase === 'done')
          return { rows: load.rows, seconds: (now - (began ?? now)) / 1000 };
      }
      await pause();
    }
  } finally {
    await watch.end();
  }
}

/**
 * Changes `count` records in the org and polls. The seconds are from the poll's beginning until the last of them is seen in
 * PostgreSQL: fetching them is among it.
 */
export async function measureDelta(
  stack: Stack,
  { api }: StackServer,
  workspace: string,
  object: string,
  count: number,
): Promise<number> {
  const watch = new pg.Client(stack.databaseUrl);
  await watch.connect();
  const table = `crm_${workspace}."${object.toLowerCase()}"`;
  try {
    const { rows } = await watch.query<{ id: string }>(`select id from ${table} order by id limit $1`, [
      count,
    ]);
    const mark = `delta ${Date.now()}`;
    for (let start = 0; start < rows.length; start += 500) {
      const operations = rows
        .slice(start, start + 500)
        .map(({ id }) => ({ kind: 'update', object, id, values: { Title__c: mark } }));
      const answer = await fetch(`${stack.simulatorUrl}/__simulator/records`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ operations }),
      });
      if (!answer.ok) throw new Error(`the org refuses the changes: ${await answer.text()}`);
    }
    const began = performance.now();
    let asked = Number.NEGATIVE_INFINITY;
    for (;;) {
      const now = performance.now();
      if (now - began > GIVE_UP_MS) throw new Error('the changes do not arrive');
      // An object that Salesforce called unchanged up to the last whole minute is not read: it is asked about again.
      if (now - asked > POLL_AGAIN_MS) {
        await api.pollNow({ workspace });
        asked = now;
      }
      const seen = await watch.query<{ rows: string }>(
        `select count(*) as rows from ${table} where id = any($1) and title__c = $2`,
        [rows.map(({ id }) => id), mark],
      );
      if (Number(seen.rows[0]?.rows) === rows.length) return (performance.now() - began) / 1000;
      await pause();
    }
  } finally {
    await watch.end();
  }
}

async function readLoad(
  watch: pg.Client,
  workspace: string,
): Promise<{ load_id: string; phase: string; rows: number }> {
  const { rows } = await watch.query<{ load_id: string; phase: string; rows: number }>(
    `select l.load_id, l.phase, coalesce(sum(p.rows_loaded), 0)::int as rows
       from sync_user.workspace w
       join sync_user.object_load l using (workspace_id)
       left join sync_user.object_load_part p using (workspace_id, sobject)
      where w.slug = $1
      group by l.load_id, l.phase`,
    [workspace],
  );
  const [load] = rows;
  if (load === undefined) throw new Error(`${workspace} has no load`);
  return load;
}

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
}
