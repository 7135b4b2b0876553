import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { startPostgres } from '@sync-user/postgres';
import { findFreePort } from '../support/server-process.ts';
import { until } from '../support/until.ts';

describe('when PostgreSQL comes up after the server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sync-user-late-'));
  chmodSync(folder, 0o755);
  const stops: (() => Promise<void>)[] = [];
  after(async () => {
    for (const stop of stops.toReversed()) await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the server waits for it, says so, and then works', async () => {
    // Makes the cluster and learns its address; then the machine is "off" until the server runs.
    const before = await startPostgres({ dataDir: folder, durable: false });
    await before.stop();

    const url = `http://127.0.0.1:${await findFreePort()}`;
    const server = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'apps/server/src/main.ts'],
      {
        cwd: dirname(dirname(import.meta.dirname)),
        env: {
          DATABASE_URL: before.url,
          ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
          HTTP_PORT: new URL(url).port,
          ROLES: 'api',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const ended = new Promise<void>((done) => server.once('exit', () => done()));
    stops.push(async () => {
      server.kill('SIGTERM');
      await ended;
    });
    let said = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await until(() => said.includes('not answering yet'), { what: 'the server to say that it waits' });

    const postgres = await startPostgres({ dataDir: folder, port: before.port, durable: false });
    stops.unshift(() => postgres.stop());
    await until(async () => (await fetch(`${url}/api/v1/health`).catch(() => undefined))?.ok === true, {
      what: 'health after PostgreSQL',
    });
  });
});
