import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const BUILT = process.env['TEST_PROGRAMS'];
/** From its sources, unless `npm test` has put them together, which makes a start three times as quick. */
const PROGRAM = BUILT === undefined ? join(ROOT, 'apps/server/src/main.ts') : join(BUILT, 'server.mjs');
/** A machine that tests several files at once starts a process ten times as slowly as usual. */
const START_PATIENCE_MS = 90_000;
/** A stop waits 8 s for others at most, and more on a busy machine. */
const STOP_PATIENCE_MS = 30_000;

/** Servers that run now: whatever is left of them when the test process ends is ended with it, and told. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) {
    child.kill('SIGKILL');
    process.exitCode = 1;
    console.error(`A server (process ${child.pid}) was still running when its test ended.`);
  }
});

/** `apps/server` as a process of its own, so that it can be killed in the middle of what it does. */
export class ServerProcess {
  readonly url: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #output: string[] = [];
  #child: ChildProcess | undefined;

  private constructor(port: number, env: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${port}`;
    this.#env = { ...env, HTTP_PORT: String(port) };
  }

  /** Starts on a free port, which it keeps over restarts. */
  static async start(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
    const server = new ServerProcess(await findFreePort(), env);
    await server.start();
    return server;
  }

  /** Everything it wrote, over all its lives. */
  get output(): string {
    return this.#output.join('');
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  /** Resolves when it answers; a worker without the API when its process is there. */
  async start(): Promise<void> {
    if (this.#child !== undefined) throw new Error('the server runs already');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM], {
      cwd: ROOT,
      // A third of a start is reading the same sources again, unless what the last one made of them is kept.
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    running.add(child);
    child.once('exit', () => {
      running.delete(child);
      if (this.#child === child) this.#child = undefined;
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => this.#output.push(text));
    if (this.#env['ROLES'] !== undefined && !this.#env['ROLES'].includes('api')) return;
    await until(
      async () => {
        if (this.#child === undefined) {
          throw new Error(`the server ended at its start:\n${this.output.split('\n').slice(-30).join('\n')}`);
        }
        return await this.#answers();
      },
      { timeoutMs: START_PATIENCE_MS, what: 'the server answers' },
    );
  }

  /** As a crash of the machine would: nothing is said to anybody. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As when its machine sleeps: it does nothing, and knows nothing of it when it wakes. */
  sleep(): void {
    this.#signal('SIGSTOP');
  }

  wake(): void {
    this.#signal('SIGCONT');
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child === undefined) throw new Error('the server does not run');
    this.#child.kill(signal);
  }

  /** @throws Error when it does not stop by itself in time */
  async stop(): Promise<void> {
    if (this.#child === undefined) return;
    await this.#end('SIGTERM');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined) throw new Error('the server does not run');
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill(signal);
    let late = false;
    const killer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, STOP_PATIENCE_MS);
    await ended;
    clearTimeout(killer);
    if (late) throw new Error(`the server did not stop within ${STOP_PATIENCE_MS} ms of ${signal}`);
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/api/v1/health`)).ok;
    } catch {
      return false; // not listening yet
    }
  }
}

export function findFreePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
