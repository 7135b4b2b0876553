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

test('what the sync user cannot see itself, a person’s own account shows to that person only', async () => {
  const { slug: workspace } = await rig.openWorkspace({ connect: false });
  await rig.api.connect({ workspace, loginUrl, ...BARE_APP });

  const alone = await rig.api.runPreflight({ workspace });
  assert.equal(alone.inspectedBy, null);
  const blind = await rig.api.listSyncUserCandidates({ workspace });
  assert.equal(blind.askedAs, BARE_USER);
  assert.match(blind.incomplete ?? '', /View Setup and Configuration/);
  assert.match(blind.incomplete ?? '', /Settings > You/);

  await rig.org.send('PATCH', `/apps/${ADMIN_APP.clientId}`, {
    callbackUrls: [`${rig.server.url}/oauth/callback`],
    scopes: ['api', 'refresh_token'],
  });
  const cookie = await signIn(rig.server.url, ANN);
  const ann = clientOf(rig.server.url, cookie);
  await ann.writeSalesforceApp({ workspace, ...ADMIN_APP });
  const begun = await ann.beginAuthorization({ workspace, purpose: 'personal', loginUrl });
  const browser = await new LoginBrowser().keep(rig.server.url, cookie).open(begun.startUrl ?? '');
  if (/confirm=/.test(browser.page)) await browser.follow(/confirm=/);
  await browser.answer({ username: REPAIR_ADMIN, pw: PASSWORD, decision: 'allow' });
  const { question } = await ann.readMe({ workspace });
  if (question !== null) await ann.answerWhoIAm({ workspace, userId: question.signedInAs.userId });

  const report = await ann.runPreflight({ workspace });
  assert.equal(report.username, BARE_USER);
  assert.equal(report.inspectedBy, REPAIR_ADMIN);
  assert.ok(report.checks.some(({ evidence }) => evidence.some(({ as }) => as === REPAIR_ADMIN)));
  const whole = await ann.listSyncUserCandidates({ workspace });
  assert.equal(whole.askedAs, REPAIR_ADMIN);
  assert.equal(whole.incomplete, null);
  assert.equal(whole.candidates[0]?.rank, 'administrator');
  assert.ok(whole.candidates.find(({ isCurrent }) => isCurrent)?.missing.length !== undefined);

  assert.equal((await rig.api.runPreflight({ workspace })).inspectedBy, null, 'it does not serve others');
  assert.equal((await rig.api.listSyncUserCandidates({ workspace })).askedAs, BARE_USER);

  // The sync user in force sees no more of a candidate than the candidate itself.
  const candidate = await rig.api.connect({ workspace, loginUrl, ...ADMIN_APP });
  assert.equal(candidate.state, 'pending');
  const ofCandidate = await rig.api.runPreflight({ workspace, connectionId: candidate.id });
  assert.equal(ofCandidate.username, REPAIR_ADMIN);
  assert.equal(ofCandidate.inspectedBy, null);
});
