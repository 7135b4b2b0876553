import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { PreflightOrg } from './preflight-org.ts';
import { BOSS, INTEGRATION, SYNC } from './preflight-seed.ts';

const org = await PreflightOrg.start();
after(() => org[Symbol.asyncDispose]());
beforeEach(() => org.reset());

test('a user of its own: API-only, and no other app', async () => {
  const { setup } = await org.check({ username: INTEGRATION });
  assert.equal(setup.kind, 'dedicated');
  assert.match(setup.evidence.join(' '), /Licence: Salesforce Integration/);
  assert.notDeepEqual(setup.pros, []);
  assert.equal(setup.approvals, null, 'client credentials take no approvals');
});

test('a person who logs in makes it somebody’s own', async () => {
  await org.connect(BOSS);
  for (let login = 0; login < 4; login += 1) await org.loginByBrowser(BOSS);
  const { setup } = await org.check({ username: BOSS });
  assert.equal(setup.kind, 'individual');
  assert.match(setup.evidence.join(' '), /Other apps use this user: Sync User for browsers/);
  assert.match(setup.evidence.join(' '), /4 times in the last 30 days/);
});

test('an inspector who does not see the logins of others makes nobody look as if they never logged in', async () => {
  await org.connect(SYNC);
  for (let login = 0; login < 4; login += 1) await org.loginByBrowser(SYNC);
  const { setup, checks, inspectedBy } = await org.check({ username: SYNC, inspector: BOSS });
  assert.equal(inspectedBy, BOSS);
  assert.equal(setup.kind, 'shared');
  assert.match(setup.evidence.join(' '), /4 times in the last 30 days/);
  const session = checks.find(({ id }) => id === 'session_security');
  assert.deepEqual([session?.status, session?.evidence[0]?.as], ['pass', SYNC]);
});

test('another app of the same user makes it shared', async () => {
  await org.connect(SYNC);
  await org.loginByBrowser(SYNC);
  const { setup } = await org.check({ username: SYNC });
  assert.equal(setup.kind, 'shared');
});

test('approvals of our app are counted against five', async () => {
  await org.connect(SYNC, 'web_server');
  await org.loginByBrowser(SYNC);
  const { setup } = await org.check({ username: SYNC, method: 'web_server' });
  assert.deepEqual(setup.approvals, { used: 2, limit: 5 });
});
