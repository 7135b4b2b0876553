import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { GRACE, orgSeedWithPeople } from '../support/more-people.ts';
import { startOrgProxy } from '../support/org-proxy.ts';
import { SYNC_APP } from '../support/org-seed.ts';
import { signInAs } from '../support/sign-in.ts';
import { startRig } from '../support/start-rig.ts';
import { allowWebLogins, logInByWeb } from '../support/web-login.ts';

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
const elsewhere = await startOrgProxy(org.baseUrl, (await org.state()).organizationId);
elsewhere.actAs('00D888888888888');
after(() => elsewhere.close());

for (const role of ['a member’s own', 'a member’s own that is the sync user’s as well'] as const) {
  test(`a move to another org stops ${role}, in the same breath, and tells that member alone`, async () => {
    const workspace = await rig.openWorkspace({ objects: ['Account'] });
    const { slug } = workspace;
    const ann = await signInAs(rig.server.url, ANN.email, ANN.password);
    const login = { workspace: slug, purpose: 'personal', loginUrl: credentials.loginUrl, username: GRACE };
    assert.equal((await logInByWeb(ann, { ...login, purpose: 'personal' })).trouble, null);
    const { question, connection } = await ann.readMe({ workspace: slug });
    if (question !== null) await ann.answerWhoIAm({ workspace: slug, userId: question.signedInAs.userId });
    const mine = connection?.id ?? '';
    if (role !== 'a member’s own')
      await api.designateSyncUser({ workspace: slug, connectionId: mine, acceptMissing: true });

    await api.connect({ workspace: slug, ...credentials, loginUrl: elsewhere.baseUrl }).catch(() => {});
    const { connections } = await api.listConnections({ workspace: slug });
    const candidate = connections.find(({ state }) => state === 'pending');
    await api.designateSyncUser({
      workspace: slug,
      connectionId: candidate?.id ?? '',
      acceptMissing: true,
      moveToOrg: true,
    });
    const own = (await ann.readMe({ workspace: slug })).connection;
    assert.deepEqual([own?.id, own?.state, own?.trouble?.code], [mine, 'blocked', 'SF_WRONG_ORG']);
    const { notices } = await api.listNotices({ workspace: slug });
    assert.deepEqual(
      notices.filter(({ closedAt }) => closedAt === null).map(({ kind }) => kind),
      ['personal_connection_lost'],
    );
  });
}
