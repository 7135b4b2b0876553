import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMIN, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig();
const { api, org, credentials } = rig;
const runAs = (runAsUsername: string) => org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { runAsUsername });

async function openStopped() {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  await runAs(ADMIN);
  await org.send('POST', '/sessions/expire', {});
  await org.save([{ kind: 'create', object: 'Account', values: { Name: 'Of nobody knows whom' } }]);
  const told = (await workspace.changes()).length;
  await api.pollNow({ workspace: slug });
  const stopped = await workspace.untilConnection(({ state }) => state !== 'active');
  assert.deepEqual([stopped.state, stopped.trouble?.code], ['blocked', 'SF_USER_CHANGED']);
  assert.match(stopped.trouble?.message ?? '', new RegExp(SYNC_USER));
  assert.equal(stopped.username, SYNC_USER, 'what was read was read as this one');
  assert.equal((await workspace.changes()).length, told, 'nothing is read as a user nobody has checked');
  return workspace;
}

test('an app that answers for another user stops the connection; connected anew, that user takes force after checks', async () => {
  const workspace = await openStopped();
  const { slug } = workspace;
  const { entries } = await api.listAudit({ workspace: slug, action: 'connection.blocked' });
  assert.deepEqual(
    entries.map(({ asUser, details }) => [asUser, details['code']]),
    [[SYNC_USER, 'SF_USER_CHANGED']],
  );
  const { notices } = await api.listNotices({ workspace: slug });
  assert.ok(
    notices.some(({ kind, closedAt }) => kind === 'connection_lost' && closedAt === null),
    'the admins are told',
  );

  const candidate = await api.connect({ workspace: slug, ...credentials });
  assert.deepEqual([candidate.username, candidate.state], [ADMIN, 'pending']);
  await api.designateSyncUser({ workspace: slug, connectionId: candidate.id });
  await workspace.settle();
  await rig.assertMirrorIsSame(workspace);
  const now = await api.readConnection({ workspace: slug });
  assert.deepEqual([now.username, now.state], [ADMIN, 'active']);
  await runAs(SYNC_USER);
});

test('set back in Salesforce, one check lets it go on', async () => {
  const workspace = await openStopped();
  const { slug } = workspace;
  assert.equal((await api.checkConnection({ workspace: slug })).state, 'blocked', 'not before');
  await runAs(SYNC_USER);
  assert.equal((await api.checkConnection({ workspace: slug })).state, 'active');
  await workspace.settle();
  await rig.assertMirrorIsSame(workspace);
});
