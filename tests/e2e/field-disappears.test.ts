import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import type { TestWorkspace } from '../support/test-workspace.ts';

const rig = await startRig();

async function fieldOf(workspace: TestWorkspace, object: string, name: string) {
  const found = (await workspace.object(object)).fields.find((field) => field.name === name);
  assert.ok(found, `${object}.${name} is mapped`);
  return found;
}

/** The poll that meets the missing field drops it; the next one reads without it. */
async function findOut(workspace: TestWorkspace, object: string): Promise<void> {
  await rig.api.pollNow({ workspace: workspace.slug });
  await workspace.untilObject(object, ({ fieldTroubles }) => fieldTroubles === 1, {
    what: 'the field is missed',
  });
}

test('a field hidden while live is named and keeps its values, the others go on, and a reload after it is back heals', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  const [id = ''] = await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Before', Industry: 'Banking' } },
  ]);
  await workspace.poll();

  await rig.org.access(SYNC_USER, 'Account', 'none', 'Industry');
  await rig.org.save([
    { kind: 'update', object: 'Account', id, values: { Name: 'After', Industry: 'Energy' } },
  ]);
  await findOut(workspace, 'Account');
  await workspace.poll();
  const { trouble } = await fieldOf(workspace, 'Account', 'Industry');
  assert.equal(trouble?.code, 'SF_FIELD_NOT_READABLE');
  assert.match(trouble.message, /Account\.Industry/);
  assert.match(trouble.fix, /Read on the field/);
  const account = await workspace.object('Account');
  assert.equal(account.state, 'live');
  assert.equal(account.fieldTroubles, 1);
  const record = await rig.api.readRecord({ workspace: workspace.slug, object: 'Account', id });
  assert.equal(record['name'], 'After');
  assert.equal(record['industry'], 'Banking', 'the column keeps the last value read');
  await rig.assertMirrorIsSame(workspace);

  await rig.org.access(SYNC_USER, 'Account', 'read', 'Industry');
  await rig.api.reloadObject({ workspace: workspace.slug, object: 'Account' });
  await workspace.untilObject('Account', (object) => object.state === 'live' && object.fieldTroubles === 0, {
    what: 'the field is back',
  });
  const healed = await rig.api.readRecord({ workspace: workspace.slug, object: 'Account', id });
  assert.equal(healed['industry'], 'Energy');
  await rig.assertMirrorIsSame(workspace);
});

test('a field deleted while its object is loaded does not stop the load', async () => {
  const workspace = await rig.openWorkspace();
  await rig.org.send('POST', '/bulk', { pace: 'polls', polls: 2 });
  await workspace.select('Widget__c');
  await workspace.untilObject('Widget__c', (object) => object.load?.phase === 'job_running', {
    what: 'the job runs',
  });
  await rig.org.send('DELETE', '/objects/Widget__c/fields/Size__c');
  await rig.org.send('POST', '/bulk', { pace: 'immediately' });
  await workspace.untilLive();
  await rig.org.save([{ kind: 'create', object: 'Widget__c', values: { Key__c: 'after' } }]);
  await findOut(workspace, 'Widget__c');
  await workspace.poll();
  assert.equal((await fieldOf(workspace, 'Widget__c', 'Size__c')).trouble?.code, 'SF_FIELD_NOT_READABLE');
  assert.equal((await workspace.object('Widget__c')).rows, 251);
  await rig.assertMirrorIsSame(workspace);
});

test('a field that goes between selecting and loading is left out of the load', async () => {
  const workspace = await rig.openWorkspace();
  await rig.org.fault({ kind: 'status', status: 400, times: 1, method: 'POST', path: '/jobs/query$' });
  await workspace.select('Contact');
  await workspace.untilObject('Contact', (object) => object.trouble !== null, {
    what: 'the load meets trouble',
  });
  await rig.org.access(SYNC_USER, 'Contact', 'none', 'Department');
  await rig.api.reloadObject({ workspace: workspace.slug, object: 'Contact' });
  await workspace.untilLive();
  assert.notEqual((await fieldOf(workspace, 'Contact', 'Department')).trouble, null);
  await rig.assertMirrorIsSame(workspace);
});
