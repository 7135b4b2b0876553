import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMIN, orgSeed, SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { allowWebLogins, logInByWeb } from '../support/web-login.ts';

const rig = await startRig({ seed: orgSeed({ accounts: 1, contacts: 0, widgets: 0 }) });
const { api, org, credentials } = rig;

test('the checks tell whether refresh tokens rotate, once a renewal has shown it', async () => {
  await allowWebLogins(rig);
  const { slug: workspace } = await rig.openWorkspace({ connect: false });
  await api.writeSalesforceApp({ workspace, ...SYNC_APP });
  await logInByWeb(api, { workspace, loginUrl: credentials.loginUrl, username: ADMIN });
  const told = async (): Promise<string | undefined> => {
    const { checks } = await api.runPreflight({ workspace });
    return checks.find(({ id }) => id === 'token_rotation')?.summary;
  };
  const renew = async (): Promise<void> => {
    await org.send('POST', '/sessions/expire', {});
    await api.runPreflight({ workspace });
  };
  assert.match((await told()) ?? '', /not known yet/);
  await renew();
  assert.match((await told()) ?? '', /Rotation is on/);
  await allowWebLogins(rig, { refreshTokenRotation: false });
  await renew();
  assert.match((await told()) ?? '', /Rotation is off/);
});
