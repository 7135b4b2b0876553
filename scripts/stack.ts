import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startPostgres } from '@sync-user/postgres';
import { type Client, createClient } from '@sync-user/sdk';
import { ROOT } from './steps.ts';

/** PostgreSQL, the simulated org and servers as processes of their own, on free ports, gone at the end. */
export interface Stack {
  readonly databaseUrl: string;
  readonly simulatorUrl: string;
  /** Address and keys of the simulated org's app, as `connect` wants them. */
  readonly org: { readonly loginUrl: string; readonly clientId: string; readonly clientSecret: string };
  /** Starts a fresh server process; only one runs at a time. */
  startServer(): Promise<StackServer>;
  /** Generates what is missing so that the object has `wanted` rows. */
  growTo(object: string, wanted: number): Promise<void>;
  /** Kills PostgreSQL as a power cut would, and starts it again on the same port. */
  killPostgres(): Promise<void>;
  /** Stops the server too, if one runs. A signal to this process does the same before it ends. */
  stop(): Promise<void>;
}

export interface StackServer {
  readonly api: Client;
  readonly pid: number;
  /** The most memory the process ever held, in bytes. */
  peakMemory(): number;
  stop(): Promise<void>;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
}

const API_KEY = 'su_stack_0123456789_0123456789';

/** `events`: the org has an event bus, and servers are told of it. */
export async function startStack(
  seed: string,
  { events = false }: { readonly events?: boolean } = {},
): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'sync-user-stack-'));
  // As root, PostgreSQL runs under another account, which must be able to enter.
  chmodSync(folder, 0o755);
  const dataDir = join(folder, 'postgres');
  let postgres = await startPostgres({ dataDir });
  const simulatorPort = await freePort();
  const eventPort = await freePort();
  const simulator = run(
    [
      'apps/simulator/src/main.ts',
      '--port',
      String(simulatorPort),
      '--seed',
      seed,
      '--data',
      join(folder, 'simulator'),
      ...(events ? ['--grpc-plain-port', String(eventPort)] : []),
    ],
    {},
  );
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
  await untilAnswers(`${simulatorUrl}/services/data`);
  const { apps } = await control<{ apps: readonly [{ consumerKey: string; consumerSecret: string }] }>(
    'apps',
  );
  const databaseUrl = postgres.url;
  let running: ChildProcess | undefined;
  let stopped: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    if (running !== undefined) await stop(running, 'SIGTERM');
    await stop(simulator, 'SIGTERM');
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const stopOnce = (): Promise<void> => (stopped ??= stopAll());
  const onSignal = (): void => void stopOnce().finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  return {
    databaseUrl,
    simulatorUrl,
    org: { loginUrl: simulatorUrl, clientId: apps[0].consumerKey, clientSecret: apps[0].consumerSecret },
    growTo: async (object, wanted) => {
      const { rows } = await control<{ rows: Record<string, number> }>('');
      const missing = wanted - (rows[object] ?? 0);
      if (missing > 0) await control('rows', { object, rows: missing });
    },
    killPostgres: async () => {
      const { pid, port } = postgres;
      process.kill(pid, 'SIGKILL');
      await until(() => !isAlive(pid));
      postgres = await startPostgres({ dataDir, port });
    },
    startServer: async () => {
      const port = await freePort();
      const server = run(['apps/server/src/main.ts'], {
        DATABASE_URL: databaseUrl,
        HTTP_PORT: String(port),
        ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
        BOOTSTRAP_API_KEY: API_KEY,
        SALESFORCE_EXTRA_HOSTS: `127.0.0.1:${simulatorPort},127.0.0.1:${eventPort}`,
        ...(events && { PUBSUB_ENDPOINT: `http://127.0.0.1:${eventPort}` }),
        LOG_LEVEL: 'warn',
      });
      running = server;
      await untilAnswers(`http://127.0.0.1:${port}/api/v1/health`);
      return {
        api: createClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: API_KEY, clientName: 'stack' }),
        pid: server.pid ?? 0,
        peakMemory: () => peakMemory(server),
        stop: () => stop(server, 'SIGTERM'),
        kill: () => stop(server, 'SIGKILL'),
      };
    },
    stop: async () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
      await stopOnce();
    },
  };

  async function control<T>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${simulatorUrl}/__simulator/${path}`, {
      ...(body !== undefined && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (!answer.ok) throw new Error(`the control plane answers ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}

function run(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const flags = join(ROOT, dirname(dirname(args[0] ?? '')), 'node-flags.json');
  const wanted = existsSync(flags) ? (JSON.parse(readFileSync(flags, 'utf8')) as readonly string[]) : [];
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...wanted, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function stop(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      done();
      return;
    }
    child.once('exit', () => done());
    child.kill(signal);
  });
}

/** Linux keeps the high-water mark of a process; elsewhere the bench cannot tell. */
function peakMemory(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function untilAnswers(url: string): Promise<void> {
  await until(async () => (await fetch(url).catch(() => undefined))?.ok === true);
}

/** Looks ten times a second, for a minute. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await condition()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('a process of the stack did not get ready within a minute');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
