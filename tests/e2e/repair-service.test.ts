import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoginBrowser } from '../../packages/salesforce/testing/login-browser.ts';
import { PASSWORD } from '../support/org-seed.ts';
import { ADMIN_APP, BARE_APP, BARE_USER, REPAIR_ADMIN, repairSeed } from '../support/repair-org.ts';
import { clientOf, signIn } from '../support/sign-in.ts';
import { startRig } from '../support/start-rig.ts';

const ANN = { email: 'ann@example.com', password: 'correct horse battery' };
const rig = await startRig({
  seed: repairSeed(),
  env: { ADMIN_EMAIL: ANN.email, ADMIN_PASSWORD: ANN.password },
});
const { loginUrl } = rig.credentials;

/** A workspace that maps accounts, with the bare user as its sync user: it cannot read them yet. */
async function openBare() {
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  await rig.api.connect({ workspace: slug, loginUrl, ...ADMIN_APP });
  await workspace.select('Account', 'Contact');
  await workspace.untilLive();
  await rig.api.disconnect({ workspace: slug });
  await rig.api.connect({ workspace: slug, loginUrl, ...BARE_APP });
  return workspace;
}

const forget = async (): Promise<void> => {
  await rig.org.send('POST', '/reset', {});
};

test('nobody connected may change permissions: the plan says so, applying is refused, and nothing is touched', async () => {
  const { slug: workspace } = await openBare();
  const plan = await rig.api.planRepair({ workspace });
  assert.equal(plan.applyAs, null);
  assert.ok(plan.files.length > 0 && plan.writtenSteps.length > 0, 'it can be exported all the same');
  await assert.rejects(rig.api.applyRepair({ workspace, version: plan.version }), {
    code: 'REPAIR_NOT_ALLOWED',
  });
  const entries = (await rig.api.listAudit({ workspace, limit: 100 })).entries;
  assert.deepEqual(
    entries.filter(({ action }) => action.startsWith('permissions.')),
    [],
  );
});

test('a person’s own Salesforce account applies it, for that person only, and the audit trail says as whom', async () => {
  await forget();
  await rig.org.send('PATCH', `/apps/${ADMIN_APP.clientId}`, {
    callbackUrls: [`${rig.server.url}/oauth/callback`],
    scopes: ['api', 'refresh_token'],
  });
  const { slug: workspace } = await openBare();
  const cookie = await signIn(rig.server.url, ANN);
  const ann = clientOf(rig.server.url, cookie);
  await ann.writeSalesforceApp({ workspace, ...ADMIN_APP });
  const begun = await ann.beginAuthorization({ workspace, purpose: 'personal', loginUrl });
  const browser = await new LoginBrowser().keep(rig.server.url, cookie).open(begun.startUrl ?? '');
  if (/confirm=/.test(browser.page)) await browser.follow(/confirm=/);
  await browser.answer({ username: REPAIR_ADMIN, pw: PASSWORD, decision: 'allow' });
  const { question } = await ann.readMe({ workspace });
  if (question !== null) await ann.answerWhoIAm({ workspace, userId: question.signedInAs.userId });

  assert.equal((await rig.api.planRepair({ workspace })).applyAs, null, 'it does not serve others');
  const plan = await ann.planRepair({ workspace });
  assert.equal(plan.applyAs, REPAIR_ADMIN);
  const results = await Promise.all([
    ann.applyRepair({ workspace, version: plan.version }),
    ann.applyRepair({ workspace, version: plan.version }),
  ]);
  assert.deepEqual(results.map(({ outcome }) => outcome).toSorted(), ['applied', 'nothing_to_do']);
  for (const { report } of results) {
    const object = report?.checks.find(({ id }) => id === 'object_read');
    assert.equal(object?.status, 'pass');
  }
  const entries = (await rig.api.listAudit({ workspace, limit: 100 })).entries.filter(({ action }) =>
    action.startsWith('permissions.'),
  );
  assert.deepEqual(
    entries.map(({ action, actor, asUser, target }) => [action, actor, asUser, target]),
    [
      ['permissions.applied', `user:${ANN.email}`, REPAIR_ADMIN, BARE_USER],
      ['permissions.apply_begun', `user:${ANN.email}`, REPAIR_ADMIN, BARE_USER],
    ],
  );
});

test('what is taken back is answered, not thrown, and is in the audit trail', async () => {
  await forget();
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  await rig.api.connect({ workspace: slug, loginUrl, ...ADMIN_APP });
  await workspace.select('Account');
  await workspace.untilLive();
  const { id: connectionId } = await rig.api.connect({ workspace: slug, loginUrl, ...BARE_APP });
  const plan = await rig.api.planRepair({ workspace: slug, connectionId });
  await rig.org.fault({
    kind: 'status',
    status: 400,
    body: [{ errorCode: 'FIELD_INTEGRITY_EXCEPTION', message: 'Not on a Sunday' }],
    method: 'POST',
    path: '/composite/sobjects',
    skip: 2,
  });
  const result = await rig.api.applyRepair({ workspace: slug, connectionId, version: plan.version });
  assert.equal(result.outcome, 'rolled_back');
  assert.match(result.message, /Not on a Sunday/);
  assert.equal(result.report?.verdict, 'fail', 'the checks say what is still lacking');
  const { entries } = await rig.api.listAudit({ workspace: slug, limit: 100 });
  const entry = entries.find(({ action }) => action === 'permissions.rolled_back');
  assert.equal(entry?.asUser, REPAIR_ADMIN);
  const again = await rig.api.planRepair({ workspace: slug, connectionId });
  assert.equal(again.version, plan.version, 'as if nothing had been done');
});
