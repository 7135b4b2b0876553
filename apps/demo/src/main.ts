import { join } from 'node:path';
import { startPostgres } from '@sync-user/postgres';
import { createClient } from '@sync-user/sdk';
import { buildConsole } from './console-build.ts';
import { DataDirProblem, openDataDir, readOrMakeSecrets } from './data-dir.ts';
import { prepareWorkspace, reportLoad, WORKSPACE } from './demo-workspace.ts';
import { type Endpoints, writeEndpoints } from './endpoints.ts';
import { type Flags, HELP, readFlags } from './flags.ts';
import { type StartedProcesses, stopLeftovers } from './leftovers.ts';
import { drawPanel } from './panel.ts';
import { portProblem } from './ports.ts';
import { readSimulatorLogins, startSimulator } from './simulator.ts';
import { toReadableLine } from './readable-line.ts';
import { type Supervised, supervise } from './supervise.ts';
import { untilAnswers } from './until-answers.ts';

const flags = readFlags(process.argv.slice(2));
if (flags === 'help') {
  console.log(HELP);
} else if ('problem' in flags) {
  console.error(`${flags.problem}\n\n${HELP}`);
  process.exitCode = 2;
} else {
  await run(flags);
}

async function run(flags: Flags): Promise<void> {
  const running: { name: string; stop(): Promise<void> }[] = [];
  const stopping = new AbortController();
  let unlock: () => void = () => {};
  let forget: () => void = () => {};

  async function stopAll(exitCode: number): Promise<void> {
    if (stopping.signal.aborted) return;
    stopping.abort();
    // The last started is the first to stop: the server before its database.
    for (const part of running.toReversed()) await part.stop();
    forget();
    unlock();
    process.exit(exitCode);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stopping.signal.aborted) console.log('\nStopping …');
      void stopAll(0);
    });
  }

  try {
    const dataDir = openDataDir(flags.dataDir, { fresh: flags.fresh });
    unlock = () => dataDir.unlock();
    const started = await stopLeftovers(dataDir.path, (line) => console.log(line));
    forget = () => started.forget();
    const problems = await Promise.all([
      portProblem(flags.port, 'console and API', '--port'),
      portProblem(flags.simulatorPort, 'simulated org', '--simulator-port'),
      portProblem(flags.grpcPort, "simulated org's event API", '--grpc-port'),
    ]);
    const taken = problems.filter((problem) => problem !== undefined);
    if (taken.length > 0) throw new DataDirProblem(taken.join('\n'));

    const endpoints = await startAll(flags, dataDir.path, running, started);
    if (stopping.signal.aborted) return;
    console.log(`\n${drawEndpoints(flags, endpoints)}\n\nCtrl-C stops everything.`);
    const client = createClient({ baseUrl: endpoints.apiUrl, apiKey: endpoints.apiKey });
    await reportLoad(client, (line) => console.log(line), stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) return;
    console.error(error instanceof DataDirProblem ? error.message : error);
    await stopAll(1);
  }
}

