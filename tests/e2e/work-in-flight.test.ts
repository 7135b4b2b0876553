import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startOrgProxy } from '../support/org-proxy.ts';
import { orgSeed, SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig({ seed: orgSeed({ accounts: 20, contacts: 10, widgets: 10 }) });
const { api, org, credentials } = rig;
const ownId = (await org.state()).organizationId;
const proxy = await startOrgProxy(org.baseUrl, ownId);
const elsewhere = await startOrgProxy(org.baseUrl, ownId);
elsewhere.actAs('00D888888888888');
after(() => Promise.all([proxy.close(), elsewhere.close()]));
const COMPOSITE = /\/composite\/?$/;
const throughProxy = { ...credentials, loginUrl: proxy.baseUrl };

async function openAtProxy(...objects: readonly string[]) {
  const workspace = await rig.openWorkspace({ connect: false });
  await api.connect({ workspace: workspace.slug, ...throughProxy });
  if (objects.length > 0) {
    await workspace.select(...objects);
    await workspace.untilLive();
  }
  return workspace;
}

/** The new org's candidate, ready to be moved to. */
async function candidateElsewhere(workspace: string): Promise<string> {
  await api.connect({ workspace, ...credentials, loginUrl: elsewhere.baseUrl }).catch(() => {});
  const { connections } = await api.listConnections({ workspace });
  return connections.find(({ state }) => state === 'pending')?.id ?? '';
}

const jobs = async () =>
  (await org.calls()).filter(({ method, url }) => method === 'POST' && /\/jobs\/query\/?$/.test(url)).length;

for (const [what, stop] of [
  ['forgotten', api.resetConnection],
  ['disconnected', api.disconnect],
] as const) {
  test(`a load is under way while the sync user is ${what}: it waits, and goes on with the same job`, async () => {
    const workspace = await openAtProxy();
    const { slug } = workspace;
    await org.send('POST', '/bulk', { pace: 'polls', polls: 2 });
    const look = proxy.hold(/\/jobs\/query\/750\w+$/);
    await workspace.select('Account');
    await look.arrived;
    const made = await jobs();
    await stop({ workspace: slug });
    look.release();
    // Until the job has noticed: it is asked once more at most.
    await until(
      async () =>
        (
          await rig.query(
            `select from sync_user_jobs.job where name = 'load-object' and state in ('active', 'created')`,
          )
        ).length === 0,
      { what: 'the load has stopped' },
    );
    const paused = await workspace.object('Account');
    assert.deepEqual([paused.state, paused.trouble?.code], ['loading', undefined]);
    await org.send('POST', '/bulk', { pace: 'immediately' });
    await api.connect({ workspace: slug, ...throughProxy });
    await workspace.untilLive();
    assert.equal(await jobs(), made, 'no other job was made');
    await rig.assertMirrorIsSame(workspace);
  });
}

test('a refusal of the login in the middle of a load stops the connection and not the object', async () => {
  const workspace = await openAtProxy();
  const { slug } = workspace;
  await org.send('POST', '/bulk', { pace: 'polls', polls: 2 });
  const look = proxy.hold(/\/jobs\/query\/750\w+$/);
  await workspace.select('Account');
  await look.arrived;
  await org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { blocked: true });
  await org.send('POST', '/sessions/expire', {});
  look.release();
  const stopped = await workspace.untilConnection(({ state }) => state !== 'active');
  assert.equal(stopped.state, 'blocked');
  assert.notEqual((await workspace.object('Account')).state, 'failed');
  await org.send('PATCH', `/apps/${SYNC_APP.clientId}`, { blocked: false });
  await org.send('POST', '/bulk', { pace: 'immediately' });
  await api.checkConnection({ workspace: slug });
  await workspace.untilLive();
  await rig.assertMirrorIsSame(workspace);
});

const pollsHaveEnded = () =>
  until(
    async () =>
      (
        await rig.query(
          `select from sync_user_jobs.job where name = 'poll-workspace' and state in ('active', 'created')`,
        )
      ).length === 0,
    { what: 'the poll has ended' },
  );

test('a refusal that was meant for the login before does not stop the new one', async () => {
  const workspace = await openAtProxy('Account');
  const { slug } = workspace;
  await org.fault({
    kind: 'status',
    status: 403,
    times: 1,
    path: '/composite',
    body: [
      { errorCode: 'API_DISABLED_FOR_ORG', message: 'The REST API is not enabled for this Organization.' },
    ],
  });
  const answer = proxy.hold(COMPOSITE);
  await api.pollNow({ workspace: slug });
  await answer.arrived;
  const before = await api.readConnection({ workspace: slug });
  const again = await api.connect({ workspace: slug, ...throughProxy });
  assert.equal(again.id, before.id);
  answer.release();
  await pollsHaveEnded();
  const now = await api.readConnection({ workspace: slug });
  assert.deepEqual([now.state, now.trouble], ['active', null]);
  await workspace.poll();
});

test('a poll that was answered before a move and arrives after it writes nothing, neither rows nor states', async () => {
  const workspace = await openAtProxy('Account', 'Contact');
  const { slug } = workspace;
  const connectionId = await candidateElsewhere(slug);
  // One has a trouble that this answer would take away, the other would get one.
  await rig.query(
    `update selected_object set trouble = '{"code": "SF_UNAVAILABLE", "title": "t", "message": "m", "fix": "f", "at": "2026-01-01T00:00:00.000Z"}'
      where sobject = 'Account'`,
  );
  await org.access('sync@acme.example', 'Contact', 'none');
  await org.save([{ kind: 'create', object: 'Account', values: { Name: 'Of the old org' } }]);
  const answer = proxy.hold(COMPOSITE);
  await api.pollNow({ workspace: slug });
  await answer.arrived;
  await org.access('sync@acme.example', 'Contact', 'read');
  const pages = elsewhere.hold(/\/jobs\/query\/750\w+$/);
  await api.designateSyncUser({ workspace: slug, connectionId, acceptMissing: true, moveToOrg: true });
  const told = (await workspace.changes()).length;
  answer.release();
  await pollsHaveEnded();
  assert.equal((await workspace.changes()).length, told, 'the feed tells nothing of the old org any more');
  const objects = await rig.query<{ sobject: string; state: string; read_through: unknown }>(
    `select o.sobject, o.state, o.read_through from selected_object o join workspace w using (workspace_id)
      where w.slug = $1 and o.state not in ('waiting', 'loading', 'live') order by 1`,
    [slug],
  );
  assert.deepEqual(objects, [], 'no object got a state by an answer of the old org');
  pages.release();
  await workspace.untilLive();
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
});
