import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { ACME_KEY, INSTALLATION_KEY, sampleObject, startTestApi, type TestApi } from '@sync-user/api/testing';
import {
  CallReport,
  ChangePage,
  Connection,
  Overview,
  SelectedObjectDetail,
  Workspace,
} from '@sync-user/contract';
import { type CliResult, runCli, startCli } from '../testing/run-cli.ts';

const envOf = ({ baseUrl }: TestApi, key = ACME_KEY) => ({ SYNC_USER_URL: baseUrl, SYNC_USER_API_KEY: key });

async function runJson(api: TestApi, ...args: string[]): Promise<unknown> {
  const result = await runCli([...args, '--json'], { env: envOf(api) });
  assert.equal(result.exitCode, 0, result.stderr + result.stdout);
  assert.equal(result.stderr, '');
  assert.equal(result.stdout.trimEnd().split('\n').length, 1, 'one document on one line');
  return JSON.parse(result.stdout);
}

function assertFailed({ exitCode, stdout, stderr }: CliResult, code: number, message: RegExp): void {
  assert.equal(exitCode, code, stderr + stdout);
  assert.match(stderr, message);
  assert.match(stderr, /^ {2}→ \S/m, 'it says what to do next');
  assert.doesNotMatch(stderr, /^ +at /m, 'no stack trace');
  assert.equal(stdout, '');
}

describe('what people read', () => {
  test('status opens with the sentence and ends with the table of objects, without colours in a pipe', async () => {
    await using api = await startTestApi();
    const { exitCode, stdout, stderr } = await runCli(['status'], { env: envOf(api) });
    assert.equal(`${exitCode} ${stderr}`, '0 ');
    assert.match(stdout, /^● Everything is in sync\.\n/);
    assert.match(stdout, /Calls +12 today; the org has used 212 of 15,000/);
    assert.match(stdout, /^Account +1,000 +live/m);
    assert.equal(stdout.includes('\x1b'), false);
  });

  test('a trouble is shown with what to do', async () => {
    await using api = await startTestApi();
    const trouble = {
      code: 'SF_OBJECT_NOT_READABLE' as const,
      title: 'The sync user cannot read this object',
      message: 'sObject type is not supported',
      fix: 'Give the sync user Read.',
      since: '2026-03-01T09:30:00.000Z',
    };
    api.acme.put(sampleObject('Account', { state: 'failed', trouble }));
    const { stdout } = await runCli(['objects'], { env: envOf(api) });
    assert.match(
      stdout,
      /✗ Account: The sync user cannot read this object\n {2}sObject type is not supported\n {2}→ Give/,
    );
  });

  test('calls are bars by cause', async () => {
    await using api = await startTestApi();
    const { stdout } = await runCli(['calls'], { env: envOf(api) });
    assert.match(stdout, /^12 calls since/);
    assert.match(stdout, /^poll +8 {2}█{40}$/m);
    assert.match(stdout, /^load +4 {2}█{20}$/m);
  });

  test('names from Salesforce cannot move the cursor or break a line', async () => {
    await using api = await startTestApi();
    api.acme.append({ recordName: 'evil\x1b[2J\nname\x07', changed: { name: ['a\x1b]0;title\x07b', null] } });
    const { stdout } = await runCli(['changes'], { env: envOf(api) });
    assert.doesNotMatch(stdout.replaceAll('\n', ''), /\p{Cc}/u);
    assert.match(stdout, /evil name/);
  });
});

describe('what programs read', () => {
  test('status, connection and workspaces are what the API answers', async () => {
    await using api = await startTestApi();
    assert.equal(Overview.parse(await runJson(api, 'status')).workspace.slug, 'acme');
    assert.equal(Connection.parse(await runJson(api, 'connection', 'check')).state, 'active');
    const { workspaces } = (await runJson(api, 'workspaces')) as { workspaces: unknown[] };
    assert.equal(Workspace.parse(workspaces[0]).slug, 'acme');
    assert.equal(CallReport.parse(await runJson(api, 'calls', '--since', '7d')).total, 12);
  });

  test('calls ask as far back as told, in buckets that fit a screen', async () => {
    await using api = await startTestApi();
    const report = CallReport.parse(await runJson(api, 'calls', '--since', '30d'));
    const days = (Date.parse(report.until) - Date.parse(report.since)) / 86_400_000;
    assert.ok(Math.abs(days - 30) < 0.01);
    assert.equal(report.bucketSeconds, 43_200);
  });

  test('changes are a page, and with --follow a document a line: the old ones, then each new one once', async () => {
    await using api = await startTestApi();
    for (let i = 0; i < 3; i += 1) api.acme.append();
    const page = ChangePage.parse(await runJson(api, 'changes', '--limit', '2'));
    assert.deepEqual(
      page.changes.map(({ seq }) => seq),
      [2, 3],
    );

    const child = startCli(['changes', '--follow', '--json', '--limit', '2'], { env: envOf(api) });
    const seqs: number[] = [];
    try {
      assert.ok(child.stdout);
      for await (const line of createInterface({ input: child.stdout })) {
        seqs.push((JSON.parse(line) as { seq: number }).seq);
        if (seqs.length < 5) api.acme.append();
        else break;
      }
    } finally {
      child.kill();
    }
    assert.deepEqual(seqs, [2, 3, 4, 5, 6]);
  });

  test('a failure is a document too', async () => {
    await using api = await startTestApi();
    const result = await runCli(['objects', 'show', 'Contact', '--json'], { env: envOf(api) });
    assert.equal(result.exitCode, 1);
    const { error } = JSON.parse(result.stdout) as { error: { code: string; fix: string; status: number } };
    assert.equal(`${error.status} ${error.code}`, '404 OBJECT_NOT_SELECTED');
    assert.match(error.fix, /objects add/);
  });
});

