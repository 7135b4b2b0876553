import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldInfo } from '@sync-user/contract';
import { SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

/** By API and worker, as people use them; what happens inside is in `tests/reading`. */
const rig = await startRig();
const workspace = await rig.openWorkspace({ objects: ['Account', 'Widget__c'] });
const widget = { workspace: workspace.slug, object: 'widget__c' };

async function untilField(name: string, isWanted: (field: FieldInfo) => boolean): Promise<FieldInfo> {
  let last: FieldInfo | undefined;
  return await until(
    async () => {
      last = (await rig.api.listFields(widget)).fields.find((field) => field.name === name);
      return last !== undefined && isWanted(last) ? last : undefined;
    },
    { what: `${name} is as wanted; it was ${JSON.stringify(last)}` },
  );
}
const isFilled = (field: FieldInfo) => field.state === 'mapped' && !field.filling;

test('a field is removed, brought back and filled by the worker, and says what keeps it fresh', async () => {
  const [id = ''] = await rig.org.save([
    { kind: 'create', object: 'Widget__c', values: { Key__c: 'k-fields', Title__c: 'one' } },
  ]);
  await workspace.poll();
  const removed = await rig.api.changeFields({ ...widget, remove: ['Title__c'] });
  const title = removed.fields.find(({ name }) => name === 'Title__c');
  assert.equal(title?.state, 'removed');
  assert.ok(title.droppedAt !== null && title.removedAt !== null && title.droppedAt > title.removedAt);
  await rig.org.save([{ kind: 'update', object: 'Widget__c', id, values: { Title__c: 'two' } }]);
  await workspace.poll();
  const before = await rig.api.readRecord({ ...widget, id });
  assert.equal(before['title__c'], 'one');

  await rig.api.changeFields({ ...widget, add: ['Title__c'] });
  const back = await untilField('Title__c', isFilled);
  assert.equal(back.freshness, 'record');
  assert.equal((await rig.api.readRecord({ ...widget, id }))['title__c'], 'two');
  await rig.assertMirrorIsSame(workspace);
});

test('new fields wait for a decision where that is the policy, and come when an admin says so', async () => {
  await rig.api.changeFieldSettings({ workspace: workspace.slug, policy: 'ask' });
  await rig.org.send('POST', '/objects/Widget__c/fields', { name: 'Rank__c', type: 'text', length: 20 });
  await rig.org.access(SYNC_USER, 'Widget__c', 'read', 'Rank__c');
  const { changes } = await rig.api.refreshFields({ workspace: workspace.slug });
  assert.deepEqual(
    changes.map(({ object, field, kind, decision }) => [object, field, kind, decision]),
    [['Widget__c', 'Rank__c', 'added', 'waiting']],
  );
  const waiting = await rig.api.listSchemaChanges({ workspace: workspace.slug, waiting: 'true' });
  assert.equal(waiting.waiting, 1);
  const change = waiting.changes[0]?.id ?? 0;
  const decided = await rig.api.decideSchemaChange({ workspace: workspace.slug, change, decision: 'add' });
  assert.equal(decided.decision, 'added');
  await untilField('Rank__c', isFilled);
  await assert.rejects(
    rig.api.decideSchemaChange({ workspace: workspace.slug, change, decision: 'add' }),
    /does not wait/,
  );
});

test('a row filter is put in force by the worker, and lifted again', async () => {
  const rows = async () => (await workspace.object('Widget__c')).rows;
  const all = await rows();
  await rig.org.send('POST', '/clock', { advanceMs: 3_600_000 });
  const checked = await rig.api.setRowFilter({ ...widget, filter: 'Size__c > 5000', checkOnly: true });
  assert.ok(checked.matching > 0 && checked.matching < all);
  await rig.api.setRowFilter({ ...widget, filter: 'Size__c > 5000' });
  await until(async () => (await rows()) === checked.matching, { what: 'the others have left' });
  await rig.api.setRowFilter({ ...widget, filter: null });
  await until(async () => (await rows()) === all, { what: 'they are back' });
  await rig.assertMirrorIsSame(workspace);
});
