import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import { SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig();

async function logins(): Promise<number> {
  return (await rig.org.calls()).filter((call) => call.url.startsWith('/services/oauth2/token')).length;
}

test('an expired session is renewed once, however many calls meet it, and nobody notices', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const before = await logins();
  await rig.org.send('POST', '/sessions/expire', {});
  await workspace.select('Contact', 'Lead', 'Widget__c');
  await Promise.all([workspace.poll(), workspace.untilLive()]);
  assert.equal(await logins(), before + 1);
  const connection = await rig.api.readConnection({ workspace: workspace.slug });
  assert.equal(connection.state, 'active');
  assert.equal(connection.trouble, null);
  await rig.assertMirrorIsSame(workspace);
});

test('a session that ends in the middle of a load is renewed there', async () => {
  const workspace = await rig.openWorkspace();
  await rig.org.send('POST', '/bulk', { pace: 'polls', polls: 2 });
  await workspace.select('Account');
  await workspace.untilObject('Account', (object) => object.load?.phase === 'job_running', {
    what: 'the job runs',
  });
  await rig.org.send('POST', '/sessions/revoke', { username: SYNC_USER });
  await workspace.untilLive();
  assert.equal((await workspace.object('Account')).load?.attempts, 1);
  await rig.org.send('POST', '/bulk', { pace: 'immediately' });
  await rig.assertMirrorIsSame(workspace);
});

test('a deactivated sync user blocks the connection with a remedy; activating and checking lets it go on', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  await rig.org.send('PATCH', `/users/${SYNC_USER}`, { isActive: false });
  await rig.api.pollNow({ workspace: workspace.slug });
  const stopped = await until(
    async () => {
      const connection = await rig.api.readConnection({ workspace: workspace.slug });
      return connection.state === 'active' ? undefined : connection;
    },
    { what: 'the connection is not active any more' },
  );
  assert.equal(stopped.state, 'blocked');
  assert.equal(stopped.trouble?.code, 'SF_USER_INACTIVE');
  assert.match(stopped.trouble.fix, /Activate the user/);
  await assert.rejects(rig.api.pollNow({ workspace: workspace.slug }), (error) =>
    isApiError(error, 'CONNECTION_NOT_ACTIVE'),
  );

  await rig.org.send('PATCH', `/users/${SYNC_USER}`, { isActive: true });
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made meanwhile' } }]);
  assert.equal((await rig.api.checkConnection({ workspace: workspace.slug })).state, 'active');
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
});
