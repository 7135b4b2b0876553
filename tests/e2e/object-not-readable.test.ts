import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import { SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig();

test('an object that loses its permission fails with a remedy, the others go on, and granting it heals', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact', 'Widget__c'] });
  await rig.org.access(SYNC_USER, 'Widget__c', 'none');
  await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Goes on' } },
    { kind: 'create', object: 'Widget__c', values: { Key__c: 'unseen' } },
  ]);
  await workspace.poll();
  const failed = await workspace.object('Widget__c');
  assert.equal(failed.state, 'failed');
  assert.equal(failed.trouble?.code, 'SF_OBJECT_NOT_READABLE');
  assert.match(failed.trouble.fix, /Give the sync user Read on the object/);
  assert.equal(failed.rows, 250, 'what was read stays');
  assert.equal((await workspace.object('Account')).rows, 121);
  await rig.assertMirrorIsSame(workspace, ['Account', 'Contact']);

  await rig.org.access(SYNC_USER, 'Widget__c', 'read');
  await rig.api.reloadObject({ workspace: workspace.slug, object: 'Widget__c' });
  await workspace.poll();
  const healed = await workspace.object('Widget__c');
  assert.equal(healed.state, 'live');
  assert.equal(healed.trouble, null);
  await rig.assertMirrorIsSame(workspace);
});

test('an object that cannot be read at its load fails alone, and Retry loads it once it can', async () => {
  const workspace = await rig.openWorkspace();
  // The first try to make the job meets a busy org, so that the permission goes between selecting and loading.
  await rig.org.fault({ kind: 'status', status: 400, times: 1, method: 'POST', path: '/jobs/query$' });
  await workspace.select('Lead');
  await workspace.untilObject('Lead', (object) => object.trouble !== null, {
    what: 'the load meets trouble',
  });
  await rig.org.access(SYNC_USER, 'Lead', 'none');
  await rig.api.reloadObject({ workspace: workspace.slug, object: 'Lead' });
  const failed = await workspace.untilObject('Lead', (object) => object.state === 'failed', {
    what: 'it fails',
  });
  assert.ok(failed.trouble?.code === 'OBJECT_UNKNOWN' || failed.trouble?.code === 'SF_OBJECT_NOT_READABLE');
  assert.match(failed.trouble.fix, /Read on/);
  await workspace.select('Account');
  await workspace.untilObject('Account', (object) => object.state === 'live', {
    what: 'another object loads meanwhile',
  });

  await rig.org.access(SYNC_USER, 'Lead', 'read');
  await rig.api.reloadObject({ workspace: workspace.slug, object: 'Lead' });
  await workspace.untilLive();
  await rig.assertMirrorIsSame(workspace);
});

test('an object the sync user may not see cannot be selected', async () => {
  const workspace = await rig.openWorkspace();
  await rig.org.access(SYNC_USER, 'Campaign', 'none');
  await assert.rejects(workspace.select('Campaign'), (error) => isApiError(error, 'OBJECT_UNKNOWN'));
  assert.deepEqual((await rig.api.listObjects({ workspace: workspace.slug })).objects, []);
  await rig.org.access(SYNC_USER, 'Campaign', 'read');
});
