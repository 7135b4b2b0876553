import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StartedProcesses } from './leftovers.ts';

export const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export interface Program {
  readonly name: string;
  /** Path from the repository's root. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Starts it again whenever its source changes. */
  readonly watch: boolean;
  /** A line it printed that people should see; undefined hides the line. */
  readonly show: (line: string) => string | undefined;
}

export interface Supervised {
  readonly pid: () => number | undefined;
  stop(): Promise<void>;
}

const STOP_PATIENCE_MS = 5000;
const RESTART_DELAY_MS = 1000;

/**
 * Runs a program and starts it again whenever it ends by itself, a second later. It lives in a process group of its
 * own, so that a Ctrl-C in the terminal reaches only us and we stop things in order.
 */
export function supervise(
  program: Program,
  say: (line: string) => void,
  started: StartedProcesses,
): Supervised {
  let child: ChildProcess | undefined;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;

  function start(): void {
    const watch = program.watch ? ['--watch', '--watch-preserve-output'] : [];
    child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        ...watch,
        ...nodeFlags(program.file),
        program.file,
        ...program.args,
      ],
      {
        cwd: ROOT,
        env: { ...process.env, ...program.env },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      },
    );
    started.add(child.pid, program.file);
    for (const stream of [child.stdout, child.stderr])
      eachLine(stream, (line) => {
        const shown = program.show(line);
        if (shown !== undefined) say(`${program.name}: ${shown}`);
      });
    child.once('exit', (code, signal) => {
      if (stopping) return;
      say(`${program.name} ended (${signal ?? `code ${code}`}); starting it again.`);
      timer = setTimeout(start, RESTART_DELAY_MS);
    });
  }
  start();

  return {
    pid: () => child?.pid,
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise<void>((done) => child?.once('exit', () => done()));
      child.kill('SIGTERM');
      const killer = setTimeout(() => child?.kill('SIGKILL'), STOP_PATIENCE_MS);
      await ended;
      clearTimeout(killer);
    },
  };
}

/** What the program wants of Node lies beside its source (`apps/server/node-flags.json`). */
function nodeFlags(file: string): readonly string[] {
  const flags = join(ROOT, dirname(dirname(file)), 'node-flags.json');
  return existsSync(flags) ? (JSON.parse(readFileSync(flags, 'utf8')) as readonly string[]) : [];
}

function eachLine(stream: NodeJS.ReadableStream | null, handle: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') handle(line);
  });
}
