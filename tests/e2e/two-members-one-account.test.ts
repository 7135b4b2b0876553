import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import { GRACE, orgSeedWithPeople, SAM } from '../support/more-people.ts';
import { startRig } from '../support/start-rig.ts';
import { signInAs } from '../support/sign-in.ts';
import { allowWebLogins, logInByWeb } from '../support/web-login.ts';
import { ADMIN, PASSWORD, SYNC_APP } from '../support/org-seed.ts';
import { LoginBrowser } from '../../packages/salesforce/testing/login-browser.ts';

const ANN = { email: 'ann@example.com', password: 'correct horse' };
const rig = await startRig({
  seed: orgSeedWithPeople(),
  env: {
    SALESFORCE_CLIENT_ID: SYNC_APP.clientId,
    SALESFORCE_CLIENT_SECRET: SYNC_APP.clientSecret,
    ADMIN_EMAIL: ANN.email,
    ADMIN_PASSWORD: ANN.password,
  },
});
await allowWebLogins(rig);
const { api, org, credentials } = rig;
const workspace = await rig.openWorkspace({ objects: ['Account'] });
const { slug } = workspace;
const bob = await addMember('bob@example.com');
const ann = await signInAs(rig.server.url, ANN.email, ANN.password);

async function addMember(email: string) {
  const { url } = await api.addMember({
    workspace: slug,
    email,
    name: email.split('@')[0] ?? '',
    role: 'member',
  });
  const token = /token=([^&]+)/.exec(url ?? '')?.[1] ?? '';
  await api.acceptInvitation({ token, password: 'staple battery' });
  return await signInAs(rig.server.url, email, 'staple battery');
}

const login = (username: string) =>
  ({ workspace: slug, purpose: 'personal', loginUrl: credentials.loginUrl, username }) as const;

async function confirm(client: typeof api): Promise<void> {
  const me = await client.readMe({ workspace: slug });
  const userId = me.question?.signedInAs.userId;
  if (userId !== undefined) await client.answerWhoIAm({ workspace: slug, userId });
}

test('one Salesforce account serves one member; the other keeps what it had', async () => {
  assert.equal((await logInByWeb(ann, login(SAM))).trouble, null);
  await confirm(ann);
  assert.equal((await logInByWeb(bob, login(GRACE))).trouble, null);
  await confirm(bob);

  const refused = await logInByWeb(bob, login(SAM));
  assert.equal(refused.trouble?.code, 'SF_USER_TAKEN');
  assert.ok(!JSON.stringify(refused).includes(ANN.email), 'it is not said whose it is');
  const me = await bob.readMe({ workspace: slug });
  assert.deepEqual([me.connection?.username, me.connection?.state], [GRACE, 'active']);

  const freed = await ann.disconnectMe({ workspace: slug });
  assert.equal(freed.connection, null);
  assert.equal((await logInByWeb(bob, login(SAM))).trouble, null);
  const { connections } = await api.listConnections({ workspace: slug });
  assert.deepEqual(
    connections
      .filter(({ state }) => state !== 'replaced')
      .map(({ username, member }) => [username, member?.email ?? null]),
    [
      ['sync@acme.example', null],
      [SAM, 'bob@example.com'],
    ],
  );
});

test('logging in again as the same user keeps the connection and leaves one refresh token at Salesforce', async () => {
  await confirm(bob);
  const before = await bob.readMe({ workspace: slug });
  const again = await logInByWeb(bob, login(SAM));
  assert.equal(again.connectionId, before.connection?.id);
  assert.equal((await bob.readMe({ workspace: slug })).connection?.state, 'active', 'nothing is asked twice');
  const revoked = (await org.calls()).filter(({ url }) => url === '/services/oauth2/revoke');
  assert.ok(revoked.length > 0);
  assert.ok(revoked.every(({ status }) => status === 200));
  assert.equal((await bob.checkMyConnection({ workspace: slug })).connection?.state, 'active');
});

