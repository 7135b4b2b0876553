import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig();

test('updates that bear the same second as one already polled are not missed', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Widget__c'] });
  const { now } = await rig.org.state();
  // Stamps have whole seconds: this one comes again and again.
  const second = `${new Date(Date.parse(now) + 5000).toISOString().slice(0, 19)}.000Z`;
  const [first = '', second_ = ''] = await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'First' } },
    { kind: 'create', object: 'Account', values: { Name: 'Second' } },
  ]);
  const stamps = new Set<unknown>();
  for (const round of ['a', 'b', 'c', 'd']) {
    await rig.org.send('POST', '/clock', { now: second });
    await rig.org.save([
      { kind: 'update', object: 'Account', id: first, values: { Name: `First ${round}` } },
      { kind: 'update', object: 'Account', id: second_, values: { Industry: `Industry ${round}` } },
      { kind: 'create', object: 'Widget__c', values: { Key__c: round } },
    ]);
    await workspace.poll();
    const read = (id: string) => rig.api.readRecord({ workspace: workspace.slug, object: 'Account', id });
    const record = await read(first);
    assert.equal(record['name'], `First ${round}`);
    assert.equal((await read(second_))['industry'], `Industry ${round}`);
    stamps.add(record['systemmodstamp']);
    await rig.assertMirrorIsSame(workspace);
  }
  assert.equal(stamps.size, 1, 'the stamps were the same');
  const told = (await workspace.changes()).filter((change) => change.recordId === first);
  assert.deepEqual(
    told.map((change) => change.changed['name']?.[1]),
    ['First a', 'First b', 'First c', 'First d'],
  );
});
