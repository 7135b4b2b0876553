import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMIN, orgSeed, SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';
import { allowWebLogins, logInByWeb } from '../support/web-login.ts';

const rig = await startRig({ seed: orgSeed({ accounts: 10, contacts: 5, widgets: 0 }) });
await allowWebLogins(rig);
const { api, org, credentials } = rig;

async function openLoaded() {
  const workspace = await rig.openWorkspace({ connect: false });
  await api.writeSalesforceApp({ workspace: workspace.slug, ...SYNC_APP });
  const login = { workspace: workspace.slug, loginUrl: credentials.loginUrl, username: ADMIN };
  await logInByWeb(api, login);
  await workspace.select('Account');
  await workspace.untilLive();
  return { workspace, login };
}

test('a process that dies between Salesforce’s answer and our note of it costs one login, and says so', async () => {
  const { workspace, login } = await openLoaded();
  const { slug } = workspace;
  await org.send('POST', '/sessions/expire', {});
  // Salesforce rotates the token, and its answer never arrives.
  await org.fault({ kind: 'delay', times: 1, path: '/services/oauth2/token', ms: 10_000 });
  await api.pollNow({ workspace: slug });
  await until(
    async () => (await rig.query('select from connection where renewal_begun_at is not null')).length === 1,
    { what: 'the renewal is under way, and that is committed' },
  );
  await rig.server.kill();
  await org.clearFaults();
  // What it had been sent meanwhile is the only one that is good.
  await rotateBehindOurBack();
  await rig.server.start();
  await api.pollNow({ workspace: slug }).catch(() => {});
  const lost = await workspace.untilConnection(({ state }) => state !== 'active');
  assert.equal(lost.state, 'revoked');
  assert.equal(lost.trouble?.code, 'SF_REFRESH_TOKEN_LOST');
  assert.match(lost.trouble.fix, /Reconnect once; nothing else is lost/);

  await org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made meanwhile' } }]);
  await logInByWeb(api, login);
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
});

test('an answer that is lost on its way, with the process alive, is known as such too', async () => {
  const { workspace } = await openLoaded();
  const { slug } = workspace;
  await org.send('POST', '/sessions/expire', {});
  await org.fault({ kind: 'lost', times: 1, path: '/services/oauth2/token' });
  await api.pollNow({ workspace: slug });
  const lost = await workspace.untilConnection(({ state }) => state !== 'active');
  assert.equal(lost.trouble?.code, 'SF_REFRESH_TOKEN_LOST');
});

test('without rotation neither a crash nor a lost answer costs anything', async () => {
  await allowWebLogins(rig, { refreshTokenRotation: false });
  const { workspace } = await openLoaded();
  await org.send('POST', '/sessions/expire', {});
  await org.fault({ kind: 'lost', times: 1, path: '/services/oauth2/token' });
  await workspace.poll();
  assert.equal((await api.readConnection({ workspace: workspace.slug })).state, 'active');
  assert.deepEqual(
    await rig.query('select from connection where renewal_begun_at is not null and state = $1', ['active']),
    [],
  );
  await allowWebLogins(rig);
});

/** As the answer did that nobody read: ends the refresh tokens that are stored here. */
async function rotateBehindOurBack(): Promise<void> {
  await org.send('POST', '/sessions/revoke', { username: ADMIN });
}
