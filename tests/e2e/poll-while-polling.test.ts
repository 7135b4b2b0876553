import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig();

test('a poll asked for while one is under way runs after it', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const polls = async () => (await rig.org.calls()).filter((call) => call.kind === 'composite').length;
  const before = await polls();
  // The answer drips in slowly: what is saved meanwhile is not in it.
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'In the first poll' } }]);
  await rig.org.fault({ kind: 'drip', bytesPerSecond: 1000, path: '/composite' });
  await rig.api.pollNow({ workspace: workspace.slug });
  await until(async () => (await polls()) === before + 1, { what: 'the first poll is under way' });
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Asked for' } }]);
  await rig.api.pollNow({ workspace: workspace.slug });

  await until(async () => (await workspace.object('Account')).rows === 122, {
    what: 'the second poll brings the second record',
  });
  assert.equal(await polls(), before + 2);
  await rig.assertMirrorIsSame(workspace);
});
