import assert from 'node:assert/strict';
import { type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Connection, SalesforceApp } from '@sync-user/contract';
import { runCli, startCli } from '../../apps/cli/testing/run-cli.ts';
import { LoginBrowser } from '../../packages/salesforce/testing/login-browser.ts';
import { ADMIN, orgSeed, PASSWORD, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig({ seed: orgSeed({ accounts: 1, contacts: 0, widgets: 0 }) });
const { slug } = await rig.openWorkspace({ connect: false });
const { loginUrl } = rig.credentials;
const folder = mkdtempSync(join(tmpdir(), 'sync-user-cli-'));
after(() => rmSync(folder, { recursive: true }));
await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
  callbackUrls: [`${rig.server.url}/oauth/callback`],
  scopes: ['api', 'refresh_token'],
});

const env = { SYNC_USER_URL: rig.server.url, SYNC_USER_API_KEY: rig.apiKey, SYNC_USER_WORKSPACE: slug };

async function run(args: readonly string[], more: Parameters<typeof runCli>[1] = {}) {
  const result = await runCli(args, { env, ...more });
  return { ...result, said: `${result.stdout}${result.stderr}` };
}

/** What a command left running has written. */
function listenTo(child: ChildProcess): {
  readonly text: () => string;
  readonly ended: Promise<number | null>;
} {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { text: () => text, ended };
}

async function logInWith(answers: Readonly<Record<string, string>>, ...args: string[]) {
  const cli = listenTo(startCli(['connect', '--web', '--login-url', loginUrl, ...args], { env }));
  const startUrl = await until(async () => /http\S+\/oauth\/start\/\S+/.exec(cli.text())?.[0], {
    what: 'the address is shown',
  });
  const browser = await new LoginBrowser().open(startUrl);
  await browser.follow(/confirm=/);
  await browser.answer({ username: ADMIN, pw: PASSWORD, ...answers });
  const exitCode = await cli.ended;
  return { exitCode, text: cli.text() };
}

test('the app is set, shown, and given a key pair whose certificate goes to a file', async () => {
  const missing = await run(['connect', '--login-url', loginUrl]);
  assert.equal(missing.exitCode, 1);
  assert.match(missing.stderr, /There is no app to log in with[\s\S]*sync-user app set/);

  const set = await run(['app', 'set', '--client-id', SYNC_APP.clientId, '--client-secret-stdin', '--json'], {
    stdin: `${SYNC_APP.clientSecret}\n`,
  });
  assert.equal(SalesforceApp.parse(JSON.parse(set.stdout)).hasSecret, true);
  const shown = await run(['app']);
  assert.match(shown.stdout, new RegExp(`Callback URL +${rig.server.url}/oauth/callback`));
  assert.ok(!shown.said.includes(SYNC_APP.clientSecret));

  const file = join(folder, 'sync-user.crt');
  const made = await run(['app', 'certificate', '--out', file]);
  assert.equal(made.exitCode, 0, made.said);
  assert.match(readFileSync(file, 'utf8'), /^-----BEGIN CERTIFICATE-----/);
  const again = await run(['app', 'certificate']);
  assert.equal(again.exitCode, 2, 'a second one is not made unasked');
  const present = await run(['app', 'certificate', '--present']);
  assert.equal(present.stdout, readFileSync(file, 'utf8'));
});

test('a person logs in in a browser while the command waits', async () => {
  const refused = await logInWith({ decision: 'deny' });
  assert.equal(refused.exitCode, 1);
  assert.match(refused.text, /The login was cancelled/);

  const { exitCode, text } = await logInWith({ decision: 'allow' }, '--username', ADMIN);
  assert.equal(exitCode, 0, text);
  assert.match(text, /Waiting for the login/);
  assert.match(text, new RegExp(ADMIN));
});

test('another user becomes a candidate, by certificate, and the command says how it takes force', async () => {
  await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
    certificate: readFileSync(join(folder, 'sync-user.crt'), 'utf8'),
    preAuthorized: true,
  });
  const nobody = await run(['connect', '--jwt', '--login-url', loginUrl]);
  assert.equal(nobody.exitCode, 2);
  assert.match(nobody.stderr, /As whom\?/);

  const waiting = await run(['connect', '--jwt', '--username', SYNC_USER, '--login-url', loginUrl]);
  assert.equal(waiting.exitCode, 0, waiting.said);
  const [, id] = /sync-user connection designate (\S+)/.exec(waiting.stdout) ?? [];
  const listed = await run(['connection', 'list']);
  assert.match(listed.stdout, new RegExp(`^${id} +Waiting +candidate +${SYNC_USER} +jwt`, 'm'));
  assert.match(listed.stdout, new RegExp(`Connected +sync user +${ADMIN} +web server`));

  assert.equal((await run(['connection', 'discard'])).exitCode, 0);
  const gone = await run(['connection', 'discard']);
  assert.equal(gone.exitCode, 1, 'there is none any more');
});

test('candidates are listed, and one takes force after its checks', async () => {
  const asked = await run(['connection', 'candidates', '--search', 'sync@']);
  assert.equal(asked.exitCode, 0, asked.said);
  assert.match(asked.stdout, new RegExp(`${SYNC_USER} .* no: --jwt`));
  assert.match(asked.stdout, new RegExp(`As seen by ${ADMIN}`));

  const connected = await run([
    'connect',
    '--jwt',
    '--username',
    SYNC_USER,
    '--login-url',
    loginUrl,
    '--json',
  ]);
  const { id, state } = Connection.parse(JSON.parse(connected.stdout));
  assert.equal(state, 'pending');
  assert.match((await run(['connection'])).stdout, new RegExp(ADMIN), 'the one before stays in force');
  const taken = await run(['connection', 'designate', id, '--accept-missing']);
  assert.equal(taken.exitCode, 0, taken.said);
  assert.match(taken.stdout, new RegExp(SYNC_USER));
  assert.match((await run(['connection'])).stdout, new RegExp(SYNC_USER));
  const move = await run(['connection', 'designate', id, '--move-to-org']);
  assert.equal(move.exitCode, 2, 'nothing is emptied unasked');
});

test('it is checked, disconnected and reset, the last two only when somebody agrees', async () => {
  const checked = await run(['connection', 'check', '--json']);
  assert.equal(Connection.parse(JSON.parse(checked.stdout)).state, 'active');
  for (const command of ['disconnect', 'reset']) {
    const unasked = await run(['connection', command]);
    assert.equal(unasked.exitCode, 2, unasked.said);
    assert.match(unasked.stderr, /Agree with --yes/);
  }
  assert.equal((await run(['connection', 'disconnect', '--yes'])).exitCode, 0);
  assert.match((await run(['connection'])).stderr, /sync-user connect --login-url/);

  const back = await run(['connect', '--login-url', loginUrl, '--json']);
  assert.equal(back.exitCode, 0, back.said);
  assert.equal(Connection.parse(JSON.parse(back.stdout)).username, SYNC_USER);
  assert.equal((await run(['connection', 'reset', '--yes'])).exitCode, 0);
  assert.equal((await run(['connection'])).exitCode, 1);
});
