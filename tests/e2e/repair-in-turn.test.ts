import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '@sync-user/sdk';
import { invite } from '../support/invite.ts';
import { PASSWORD } from '../support/org-seed.ts';
import { ADMIN_APP, BARE_APP, BARE_USER, REPAIR_ADMIN, repairSeed } from '../support/repair-org.ts';
import { clientOf } from '../support/sign-in.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const WRITES = '/composite/sobjects';
const SYSTEM_ADMINISTRATOR = 'colleague@acme.example';
const seed = repairSeed() as { readonly users: readonly object[] };
const rig = await startRig({
  seed: {
    ...seed,
    users: [
      ...seed.users,
      {
        username: SYSTEM_ADMINISTRATOR,
        email: SYSTEM_ADMINISTRATOR,
        password: PASSWORD,
        lastName: 'Colleague',
        profile: 'System Administrator',
      },
    ],
  },
});
const other = await rig.startServer({ ROLES: 'api' });
const otherApi = createClient({ baseUrl: other.url, apiKey: rig.apiKey, clientName: 'e2e' });
const { loginUrl } = rig.credentials;

/** An administrator is the sync user and applies; the bare user waits as a candidate, and lacks everything. */
async function openWithCandidate() {
  await rig.org.send('POST', '/reset', {});
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  await rig.api.connect({ workspace: slug, loginUrl, ...ADMIN_APP });
  await workspace.select('Account', 'Contact');
  await workspace.untilLive();
  const { id: connectionId } = await rig.api.connect({ workspace: slug, loginUrl, ...BARE_APP });
  const { version } = await rig.api.planRepair({ workspace: slug, connectionId });
  return { workspace: slug, connectionId, version };
}

const writes = async (): Promise<number> =>
  (await rig.org.calls()).filter(({ url, method }) => method === 'POST' && url.includes(WRITES)).length;

test('two servers that apply to one org at once take turns: the second finds nothing to do', async () => {
  const candidate = await openWithCandidate();
  await rig.org.fault({ kind: 'delay', ms: 400, method: 'POST', path: WRITES, times: 10 });
  const results = await Promise.all([rig.api.applyRepair(candidate), otherApi.applyRepair(candidate)]);
  assert.deepEqual(results.map(({ outcome }) => outcome).toSorted(), ['applied', 'nothing_to_do']);
  await rig.org.clearFaults();
});

test('a server killed while it applies: the next Apply goes on, and the trail names who began', async () => {
  const candidate = await openWithCandidate();
  await rig.org.send('DELETE', '/calls');
  // The set is made and the objects are granted; the fields are not answered any more.
  await rig.org.fault({ kind: 'delay', ms: 30_000, method: 'POST', path: WRITES, skip: 3, times: 1 });
  const cut = otherApi.applyRepair(candidate).catch((error: unknown) => error);
  await until(async () => (await rig.org.state()).faults === 0, { what: 'it is in the middle' });
  await other.kill();
  assert.ok((await cut) instanceof Error);
  const before = await writes();

  const plan = await rig.api.planRepair(candidate);
  assert.equal(plan.permissionSet.exists, true, 'the set is there');
  assert.notEqual(plan.version, candidate.version);
  await assert.rejects(rig.api.applyRepair(candidate), { code: 'REPAIR_CHANGED' });
  const result = await rig.api.applyRepair({ ...candidate, version: plan.version });
  assert.equal(result.outcome, 'applied', result.message);
  assert.ok((await writes()) > before);
  const done = await rig.api.planRepair(candidate);
  assert.ok(done.lines.every(({ change }) => change === 'none'));
  const object = result.report?.checks.find(({ id }) => id === 'object_read');
  assert.equal(object?.status, 'pass');

  const { entries } = await rig.api.listAudit({ workspace: candidate.workspace, limit: 100 });
  assert.deepEqual(
    entries
      .filter(({ action }) => action.startsWith('permissions.'))
      .map(({ action, asUser, target }) => [action, asUser, target]),
    [
      ['permissions.applied', REPAIR_ADMIN, BARE_USER],
      ['permissions.apply_begun', REPAIR_ADMIN, BARE_USER],
      ['permissions.apply_begun', REPAIR_ADMIN, BARE_USER],
    ],
  );
  await other.start();
});

test('neither a colleague’s own account nor a candidate’s is a tool of whoever administers the workspace', async () => {
  await rig.org.send('POST', '/reset', {});
  await rig.org.send('PATCH', `/apps/${ADMIN_APP.clientId}`, {
    callbackUrls: [`${rig.server.url}/oauth/callback`],
    scopes: ['api', 'refresh_token'],
  });
  const opened = await rig.openWorkspace({ connect: false });
  const { slug: workspace } = opened;
  await rig.api.connect({ workspace, loginUrl, ...ADMIN_APP });
  await opened.select('Account');
  await opened.untilLive();
  await rig.api.disconnect({ workspace });
  await rig.api.writeSalesforceApp({ workspace, ...ADMIN_APP });

  // A colleague who is a Salesforce administrator connects for themselves.
  const colleague = await invite(rig, workspace, { email: SYSTEM_ADMINISTRATOR, role: 'member' });
  const { startUrl } = (await colleague('/authorizations', { purpose: 'personal', loginUrl })).body;
  const browser = await colleague.browser().open(startUrl);
  await browser.answer({ username: SYSTEM_ADMINISTRATOR, pw: PASSWORD, decision: 'allow' });
  await rig.api.connect({ workspace, loginUrl, ...BARE_APP });
  const candidate = await rig.api.connect({ workspace, loginUrl, ...ADMIN_APP });
  const { connections } = await rig.api.listConnections({ workspace });
  const own = connections.find(({ member }) => member?.email === SYSTEM_ADMINISTRATOR);
  assert.equal(own?.state, 'active');

  // The policy asks for more than an administrator's profile holds of these objects: there is something to apply.
  await rig.api.changeWorkspace({ workspace, permissionPolicy: 'integration_user' });
  const admin = clientOf(
    rig.server.url,
    (await invite(rig, workspace, { email: 'boss@acme.example', role: 'admin' })).cookie,
  );
  for (const connectionId of [own.id, candidate.id]) {
    const plan = await admin.planRepair({ workspace, connectionId });
    assert.equal(plan.applyAs, null);
  }
  const itself = clientOf(rig.server.url, colleague.cookie);
  await assert.rejects(itself.planRepair({ workspace, connectionId: own.id }), { code: 'API_FORBIDDEN' });
});
