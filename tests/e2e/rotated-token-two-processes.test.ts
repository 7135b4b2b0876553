import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMIN, SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { allowWebLogins, logInByWeb } from '../support/web-login.ts';

const rig = await startRig();
await allowWebLogins(rig);
const { api, org } = rig;

test('two servers that meet a dead token at once renew it once, and both go on', async () => {
  const second = await rig.startServer({});
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  await api.writeSalesforceApp({ workspace: slug, ...SYNC_APP });
  await logInByWeb(api, { workspace: slug, loginUrl: rig.credentials.loginUrl, username: ADMIN });
  await workspace.select('Account', 'Contact');
  await workspace.untilLive();

  for (let round = 1; round <= 3; round += 1) {
    await org.send('POST', '/sessions/expire', {});
    const ask = (baseUrl: string) =>
      fetch(`${baseUrl}/api/v1/workspaces/${slug}/available-objects`, {
        headers: { authorization: `Bearer ${rig.apiKey}` },
      });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => ask(n % 2 === 0 ? rig.server.url : second.url)),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal(
      (await api.readConnection({ workspace: slug })).renewals,
      round,
      'one renewal for all of them',
    );
  }
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
});