async function startAll(
  flags: Flags,
  dataDir: string,
  running: { name: string; stop(): Promise<void> }[],
  started: StartedProcesses,
): Promise<Endpoints> {
  const say = (line: string): void => console.log(line);
  const secrets = readOrMakeSecrets(dataDir);
  buildConsole(say);

  const databaseUrl =
    process.env['DATABASE_URL'] ?? (await keepPostgres(join(dataDir, 'postgres'), running, say));
  const simulatorUrl = `http://127.0.0.1:${flags.simulatorPort}`;
  say('Starting the simulated org …');
  running.push({ name: 'simulator', ...startSimulator(flags, join(dataDir, 'simulator'), say, started) });
  await untilAnswers(`${simulatorUrl}/services/data`, 'The simulated org');
  const apiUrl = `http://127.0.0.1:${flags.port}`;
  const logins = await readSimulatorLogins(simulatorUrl, {
    password: secrets.orgAdminPassword,
    callbackUrl: `${apiUrl}/oauth/callback`,
  });

  say('Starting the server …');
  const server: Supervised = supervise(
    {
      name: 'server',
      file: 'apps/server/src/main.ts',
      args: [],
      env: {
        DATABASE_URL: databaseUrl,
        HTTP_PORT: String(flags.port),
        ENCRYPTION_KEY: secrets.encryptionKey,
        ADMIN_EMAIL: secrets.adminEmail,
        ADMIN_PASSWORD: secrets.adminPassword,
        BOOTSTRAP_API_KEY: secrets.apiKey,
        SALESFORCE_EXTRA_HOSTS: `127.0.0.1:${flags.simulatorPort},127.0.0.1:${flags.grpcPort}`,
        PUBSUB_ENDPOINT: `http://127.0.0.1:${flags.grpcPort}`,
        SALESFORCE_CLIENT_ID: logins.clientId,
        SALESFORCE_CLIENT_SECRET: logins.clientSecret,
        OUTGOING_ADDRESSES: '127.0.0.1',
        LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
      },
      watch: flags.watch,
      show: toReadableLine,
    },
    say,
    started,
  );
  running.push({ name: 'server', stop: () => server.stop() });
  await untilAnswers(`${apiUrl}/api/v1/health`, 'The server');

  const client = createClient({ baseUrl: apiUrl, apiKey: secrets.apiKey });
  await prepareWorkspace(client, simulatorUrl, say);
  const workspace = (await client.listWorkspaces()).workspaces.find((one) => one.slug === WORKSPACE);
  const endpoints: Endpoints = {
    consoleUrl: apiUrl,
    apiUrl,
    apiKey: secrets.apiKey,
    workspace: WORKSPACE,
    databaseUrl,
    schema: workspace?.schema ?? '',
    signIn: { email: secrets.adminEmail, password: secrets.adminPassword },
    simulator: { baseUrl: simulatorUrl, grpcUrl: `127.0.0.1:${flags.grpcPort}`, ...logins },
  };
  writeEndpoints(dataDir, endpoints);
  return endpoints;
}

/** Starts PostgreSQL and, should it die, starts it again on the same port: the server reconnects by itself. */
async function keepPostgres(
  dataDir: string,
  running: { name: string; stop(): Promise<void> }[],
  say: (line: string) => void,
): Promise<string> {
  say('Starting PostgreSQL …');
  let stopped = false;
  const start = (port: number) => startPostgres({ dataDir, port, onUnexpectedExit: () => void again() });
  let postgres = await start(0);
  const { port, url } = postgres;
  async function again(): Promise<void> {
    if (stopped) return;
    say('PostgreSQL ended; starting it again.');
    postgres = await start(port);
  }
  running.push({
    name: 'PostgreSQL',
    stop: async () => {
      stopped = true;
      await postgres.stop();
    },
  });
  return url;
}

function drawEndpoints(flags: Flags, endpoints: Endpoints): string {
  return drawPanel('Sync User', [
    [
      { label: 'Console', value: endpoints.consoleUrl },
      { label: 'Sign in', value: `${endpoints.signIn.email}  /  ${endpoints.signIn.password}` },
      { label: 'API key', value: endpoints.apiKey },
    ],
    [
      { label: 'PostgreSQL', value: endpoints.databaseUrl },
      { label: 'Mirror', value: `schema ${endpoints.schema}` },
    ],
    [
      { label: 'Simulated org', value: endpoints.simulator.baseUrl },
      {
        label: 'Org admin',
        value: `${endpoints.simulator.adminUsername}  /  ${endpoints.simulator.adminPassword}`,
      },
      {
        label: 'Org member',
        value: `${endpoints.simulator.memberUsername}  /  ${endpoints.simulator.memberPassword}`,
      },
      { label: 'App', value: `${endpoints.simulator.clientId}  /  ${endpoints.simulator.clientSecret}` },
      { label: 'People at work', value: flags.quiet ? 'no (--quiet)' : 'yes, every few seconds' },
    ],
  ]);
}
