import pg from 'pg';
import type { Stack, StackServer } from '../stack.ts';

export interface MeasuredDelta {
  /** From the poll being asked for until the last change is seen in PostgreSQL: fetching is among it. */
  readonly seconds: number;
  /** The same without the time in which the org answered: pages are fetched and applied in turn. */
  readonly withoutOrgSeconds: number;
}

const LOOK_EVERY_MS = 20;
const ASK_AGAIN_MS = 30_000;
const GIVE_UP_MS = 120_000;
const SAVED_TOGETHER = 500;

/** Changes `count` records in the org, polls, and looks in PostgreSQL until all of them are there. */
export async function measureDelta(
  stack: Stack,
  { api }: StackServer,
  delta: { readonly workspace: string; readonly object: string; readonly count: number },
): Promise<MeasuredDelta> {
  const { workspace, object } = delta;
  const table = `crm_${workspace}."${object.toLowerCase()}"`;
  const watch = new pg.Client(stack.databaseUrl);
  await watch.connect();
  try {
    const { rows } = await watch.query<{ id: string }>(`select id from ${table} order by id limit $1`, [
      delta.count,
    ]);
    const ids = rows.map(({ id }) => id);
    const mark = `delta ${Date.now()}`;
    for (let start = 0; start < ids.length; start += SAVED_TOGETHER) {
      const operations = ids
        .slice(start, start + SAVED_TOGETHER)
        .map((id) => ({ kind: 'update', object, id, values: { Title__c: mark } }));
      await control(stack, 'records', { operations });
    }
    const began = Date.now();
    let asked = Number.NEGATIVE_INFINITY;
    for (;;) {
      const now = Date.now();
      if (now - began > GIVE_UP_MS)
        throw new Error(`the changes do not arrive within ${GIVE_UP_MS / 1000} s`);
      // An object that Salesforce called unchanged up to the last whole minute is not read: it is asked about again.
      if (now - asked > ASK_AGAIN_MS) {
        await api.pollNow({ workspace });
        asked = now;
      }
      const seen = await watch.query<{ rows: string }>(
        `select count(*) as rows from ${table} where id = any($1) and title__c = $2`,
        [ids, mark],
      );
      if (Number(seen.rows[0]?.rows) === ids.length) {
        const seenAt = Date.now();
        const orgMs = await answeringMs(stack, began, seenAt);
        return { seconds: (seenAt - began) / 1000, withoutOrgSeconds: (seenAt - began - orgMs) / 1000 };
      }
      await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    }
  } finally {
    await watch.end();
  }
}

/** How long the org answered calls that bring changes: the one with the first page, and further pages. */
async function answeringMs(stack: Stack, from: number, to: number): Promise<number> {
  const { calls } = await control<{ calls: readonly { at: string; ms: number; url: string }[] }>(
    stack,
    'calls?last=200',
  );
  const pages = calls.filter(
    ({ at, url }) =>
      Date.parse(at) >= from && Date.parse(at) <= to && (/\/query\//.test(url) || url.includes('/composite')),
  );
  if (pages.length === 0) throw new Error('the org saw no page asked for');
  return pages.reduce((sum, { ms }) => sum + ms, 0);
}

async function control<T>(stack: Stack, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${stack.simulatorUrl}/__simulator/${path}`, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  if (!answer.ok) throw new Error(`the control plane answers ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
