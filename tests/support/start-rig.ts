import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach } from 'node:test';
import { type Client, createClient } from '@sync-user/sdk';
import { startSimulator } from '@sync-user/simulator';
import pg from 'pg';
import { OrgControl } from './org-control.ts';
import { AUDIT_APP, orgSeed, PASSWORD, SYNC_APP } from './org-seed.ts';
import { openSealed } from './sealed-secrets.ts';
import { watchFor } from './secret-watch.ts';
import { ServerProcess } from './server-process.ts';
import { createTestDatabase } from './test-database.ts';
import { TestWorkspace } from './test-workspace.ts';
import { assertMirrorIsSame } from './verify-mirror.ts';

export interface RigOptions {
  readonly seed?: object;
  /** More settings for the server; they win over ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** A cluster of its own, for tests that break it. */
  readonly clusterUrl?: string;
  /** Jobs are done when they are made (the default), or take as long as the org takes. */
  readonly bulk?: 'immediately' | 'natural';
  /** The org has an event bus, and the server is told of it. */
  readonly events?: boolean;
  /** Rows a result page holds at most, below what is asked for. */
  readonly bulkPageRows?: number;
}

export interface WorkspaceOptions {
  /** Half an hour unless given: a scenario polls when it wants to. */
  readonly pollIntervalSeconds?: number;
  /** Connect the sync user; true unless given. */
  readonly connect?: boolean;
  readonly objects?: readonly string[];
}

export interface Rig {
  readonly api: Client;
  readonly apiKey: string;
  readonly server: ServerProcess;
  readonly org: OrgControl;
  readonly databaseUrl: string;
  readonly serverEnv: Readonly<Record<string, string>>;
  /** Credentials of the sync user, as a person types them. */
  readonly credentials: {
    readonly loginUrl: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
  openWorkspace(options?: WorkspaceOptions): Promise<TestWorkspace>;
  query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  assertMirrorIsSame(workspace: TestWorkspace, only?: readonly string[]): Promise<void>;
  /** Another server process on the same database; stopped with the rest. */
  startServer(env: Readonly<Record<string, string>>): Promise<ServerProcess>;
}

/**
 * Everything a scenario needs, on ports and in a database of its own: a simulated org, the server as a process, a
 * client. Called once at the top of a test file; taken down after its tests. When one of them failed, the database is
 * kept and the server's output is written to a file, and both are named.
 */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const undo: (() => Promise<void>)[] = [];
  const servers: ServerProcess[] = [];
  let failed = false;
  afterEach((context) => {
    if ('passed' in context && !context.passed) failed = true;
  });
  after(async () => {
    if (failed) report(servers, database.name);
    for (const step of undo.toReversed()) await step();
    if (failed) return;
    await database.drop();
    for (const server of servers)
      assert.deepEqual(bugsIn(server.output), [], 'the server met a bug of its own');
  });

  const database = await createTestDatabase(options.clusterUrl);
  const simulator = await startSimulator({
    seed: options.seed ?? orgSeed(),
    ...(options.events === true && { grpcPlainPort: 0 }),
  });
  undo.push(() => simulator.close());
  const org = new OrgControl(simulator.baseUrl);
  await org.send('POST', '/bulk', {
    pace: options.bulk ?? 'immediately',
    ...(options.bulkPageRows === undefined ? {} : { pageRows: options.bulkPageRows }),
  });

