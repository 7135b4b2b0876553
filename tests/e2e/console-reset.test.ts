import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { orgSeed, PASSWORD, SYNC_APP } from '../support/org-seed.ts';
import { allowAccess, passLogin } from '../support/pass-login.ts';
import { startRig } from '../support/start-rig.ts';
import type { TestWorkspace } from '../support/test-workspace.ts';

const base = orgSeed({ accounts: 15, contacts: 0, widgets: 0 }) as { users: object[] };
/** Each trouble has a user of its own, so that none disturbs the next. */
const people = ['reset', 'password', 'revoked', 'frozen', 'inactive', 'expired'].map((name) => ({
  username: `${name}@acme.example`,
  password: PASSWORD,
  firstName: 'Sync',
  lastName: name,
  profile: 'System Administrator',
}));
const browser = await TestBrowser.start();
const rig = await startRig({ env: ACCOUNT_ENV, seed: { ...base, users: [...base.users, ...people] } });
await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
  callbackUrls: [`${rig.server.url}/oauth/callback`],
  scopes: ['api', 'refresh_token', 'openid', 'id'],
  refreshTokenRotation: true,
});

const syncUser = (page: Page) => page.getByRole('region', { name: 'Sync user' });
async function bulkJobs(): Promise<number> {
  const made = (await rig.org.calls()).filter(
    ({ method, url }) => method === 'POST' && url.endsWith('/jobs/query'),
  ).length;
  assert.ok(made > 0, 'the first load was a bulk job');
  return made;
}

async function logIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByRole('radio', { name: 'My Domain' }).check();
  await page.getByLabel('My Domain address').fill(rig.credentials.loginUrl);
  const key = page.getByLabel('Consumer key');
  await key.or(page.getByText('The app of this workspace')).waitFor();
  if (await key.isVisible()) {
    await key.fill(rig.credentials.clientId);
    await page.getByLabel('Consumer secret').fill(rig.credentials.clientSecret);
  }
  await page.getByRole('button', { name: 'Continue to Salesforce' }).click();
  await passLogin(page, { username, password });
  await allowAccess(page);
}

/** Connected in the browser and in sync, with the page open. */
async function connected(page: Page, username: string): Promise<TestWorkspace> {
  const workspace = await rig.openWorkspace({ connect: false });
  await page.goto(`${rig.server.url}/w/${workspace.slug}/connection`);
  await logIn(page, username);
  await untilText(syncUser(page), /Connected/);
  await workspace.select('Account');
  await workspace.untilLive();
  return workspace;
}

/** What was made while nobody read is there afterwards, and no first load was repeated. */
async function assertNothingLost(workspace: TestWorkspace, jobsBefore: number): Promise<void> {
  await workspace.settle();
  await rig.assertMirrorIsSame(workspace, ['Account']);
  assert.equal(await bulkJobs(), jobsBefore, 'nothing was loaded a second time');
}

test('a reset says what stays, asks nothing of Salesforce, and the next sync user logs in anew and loses nothing', async (t) => {
  const username = 'reset@acme.example';
  const page = await browser.open(t, rig.server.url, '/');
  const workspace = await connected(page, username);
  const jobs = await bulkJobs();
  await rig.org.send('PATCH', `/users/${username}`, { password: 'Another2!' });
  await rig.org.send('POST', '/sessions/revoke', { username });
  const calls = (await rig.org.calls()).length;
  await page.getByRole('button', { name: 'More about the sync user' }).click();
  await page.getByRole('menuitem', { name: 'Reset' }).click();
  const question = page.getByRole('alertdialog', { name: 'Reset the sync user?' });
  await untilText(question, /Stops:[\s\S]*Stays:[\s\S]*No data is lost/);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'detached' });
  await untilText(syncUser(page), /Connected/);

  await page.getByRole('button', { name: 'More about the sync user' }).click();
  await page.getByRole('menuitem', { name: 'Reset' }).click();
  await question.getByRole('button', { name: 'Reset the sync user' }).click();
  await page.getByRole('heading', { name: 'Connect Salesforce' }).waitFor();
  assert.deepEqual(
    (await rig.org.calls()).slice(calls).filter(({ url }) => /oauth2\/revoke/.test(url)),
    [],
    'Salesforce is not asked to end anything',
  );
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made while reset' } }]);
  await logIn(page, username, 'Another2!');
  await untilText(syncUser(page), /Sync reset\s+Connected/);
  await assertNothingLost(workspace, jobs);
});

