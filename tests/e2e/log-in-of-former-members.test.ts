import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { invite } from '../support/invite.ts';
import { LoginBrowser } from '../../packages/salesforce/testing/login-browser.ts';
import { orgSeed, PASSWORD, SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const CALLBACK = '/oauth/callback';
const REP = {
  username: 'rep@acme.example',
  email: 'rep@acme.example',
  password: PASSWORD,
  lastName: 'Rep',
  profile: 'Standard User',
};
const AS_REP = { username: REP.username, pw: PASSWORD, decision: 'allow' };

const seed = orgSeed({ accounts: 3, contacts: 0, widgets: 0 }) as { readonly users: readonly object[] };
const rig = await startRig({
  seed: { ...seed, users: [...seed.users, REP] },
  env: { SALESFORCE_CLIENT_ID: SYNC_APP.clientId, SALESFORCE_CLIENT_SECRET: SYNC_APP.clientSecret },
});
const { api, org, credentials } = rig;
const { slug } = await rig.openWorkspace({ connect: false });
await org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
  callbackUrls: [`${rig.server.url}${CALLBACK}`],
  scopes: ['api', 'refresh_token'],
});
const invited = (email: string, role: 'admin' | 'member') => invite(rig, slug, { email, role });
await invited('boss@acme.example', 'admin');

async function countRevocations(): Promise<number> {
  const calls = await org.calls();
  return calls.filter(({ url, status }) => url === '/services/oauth2/revoke' && status === 200).length;
}

const outcomeOf = (id: string) => api.readAuthorization({ workspace: slug, authorization: id });

for (const [done, leave] of [
  ['removed', (member: string) => api.removeMember({ workspace: slug, member })],
  ['suspended', (member: string) => api.changeMember({ workspace: slug, member, suspended: true })],
] as const)
  test(`who is ${done} while logging in connects nothing, and the token is given back`, async () => {
    const member = await invited(`${done}@acme.example`, 'member');
    const { id, startUrl } = (
      await member('/authorizations', { purpose: 'personal', loginUrl: credentials.loginUrl })
    ).body;
    const browser = await (await member.browser().open(startUrl)).answer(AS_REP, CALLBACK);
    await leave(member.memberId);
    const revokedBefore = await countRevocations();
    await browser.open(browser.url.href);
    const { state, trouble } = await outcomeOf(id);
    assert.deepEqual([state, trouble?.code], ['failed', 'API_FORBIDDEN']);
    assert.equal(await countRevocations(), revokedBefore + 1);
  });

test('a member’s own login is nobody else’s: who is sent its address does not become that member’s account', async () => {
  const mallory = await invited('mallory@acme.example', 'member');
  const victim = await invited('victim@acme.example', 'member');
  const { id, startUrl } = (
    await mallory('/authorizations', { purpose: 'personal', loginUrl: credentials.loginUrl })
  ).body;
  for (const browser of [victim.browser(), new LoginBrowser()]) {
    await browser.open(startUrl);
    assert.equal(browser.status, 403);
    assert.doesNotMatch(browser.page, /confirm=/);
  }
  assert.equal((await outcomeOf(id)).state, 'waiting');
});

test('who is removed in the middle of a request does not come back by it, and not as an admin', async () => {
  const email = 'late@acme.example';
  const member = await invited(email, 'member');
  const holder = new pg.Client({ connectionString: rig.databaseUrl });
  await holder.connect();
  try {
    // The request is let in, and then waits for the app.
    await holder.query('begin; lock table sync_user.salesforce_app in access exclusive mode');
    const late = member('/authorizations', { purpose: 'personal', loginUrl: credentials.loginUrl });
    const isWaiting = async () =>
      (
        await rig.query(`select from pg_locks l join pg_class c on c.oid = l.relation
                         where c.relname = 'salesforce_app' and not l.granted`)
      ).length > 0;
    await until(isWaiting, { what: 'the request is let in' });
    await api.removeMember({ workspace: slug, member: member.memberId });
    await holder.query('commit');
    assert.equal((await late).status, 403);
  } finally {
    await holder.end();
  }
  assert.equal(
    (await api.listMembers({ workspace: slug })).members.some((one) => one.email === email),
    false,
  );
});

for (const [done, leave] of [
  ['removed', (member: string) => api.removeMember({ workspace: slug, member })],
  ['suspended', (member: string) => api.changeMember({ workspace: slug, member, suspended: true })],
  ['made a plain member', (member: string) => api.changeMember({ workspace: slug, member, role: 'member' })],
] as const)
  test(`an admin who is ${done} while logging in gives the workspace no sync user`, async () => {
    const email = `${done.replaceAll(' ', '-')}-admin@acme.example`;
    const admin = await invited(email, 'admin');
    const { id, startUrl } = (
      await admin('/authorizations', { purpose: 'sync_user', loginUrl: credentials.loginUrl })
    ).body;
    const browser = await (await admin.browser().open(startUrl)).answer(AS_REP, CALLBACK);
    await leave(admin.memberId);
    const revokedBefore = await countRevocations();
    await browser.open(browser.url.href);
    const { state, trouble } = await outcomeOf(id);
    assert.deepEqual([state, trouble?.code], ['failed', 'API_FORBIDDEN']);
    assert.equal(await countRevocations(), revokedBefore + 1);
    const { connections } = await api.listConnections({ workspace: slug });
    assert.equal(
      connections.some(({ username }) => username === REP.username),
      false,
    );
  });
