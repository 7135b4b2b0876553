import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** Runs the program; once `until` has been printed, sends it `signal`. */
async function run(
  args: readonly string[],
  until?: RegExp,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let signalled = false;
  const listen = (chunk: Buffer): void => {
    output += chunk.toString();
    if (until?.test(output) === true && !signalled) {
      signalled = true;
      child.kill(signal);
    }
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

test('it says where it listens and ends cleanly on SIGTERM and SIGINT', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { code, output } = await run(
      ['--port', '0', '--seed', 'empty', '--grpc-port', '0'],
      /Pub\/Sub API/,
      signal,
    );
    assert.equal(code, 0);
    assert.match(output, /Simulated org at http:\/\/127\.0\.0\.1:\d+ \(seed "empty"/);
    assert.match(output, /Pub\/Sub API {4}127\.0\.0\.1:\d+/);
  }
});

test('a data directory of another version is refused with what to do, and left as it is', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'simulator-main-'));
  try {
    const seeded = join(directory, 'seeded.ok');
    writeFileSync(seeded, 'The org in this directory is complete.\n');
    const { code, output } = await run(['--port', '0', '--data', directory]);
    assert.equal(code, 1);
    assert.match(output, /made by another version .* Delete that directory/);
    assert.deepEqual(readdirSync(directory), ['seeded.ok']);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a data directory is resumed, not seeded again', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'simulator-main-'));
  try {
    const args = ['--port', '0', '--data', directory, '--seed', 'empty'];
    assert.match((await run(args, /control plane/)).output, /seed "empty"/);
    assert.match((await run(args, /control plane/)).output, /resumed/);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test('bad flags, bad seeds and a busy port are explained in a line or two, without a stack', async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const busy = String((blocker.address() as AddressInfo).port);
  try {
    for (const [args, expected] of [
      [['--prot', '1'], /--prot/],
      [['--port', 'abc'], /--port takes a number/],
      [['--activity', 'fast'], /--activity takes a number/],
      [['--port', '0', '--seed', '/nowhere/seed.json'], /nowhere\/seed\.json/],
      [['--port', busy, '--seed', 'empty'], /port is taken/],
    ] as const) {
      const { code, output } = await run(args);
      assert.equal(code, 1, output);
      assert.match(output, expected);
      assert.doesNotMatch(output, /\n\s+at /);
    }
  } finally {
    blocker.close();
  }
});

test('--help names every flag', async () => {
  const { code, output } = await run(['--help']);
  assert.equal(code, 0);
  for (const flag of ['--port', '--host', '--grpc-port', '--seed', '--data', '--activity', '--public-url']) {
    assert.ok(output.includes(flag), flag);
  }
});
