import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMIN, SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';
import { allowWebLogins, logInByWeb } from '../support/web-login.ts';

const rig = await startRig({ env: { RENEW_AFTER_DAYS: '3' } });
await allowWebLogins(rig);

test('a connection that nobody used for days is renewed, with its rotated token, before its limit', async () => {
  const { slug } = await rig.openWorkspace({ connect: false });
  const { slug: fresh } = await rig.openWorkspace();
  await rig.api.writeSalesforceApp({ workspace: slug, ...SYNC_APP });
  const login = await logInByWeb(rig.api, {
    workspace: slug,
    loginUrl: rig.credentials.loginUrl,
    username: ADMIN,
  });
  assert.equal(login.trouble, null);
  const { id } = await rig.api.readConnection({ workspace: slug });
  await rig.query(`update connection set renewed_at = now() - interval '4 days' where connection_id = $1`, [
    id,
  ]);

  // Two look at once after the restart; one of them finds it done.
  await rig.server.stop();
  await Promise.all([rig.server.start(), rig.startServer({ ROLES: 'worker' })]);
  const renewed = await until(
    async () => {
      const connection = await rig.api.readConnection({ workspace: slug });
      return connection.renewals > 0 ? connection : undefined;
    },
    { what: 'the idle connection is renewed' },
  );
  assert.equal(renewed.renewals, 1);
  assert.equal(renewed.state, 'active');
  assert.equal((await rig.api.readConnection({ workspace: fresh })).renewals, 0);
  assert.equal(
    (await rig.api.checkConnection({ workspace: slug })).state,
    'active',
    'the rotated token is the stored one',
  );
});
