import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import { invite } from '../support/invite.ts';
import { LoginBrowser } from '../../packages/salesforce/testing/login-browser.ts';
import { ADMIN, orgSeed, PASSWORD, SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';

const CALLBACK = '/oauth/callback';
const PERSON = { email: 'ann@example.com', password: 'correct horse' };
const YES = { username: ADMIN, pw: PASSWORD, decision: 'allow' };

const seed = orgSeed({ accounts: 3, contacts: 0, widgets: 0 }) as { readonly users: readonly object[] };
const REP = {
  username: 'rep@acme.example',
  email: 'rep@acme.example',
  password: PASSWORD,
  lastName: 'Rep',
  profile: 'Standard User',
};
const SECOND_REP = { ...REP, username: 'second@acme.example', email: 'second@acme.example' };
const rig = await startRig({
  seed: { ...seed, users: [...seed.users, REP, SECOND_REP] },
  env: {
    SALESFORCE_CLIENT_ID: SYNC_APP.clientId,
    SALESFORCE_CLIENT_SECRET: SYNC_APP.clientSecret,
    ADMIN_EMAIL: PERSON.email,
    ADMIN_PASSWORD: PERSON.password,
    OUTGOING_ADDRESSES: '203.0.113.7, 203.0.113.8',
  },
});
const { api, org, credentials } = rig;
const workspace = await rig.openWorkspace({ connect: false });
const { slug } = workspace;
await org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
  callbackUrls: [`${rig.server.url}${CALLBACK}`],
  scopes: ['api', 'refresh_token'],
  requirePkce: true,
});

async function begin(username?: string) {
  const begun = await api.beginAuthorization({
    workspace: slug,
    purpose: 'sync_user',
    loginUrl: credentials.loginUrl,
    ...(username !== undefined && { username }),
  });
  assert.ok(begun.startUrl);
  return { id: begun.id, startUrl: begun.startUrl };
}

const invited = (email: string, role: 'admin' | 'member') => invite(rig, slug, { email, role });

async function countRevocations(): Promise<number> {
  const calls = await org.calls();
  return calls.filter(({ url, status }) => url === '/services/oauth2/revoke' && status === 200).length;
}

const outcomeOf = (id: string) => api.readAuthorization({ workspace: slug, authorization: id });

/** As a person does who was sent the address: reads who asks, goes on, logs in, agrees. */
async function logIn(startUrl: string, answers: Readonly<Record<string, string>> = YES, stopBefore?: string) {
  const browser = await new LoginBrowser().open(startUrl);
  assert.match(browser.page, /Connect Salesforce to/);
  await browser.follow(/confirm=/, stopBefore);
  return await browser.answer(answers, stopBefore);
}

test('the installation’s app is shown with what it has to be given', async () => {
  const app = await api.readSalesforceApp({ workspace: slug });
  assert.equal(app.source, 'installation');
  assert.equal(app.clientId, SYNC_APP.clientId);
  assert.equal(app.hasSecret, true);
  assert.equal(app.callbackUrl, `${rig.server.url}${CALLBACK}`);
  assert.deepEqual(app.outgoingAddresses, ['203.0.113.7', '203.0.113.8']);
  assert.deepEqual(app.scopes, ['api', 'refresh_token']);
});

test('a login that is refused says why, and leaves nothing connected', async () => {
  const { id, startUrl } = await begin();
  const browser = await logIn(startUrl, { ...YES, decision: 'deny' });
  assert.equal(browser.url.pathname, `/w/${slug}/connection`);
  assert.equal(browser.url.search, `?authorization=${id}`);
  const { state, trouble, startUrl: again } = await outcomeOf(id);
  assert.equal(state, 'failed');
  assert.equal(trouble?.code, 'SF_LOGIN_DENIED');
  assert.equal(again, null);
  await assert.rejects(api.readConnection({ workspace: slug }), (error) =>
    isApiError(error, 'CONNECTION_MISSING'),
  );
});

test('an app without a scope we need is named with the scope, and its token is given back', async () => {
  await org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { scopes: ['api'] });
  const { id, startUrl } = await begin();
  await logIn(startUrl);
  await org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { scopes: ['api', 'refresh_token'] });
  const { trouble } = await outcomeOf(id);
  assert.equal(trouble?.code, 'SF_SCOPE_MISSING');
  assert.match(trouble?.message ?? '', /did not grant refresh_token/);
  assert.equal(await countRevocations(), 1);
});

