import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, isApiError } from '@sync-user/sdk';
import { invite } from '../support/invite.ts';
import { ADMIN, orgSeed, SYNC_APP } from '../support/org-seed.ts';
import { clientOf } from '../support/sign-in.ts';
import { startRig } from '../support/start-rig.ts';
import { allowWebLogins, logInByWeb } from '../support/web-login.ts';

const rig = await startRig({ seed: orgSeed({ accounts: 3, contacts: 0, widgets: 0 }) });
const { api, credentials } = rig;
await allowWebLogins(rig);
const { loginUrl } = credentials;

/** What an admin of another workspace may know: every id there is in this one. */
async function openVictim() {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  const candidate = await logInByWeb(api, { workspace: slug, loginUrl, username: ADMIN });
  assert.equal(candidate.state, 'finished', JSON.stringify(candidate.trouble));
  const domain = `${slug.replaceAll('_', '-')}.example`;
  const syncUser = await api.readConnection({ workspace: slug });
  await api.runPreflight({ workspace: slug });
  const member = await invite(rig, slug, { email: `member@${domain}`, role: 'member' });
  const admin = await invite(rig, slug, { email: `admin@${domain}`, role: 'admin' });
  return {
    slug,
    authorization: candidate.id,
    candidate: candidate.connectionId ?? '',
    syncUser: syncUser.id,
    member,
    admin,
  };
}

/** Everything of a workspace that a stranger could have changed. */
const pictureOf = async (workspace: string) => ({
  connections: (await api.listConnections({ workspace })).connections.map(({ id, state, isSyncUser }) => ({
    id,
    state,
    isSyncUser,
  })),
  members: (await api.listMembers({ workspace })).members,
  audit: (await api.listAudit({ workspace, limit: 500 })).entries.length,
});

test('with ids of another workspace nothing is found, read or done there', async () => {
  const victim = await openVictim();
  const own = await rig.openWorkspace();
  const mallory = clientOf(
    rig.server.url,
    (await invite(rig, own.slug, { email: 'mallory@example.com', role: 'admin' })).cookie,
  );
  const before = await pictureOf(victim.slug);
  const at = { workspace: own.slug };
  const tries: Readonly<Record<string, () => Promise<unknown>>> = {
    'take a foreign candidate into force': () =>
      mallory.designateSyncUser({ ...at, connectionId: victim.candidate, acceptMissing: true }),
    'take a foreign sync user into force': () =>
      mallory.designateSyncUser({ ...at, connectionId: victim.syncUser, acceptMissing: true }),
    'read a foreign report': () => mallory.readPreflight({ ...at, connectionId: victim.syncUser }),
    'check as a foreign user': () => mallory.runPreflight({ ...at, connectionId: victim.syncUser }),
    'plan for a foreign user': () => mallory.planRepair({ ...at, connectionId: victim.syncUser }),
    'apply as a foreign user': () =>
      mallory.applyRepair({ ...at, connectionId: victim.syncUser, version: 'x' }),
    'read a foreign login': () => mallory.readAuthorization({ ...at, authorization: victim.authorization }),
    'rename a foreign member': () =>
      mallory.changeMember({ ...at, member: victim.member.memberId, role: 'admin' }),
    'remove a foreign member': () => mallory.removeMember({ ...at, member: victim.admin.memberId }),
    'invite a foreign member': () => mallory.inviteMember({ ...at, member: victim.member.memberId }),
    'say whom a foreign login meant': () => mallory.answerWhoIAm({ ...at, userId: '005000000000001AAA' }),
  };
  for (const [what, attempt] of Object.entries(tries)) {
    await assert.rejects(attempt, (error) => isApiError(error) && [404, 409].includes(error.status), what);
  }
  assert.deepEqual(await pictureOf(victim.slug), before);
});

test('a login is read by who began it and by admins, not by other members', async () => {
  const victim = await openVictim();
  const { slug } = victim;
  const begun = await victim.member('/authorizations', { purpose: 'personal', loginUrl });
  const plain = clientOf(
    rig.server.url,
    (await invite(rig, slug, { email: 'nosy@example.com', role: 'member' })).cookie,
  );
  for (const authorization of [begun.body.id, victim.authorization]) {
    await assert.rejects(plain.readAuthorization({ workspace: slug, authorization }), (error) =>
      isApiError(error, 'API_NOT_FOUND'),
    );
  }
  const seen = await api.readAuthorization({ workspace: slug, authorization: begun.body.id });
  assert.equal(seen.startUrl, null, 'an admin sees how it goes, and cannot take it over');
});

test('an app of one workspace is no other’s, whoever names its key', async () => {
  const one = await rig.openWorkspace({ connect: false });
  await api.writeSalesforceApp({ workspace: one.slug, ...SYNC_APP });
  const two = await rig.openWorkspace({ connect: false });
  const { clientId } = SYNC_APP;
  await assert.rejects(api.connect({ workspace: two.slug, loginUrl, clientId }), (error) =>
    isApiError(error, 'SF_CLIENT_CREDENTIALS_INVALID'),
  );
  const app = await api.writeSalesforceApp({ workspace: two.slug, clientId });
  assert.deepEqual([app.source, app.hasSecret, app.certificate], ['workspace', false, null]);
});

test('a link that two open at once makes one account', async () => {
  const { slug } = await rig.openWorkspace({ connect: false });
  const { url } = await api.addMember({ workspace: slug, email: 'race@example.com', name: 'Race' });
  const token = /token=([^&]+)/.exec(url ?? '')?.[1] ?? '';
  const anybody = createClient({ baseUrl: rig.server.url, clientName: 'e2e' });
  const results = await Promise.allSettled(
    ['first password', 'second password'].map((password) => anybody.acceptInvitation({ token, password })),
  );
  assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
});
