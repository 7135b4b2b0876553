import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig();

test('rows without a recycle bin, and rows emptied out of it, leave the mirror at the next poll, for no call more', async () => {
  const workspace = await rig.openWorkspace({
    objects: ['Account', 'Campaign', 'CampaignMember', 'Lead', 'Contact'],
  });
  const [campaign = '', lead = '', account = ''] = await rig.org.save([
    { kind: 'create', object: 'Campaign', values: { Name: 'Spring' } },
    { kind: 'create', object: 'Lead', values: { LastName: 'Rossi', Company: 'Rossi SpA' } },
    { kind: 'create', object: 'Account', values: { Name: 'Short Life Ltd' } },
  ]);
  const [member = ''] = await rig.org.save([
    { kind: 'create', object: 'CampaignMember', values: { CampaignId: campaign, LeadId: lead } },
  ]);
  await workspace.poll();
  const rowsOf = async (object: string, id: string) =>
    await rig.query(`select id from ${workspace.schema}.${object} where id = $1`, [id]);
  assert.equal((await rowsOf('campaignmember', member)).length, 1);

  // Deleting the lead takes its membership along, which has no recycle bin; the account is emptied out of it.
  await rig.org.save([
    { kind: 'delete', object: 'Lead', id: lead },
    { kind: 'delete', object: 'Account', id: account },
    { kind: 'purge', object: 'Account', id: account },
  ]);
  const before = (await rig.org.state()).apiUsage.apiCalls;
  await workspace.poll();
  assert.equal(
    (await rig.org.state()).apiUsage.apiCalls - before,
    1,
    'five objects, deletes included: one call',
  );

  for (const [object, id] of [
    ['campaignmember', member],
    ['account', account],
    ['lead', lead],
  ] as const) {
    assert.deepEqual(await rowsOf(object, id), [], object);
  }
  const changes = (await workspace.changes()).filter((change) => change.operation === 'delete');
  assert.deepEqual(changes.map((change) => change.recordId).sort(), [account, lead, member].sort());
  await rig.assertMirrorIsSame(workspace);

  // The same window is read again and again; what was applied is recognised.
  await workspace.poll();
  assert.equal((await workspace.changes()).filter((change) => change.operation === 'delete').length, 3);
});

test('when Salesforce does not tell deleted ids, changes go on and the object says what may be missing', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  // For the org twenty days have passed since the last read; it answers for fifteen.
  await rig.org.send('POST', '/clock', { advanceMs: 20 * 24 * 60 * 60 * 1000 });
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'After the holidays' } }]);
  await workspace.poll();
  const [account] = (await rig.api.listObjects({ workspace: workspace.slug })).objects;
  assert.equal(account?.state, 'live');
  assert.equal(account.trouble?.code, 'SF_DELETES_NOT_TOLD');
  assert.match(account.trouble.message, /15 days/);
  await rig.assertMirrorIsSame(workspace);

  await workspace.poll();
  const [later] = (await rig.api.listObjects({ workspace: workspace.slug })).objects;
  assert.equal(later?.trouble, null);
});
