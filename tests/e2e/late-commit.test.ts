import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig();

test('rows of a transaction that commits long after their stamps reach the mirror with the next poll', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Widget__c'] });

  const held = await rig.org.holdTransactions();
  const [late] = await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Committed late' } },
    { kind: 'create', object: 'Widget__c', values: { Key__c: 'late' } },
  ]);
  // Nine minutes pass between statement and commit, with polls in between; Salesforce ends a transaction after ten.
  for (let poll = 0; poll < 3; poll += 1) {
    await rig.org.send('POST', '/clock', { advanceMs: 180_000 });
    await workspace.poll();
  }
  assert.equal((await workspace.object('Account')).rows, 120, 'nobody sees what is not committed');
  await held.release();

  await workspace.poll();
  const record = await rig.api.readRecord({ workspace: workspace.slug, object: 'Account', id: late ?? '' });
  assert.equal(record['name'], 'Committed late');
  assert.equal((await workspace.object('Widget__c')).rows, 251);
  await rig.assertMirrorIsSame(workspace);
});
