import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig();
const { api, org, credentials } = rig;

test('a reset asks Salesforce nothing, keeps data, mapping and cursors, and the next user goes on from there', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  const { slug } = workspace;
  const before = await api.readConnection({ workspace: slug });
  const calls = (await org.calls()).length;
  const loads = JSON.stringify(
    await rig.query('select sobject, load_id, finished_at from object_load order by 1'),
  );

  await api.resetConnection({ workspace: slug });
  assert.equal((await org.calls()).length, calls, 'Salesforce was not asked');
  await assert.rejects(api.readConnection({ workspace: slug }), (error) =>
    isApiError(error, 'CONNECTION_MISSING'),
  );
  assert.ok((await api.readOverview({ workspace: slug })).rows > 0);
  assert.match((await api.resetConnection({ workspace: slug })).message, /no sync user to forget/);

  const [account] = await org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Made meanwhile' } },
  ]);
  await org.save([{ kind: 'delete', object: 'Account', id: account ?? '' }]);
  await org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made meanwhile too' } }]);
  const after = await api.connect({ workspace: slug, ...credentials });
  assert.notEqual(after.id, before.id, 'the forgotten one stays in the history');
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
  assert.equal(
    JSON.stringify(await rig.query('select sobject, load_id, finished_at from object_load order by 1')),
    loads,
    'no first load was repeated',
  );
});

test('a reset works while Salesforce does not answer; a disconnection does too', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  await org.fault({ kind: 'reset', times: 1000, path: '.*' });
  await api.resetConnection({ workspace: slug });
  await org.clearFaults();
  await api.connect({ workspace: slug, ...credentials });
  await org.fault({ kind: 'reset', times: 1000, path: '.*' });
  await api.disconnect({ workspace: slug });
  await org.clearFaults();
  await api.connect({ workspace: slug, ...credentials });
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
});
