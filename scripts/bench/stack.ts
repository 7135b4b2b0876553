import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@sync-user/postgres';
import { type Client, createClient } from '@sync-user/sdk';
import { ROOT } from '../steps.ts';

/** PostgreSQL, the simulated org and servers as processes of their own, on free ports, gone at the end. */
export interface Stack {
  readonly databaseUrl: string;
  readonly simulatorUrl: string;
  /** Starts a fresh server process; only one runs at a time. */
  startServer(): Promise<BenchServer>;
  stop(): Promise<void>;
}

export interface BenchServer {
  readonly api: Client;
  /** The most memory the process ever held, in bytes. */
  peakMemory(): number;
  stop(): Promise<void>;
}

const API_KEY = 'su_bench_0123456789_0123456789';

export async function startStack(seed: string): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'sync-user-bench-'));
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres') });
  const simulatorPort = await freePort();
  const simulator = run(
    [
      'apps/simulator/src/main.ts',
      '--port',
      String(simulatorPort),
      '--seed',
      seed,
      '--data',
      join(folder, 'simulator'),
    ],
    {},
  );
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
  await untilAnswers(`${simulatorUrl}/services/data`);
  return {
    databaseUrl: postgres.url,
    simulatorUrl,
    startServer: async () => {
      const port = await freePort();
      const server = run(['apps/server/src/main.ts'], {
        DATABASE_URL: postgres.url,
        HTTP_PORT: String(port),
        ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
        BOOTSTRAP_API_KEY: API_KEY,
        SALESFORCE_EXTRA_HOSTS: `127.0.0.1:${simulatorPort}`,
        LOG_LEVEL: 'warn',
      });
      await untilAnswers(`http://127.0.0.1:${port}/api/v1/health`);
      return {
        api: createClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: API_KEY, clientName: 'bench' }),
        peakMemory: () => peakMemory(server),
        stop: () => stop(server),
      };
    },
    stop: async () => {
      await stop(simulator);
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function run(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      done();
      return;
    }
    child.once('exit', () => done());
    child.kill('SIGTERM');
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
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${url} does not answer`);
}
