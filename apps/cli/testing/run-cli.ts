import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUILT = process.env['TEST_PROGRAMS'];
/** From its sources, unless `npm test` has put them together, which makes a start twice as quick. */
const MAIN =
  BUILT === undefined ? fileURLToPath(new URL('../src/main.ts', import.meta.url)) : join(BUILT, 'cli.mjs');

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** The temporary directory unless told: no endpoints file is there. */
  readonly cwd?: string;
}

/** Runs `sync-user` as people do: a process of its own, with the environment that is given and nothing else. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = startCli(args, options);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => (stdout += piece));
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => (stderr += piece));
  child.stdin?.end(options.stdin ?? '');
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exitCode, stdout, stderr };
}

/** The same, left running. The caller ends it. */
export function startCli(
  args: readonly string[],
  { env = {}, cwd = tmpdir() }: CliOptions = {},
): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      TZ: 'UTC',
      ...env,
    },
    stdio: 'pipe',
  });
}
