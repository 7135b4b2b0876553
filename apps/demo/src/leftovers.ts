import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, isAlive } from './process-info.ts';

interface Leftover {
  readonly pid: number;
  /** Part of the command line that shows the process is ours. */
  readonly file: string;
}

/** Processes we started, written down so that a start after our own violent end can stop them. */
export interface StartedProcesses {
  add(pid: number | undefined, file: string): void;
  forget(): void;
}

const FILE = 'processes.json';
const PATIENCE_MS = 5000;

/** Stops what a killed predecessor left running on this data directory, and begins a new list. */
export async function stopLeftovers(dataDir: string, say: (line: string) => void): Promise<StartedProcesses> {
  const path = join(dataDir, FILE);
  const leftovers = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Leftover[]) : [];
  const running = leftovers.filter(
    ({ pid, file }) => isAlive(pid) && (commandOf(pid)?.includes(file) ?? false),
  );
  if (running.length > 0) {
    say('Stopping what an earlier start left running …');
    for (const { pid } of running) process.kill(pid, 'SIGTERM');
    await untilGone(running, PATIENCE_MS);
    for (const { pid } of running.filter((one) => isAlive(one.pid))) process.kill(pid, 'SIGKILL');
    await untilGone(running, PATIENCE_MS);
  }
  let started: Leftover[] = [];
  write();
  return {
    add: (pid, file) => {
      if (pid === undefined) return;
      started = [...started.filter((one) => isAlive(one.pid)), { pid, file }];
      write();
    },
    forget: () => rmSync(path, { force: true }),
  };

  function write(): void {
    writeFileSync(path, JSON.stringify(started));
  }
}

async function untilGone(leftovers: readonly Leftover[], patienceMs: number): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (leftovers.some((one) => isAlive(one.pid)) && Date.now() < deadline) {
    await new Promise((done) => setTimeout(done, 50));
  }
}