test('ten reconnections take one approval, four devices more end nothing, and one too many is told as what it is', async () => {
  const own = await rig.openWorkspace({ connect: false });
  const syncUser = { workspace: own.slug, loginUrl: credentials.loginUrl, username: ADMIN };
  await logInByWeb(api, syncUser);
  await own.select('Account');
  await own.untilLive();
  const loads = JSON.stringify(await rig.query('select load_id from object_load order by 1'));
  for (let times = 1; times <= 10; times += 1) await logInByWeb(api, syncUser);
  const approvals = async () => (await api.runPreflight({ workspace: own.slug })).setup.approvals;
  assert.deepEqual(await approvals(), { used: 1, limit: 5 });

  for (let devices = 1; devices <= 4; devices += 1) await logInElsewhere(ADMIN);
  assert.equal((await approvals())?.used, 5);
  await org.send('POST', '/sessions/expire', {});
  await own.poll();
  assert.equal((await api.readConnection({ workspace: own.slug })).state, 'active');

  // Five that are younger than ours leave no room for it, wherever a renewal put it in the row.
  for (let devices = 1; devices <= 5; devices += 1) await logInElsewhere(ADMIN);
  await org.send('POST', '/sessions/expire', {});
  await api.pollNow({ workspace: own.slug });
  const ended = await own.untilConnection(({ state }) => state !== 'active');
  assert.deepEqual([ended.state, ended.trouble?.code], ['expired', 'SF_REFRESH_TOKEN_EXPIRED']);
  assert.match(ended.trouble?.fix ?? '', /[Rr]econnect/);
  await org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made meanwhile' } }]);
  assert.equal((await logInByWeb(api, syncUser)).connectionId, ended.id);
  await own.poll();
  await rig.assertMirrorIsSame(own);
  assert.equal(JSON.stringify(await rig.query('select load_id from object_load order by 1')), loads);
});

/** Another product or device of theirs, with the same app. */
async function logInElsewhere(username: string): Promise<void> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: SYNC_APP.clientId,
    redirect_uri: `${rig.server.url}/oauth/callback`,
  });
  const browser = await new LoginBrowser().open(
    `${org.baseUrl}/services/oauth2/authorize?${query.toString()}`,
    '/oauth/callback',
  );
  await browser.answer({ username, pw: PASSWORD, decision: 'allow' }, '/oauth/callback');
  const answer = await fetch(`${org.baseUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: browser.url.searchParams.get('code') ?? '',
      redirect_uri: `${rig.server.url}/oauth/callback`,
      client_id: SYNC_APP.clientId,
      client_secret: SYNC_APP.clientSecret,
    }),
  });
  assert.equal(answer.status, 200, await answer.clone().text());
}

test('a member’s connection can be the sync user’s as well, and each can let go of its half', async () => {
  const mine = (await bob.readMe({ workspace: slug })).connection;
  const taken = await api.designateSyncUser({
    workspace: slug,
    connectionId: mine?.id ?? '',
    acceptMissing: true,
  });
  assert.deepEqual([taken.username, taken.isSyncUser, taken.member?.email], [SAM, true, 'bob@example.com']);
  await workspace.poll();

  await api.resetConnection({ workspace: slug });
  const still = (await bob.readMe({ workspace: slug })).connection;
  assert.deepEqual([still?.id, still?.state, still?.isSyncUser], [mine?.id, 'active', false]);

  await api.designateSyncUser({ workspace: slug, connectionId: mine?.id ?? '', acceptMissing: true });
  assert.equal((await bob.disconnectMe({ workspace: slug })).connection, null);
  const syncUser = await api.readConnection({ workspace: slug });
  assert.deepEqual([syncUser.id, syncUser.state, syncUser.member], [mine?.id, 'active', null]);
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
});

test('a key is nobody, and a plain member sees no connections but the own', async () => {
  await assert.rejects(api.readMe({ workspace: slug }), (error) => isApiError(error, 'API_FORBIDDEN'));
  await assert.rejects(bob.listConnections({ workspace: slug }), (error) =>
    isApiError(error, 'API_FORBIDDEN'),
  );
});