test('somebody else than was asked for is refused', async () => {
  const { id, startUrl } = await begin('sync@acme.example');
  const browser = await logIn(startUrl);
  const atSalesforce = browser.visited
    .map((address) => new URL(address))
    .find((url) => url.searchParams.has('login_hint'));
  assert.equal(atSalesforce?.searchParams.get('prompt'), 'login');
  assert.equal((await outcomeOf(id)).trouble?.code, 'SF_LOGIN_OTHER_USER');
});

test('a person logs in on Salesforce’s page and is the sync user; nothing secret was in an address of ours', async () => {
  const { id, startUrl } = await begin();
  const browser = await logIn(startUrl);
  assert.equal(browser.url.href, `${rig.server.url}/w/${slug}/connection?authorization=${id}`);
  const outcome = await outcomeOf(id);
  assert.equal(outcome.state, 'finished', JSON.stringify(outcome));
  const connection = await api.readConnection({ workspace: slug });
  assert.equal(connection.id, outcome.connectionId);
  assert.equal(connection.state, 'active');
  assert.equal(connection.method, 'web_server');
  assert.equal(connection.username, ADMIN);
  assert.deepEqual(connection.scopes, ['api', 'refresh_token']);

  const rows = await rig.query<{ text: string }>('select a::text as text from salesforce_authorization a');
  const codes = browser.visited.flatMap((address) => new URL(address).searchParams.getAll('code'));
  assert.equal(codes.length, 1);
  for (const secret of [...codes, SYNC_APP.clientSecret]) {
    assert.ok(!rig.server.output.includes(secret), 'the log holds no code and no secret');
    assert.ok(!rows.some(({ text }) => text.includes(secret)));
  }
});

test('whoever is logged in at Salesforce already is asked to log in anew while there is no sync user', async () => {
  const promptOf = async () => {
    const { startUrl } = await begin();
    const browser = await logIn(startUrl, {});
    return browser.url.searchParams.get('prompt');
  };
  assert.equal(await promptOf(), 'select_account', 'with one in force it is shown who it would be');
  await api.resetConnection({ workspace: slug });
  assert.equal(await promptOf(), 'login');
  await logIn((await begin()).startUrl);
});

test('a callback works once, and only in the browser that began', async () => {
  const { id, startUrl } = await begin();
  const browser = await logIn(startUrl, YES, CALLBACK);
  const callback = browser.url.href;

  const stranger = await new LoginBrowser().open(callback);
  assert.equal(stranger.status, 410);
  const other = await begin();
  const victim = await logIn(other.startUrl, YES, CALLBACK);
  await victim.open(callback);
  assert.equal(victim.status, 410, 'a login of one’s own does not let in a foreign one');
  assert.equal((await outcomeOf(id)).state, 'waiting', 'a stranger cannot use it up');

  await browser.open(callback);
  assert.equal((await outcomeOf(id)).state, 'finished');
  await browser.open(callback);
  assert.equal(browser.status, 410);

  const late = await new LoginBrowser().open(startUrl);
  assert.equal(late.status, 410, 'the start address is used up too');
});

test('the first browser keeps a login: it may open it again, others may not', async () => {
  const { id, startUrl } = await begin();
  const browser = await logIn(startUrl, {});
  const thief = await new LoginBrowser().open(startUrl);
  await thief.follow(/confirm=/);
  assert.equal(thief.status, 410);
  await browser.open(startUrl);
  await browser.follow(/confirm=/);
  await browser.answer(YES);
  assert.equal((await outcomeOf(id)).state, 'finished');
});

test('a login that takes too long is over', async () => {
  const { id, startUrl } = await begin();
  const browser = await logIn(startUrl, YES, CALLBACK);
  await rig.query(`update salesforce_authorization set expires_at = now() where authorization_id = $1`, [id]);
  await browser.open(browser.url.href);
  assert.equal(browser.status, 410);
  assert.equal((await outcomeOf(id)).state, 'expired');
  assert.equal((await new LoginBrowser().open(startUrl)).status, 410);
});

