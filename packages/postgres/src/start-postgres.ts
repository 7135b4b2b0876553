import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Account, accountToDropTo, canBePassedByOthers } from './account.ts';
import { findPostgresBinaries } from './binaries.ts';

export interface PostgresOptions {
  /** Folder of the cluster; made when missing. The password lies beside the cluster in it. */
  readonly dataDir: string;
  /** 0 or absent: the port used before in this folder when it is free, else any free one. */
  readonly port?: number;
  /** False for tests: no fsync, so a power cut may lose the cluster. */
  readonly durable?: boolean;
  /** Called when the server ends without `stop` having been called. */
  readonly onUnexpectedExit?: (exitCode: number | null) => void;
}

export interface RunningPostgres {
  /** `postgres://postgres:…@127.0.0.1:PORT/postgres` */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Fast shutdown: open transactions are rolled back. Resolves when the process has ended. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/**
 * Starts PostgreSQL on 127.0.0.1, making the cluster when there is none.
 *
 * A server left behind by a killed predecessor is stopped first. As root it runs as another account, and when that
 * account cannot pass the folders above `dataDir`, the cluster lies in the system's temporary folder instead.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const account = accountToDropTo();
  const binaries = reachableBinaries(account);
  const folder = reachableFolder(resolve(options.dataDir), account);
  const cluster = join(folder, 'cluster');
  const password = readOrMakePassword(folder);

  if (!existsSync(join(cluster, 'PG_VERSION'))) makeCluster(binaries, cluster, folder, password, account);
  await stopPredecessor(cluster);

  const port = await choosePort(options.port ?? 0, folder);
  writeFileSync(join(folder, 'port'), String(port));
  const child = await startProcess(() =>
    spawn(join(binaries, 'bin', 'postgres'), serverArguments(cluster, port, options.durable ?? true), {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...drop(account),
      // A Ctrl-C in the terminal goes to the launcher alone; it stops PostgreSQL last.
      detached: process.platform !== 'win32',
    }),
  );

  let stopping = false;
  child.once('exit', (code) => {
    if (!stopping) options.onUnexpectedExit?.(code);
  });
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    port,
    pid: child.pid ?? 0,
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise<void>((done) => child.once('exit', () => done()));
      child.kill('SIGINT');
      await ended;
    },
  };
}

function serverArguments(cluster: string, port: number, durable: boolean): string[] {
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '120',
    shared_buffers: '256MB',
    maintenance_work_mem: '128MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable
      ? { wal_compression: 'on' }
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_compression: 'off' }),
  };
  return ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

function makeCluster(
  binaries: string,
  cluster: string,
  folder: string,
  password: string,
  account: Account | undefined,
): void {
  rmSync(cluster, { recursive: true, force: true });
  const passwordFile = join(folder, 'initdb-password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account !== undefined) chownSync(passwordFile, account.uid, account.gid);
  // The wrapper's default of the surroundings' locale gives SQL_ASCII where LANG is unset, so everything is said here.
  const made = spawnSync(
    join(binaries, 'bin', 'initdb'),
    [
      '-D',
      cluster,
      '-U',
      'postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C.UTF-8',
      '--no-sync',
    ],
    { encoding: 'utf8', ...drop(account), env: { ...process.env, LC_MESSAGES: 'C' } },
  );
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) {
    rmSync(cluster, { recursive: true, force: true });
    throw new Error(
      `PostgreSQL could not make its cluster in ${cluster}: ${made.stderr || made.error?.message || made.stdout}`,
    );
  }
}

function drop(account: Account | undefined): { uid?: number; gid?: number } {
  return account === undefined ? {} : { uid: account.uid, gid: account.gid };
}

/** Binaries below a folder closed to other accounts are copied to where the account can run them. */
function reachableBinaries(account: Account | undefined): string {
  const binaries = findPostgresBinaries();
  if (account === undefined || canBePassedByOthers(binaries)) return binaries;
  const copy = join(
    tmpdir(),
    `sync-user-postgres-${createHash('sha256').update(binaries).digest('hex').slice(0, 12)}`,
  );
  if (!existsSync(join(copy, 'complete'))) {
    rmSync(copy, { recursive: true, force: true });
    cpSync(binaries, copy, { recursive: true, verbatimSymlinks: true });
    chmodSync(copy, 0o755);
    writeFileSync(join(copy, 'complete'), '');
  }
  return copy;
}

function reachableFolder(dataDir: string, account: Account | undefined): string {
  mkdirSync(dataDir, { recursive: true });
  if (account === undefined) return dataDir;
  if (canBePassedByOthers(dataDir)) {
    chownSync(dataDir, account.uid, account.gid);
    return dataDir;
  }
  const elsewhere = join(
    tmpdir(),
    `sync-user-cluster-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`,
  );
  // `--fresh` removes dataDir; a cluster elsewhere must then go too.
  if (!existsSync(join(dataDir, 'cluster-is-elsewhere'))) rmSync(elsewhere, { recursive: true, force: true });
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  chownSync(elsewhere, account.uid, account.gid);
  writeFileSync(join(dataDir, 'cluster-is-elsewhere'), elsewhere);
  return elsewhere;
}

function readOrMakePassword(folder: string): string {
  const file = join(folder, 'password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const password = randomBytes(18).toString('base64url');
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

/** Ends a server that a killed launcher left running on this cluster. */
async function stopPredecessor(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isPostgresOf(pid, cluster)) {
    rmSync(file, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (isAlive(pid)) {
    if (Date.now() > deadline)
      throw new Error(`An earlier PostgreSQL (process ${pid}) on ${cluster} does not stop. Stop it by hand.`);
    await pause(50);
  }
}

function isPostgresOf(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    // Process numbers are reused after a reboot; only a postgres of this very cluster may be stopped.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(cluster);
  } catch {
    const listed = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return listed.status === 0 && listed.stdout.includes(cluster);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function choosePort(wanted: number, folder: string): Promise<number> {
  if (wanted !== 0) return wanted;
  const file = join(folder, 'port');
  const before = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (before > 0 && (await freePort(before)) === before) return before;
  return (await freePort(0)) ?? 0;
}

/** The port when it can be listened on (any free one for 0); undefined when it is taken. */
function freePort(port: number): Promise<number | undefined> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

/** The sessions of a killed server end a moment after it; until then they hold its shared memory. */
const PREDECESSOR_LINGERS = 'pre-existing shared memory block';

async function startProcess(spawnServer: () => ChildProcess): Promise<ChildProcess> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const child = spawnServer();
    try {
      await untilReady(child);
      return child;
    } catch (error) {
      const lingers = error instanceof Error && error.message.includes(PREDECESSOR_LINGERS);
      if (!lingers || Date.now() > deadline) throw error;
      await pause(200);
    }
  }
}

async function untilReady(child: ChildProcess): Promise<void> {
  const tail: string[] = [];
  await new Promise<void>((ready, failed) => {
    const timer = setTimeout(() => {
      child.kill('SIGINT');
      failed(
        new Error(
          `PostgreSQL was not ready after ${START_TIMEOUT_MS / 1000} s. Its last words:\n${tail.join('\n')}`,
        ),
      );
    }, START_TIMEOUT_MS);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      tail.push(...text.trim().split('\n'));
      tail.splice(0, Math.max(0, tail.length - 20));
      if (text.includes('database system is ready to accept connections')) {
        clearTimeout(timer);
        ready();
      }
    });
    child.once('error', failed);
    child.once('exit', (code) => {
      clearTimeout(timer);
      failed(
        new Error(
          `PostgreSQL ended with code ${code} before it was ready. Its last words:\n${tail.join('\n')}`,
        ),
      );
    });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
