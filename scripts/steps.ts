import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Shows the command's output as it comes, instead of only when it fails. */
  readonly loud?: boolean;
}

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs the steps in order. False at the first that fails, after showing what it printed; the rest is not run. */
export async function runSteps(steps: readonly Step[]): Promise<boolean> {
  for (const step of steps) {
    const began = performance.now();
    const { status, output } = await run(step);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (status === 0) {
      console.log(`✓ ${step.name} (${seconds} s)`);
      continue;
    }
    console.log(output);
    console.log(`✗ ${step.name} (${seconds} s): ${step.command.join(' ')} ended with ${status}`);
    return false;
  }
  return true;
}

function run(step: Step): Promise<{ readonly status: number; readonly output: string }> {
  const [command, ...args] = step.command;
  return new Promise((done, failed) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...step.env },
      stdio: step.loud === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', failed);
    child.once('close', (code) => done({ status: code ?? 1, output }));
  });
}