/** How each loss is made, what the page then says, and what makes a login possible again. */
const LOSSES: readonly {
  readonly name: string;
  readonly username: string;
  readonly lose: (username: string) => Promise<unknown>;
  readonly says: RegExp;
  readonly mend?: (username: string) => Promise<unknown>;
  readonly password?: string;
}[] = [
  {
    name: 'a changed password',
    username: 'password@acme.example',
    lose: async (username) => {
      await rig.org.send('PATCH', `/users/${username}`, { password: 'Another2!' });
      await rig.org.send('POST', '/sessions/revoke', { username });
    },
    says: /expired or was revoked/,
    password: 'Another2!',
  },
  {
    name: 'a revocation',
    username: 'revoked@acme.example',
    lose: (username) => rig.org.send('POST', '/sessions/revoke', { username }),
    says: /expired or was revoked/,
  },
  {
    name: 'a freeze',
    username: 'frozen@acme.example',
    lose: (username) => rig.org.send('PATCH', `/users/${username}`, { isFrozen: true }),
    says: /inactive|refused|revoked/,
    mend: (username) => rig.org.send('PATCH', `/users/${username}`, { isFrozen: false }),
  },
  {
    name: 'a deactivation',
    username: 'inactive@acme.example',
    lose: (username) => rig.org.send('PATCH', `/users/${username}`, { isActive: false }),
    says: /inactive|revoked/,
    mend: (username) => rig.org.send('PATCH', `/users/${username}`, { isActive: true }),
  },
];

for (const { name, username, lose, says, mend, password } of LOSSES) {
  test(`after ${name} the page says what is paused and kept, and Reconnect goes on where it stopped`, async (t) => {
    const page = await browser.open(t, rig.server.url, '/');
    const workspace = await connected(page, username);
    const jobs = await bulkJobs();
    await lose(username);
    await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: `Made after ${name}` } }]);
    await page.getByRole('button', { name: 'Check now' }).click();
    const banner = page.getByRole('alert', { name: 'State of the connection' });
    await untilText(banner, says);
    await untilText(
      banner,
      /Paused[\s\S]*Reading and writing in its name[\s\S]*Kept[\s\S]*resumes where it stopped/,
    );
    await mend?.(username);
    await banner.getByRole('button', { name: 'Reconnect' }).click();
    await passLogin(page, { username, ...(password !== undefined && { password }) });
    await allowAccess(page);
    await untilText(syncUser(page), /Connected/);
    assert.equal(await banner.count(), 0, 'the banner is gone');
    await assertNothingLost(workspace, jobs);
  });
}

test('after the refresh token ran out by the app’s policy, Reconnect goes on where it stopped', async (t) => {
  const username = 'expired@acme.example';
  const page = await browser.open(t, rig.server.url, '/');
  const workspace = await connected(page, username);
  const jobs = await bulkJobs();
  await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { refreshTokenIdleMs: 1 });
  await rig.org.send('POST', '/sessions/expire', { username });
  await page.getByRole('button', { name: 'Check now' }).click();
  const banner = page.getByRole('alert', { name: 'State of the connection' });
  await untilText(banner, /expired/);
  await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { refreshTokenIdleMs: 30 * 24 * 3_600_000 });
  await banner.getByRole('button', { name: 'Reconnect' }).click();
  await passLogin(page, { username });
  await allowAccess(page);
  await untilText(syncUser(page), /Connected/);
  await assertNothingLost(workspace, jobs);
});