test('who began in the console goes straight to Salesforce; in another browser people are asked first', async () => {
  const signedIn = await fetch(`${rig.server.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(PERSON),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const answer = await fetch(`${rig.server.url}/api/v1/workspaces/${slug}/authorizations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-sync-user': 'test', cookie },
    body: JSON.stringify({ purpose: 'sync_user', loginUrl: credentials.loginUrl, username: ADMIN }),
  });
  const { id, startUrl } = (await answer.json()) as { readonly id: string; readonly startUrl: string };
  assert.equal((await outcomeOf(id)).startUrl, null, 'it is shown to who began it only');

  const other = await new LoginBrowser().open(startUrl);
  assert.match(other.page, new RegExp(`Begun by</dt><dd>${PERSON.email}`));
  const own = await new LoginBrowser().keep(rig.server.url, cookie).open(startUrl);
  assert.equal(own.url.origin, credentials.loginUrl);
  await own.answer(YES);
  assert.equal((await outcomeOf(id)).state, 'finished');
});

test('a member connects an account of their own, and is sent back to their own page', async () => {
  const member = await invited('rep@acme.example', 'member');
  const begin = (purpose: string) => member('/authorizations', { purpose, loginUrl: credentials.loginUrl });
  const refused = await begin('sync_user');
  assert.equal(refused.status, 403, 'for the workspace its admins log in');
  const { id, startUrl } = (await begin('personal')).body;
  const browser = await (await member.browser().open(startUrl)).answer({
    ...YES,
    username: 'rep@acme.example',
  });
  assert.equal(browser.url.pathname, `/w/${slug}/settings/you`);
  const outcome = await outcomeOf(id);
  assert.equal(outcome.state, 'finished', JSON.stringify(outcome));
  const { connections } = await api.listConnections({ workspace: slug });
  const own = connections.find((one) => one.id === outcome.connectionId);
  assert.deepEqual([own?.member?.email, own?.isSyncUser], ['rep@acme.example', false]);
  assert.equal((await api.readConnection({ workspace: slug })).username, ADMIN, 'the sync user stays');
});

test('a login into another org is no personal connection, and its token is given back', async () => {
  const member = await invited('second@acme.example', 'member');
  const { id, startUrl } = (
    await member('/authorizations', { purpose: 'personal', loginUrl: credentials.loginUrl })
  ).body;
  const browser = await (await member.browser().open(startUrl)).answer(
    { ...YES, username: SECOND_REP.username },
    CALLBACK,
  );
  const [before] = await rig.query<{ organization_id: string }>('select organization_id from workspace');
  await rig.query(
    `update workspace set organization_id = '00D000000000999AAA', organization_name = 'Elsewhere'`,
  );
  const revokedBefore = await countRevocations();
  await browser.open(browser.url.href);
  await rig.query(`update workspace set organization_id = $1`, [before?.organization_id]);
  assert.equal((await outcomeOf(id)).trouble?.code, 'SF_WRONG_ORG');
  assert.equal(await countRevocations(), revokedBefore + 1);
});

test('the key pair of the installation’s app is made by its operator, not by the admin of one workspace', async () => {
  const admin = await invited('boss@acme.example', 'admin');
  assert.equal((await admin('/salesforce-app/certificate')).status, 403);
  assert.equal((await api.readSalesforceApp({ workspace: slug })).certificate, null);
  assert.ok((await api.createCertificate({ workspace: slug })).certificate);
});

test('without an app there is nothing to log in with', async () => {
  await assert.rejects(
    api.beginAuthorization({ workspace: slug, purpose: 'sync_user', loginUrl: 'https://evil.example' }),
    (error) => isApiError(error, 'SF_LOGIN_URL_INVALID'),
  );
  await assert.rejects(
    api.beginAuthorization({ workspace: slug, purpose: 'personal', loginUrl: credentials.loginUrl }),
    (error) => isApiError(error, 'API_FORBIDDEN'),
    'a key is no person',
  );
  await rig.query('delete from salesforce_authorization');
  await rig.query(`update salesforce_app set is_current = false`);
  await assert.rejects(begin(), (error) => isApiError(error, 'APP_MISSING'));
});
