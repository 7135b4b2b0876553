/**
 * `npm run verify:crash`: a first load of a million rows through three kill -9 of the server and one of PostgreSQL. Ends
 * well when the load ends, the mirror is the org's equal value by value, and no page that was in the mirror was
 * fetched again: each crash may cost the one page that was under way.
 *
 *   --rows N   rows of the load (1000000)
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startStack, type StackServer } from './stack.ts';
import { compareObject } from './verify/compare-object.ts';
import { logIn } from './verify/org-rows.ts';

const OBJECT = 'BigTable__c';
const WORKSPACE = 'crash';

const { values: flags } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } });
const rows = Number(flags.rows);

console.log(`Generating ${rows.toLocaleString('en-US')} rows …`);
const stack = await startStack('apps/simulator/examples/big-table.seed.json');
let failed = false;
try {
  await stack.growTo(OBJECT, rows);
  let server = await stack.startServer();
  await server.api.createWorkspace({ slug: WORKSPACE, name: 'Crash', pollIntervalSeconds: 3600 });
  await server.api.connect({ workspace: WORKSPACE, ...stack.org });
  await server.api.selectObject({ workspace: WORKSPACE, object: OBJECT, fields: 'default' });

  for (const share of [0.1, 0.35, 0.6]) {
    const loaded = await untilLoaded(server, rows * share);
    await server.kill();
    console.log(`kill -9 of the server at ${loaded.toLocaleString('en-US')} rows`);
    server = await stack.startServer();
  }
  const loaded = await untilLoaded(server, rows * 0.8);
  await stack.killPostgres();
  console.log(`kill -9 of PostgreSQL at ${loaded.toLocaleString('en-US')} rows`);
  await untilLive(server);

  const { load } = await server.api.readObject({ workspace: WORKSPACE, object: OBJECT });
  const pages = load?.pagesLoaded ?? 0;
  const fetched = await countPageRequests();
  console.log(
    `${pages} pages loaded, ${fetched.requests} page requests, ${fetched.jobs} bulk job, attempts ${load?.attempts}`,
  );
  const comparison = await compare(server);
  console.log(
    `${comparison.orgRows} org, ${comparison.mirrorRows} mirror: ${comparison.missing} missing, ${comparison.extra} extra, ${comparison.differing} differing`,
  );
  for (const example of comparison.examples) console.log(`  ${example}`);
  failed =
    comparison.missing + comparison.extra + comparison.differing > 0 ||
    comparison.orgRows < rows ||
    fetched.jobs !== 1 ||
    fetched.requests > pages + 4;
  console.log(failed ? '✗ not as promised' : '✓ nothing lost, doubled or fetched twice');
  await server.stop();
} finally {
  await stack.stop();
}
process.exit(failed ? 1 : 0);

async function untilLoaded(server: StackServer, wanted: number): Promise<number> {
  for (;;) {
    const { state, load } = await server.api.readObject({ workspace: WORKSPACE, object: OBJECT });
    if (state === 'live') throw new Error('the load was over before it could be interrupted; use more rows');
    if (load !== null && load.rowsLoaded >= wanted) return load.rowsLoaded;
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function untilLive(server: StackServer): Promise<void> {
  for (;;) {
    // While PostgreSQL comes back, the API says so; that is part of what is checked.
    const object = await server.api
      .readObject({ workspace: WORKSPACE, object: OBJECT })
      .catch(() => undefined);
    if (object?.state === 'live') return;
    if (object?.state === 'failed') throw new Error(object.trouble?.message ?? 'the load failed');
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** From the simulated org's own log of requests. */
async function countPageRequests(): Promise<{ readonly requests: number; readonly jobs: number }> {
  const { calls } = (await (await fetch(`${stack.simulatorUrl}/__simulator/calls?last=2000`)).json()) as {
    calls: readonly { method: string; url: string }[];
  };
  return {
    requests: calls.filter((call) => call.method === 'GET' && /\/jobs\/query\/\w+\/results/.test(call.url))
      .length,
    jobs: calls.filter((call) => call.method === 'POST' && /\/jobs\/query\/?$/.test(call.url)).length,
  };
}

async function compare(server: StackServer): Promise<Awaited<ReturnType<typeof compareObject>>> {
  const { fields } = await server.api.readObject({ workspace: WORKSPACE, object: OBJECT });
  const session = await logIn(stack.org.loginUrl, stack.org.clientId, stack.org.clientSecret);
  const client = new pg.Client({ connectionString: stack.databaseUrl, options: '-c timezone=UTC' });
  await client.connect();
  const place = { schema: `crm_${WORKSPACE}`, table: OBJECT.toLowerCase(), object: OBJECT };
  const compared = await compareObject(
    session,
    client,
    place,
    fields.map(({ name, type, column }) => ({ name, type, column })),
  );
  await client.end();
  return compared;
}
