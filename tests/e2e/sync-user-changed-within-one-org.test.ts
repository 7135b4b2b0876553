import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import { ADMIN, orgSeed, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';
import { allowWebLogins, logInByWeb } from '../support/web-login.ts';

const rig = await startRig({ seed: orgSeed({ accounts: 30, contacts: 20, widgets: 40 }) });
await allowWebLogins(rig);
const { api, org, credentials } = rig;

const bulkJobs = async () =>
  (await org.calls()).filter(({ method, url }) => method === 'POST' && /\/jobs\/query\/?$/.test(url)).length;

test('another user takes force after its checks; the former reads until then, and no load is repeated', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact', 'Widget__c'] });
  const { slug } = workspace;
  const before = await api.readConnection({ workspace: slug });
  assert.equal(before.username, SYNC_USER);
  const jobs = await bulkJobs();

  const login = await logInByWeb(api, { workspace: slug, loginUrl: credentials.loginUrl, username: ADMIN });
  assert.equal(login.trouble, null);
  const { connections } = await api.listConnections({ workspace: slug });
  assert.deepEqual(
    connections.map(({ username, state, isSyncUser }) => [username, state, isSyncUser]),
    [
      [SYNC_USER, 'active', true],
      [ADMIN, 'pending', false],
    ],
  );
  await org.save([{ kind: 'create', object: 'Account', values: { Name: 'While both were there' } }]);
  await workspace.poll();
  assert.equal((await api.readConnection({ workspace: slug })).id, before.id, 'the former is in force');

  const connectionId = login.connectionId ?? '';
  const taken = await api.designateSyncUser({ workspace: slug, connectionId });
  assert.deepEqual([taken.username, taken.state, taken.isSyncUser], [ADMIN, 'active', true]);
  await assert.rejects(api.designateSyncUser({ workspace: slug, connectionId }), (error) =>
    isApiError(error, 'SAME_SYNC_USER'),
  );

  const [created] = await org.save([
    { kind: 'create', object: 'Account', values: { Name: 'After the change' } },
  ]);
  await org.save([{ kind: 'delete', object: 'Account', id: created ?? '' }]);
  await org.save([{ kind: 'create', object: 'Contact', values: { LastName: 'Later' } }]);
  await workspace.settle();
  await rig.assertMirrorIsSame(workspace);
  assert.equal(await bulkJobs(), jobs, 'no first load was repeated');

  const former = (await api.listConnections({ workspace: slug })).connections.find(
    ({ id }) => id === before.id,
  );
  assert.equal(former?.state, 'replaced', 'it stays in the history');
  const [row] = await rig.query<{ secrets: number }>(
    `select num_nonnulls(refresh_token_sealed, access_token_sealed)::int as secrets from connection where connection_id = $1`,
    [before.id],
  );
  assert.equal(row?.secrets, 0, 'and its tokens are gone');
  const { entries } = await api.listAudit({ workspace: slug, action: 'connection.designated' });
  assert.deepEqual(
    entries.map(({ asUser, details }) => [asUser, details['before']]),
    [[ADMIN, SYNC_USER]],
  );
});

test('a user who lacks what the mapping needs does not take force, unless it is said that it may', async () => {
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  await api.writeSalesforceApp({ workspace: slug, ...SYNC_APP });
  await logInByWeb(api, { workspace: slug, loginUrl: credentials.loginUrl, username: ADMIN });
  await workspace.select('Account', 'Widget__c');
  await workspace.untilLive();
  await org.access(SYNC_USER, 'Widget__c', 'none');
  const candidate = await api.connect({ workspace: slug, ...credentials });
  assert.equal(candidate.state, 'pending');

  const connectionId = candidate.id;
  await assert.rejects(api.designateSyncUser({ workspace: slug, connectionId }), (error) =>
    isApiError(error, 'PREFLIGHT_FAILED'),
  );
  assert.equal((await api.readConnection({ workspace: slug })).username, ADMIN);
  await api.discardCandidate({ workspace: slug });
  await assert.rejects(api.discardCandidate({ workspace: slug }), (error) =>
    isApiError(error, 'CONNECTION_MISSING'),
  );

  const again = await api.connect({ workspace: slug, ...credentials });
  const taken = await api.designateSyncUser({ workspace: slug, connectionId: again.id, acceptMissing: true });
  assert.equal(taken.username, SYNC_USER);
  await org.access(SYNC_USER, 'Widget__c', 'read');
});

test('a load that runs while the sync user changes is finished by the new one', async () => {
  const workspace = await rig.openWorkspace();
  const { slug } = workspace;
  await org.send('POST', '/bulk', { pace: 'polls', polls: 6 });
  await workspace.select('Account');
  await workspace.untilObject('Account', (object) => object.load?.phase === 'job_running', {
    what: 'the job runs',
  });
  const login = await logInByWeb(api, { workspace: slug, loginUrl: credentials.loginUrl, username: ADMIN });
  await api.designateSyncUser({
    workspace: slug,
    connectionId: login.connectionId ?? '',
    acceptMissing: true,
  });
  await org.send('POST', '/bulk', { pace: 'immediately' });
  await workspace.untilLive();
  await until(async () => (await api.readConnection({ workspace: slug })).username === ADMIN, {
    what: 'the new one is in force',
  });
  await rig.assertMirrorIsSame(workspace);
});