describe('objects', () => {
  test('are added and waited for until they are loaded', async () => {
    await using api = await startTestApi();
    const { exitCode, stdout } = await runCli(['objects', 'add', 'contact', 'Invoice__c', '--wait'], {
      env: envOf(api),
    });
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, /✓ Contact selected/);
    assert.match(stdout, /^Contact +█{12}░{12} +50 % {2}500 of 1,000 rows/m);
    assert.match(stdout, /^Invoice__c +live, 1,000 rows$/m);
    assert.equal(api.acme.objects.get('contact')?.state, 'live');
  });

  test('one that cannot be selected does not stop the others, but the command fails', async () => {
    await using api = await startTestApi();
    const result = await runCli(['objects', 'add', 'Nope', 'Contact', '--json'], { env: envOf(api) });
    assert.equal(result.exitCode, 1);
    const { objects, failed } = JSON.parse(result.stdout) as { objects: unknown[]; failed: unknown[] };
    assert.equal(SelectedObjectDetail.parse(objects[0]).name, 'Contact');
    assert.deepEqual(
      failed.map((one) => (one as { object: string; error: { code: string } }).error.code),
      ['OBJECT_UNKNOWN'],
    );
  });

  test('a load that does not end in time is told, and goes on', async () => {
    await using api = await startTestApi();
    api.acme.look = () => [sampleObject('Account', { state: 'loading' })];
    const result = await runCli(['objects', 'load', 'Account', '--wait', '--timeout', '1', '--json'], {
      env: envOf(api),
    });
    assert.equal(result.exitCode, 1);
    assert.equal((JSON.parse(result.stdout) as { error: { code: string } }).error.code, 'TIMEOUT');
  });

  test('are removed only when somebody agrees', async () => {
    await using api = await startTestApi();
    assertFailed(await runCli(['objects', 'remove', 'Account'], { env: envOf(api) }), 2, /drop its table/);
    assert.equal(api.acme.objects.size, 1);
    const agreed = await runCli(['objects', 'remove', 'Account', '--yes'], { env: envOf(api) });
    assert.equal(agreed.exitCode, 0);
    assert.equal(api.acme.objects.size, 0);
  });

  test('are shown with their fields, and listed as available', async () => {
    await using api = await startTestApi();
    assert.equal(
      SelectedObjectDetail.parse(await runJson(api, 'objects', 'show', 'account')).fields.length,
      2,
    );
    const { stdout } = await runCli(['objects', 'available'], { env: envOf(api) });
    assert.match(stdout, /^Account +Account +selected$/m);
    assert.match(stdout, /^Lead +Lead +It cannot be queried\.$/m);
  });
});

describe('syncing and connecting', () => {
  test('sync --wait returns when each live object was polled', async () => {
    await using api = await startTestApi();
    const { objects, changes } = (await runJson(api, 'sync', '--wait')) as {
      objects: { name: string; lastPolledAt: string }[];
      changes: number;
    };
    assert.deepEqual(
      objects.map(({ name }) => name),
      ['Account'],
    );
    assert.ok(Date.parse(objects[0]?.lastPolledAt ?? '') > Date.now() - 60_000);
    assert.equal(changes, 0);
  });

  test('the consumer secret comes from stdin or the environment, and there is no flag for it', async () => {
    await using api = await startTestApi();
    const args = ['connect', '--login-url', 'https://new.my.salesforce.com', '--client-id', 'key'];
    const env = envOf(api);
    const piped = await runCli([...args, '--client-secret-stdin'], { env, stdin: 'a secret\n' });
    assert.equal(piped.exitCode, 0, piped.stderr);
    assert.equal(api.acme.connection?.loginUrl, 'https://new.my.salesforce.com');

    const wrong = await runCli(args, { env: { ...env, SYNC_USER_CLIENT_SECRET: 'wrong' } });
    assertFailed(wrong, 1, /does not accept the consumer key or secret/);
    assertFailed(await runCli(args, { env }), 2, /No consumer secret/);
    assert.equal((await runCli([...args, '--client-secret', 'x'], { env })).exitCode, 2);
  });

  test('without a connection the command to make one is named', async () => {
    await using api = await startTestApi();
    api.acme.connection = undefined;
    const result = await runCli(['connection'], { env: envOf(api) });
    assertFailed(result, 1, /sync-user connect --login-url/);
  });

  test('workspaces are made and changed', async () => {
    await using api = await startTestApi();
    const env = envOf(api, INSTALLATION_KEY);
    const made = await runCli(['workspaces', 'add', 'initech', '--name', 'Initech', '--json'], { env });
    assert.equal(Workspace.parse(JSON.parse(made.stdout)).name, 'Initech');
    const changed = await runCli(['workspaces', 'change', 'initech', '--poll-interval', '60', '--json'], {
      env,
    });
    assert.equal(Workspace.parse(JSON.parse(changed.stdout)).pollIntervalSeconds, 60);
    assertFailed(await runCli(['workspaces', 'add', 'Bad Slug'], { env }), 1, /slug: Use 2 to 40/);
    assertFailed(await runCli(['workspaces', 'change', 'initech'], { env }), 2, /Change what/);
  });
});