  const apiKey = `su_${randomBytes(24).toString('base64url')}`;
  const serverEnv = {
    DATABASE_URL: database.url,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    BOOTSTRAP_API_KEY: apiKey,
    SALESFORCE_EXTRA_HOSTS: '127.0.0.1',
    LOG_LEVEL: 'debug',
    // Scenarios count calls and spoil answers: permission checks run where a scenario asks for them.
    PERMISSION_CHECK_HOURS: '0',
    CENSUS_HOURS: '0',
    // Scenarios spoil bulk jobs, and their objects are small.
    LOAD_BY_QUERY_ROWS: '0',
    ...(simulator.grpcPlainUrl !== undefined && { PUBSUB_ENDPOINT: `http://${simulator.grpcPlainUrl}` }),
    ...options.env,
  };
  const startServer = async (env: Readonly<Record<string, string>>): Promise<ServerProcess> => {
    const started = await ServerProcess.start({ ...serverEnv, ...env });
    servers.push(started);
    undo.push(() => started.stop());
    return started;
  };
  const server = await startServer({});
  const api = createClient({ baseUrl: server.url, apiKey, clientName: 'e2e' });
  const credentials = { loginUrl: simulator.baseUrl, ...SYNC_APP };
  const pool = new pg.Pool({
    connectionString: database.url,
    options: '-c search_path=sync_user -c timezone=UTC',
    allowExitOnIdle: true,
    // A cluster that is broken takes the connections that wait with it.
    maxUses: options.clusterUrl === undefined ? Number.POSITIVE_INFINITY : 1,
  });
  pool.on('error', () => {});
  undo.push(() => pool.end());
  const query: Rig['query'] = async <Row extends pg.QueryResultRow>(
    sql: string,
    values: readonly unknown[] = [],
  ) => (await pool.query<Row>(sql, [...values])).rows;
  watchFor(async () => ({
    ...secretsOf(serverEnv),
    ...(await openSealed((sql) => query(sql), serverEnv.ENCRYPTION_KEY)),
  }));

  let workspaces = 0;
  return {
    api,
    apiKey,
    server,
    org,
    databaseUrl: database.url,
    serverEnv,
    credentials,
    startServer,
    openWorkspace: async (wanted = {}) => {
      workspaces += 1;
      const slug = `acme_${workspaces}`;
      const { pollIntervalSeconds = 1800 } = wanted;
      const workspace = new TestWorkspace(
        api,
        await api.createWorkspace({ slug, name: 'Acme', pollIntervalSeconds }),
      );
      if (wanted.connect !== false) await api.connect({ workspace: slug, ...credentials });
      if (wanted.objects !== undefined) {
        await workspace.select(...wanted.objects);
        await workspace.untilLive();
      }
      return workspace;
    },
    query,
    assertMirrorIsSame: (workspace, only) =>
      assertMirrorIsSame({
        api,
        orgUrl: simulator.baseUrl,
        databaseUrl: database.url,
        workspace: workspace.slug,
        schema: workspace.schema,
        ...(only === undefined ? {} : { only }),
      }),
  };
}

/** What the server was given, and what the org was, that no browser may get to see. */
function secretsOf(env: Readonly<Record<string, string>>): Record<string, string> {
  const passwordIn = (url: string | undefined): string =>
    decodeURIComponent(URL.parse(url ?? '')?.password ?? '');
  const database = passwordIn(env['DATABASE_URL']);
  const all = {
    'the encryption key': env['ENCRYPTION_KEY'],
    'the API key of the server': env['BOOTSTRAP_API_KEY'],
    'the admin’s password': env['ADMIN_PASSWORD'],
    'the installation app’s secret': env['SALESFORCE_CLIENT_SECRET'],
    'the mail server’s password': passwordIn(env['SMTP_URL']),
    // That of a cluster of one's own may be a word that stands everywhere.
    'the database’s password': database.length < 16 ? '' : database,
    'the app’s secret': SYNC_APP.clientSecret,
    'the audit app’s secret': AUDIT_APP.clientSecret,
    'a Salesforce password': PASSWORD,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([what, secret = '']) => (secret === '' ? [] : [[what, secret]])),
  );
}

/** Expected troubles are warnings; a line of level error or higher is a bug of ours, and so is what is no line of the log. */
function bugsIn(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line !== '' && (!line.startsWith('{') || /^\{"level":[56]0,/.test(line)));
}

function report(servers: readonly ServerProcess[], databaseName: string): void {
  const file = join(mkdtempSync(join(tmpdir(), 'sync-user-e2e-')), 'server.log');
  writeFileSync(file, servers.map((server) => server.output).join('\n--- another server ---\n'));
  console.error(
    `A scenario failed. The database ${databaseName} is kept; what the server said is in ${file}.`,
  );
}
