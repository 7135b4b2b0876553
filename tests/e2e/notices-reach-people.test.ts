import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Notice } from '@sync-user/contract';
import { startMailServer } from '../support/mail-server.ts';
import { SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import type { TestWorkspace } from '../support/test-workspace.ts';
import { until } from '../support/until.ts';
import { isGenuine, startWebhookReceiver } from '../support/webhook-receiver.ts';

const mail = await startMailServer();
const hook = await startWebhookReceiver();
after(async () => {
  await mail[Symbol.asyncDispose]();
  await hook[Symbol.asyncDispose]();
});
const rig = await startRig({
  env: {
    SMTP_URL: mail.url,
    MAIL_FROM: 'Sync User <sync@acme.example>',
    WEBHOOK_EXTRA_HOSTS: hook.host,
    ADMIN_EMAIL: 'operator@acme.example',
    ADMIN_PASSWORD: 'correct horse battery',
  },
});

const byText = (left: string, right: string): number => left.localeCompare(right);

const openOf = async ({ slug }: TestWorkspace): Promise<readonly Notice[]> =>
  (await rig.api.listNotices({ workspace: slug, open: 'true' })).notices;

/** The grace is over now, instead of in two minutes. */
const letGraceEnd = (): Promise<unknown> =>
  rig.query(`update notice_delivery set next_attempt_at = now() where state = 'waiting' and attempts = 0`);

/** A secret changed in the org: the connection is lost with the next call. */
async function loseConnection(workspace: TestWorkspace): Promise<void> {
  await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { consumerSecret: 'ANOTHER0SECRET0IN0ORG' });
  await rig.org.send('POST', '/sessions/expire', {});
  await rig.api.pollNow({ workspace: workspace.slug });
  await workspace.untilConnection(({ state }) => state === 'blocked');
}

async function mendConnection(workspace: TestWorkspace): Promise<void> {
  await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { consumerSecret: SYNC_APP.clientSecret });
  await rig.api.checkConnection({ workspace: workspace.slug });
  await workspace.untilConnection(({ state }) => state === 'active');
}

test('a lost connection is told once by e-mail and webhook, and the all-clear goes to those who were told', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  await rig.api.changeNoticeSettings({
    workspace: slug,
    emails: ['ops@acme.example', 'unknown@acme.example'],
    webhookUrl: hook.url,
  });
  const { secret } = await rig.api.createWebhookSecret({ workspace: slug });

  await loseConnection(workspace);
  const [open] = await until(
    async () => {
      const found = await openOf(workspace);
      return found.length > 0 ? found : undefined;
    },
    { what: 'the incident is open' },
  );
  assert.equal(open?.kind, 'connection_lost');
  assert.deepEqual(
    open.deliveries.map(({ recipient, state }) => [recipient, state]),
    [
      ['operator@acme.example', 'waiting'],
      ['ops@acme.example', 'waiting'],
      ['unknown@acme.example', 'waiting'],
      [hook.host, 'waiting'],
    ],
    'nobody is told within the grace; without an admin of its own a workspace has the operators',
  );
  const overview = await rig.api.readOverview({ workspace: slug });
  assert.deepEqual(
    overview.notices.map(({ id }) => id),
    [open.id],
    'the console shows it at once',
  );

  await letGraceEnd();
  await until(
    async () => (await openOf(workspace))[0]?.deliveries.every(({ state }) => state !== 'waiting'),
    {
      what: 'everybody is told',
    },
  );
  // The same trouble again is the same incident.
  await rig.api.pollNow({ workspace: slug }).catch(() => undefined);
  await rig.api.checkConnection({ workspace: slug });

  assert.deepEqual(mail.mails.map(({ to }) => String(to[0])).toSorted(byText), [
    'operator@acme.example',
    'ops@acme.example',
  ]);
  const [told] = mail.mails;
  assert.equal(told?.subject, `Acme: ${open.title}`);
  assert.ok(
    told.raw.includes(`${rig.server.url}/w/${slug}/connection`),
    'with the way to the page that mends it',
  );
  assert.match(told.raw, /Since \d+ \w+ \d{4}, \d\d:\d\d UTC\./);
  assert.match(told.raw, /Content-Type: text\/plain/);
  assert.match(told.raw, /Content-Type: text\/html/);
  const [refused] = (await openOf(workspace))[0]?.deliveries.filter(({ state }) => state === 'failed') ?? [];
  assert.deepEqual(
    [refused?.recipient, refused?.error],
    ['unknown@acme.example', 'The mail server refused it (550).'],
  );

  assert.equal(hook.calls.length, 1);
  const [call] = hook.calls;
  assert.ok(call && isGenuine(call, secret), 'the signature is good');
  assert.equal(isGenuine({ ...call, body: `${call.body} ` }, secret), false);
  assert.equal(call.path, '/hooks/in-the-path');
  const body = JSON.parse(call.body);
  assert.equal(body.type, 'notice.opened');
  assert.deepEqual(
    [body.data.notice.id, body.data.notice.kind, body.data.workspace.slug],
    [open.id, 'connection_lost', slug],
  );

  await mendConnection(workspace);
  await until(() => hook.calls.length === 2 && mail.mails.length === 4, { what: 'the all-clear has come' });
  assert.equal(JSON.parse(hook.calls[1]?.body ?? '').type, 'notice.closed');
  assert.ok(hook.calls[1] && isGenuine(hook.calls[1], secret));
  assert.deepEqual(
    mail.mails
      .slice(2)
      .map(({ to, subject }) => [String(to[0]), subject])
      .toSorted(([left = ''], [right = '']) => byText(left, right)),
    ['operator@acme.example', 'ops@acme.example'].map((to) => [to, `All clear, Acme: ${open.title}`]),
    'not to the address that was never told',
  );
  assert.deepEqual(await openOf(workspace), []);
});

