import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ACCOUNT, ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { startMailServer } from '../support/mail-server.ts';
import { orgSeed, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';
import { isGenuine, startWebhookReceiver } from '../support/webhook-receiver.ts';

const browser = await TestBrowser.start();
const mail = await startMailServer();
const hook = await startWebhookReceiver();
after(async () => {
  await mail[Symbol.asyncDispose]();
  await hook[Symbol.asyncDispose]();
});
const rig = await startRig({
  env: {
    ...ACCOUNT_ENV,
    SMTP_URL: mail.url,
    MAIL_FROM: 'Sync User <sync@acme.example>',
    WEBHOOK_EXTRA_HOSTS: hook.host,
  },
  seed: orgSeed({ accounts: 5, contacts: 0, widgets: 0 }),
});

test('a lost connection is told over every page with the way out, and the all-clear takes it away', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  const page = await browser.open(t, rig.server.url, `/w/${slug}/objects`);
  const banner = page.getByRole('status', { name: 'Open incidents' });
  await page.getByRole('heading', { name: 'Objects', level: 1 }).waitFor();
  assert.equal((await banner.innerText()).trim(), '', 'nothing is said while all is well');

  await rig.org.send('PATCH', `/users/${SYNC_USER}`, { isActive: false });
  // The org says it to whoever asks next: the poll itself, or the question before it.
  await rig.api.pollNow({ workspace: slug }).catch(() => {});
  await workspace.untilConnection(({ state }) => state === 'blocked');
  await page.reload();
  await untilText(banner, /\S[\s\S]*Who was told/);

  // The history says since when, and who is told.
  await banner.getByRole('link', { name: 'Who was told' }).click();
  await page.waitForURL(`**/w/${slug}/settings/notices`);
  const incident = page.getByRole('list', { name: 'Incidents, newest first' }).getByRole('listitem').first();
  await untilText(incident, /Open[\s\S]*Since/);
  await incident.locator('summary').click();
  await untilText(incident, new RegExp(`Email to ${ACCOUNT.email}`));

  // Its action leads to the page that mends it, where the page itself tells it.
  await banner.getByRole('link', { name: 'Reconnect' }).click();
  await page.waitForURL(`**/w/${slug}/connection**`);
  await until(async () => (await banner.innerText()).trim() === '', { what: 'it is not said twice' });

  await rig.org.send('PATCH', `/users/${SYNC_USER}`, { isActive: true });
  await rig.api.checkConnection({ workspace: slug });
  await page.goto(`/w/${slug}/settings/notices`);
  await untilText(incident, /All clear[\s\S]*all clear .* after/);
  assert.equal((await banner.innerText()).trim(), '');
});

test('addresses and webhook are set, the secret is shown once, and a test says what arrived', async (t) => {
  const { slug } = await rig.openWorkspace({ connect: false });
  const page = await browser.open(t, rig.server.url, `/w/${slug}/settings/notices`, {
    // The answer to “Make a secret” is the one place that shows it.
    mayShow: /\/webhook-secret$/,
  });

  await page.getByLabel('More email addresses').fill('ops@acme.example, oncall');
  await page.getByText('Not an email address: oncall').waitFor();
  const save = page.getByRole('button', { name: 'Save changes' });
  assert.ok(await save.isDisabled());
  await page.getByLabel('More email addresses').fill('ops@acme.example; unknown@acme.example');
  await page.getByLabel('Webhook', { exact: true }).fill('http://10.0.0.1/hook');
  await save.click();
  await untilText(page.getByRole('alert'), /not valid/i);
  await page.getByLabel('Webhook', { exact: true }).fill(hook.url);
  await save.click();
  await page.getByText('Saved.').waitFor();

  await page.getByRole('button', { name: 'Make a secret' }).click();
  const secret = (
    await page.getByRole('region', { name: 'Signing secret' }).locator('pre').innerText()
  ).trim();
  assert.match(secret, /^whsec_/);

  await page.getByRole('button', { name: 'Send a test' }).click();
  const results = page.getByRole('list', { name: 'Results of the test' });
  await untilText(results, /Email to ops@acme\.example: accepted/);
  await untilText(results, /Email to unknown@acme\.example: failed\s+.*refused it/i);
  await untilText(results, /Webhook to .*: accepted/);
  assert.ok(
    mail.mails.some(({ to }) => to.includes('ops@acme.example')),
    'the mail really came',
  );
  const call = hook.calls.at(-1);
  assert.ok(
    call !== undefined && isGenuine(call, secret),
    'the receiver can verify it with the secret shown',
  );

  // After leaving it is nowhere any more.
  await page.reload();
  await page.getByRole('button', { name: 'New secret' }).waitFor();
});

test('with no mail server the page says so', async (t) => {
  const bare = await rig.startServer({ ...ACCOUNT_ENV, SMTP_URL: '', MAIL_FROM: '' });
  const { slug } = await rig.openWorkspace({ connect: false });
  const page = await browser.open(t, bare.url, `/w/${slug}/settings/notices`);
  await page.getByText('Emails cannot be sent yet').waitFor();
  await page.getByText('Nothing has happened yet').waitFor();
});
