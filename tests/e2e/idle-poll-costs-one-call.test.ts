import assert from 'node:assert/strict';
import { test } from 'node:test';
import { READABLE } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig();
const TEN = [...READABLE, 'Task', 'User'];

test('ten idle objects cost one call a poll, two when something moved, and our ledger agrees with the org from the first call on', async () => {
  assert.equal(TEN.length, 10);
  assert.equal((await rig.org.state()).apiUsage.apiCalls, 0);
  const workspace = await rig.openWorkspace({ objects: TEN });
  const { slug } = workspace;
  const ledger = () => rig.api.readCalls({ workspace: slug });
  const countedByOrg = async () => (await rig.org.state()).apiUsage;
  const assertAgreed = async () => assert.equal((await ledger()).total, (await countedByOrg()).apiCalls);
  await assertAgreed();

  // What was written before the load lies in the overlap of the first read; the second finds nothing, and all are quiet.
  await rig.org.send('POST', '/clock', { advanceMs: 30 * 60_000 });
  await workspace.poll();
  await workspace.poll();
  for (let poll = 1; poll <= 3; poll += 1) {
    const before = await countedByOrg();
    const polls = (await ledger()).byCause.poll ?? 0;
    await workspace.poll();
    assert.equal((await countedByOrg()).apiCalls - before.apiCalls, 1);
    assert.equal(((await ledger()).byCause.poll ?? 0) - polls, 1);
    await assertAgreed();
  }

  // What moved is read by a second call; then it is busy and is read at once, deletes too. Trouble is counted no less exactly.
  const [id = ''] = await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Comes and goes' } },
  ]);
  const still = await countedByOrg();
  await workspace.poll();
  assert.equal((await countedByOrg()).apiCalls - still.apiCalls, 2);
  await rig.org.save([{ kind: 'delete', object: 'Account', id }]);
  const before = await countedByOrg();
  await workspace.poll();
  assert.equal((await countedByOrg()).apiCalls - before.apiCalls, 1);
  assert.equal((await workspace.changes()).at(-1)?.operation, 'delete');

  await rig.org.save(
    Array.from({ length: 2500 }, (_, n) => ({
      kind: 'create',
      object: 'Lead',
      values: { LastName: `Lead ${n}`, Company: 'Many Ltd' },
    })),
  );
  await workspace.poll();
  await rig.org.send('POST', '/sessions/expire', {});
  await workspace.poll();
  await rig.api.reloadObject({ workspace: slug, object: 'Lead' });
  await workspace.untilLive();
  await rig.api.checkConnection({ workspace: slug });
  await assertAgreed();
  const { org } = await ledger();
  assert.equal(org?.used, (await countedByOrg()).used, 'the usage shown is what the org said last');
  await rig.assertMirrorIsSame(workspace);
});