describe('when something is missing', () => {
  test('no server answers', async () => {
    // A port that was free a moment ago.
    const api = await startTestApi();
    await api[Symbol.asyncDispose]();
    assertFailed(
      await runCli(['status'], { env: envOf(api) }),
      1,
      /server cannot be reached\n.*ECONNREFUSED/,
    );
  });

  test('another program answers', async () => {
    await using api = await startTestApi();
    const env = { ...envOf(api), SYNC_USER_URL: `${api.baseUrl}/elsewhere` };
    assert.equal((await runCli(['status'], { env })).exitCode, 1);
  });

  test('the key is refused', async () => {
    await using api = await startTestApi();
    const result = await runCli(['status'], { env: envOf(api, 'su_wrong') });
    assertFailed(result, 1, /API key is not valid\.\n.*SYNC_USER_API_KEY/);
    assert.doesNotMatch(result.stderr, /su_wrong/);
  });

  test('nobody said which workspace, and there are several', async () => {
    await using api = await startTestApi();
    const env = envOf(api, INSTALLATION_KEY);
    assertFailed(await runCli(['status'], { env }), 2, /acme, globex/);
    assert.equal((await runCli(['status', '-w', 'acme'], { env })).exitCode, 0);
    assertFailed(await runCli(['status', '-w', 'nowhere'], { env }), 1, /no workspace "nowhere"/);
  });

  test('nothing says where the server is, or with which key', async () => {
    assertFailed(await runCli(['status']), 2, /Which server\?/);
    assertFailed(await runCli(['status', '--url', 'http://127.0.0.1:1']), 2, /No API key/);
    assertFailed(await runCli(['status', '--url', 'localhost']), 2, /not an http or https address/);
  });

  const misuses = [
    ['a command that does not exist', ['frobnicate']],
    ['an option that does not exist', ['status', '--nope']],
    ['no name', ['objects', 'add']],
    ['a limit that is no number', ['changes', '--limit', 'all']],
    ['a span that is none', ['calls', '--since', 'long ago']],
    ['an instant to come', ['calls', '--since', '2999-01-01']],
    ['no field names', ['objects', 'add', 'Account', '--fields', 'a,,b']],
  ] as const;
  for (const [what, args] of misuses) {
    test(`${what} is wrong use: exit code 2`, async () => {
      const env = { SYNC_USER_URL: 'http://127.0.0.1:1', SYNC_USER_API_KEY: 'su_x' };
      const { exitCode, stderr, stdout } = await runCli(args, { env });
      assert.equal(exitCode, 2);
      assert.notEqual(stderr, '');
      assert.equal(stdout, '');
    });
  }

  test('help is no failure', async () => {
    const { exitCode, stdout } = await runCli(['objects', 'add', '--help']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /--fields <fields>/);
  });
});

describe('the endpoints file', () => {
  const write = (folder: string, content: unknown): string => {
    mkdirSync(join(folder, '.data'), { recursive: true });
    const path = join(folder, '.data', 'endpoints.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  test('of a running demo is found in the current directory, or where --endpoints says', async () => {
    await using api = await startTestApi();
    const folder = mkdtempSync(join(tmpdir(), 'sync-user-cli-'));
    try {
      const apiUrl = `${api.baseUrl}/api/v1`;
      const path = write(folder, {
        consoleUrl: api.baseUrl,
        apiUrl,
        apiKey: INSTALLATION_KEY,
        workspace: 'acme',
      });
      assert.equal((await runCli(['status'], { cwd: folder })).exitCode, 0);
      assert.equal((await runCli(['status', '--endpoints', path])).exitCode, 0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('lends its key to no other server', async () => {
    await using api = await startTestApi();
    const folder = mkdtempSync(join(tmpdir(), 'sync-user-cli-'));
    try {
      write(folder, { consoleUrl: 'http://127.0.0.1:1', apiKey: ACME_KEY, workspace: 'acme' });
      const result = await runCli(['status', '--url', api.baseUrl], { cwd: folder });
      assertFailed(result, 2, /No API key/);
      assert.deepEqual(
        api.log.filter(({ message }) => message === 'request'),
        [],
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('that is missing or broken is named', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sync-user-cli-'));
    try {
      const path = write(folder, '{"half');
      assertFailed(await runCli(['status', '--endpoints', path]), 2, /does not hold a JSON object/);
      assertFailed(await runCli(['status', '--endpoints', `${path}x`]), 2, /ENOENT/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
