import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { loginAtSalesforce } from '../support/pass-login.ts';
import { openAsMember } from '../support/open-as-member.ts';
import { orgSeed, PASSWORD, SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';

/** Salesforce usernames are no e-mail addresses people read: the e-mail is a field of its own. */
const people = [
  { username: 'mara@acme.example.sf', email: 'mara@acme.example', firstName: 'Mara', lastName: 'Lind' },
  { username: 'jo@acme.example.sf', email: 'jo@holding.example', firstName: 'Jo', lastName: 'Newcomer' },
  { username: 'jo.sales@acme.example.sf', email: 'jo@acme.example', firstName: 'Jo', lastName: 'Sales' },
].map((person) => ({ ...person, password: PASSWORD, profile: 'Standard User' }));

const seed = orgSeed({ accounts: 5, contacts: 0, widgets: 0 });
const browser = await TestBrowser.start();
const rig = await startRig({
  env: ACCOUNT_ENV,
  seed: { ...seed, users: [...('users' in seed && Array.isArray(seed.users) ? seed.users : []), ...people] },
});
await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
  callbackUrls: [`${rig.server.url}/oauth/callback`],
  scopes: ['api', 'refresh_token', 'openid', 'id'],
});

test('a member without admin rights connects, checks, reconnects and disconnects the own account', async (t) => {
  const { slug } = await rig.openWorkspace();
  const page = await openAsMember(
    t,
    { rig, browser, workspace: slug },
    { email: 'mara@acme.example', name: 'Mara Lind' },
  );
  await page.getByRole('button', { name: 'Connect Salesforce' }).click();
  await loginAtSalesforce(page, { username: 'mara@acme.example.sf' });
  const card = page.getByRole('region', { name: 'Your Salesforce account' });
  await untilText(card, /Mara Lind\s+Connected\s+mara@acme\.example\.sf/);
  await untilText(card, /done as mara@acme\.example\.sf/);
  await untilText(page.getByRole('status', { name: 'Login result' }), /Connected as Mara Lind/);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.waitForURL(`**/w/${slug}/settings/you`);

  await card.getByRole('button', { name: 'Check now' }).click();
  await page.getByText('Salesforce accepted your login.').waitFor();

  await rig.org.send('PATCH', '/users/mara@acme.example.sf', { isActive: false });
  await card.getByRole('button', { name: 'Check now' }).click();
  await untilText(card, /inactive[\s\S]*Nothing is done in your name[\s\S]*Kept/);
  await rig.org.send('PATCH', '/users/mara@acme.example.sf', { isActive: true });
  await card.getByRole('button', { name: 'Reconnect' }).click();
  await loginAtSalesforce(page, { username: 'mara@acme.example.sf' });
  await untilText(card, /Mara Lind\s+Connected/);

  await card.getByRole('button', { name: 'Disconnect' }).click();
  const question = page.getByRole('alertdialog', { name: 'Disconnect your Salesforce account?' });
  await question.getByText('The workspace goes on reading with its sync user.').waitFor();
  await question.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByText('No Salesforce account of yours is connected.').waitFor();
  assert.equal((await rig.api.readConnection({ workspace: slug })).state, 'active', 'the sync user goes on');
});

test('an account that another member uses is refused, saying so', async (t) => {
  const { slug } = await rig.openWorkspace();
  const opened = { rig, browser, workspace: slug };
  const mara = await openAsMember(t, opened, { email: 'mara@acme.example', name: 'Mara Lind' });
  await mara.getByRole('button', { name: 'Connect Salesforce' }).click();
  await loginAtSalesforce(mara, { username: 'mara@acme.example.sf' });
  await untilText(mara.getByRole('region', { name: 'Your Salesforce account' }), /Connected/);

  const other = await openAsMember(t, opened, { email: 'other@acme.example', name: 'Olga Other' });
  await other.getByRole('button', { name: 'Connect Salesforce' }).click();
  await loginAtSalesforce(other, { username: 'mara@acme.example.sf' });
  const refusal = other.getByRole('alert', { name: 'Login result' });
  await untilText(refusal, /Another member uses this Salesforce account[\s\S]*account of their own/);
  await other.getByText('No Salesforce account of yours is connected.').waitFor();
  await mara.reload();
  await untilText(mara.getByRole('region', { name: 'Your Salesforce account' }), /Connected/);
});

test('with differing e-mails the member says which Salesforce user it is: the one logged in', async (t) => {
  const { slug } = await rig.openWorkspace();
  const page = await openAsMember(
    t,
    { rig, browser, workspace: slug },
    { email: 'jo@acme.example', name: 'Jo Newcomer' },
  );
  await page.getByRole('button', { name: 'Connect Salesforce' }).click();
  await loginAtSalesforce(page, { username: 'jo@acme.example.sf' });
  await page.getByRole('heading', { name: 'Which Salesforce user are you?' }).waitFor();
  assert.ok(
    await page.getByRole('button', { name: 'Yes, this is me' }).isDisabled(),
    'nothing is chosen for them',
  );
  await page.getByRole('radio', { name: /Jo Newcomer/ }).check();
  await page.getByRole('button', { name: 'Yes, this is me' }).click();
  const card = page.getByRole('region', { name: 'Your Salesforce account' });
  await untilText(card, /Connected\s+jo@acme\.example\.sf/);
  await page.reload();
  await untilText(card, /Connected\s+jo@acme\.example\.sf/);
  assert.equal(await page.getByText('Which Salesforce user are you?').count(), 0, 'it is asked once');
});

test('with differing e-mails the member says which Salesforce user it is: another one, who then logs in', async (t) => {
  const { slug } = await rig.openWorkspace();
  const page = await openAsMember(
    t,
    { rig, browser, workspace: slug },
    { email: 'jo@acme.example', name: 'Jo Newcomer' },
  );
  await page.getByRole('button', { name: 'Connect Salesforce' }).click();
  await loginAtSalesforce(page, { username: 'jo@acme.example.sf' });
  await page.getByRole('radio', { name: /Jo Sales/ }).check();
  await page.getByRole('button', { name: 'Log in as jo.sales@acme.example.sf' }).click();
  await loginAtSalesforce(page, { username: 'jo.sales@acme.example.sf' });
  const card = page.getByRole('region', { name: 'Your Salesforce account' });
  await untilText(card, /Jo Sales\s+Connected\s+jo\.sales@acme\.example\.sf/);
});