test('a connection that is back within the grace disturbs nobody', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const told = mail.mails.length;
  await loseConnection(workspace);
  await until(async () => (await openOf(workspace)).length === 1, { what: 'the incident is open' });
  await mendConnection(workspace);
  await letGraceEnd();
  const { notices } = await rig.api.listNotices({ workspace: workspace.slug });
  assert.deepEqual(
    notices.map(({ closedAt, deliveries }) => [closedAt !== null, deliveries]),
    [[true, []]],
  );
  assert.equal(mail.mails.length, told);
});

test('a receiver that is down is told later, with the same id, also by a server that starts anew', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  await rig.api.changeNoticeSettings({ workspace: slug, emailAdmins: false, webhookUrl: hook.url });
  const before = hook.calls.length;
  hook.answer = (nth) => ({ status: nth === before + 1 ? 503 : 200 });
  await loseConnection(workspace);
  await until(async () => (await openOf(workspace)).length === 1, { what: 'the incident is open' });
  await letGraceEnd();
  const retried = await until(
    async () => (await openOf(workspace))[0]?.deliveries.find(({ error }) => error !== null),
    { what: 'the first attempt has failed' },
  );
  assert.deepEqual([retried.state, retried.error], ['waiting', 'It answered 503.']);
  await rig.server.kill();
  await rig.query(`update notice_delivery set next_attempt_at = now() where state = 'waiting'`);
  await rig.server.start();
  await until(async () => (await openOf(workspace))[0]?.deliveries[0]?.state === 'delivered', {
    what: 'it is delivered',
  });
  const [first, second] = hook.calls.slice(before);
  assert.equal(first?.headers['webhook-id'], second?.headers['webhook-id']);
  await mendConnection(workspace);
  hook.answer = () => ({ status: 204 });
});

test('a test goes to every channel and tells how it went; an address that may not be called is refused', async () => {
  const workspace = await rig.openWorkspace();
  const { slug } = workspace;
  await rig.api.changeNoticeSettings({
    workspace: slug,
    emails: ['unknown@acme.example'],
    webhookUrl: hook.url,
  });
  hook.answer = () => ({ status: 500 });
  const { deliveries } = await rig.api.sendTestNotice({ workspace: slug });
  assert.deepEqual(deliveries, [
    { channel: 'email', recipient: 'unknown@acme.example', error: 'The mail server refused it (550).' },
    { channel: 'email', recipient: 'operator@acme.example', error: null },
    { channel: 'webhook', recipient: hook.host, error: 'It answered 500.' },
  ]);
  hook.answer = () => ({ status: 204 });
  for (const webhookUrl of ['https://169.254.169.254/', 'http://hooks.acme.example/', 'https://127.0.0.1/'])
    await assert.rejects(rig.api.changeNoticeSettings({ workspace: slug, webhookUrl }), {
      code: 'API_INVALID_REQUEST',
    });
  const settings = await rig.api.readNoticeSettings({ workspace: slug });
  assert.deepEqual(settings, {
    emails: ['unknown@acme.example'],
    emailAdmins: true,
    webhookUrl: hook.url,
    hasWebhookSecret: false,
    canEmail: true,
  });
});
