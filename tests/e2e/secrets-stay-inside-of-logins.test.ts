import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { runCli } from '../../apps/cli/testing/run-cli.ts';
import { LoginBrowser } from '../../packages/salesforce/testing/login-browser.ts';
import { startMailServer } from '../support/mail-server.ts';
import { ADMIN, orgSeed, PASSWORD, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { openSealed } from '../support/sealed-secrets.ts';
import { findSecret } from '../support/secret-watch.ts';
import { clientOf, signIn } from '../support/sign-in.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';

const mail = await startMailServer();
const hook = await startWebhookReceiver();
after(async () => {
  await mail[Symbol.asyncDispose]();
  await hook[Symbol.asyncDispose]();
});
const ANN = { email: 'ann@example.com', password: 'correct horse battery' };
const BOB = { email: 'bob@example.com', password: 'another good password' };
const WRONG_SECRET = 'TYPED0WRONG0SECRET0123';
const rig = await startRig({
  seed: orgSeed({ accounts: 3, contacts: 0, widgets: 0 }),
  env: {
    LOG_LEVEL: 'trace',
    ADMIN_EMAIL: ANN.email,
    ADMIN_PASSWORD: ANN.password,
    SMTP_URL: mail.url,
    MAIL_FROM: 'sync@acme.example',
    WEBHOOK_EXTRA_HOSTS: hook.host,
  },
});
const { org, credentials } = rig;
const changeApp = (change: object) => org.send('PATCH', `/apps/${SYNC_APP.clientId}`, change);

test('no log line, answer, event, row, mail or webhook holds a secret, through every kind of login, renewal and loss', async (context) => {
  const encryptionKey = rig.serverEnv['ENCRYPTION_KEY'] ?? '';
  const secrets: Record<string, string> = {
    'the encryption key': encryptionKey,
    'the API key': rig.apiKey,
    'the app’s secret': SYNC_APP.clientSecret,
    'a mistyped secret': WRONG_SECRET,
    'Ann’s password': ANN.password,
    'Bob’s password': BOB.password,
    'the mail server’s password': mail.password,
    'a Salesforce password': PASSWORD,
  };
  const heard: string[] = [];
  const note = async (): Promise<void> =>
    void Object.assign(secrets, await openSealed((sql) => rig.query(sql), encryptionKey));

  const cookie = await signIn(rig.server.url, ANN);
  secrets['Ann’s session'] = cookie.slice(cookie.indexOf('=') + 1);
  const ann = clientOf(rig.server.url, cookie, (text) => heard.push(text));
  /** For the answers that show something once, on purpose. */
  const unheard = clientOf(rig.server.url, cookie);
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  const at = { workspace: slug };
  const listening = new AbortController();
  context.after(() => listening.abort());
  const stream = ann.stream(slug, {
    signal: listening.signal,
    onEvent: (event) => void heard.push(JSON.stringify(event)),
  });

  await ann.changeNoticeSettings({ ...at, emails: ['ops@example.com'], webhookUrl: hook.url });
  secrets['the webhook’s secret'] = (await unheard.createWebhookSecret(at)).secret;
  await changeApp({
    callbackUrls: [`${rig.server.url}/oauth/callback`],
    scopes: ['api', 'refresh_token'],
    refreshTokenRotation: true,
    requirePkce: true,
  });
  await ann.writeSalesforceApp({ ...at, clientId: SYNC_APP.clientId, clientSecret: WRONG_SECRET });
  const logIn = async (purpose: 'sync_user' | 'personal', decision: 'allow' | 'deny') => {
    const begun = await ann.beginAuthorization({ ...at, purpose, loginUrl: credentials.loginUrl });
    const browser = new LoginBrowser().keep(rig.server.url, cookie);
    await browser.open(begun.startUrl ?? '');
    await note();
    heard.push(browser.page);
    if (/confirm=/.test(browser.page)) await browser.follow(/confirm=/);
    await browser.answer({ username: ADMIN, pw: PASSWORD, decision });
    heard.push(browser.url.href, browser.page);
    const callback = browser.visited.find((address) => address.includes('/oauth/callback?'));
    // The callback a second time: its refusal must not repeat the code.
    if (callback !== undefined) heard.push((await new LoginBrowser().open(callback)).page);
    await note();
    return await ann.readAuthorization({ ...at, authorization: begun.id });
  };
  assert.equal((await logIn('sync_user', 'deny')).trouble?.code, 'SF_LOGIN_DENIED');
  assert.equal((await logIn('sync_user', 'allow')).state, 'failed', 'the app’s secret is wrong');
  await ann.writeSalesforceApp({ ...at, ...SYNC_APP });
  assert.equal((await logIn('sync_user', 'allow')).state, 'finished');
  await ann.selectObject({ ...at, object: 'Account', fields: 'default' });
  await workspace.untilLive();
  for (let renewal = 0; renewal < 3; renewal += 1) {
    await org.send('POST', '/sessions/expire', {});
    await workspace.poll();
    await note();
  }
  const rotated = Object.keys(secrets).filter((name) => name.startsWith('connection.refresh_token'));
  assert.ok(rotated.length >= 4, `rotation was seen: ${rotated.length}`);

  // Renewals that fail: Salesforce's words reach log and trouble.
  for (const fault of [
    { kind: 'status', status: 500, times: 1 },
    {
      kind: 'status',
      status: 400,
      times: 1,
      body: { error: 'invalid_grant', error_description: 'inactive user' },
    },
    { kind: 'reset', times: 1 },
    { kind: 'lost', times: 1 },
  ] as const) {
    await org.send('POST', '/sessions/expire', {});
    await org.fault({ ...fault, path: '/services/oauth2/token' });
    await ann.checkConnection(at);
    await org.clearFaults();
    await ann.readConnection(at);
    await note();
  }

  assert.equal((await logIn('sync_user', 'allow')).state, 'finished', 'it is connected again');

  const { certificate } = await ann.createCertificate(at);
  await changeApp({ certificate: certificate?.pem, preAuthorized: true });
  const jwt = { ...at, method: 'jwt', loginUrl: credentials.loginUrl, username: SYNC_USER } as const;
  const candidate = await ann.connect(jwt);
  await note();

  // Everything that asks and changes permissions, and a change of the sync user there and back.
  const of = { ...at, connectionId: candidate.id };
  assert.ok((await ann.listSyncUserCandidates({ ...at, search: 'a' })).candidates.length > 0);
  assert.ok((await ann.runPreflight(of)).checks.length > 10);
  await ann.readPreflight(of);
  await ann.changeWorkspace({ ...at, permissionPolicy: 'integration_user' });
  const plan = await ann.planRepair(of);
  assert.equal(plan.applyAs, ADMIN);
  await org.fault({
    kind: 'status',
    status: 400,
    body: [{ errorCode: 'FIELD_INTEGRITY_EXCEPTION', message: 'Not on a Sunday' }],
    method: 'POST',
    path: 'sobjects',
    times: 1,
  });
  assert.equal((await ann.applyRepair({ ...of, version: plan.version })).outcome, 'rolled_back');
  await org.clearFaults();
  const { version } = await ann.planRepair(of);
  assert.equal((await ann.applyRepair({ ...of, version })).outcome, 'applied');
  await ann.designateSyncUser({ ...of, acceptMissing: true });
  await note();
  const back = await logIn('sync_user', 'allow');
  await ann.designateSyncUser({ ...at, connectionId: back.connectionId ?? '', acceptMissing: true });
  await note();
  await ann.connect(jwt);
  await note();
  await ann.discardCandidate(at);
  await ann.connect({ ...at, ...credentials, clientSecret: WRONG_SECRET }).catch(() => undefined);
  await ann.connect({ ...at, ...credentials }).catch(() => undefined);
  await note();

  const added = await unheard.addMember({ ...at, email: BOB.email, name: 'Bob', role: 'member' });
  const invited = await unheard.inviteMember({ ...at, member: added.member.id });
  for (const [name, { url }] of Object.entries({ first: added, second: invited }))
    secrets[`the ${name} invitation`] = new URL(url ?? '').hash.replace('#token=', '');
  const invitations = mail.mails.length;
  await ann.acceptInvitation({ token: 'guessed', password: BOB.password }).catch(() => undefined);
  const token = new URL(invited.url ?? '').hash.replace('#token=', '');
  await ann.acceptInvitation({ token, password: BOB.password });
  secrets['Bob’s session'] = await signIn(rig.server.url, BOB).then((text) =>
    text.slice(text.indexOf('=') + 1),
  );

  await note();
  await ann.sendTestNotice(at);
  await logIn('personal', 'allow');
  await org.send('PATCH', `/users/${ADMIN}`, { isActive: false });
  await org.send('POST', '/sessions/expire', {});
  await ann.checkConnection(at).catch(() => undefined);
  await ann.checkMyConnection(at).catch(() => undefined);
  await ann.pollNow(at).catch(() => undefined);
  await rig.query(`update notice_delivery set next_attempt_at = now() where state = 'waiting'`);
  await until(() => hook.calls.length >= 2 && mail.mails.length > invitations + 1, {
    what: 'people are told',
  });
  await note();

  for (const args of [
    ['connection', 'show'],
    ['connection', 'candidates'],
    ['permissions', 'check'],
    ['permissions', 'plan'],
    ['app', 'show'],
    ['audit'],
    ['notices'],
    ['members'],
    ['status'],
  ]) {
    const env = { SYNC_USER_URL: rig.server.url, SYNC_USER_API_KEY: rig.apiKey, SYNC_USER_WORKSPACE: slug };
    for (const json of [[], ['--json']]) {
      const { stdout, stderr } = await runCli([...args, ...json], { env });
      heard.push(`sync-user ${args.join(' ')}: ${stdout}${stderr}`);
    }
  }
  await ann.readOverview(at);
  await ann.listConnections(at);
  await ann.readSalesforceApp(at);
  await ann.listAudit({ ...at, limit: 500 });
  await ann.listNotices({ ...at, limit: 50 });
  await ann.readNoticeSettings(at);
  await ann.resealSecrets();
  await ann.resetConnection(at);
  listening.abort();
  await stream;

  heard.push(rig.server.output, `addresses called: ${JSON.stringify(await org.calls())}`);
  heard.push(...mail.mails.slice(invitations).map(({ raw }) => raw));
  heard.push(...hook.calls.map(({ body }) => body));
  const tables = await rig.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  for (const { name } of tables) {
    const rows = await rig.query<{ row: string }>(`select t::text as row from ${name} t`);
    heard.push(`${name} ${rows.map(({ row }) => row).join('\n')}`);
  }
  for (const kind of [
    'refresh_token',
    'access_token',
    'code_verifier',
    'client_secret',
    'private_key',
    'webhook_secret',
  ])
    assert.ok(
      Object.keys(secrets).some((name) => name.includes(kind)),
      `a ${kind} was sealed and opened`,
    );
  assert.ok(tables.length > 20 && heard.length > 60 && rig.server.output.length > 10_000, 'much was heard');
  for (const text of heard) {
    const found = findSecret(text, secrets);
    assert.equal(found, undefined, `${found?.what} is in: …${found?.around}…`);
  }
});

test('the search finds what it looks for, in every dress', () => {
  const secret = 'a/secret+with "signs"';
  const known = { 'the secret': secret };
  for (const text of [
    secret,
    encodeURIComponent(secret),
    JSON.stringify({ secret }),
    `\\x${Buffer.from(secret).toString('hex')}`,
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ])
    assert.equal(findSecret(`before ${text} after`, known)?.what, 'the secret', text);
  for (const text of [
    '00D000000000001EAA!AQEAQ.abcdefghijkl',
    '5Aep861abcdefghijklmnopqrstuvwx',
    `aPrx${'x'.repeat(48)}==`,
    '-----BEGIN PRIVATE KEY-----',
    `whsec_${'A'.repeat(44)}`,
    `eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIzTVZHOWFjbWUuc3luYyJ9.${'s'.repeat(60)}`,
  ])
    assert.notEqual(findSecret(`{"x":"${text}"}`, {}), undefined, text);
  assert.equal(findSecret('00D000000000001EAA is the org, whsec_ and aPrx are beginnings', known), undefined);
});
