import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig();

test('a deleted record leaves the table and keeps a tombstone; undeleted, it is back', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Widget__c'] });
  const { slug, schema } = workspace;
  const [id = ''] = await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Short Life Ltd', Industry: 'Energy' } },
  ]);
  await workspace.poll();

  await rig.org.save([{ kind: 'delete', object: 'Account', id }]);
  await workspace.poll();
  assert.deepEqual(await rig.query(`select id from ${schema}.account where id = $1`, [id]), []);
  const [tombstone] = await rig.query<{ image: Record<string, unknown> }>(
    `select image from ${schema}.sync_tombstone where object = 'Account' and id = $1`,
    [id],
  );
  assert.equal(tombstone?.image['industry'], 'Energy', 'the tombstone keeps the last image');
  await rig.assertMirrorIsSame(workspace);

  await rig.org.save([{ kind: 'undelete', object: 'Account', id }]);
  await workspace.poll();
  assert.equal(
    (await rig.api.readRecord({ workspace: slug, object: 'Account', id }))['name'],
    'Short Life Ltd',
  );
  assert.deepEqual(await rig.query(`select id from ${schema}.sync_tombstone where id = $1`, [id]), []);
  await rig.assertMirrorIsSame(workspace);

  const told = (await workspace.changes()).filter((change) => change.recordId === id);
  assert.deepEqual(
    told.map((change) => change.operation),
    ['create', 'delete', 'undelete'],
  );
});

test('the feed tells deletes, updates and creates in the order Salesforce stamped them, without a gap', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact', 'Widget__c'] });
  const ids = await rig.org.save(
    ['a', 'b', 'c'].map((key) => ({ kind: 'create', object: 'Widget__c', values: { Key__c: key } })),
  );
  const [a = '', b = '', c = ''] = ids;
  await workspace.poll();
  // A second between them, so that their stamps have an order.
  for (const operation of [
    { kind: 'delete', object: 'Widget__c', id: b },
    { kind: 'update', object: 'Widget__c', id: a, values: { Title__c: 'second' } },
    { kind: 'delete', object: 'Widget__c', id: c },
  ] as const) {
    await rig.org.save([operation]);
    await rig.org.send('POST', '/clock', { advanceMs: 1000 });
  }
  await workspace.poll();
  const changes = await workspace.changes();
  assert.deepEqual(
    changes.slice(-3).map((change) => [change.operation, change.recordId]),
    [
      ['delete', b],
      ['update', a],
      ['delete', c],
    ],
  );
  assert.deepEqual(
    changes.map((change) => change.seq),
    changes.map((_, index) => index + 1),
  );
  await rig.assertMirrorIsSame(workspace);
});

test('a record that lived and died between two polls is no change', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Widget__c'] });
  const [id = ''] = await rig.org.save([
    { kind: 'create', object: 'Widget__c', values: { Key__c: 'mayfly' } },
  ]);
  await rig.org.save([{ kind: 'delete', object: 'Widget__c', id }]);
  await workspace.poll();
  assert.deepEqual(await workspace.changes(), []);
  await rig.assertMirrorIsSame(workspace);
});

test('deleting a parent takes its children along, on both sides', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  const [parent = ''] = await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Parent' } },
  ]);
  const [child = ''] = await rig.org.save([
    { kind: 'create', object: 'Contact', values: { LastName: 'Child', AccountId: parent } },
  ]);
  await workspace.poll();
  await rig.org.save([{ kind: 'delete', object: 'Account', id: parent }]);
  await workspace.poll();
  const gone = (await workspace.changes()).filter((change) => change.operation === 'delete');
  assert.deepEqual(gone.map((change) => change.recordId).toSorted(), [child, parent].toSorted());
  await rig.assertMirrorIsSame(workspace);
});
