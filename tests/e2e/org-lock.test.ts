import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ApiError } from '@sync-user/sdk';
import { startOrgProxy } from '../support/org-proxy.ts';
import { startRig } from '../support/start-rig.ts';

const OTHER_ORG = '00D999999999999';
const rig = await startRig();
const proxy = await startOrgProxy(rig.org.baseUrl, (await rig.org.state()).organizationId);
after(() => proxy.close());

async function connectOther(workspace: string): Promise<ApiError> {
  proxy.actAs(OTHER_ORG);
  const refusal = await rig.api.connect({ workspace, ...rig.credentials, loginUrl: proxy.baseUrl }).then(
    () => assert.fail('connected'),
    (error: unknown) => error,
  );
  assert.ok(refusal instanceof ApiError, String(refusal));
  return refusal;
}

test('credentials of another org are refused, and the connection that is there goes on', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const before = await rig.api.readConnection({ workspace: workspace.slug });
  const refusal = await connectOther(workspace.slug);
  assert.equal(refusal.code, 'SF_WRONG_ORG');
  assert.match(refusal.fix, /make a new workspace/);

  const { lastCallAt: _before, ...stored } = before;
  const { lastCallAt: _after, ...now } = await rig.api.readConnection({ workspace: workspace.slug });
  assert.deepEqual(now, stored);
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Goes on' } }]);
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
});

test('the lock outlives a disconnection, and the same org may come back', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  await rig.api.disconnect({ workspace: workspace.slug });
  assert.equal((await connectOther(workspace.slug)).code, 'SF_WRONG_ORG');
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made meanwhile' } }]);
  await rig.api.connect({ workspace: workspace.slug, ...rig.credentials });
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
});

test('an address that leads to another org after a while blocks the connection at the next login', async () => {
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  proxy.actAs(undefined);
  await rig.api.connect({ workspace: slug, ...rig.credentials, loginUrl: proxy.baseUrl });
  await workspace.select('Account');
  await workspace.untilLive();

  // As after a sandbox refresh: the address stays, the org behind it is new.
  proxy.actAs(OTHER_ORG);
  await rig.org.send('POST', '/sessions/expire', {});
  await rig.api.pollNow({ workspace: slug });
  const connection = await workspace.untilConnection(({ state }) => state !== 'active');
  assert.equal(connection.state, 'blocked');
  assert.equal(connection.trouble?.code, 'SF_WRONG_ORG');
  assert.deepEqual(await workspace.changes(), [], 'nothing of the new org is mixed in');

  proxy.actAs(undefined);
  assert.equal((await rig.api.checkConnection({ workspace: slug })).state, 'active');
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
});
