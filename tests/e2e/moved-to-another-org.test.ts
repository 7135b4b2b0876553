import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ApiError, isApiError } from '@sync-user/sdk';
import { startOrgProxy } from '../support/org-proxy.ts';
import { orgSeed, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const seed = orgSeed({ accounts: 20, contacts: 10, widgets: 10 }) as { organization: object };
const rig = await startRig({ seed: { ...seed, organization: { ...seed.organization, isSandbox: true } } });
const { api, org, credentials } = rig;
const ownId = (await org.state()).organizationId;
const proxy = await startOrgProxy(org.baseUrl, ownId);
const elsewhere = await startOrgProxy(org.baseUrl, ownId);
after(() => Promise.all([proxy.close(), elsewhere.close()]));

async function refusalOf(connecting: Promise<unknown>): Promise<ApiError> {
  const refusal = await connecting.then(
    () => assert.fail('connected'),
    (error: unknown) => error,
  );
  assert.ok(refusal instanceof ApiError, String(refusal));
  return refusal;
}

async function openAtProxy() {
  const workspace = await rig.openWorkspace({ connect: false });
  proxy.actAs(undefined);
  await api.connect({ workspace: workspace.slug, ...credentials, loginUrl: proxy.baseUrl });
  await workspace.select('Account', 'Contact', 'Widget__c');
  await workspace.untilLive();
  return workspace;
}

test('a refreshed sandbox is recognised, and the workspace moves to it when that is said', async () => {
  const workspace = await openAtProxy();
  const { slug } = workspace;
  proxy.actAs('00D777777777777');
  await org.send('POST', '/sessions/expire', {});
  await api.pollNow({ workspace: slug });
  const stopped = await workspace.untilConnection(({ state }) => state !== 'active');
  assert.deepEqual([stopped.state, stopped.trouble?.code], ['blocked', 'SF_SANDBOX_REFRESHED']);

  const refusal = await refusalOf(api.connect({ workspace: slug, ...credentials, loginUrl: proxy.baseUrl }));
  assert.equal(refusal.code, 'SF_SANDBOX_REFRESHED');
  const { connections } = await api.listConnections({ workspace: slug });
  const candidate = connections.find(({ state }) => state === 'pending');
  assert.equal(candidate?.trouble?.code, 'SF_SANDBOX_REFRESHED');
  await assert.rejects(
    api.designateSyncUser({ workspace: slug, connectionId: candidate.id, acceptMissing: true }),
    (error) => isApiError(error, 'SF_SANDBOX_REFRESHED'),
  );
  assert.ok((await api.readOverview({ workspace: slug })).rows > 0, 'nothing was emptied');

  await api.designateSyncUser({
    workspace: slug,
    connectionId: candidate.id,
    acceptMissing: true,
    moveToOrg: true,
  });
  await workspace.untilLive();
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
  const now = await api.readConnection({ workspace: slug });
  assert.deepEqual([now.state, now.organizationId?.slice(0, 15)], ['active', '00D777777777777']);
});

test('a move empties the mirror and tells the feed, keeps the mapping, and loads anew; the lock moves along', async () => {
  const workspace = await openAtProxy();
  const { slug } = workspace;
  const fields = (await workspace.object('Account')).fieldCount;
  const [gone] = await org.save([{ kind: 'create', object: 'Account', values: { Name: 'Deleted before' } }]);
  await workspace.poll();
  await org.save([{ kind: 'delete', object: 'Account', id: gone ?? '' }]);
  await workspace.poll();
  const told = (await workspace.changes()).length;
  await api.takeCensus({ workspace: slug });
  await until(async () => (await api.readCompleteness({ workspace: slug })).running.length === 0, {
    what: 'the org before is compared',
  });

  elsewhere.actAs('00D888888888888');
  const refusal = await refusalOf(
    api.connect({ workspace: slug, ...credentials, loginUrl: elsewhere.baseUrl }),
  );
  assert.equal(refusal.code, 'SF_WRONG_ORG');
  assert.match(refusal.message, /00D888888888888/);
  assert.match(refusal.message, new RegExp(ownId.slice(0, 15)), 'both orgs are named');
  const { connections } = await api.listConnections({ workspace: slug });
  const candidate = connections.find(({ state }) => state === 'pending');
  const rows = (await api.readOverview({ workspace: slug })).rows;
  await api.designateSyncUser({
    workspace: slug,
    connectionId: candidate?.id ?? '',
    acceptMissing: true,
    moveToOrg: true,
  });
  const changes = (await workspace.changes()).slice(told);
  assert.equal(changes.filter(({ operation }) => operation === 'delete').length, rows);
  assert.deepEqual(
    await rig.query(`select from ${workspace.schema}.sync_tombstone`),
    [],
    'no image of the old org is left',
  );
  assert.deepEqual(
    (await api.readCompleteness({ workspace: slug })).objects.map(({ verdict }) => verdict),
    Array.from({ length: (await api.listObjects({ workspace: slug })).objects.length }, () => 'unknown'),
    'what was proven of the old org proves nothing of this one',
  );
  await workspace.untilLive();
  await workspace.poll();
  assert.equal((await workspace.object('Account')).fieldCount, fields, 'the mapping stays');
  await rig.assertMirrorIsSame(workspace);

  const back = await refusalOf(api.connect({ workspace: slug, ...credentials }));
  assert.equal(back.code, 'SF_WRONG_ORG', 'the lock is the new org’s');
  const { entries } = await api.listAudit({ workspace: slug, action: 'workspace.moved_to_org' });
  assert.equal(entries.length, 1);
});

test('there and back again: what the other org lacks fails alone there, and is whole again here', async () => {
  const workspace = await openAtProxy();
  const { slug } = workspace;
  const moveTo = async (loginUrl: string) => {
    await refusalOf(api.connect({ workspace: slug, ...credentials, loginUrl }));
    const { connections } = await api.listConnections({ workspace: slug });
    const connectionId = connections.find(({ state }) => state === 'pending')?.id ?? '';
    await api.designateSyncUser({ workspace: slug, connectionId, acceptMissing: true, moveToOrg: true });
  };
  elsewhere.actAs('00D888888888888');
  await org.access(SYNC_USER, 'Widget__c', 'none');
  await moveTo(elsewhere.baseUrl);
  const lacking = await workspace.untilObject('Widget__c', ({ state }) => state === 'failed', {
    what: 'it fails where it is not to be had',
  });
  assert.ok(lacking.trouble);
  await workspace.untilObject('Contact', ({ state }) => state === 'live', { what: 'the others are loaded' });
  assert.deepEqual(
    await rig.query(`select from ${workspace.schema}.widget__c`),
    [],
    'no row of the org before',
  );

  await org.access(SYNC_USER, 'Widget__c', 'read');
  await moveTo(proxy.baseUrl);
  await workspace.untilLive();
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
  const { entries } = await api.listAudit({ workspace: slug, action: 'workspace.moved_to_org' });
  assert.equal(entries.length, 2);
});
