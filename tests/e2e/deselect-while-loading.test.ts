import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig({ seed: orgSeed({ widgets: 6_000 }), bulkPageRows: 2_500 });

test('an object deselected in the middle of its load is gone at once, and selected again it loads afresh', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug, schema } = workspace;
  await rig.org.fault({ kind: 'delay', ms: 2000, path: '/results', skip: 1, times: 1 });
  await workspace.select('Widget__c');
  await workspace.untilObject('Widget__c', (object) => object.load?.pagesLoaded === 1, {
    what: 'one page is in',
  });
  await rig.api.deselectObject({ workspace: slug, object: 'Widget__c' });
  await assert.rejects(rig.api.readObject({ workspace: slug, object: 'Widget__c' }), (error) =>
    isApiError(error, 'OBJECT_NOT_SELECTED'),
  );
  const tables = () =>
    rig.query(`select 1 from pg_tables where schemaname = $1 and tablename = 'widget__c'`, [schema]);
  assert.deepEqual(await tables(), []);

  // The page under way arrives now; it must not bring anything back, nor stop the others.
  await until(async () => (await rig.org.state()).faults === 0, { what: 'the second page was asked for' });
  await workspace.poll();
  assert.deepEqual(await tables(), []);
  await rig.assertMirrorIsSame(workspace);

  await workspace.select('Widget__c');
  await workspace.untilLive();
  assert.equal((await workspace.object('Widget__c')).rows, 6_000);
  await rig.assertMirrorIsSame(workspace);
});

test('an object deselected before its bulk job is made leaves no table behind', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug, schema } = workspace;
  // Selecting describes the object once; the load describes it again, and that takes a while.
  await rig.org.fault({ kind: 'delay', ms: 1500, path: '/sobjects/Contact/describe', skip: 1, times: 1 });
  await workspace.select('Contact');
  await until(async () => (await rig.org.state()).faults === 0, { what: 'the load describes the object' });
  await rig.api.deselectObject({ workspace: slug, object: 'Contact' });
  const described = async () =>
    (await rig.org.calls()).filter((call) => call.url.includes('Contact/describe') && call.status === 200);
  await until(async () => (await described()).length === 2, { what: 'the description arrives' });
  await workspace.poll();
  const tables = await rig.query(`select 1 from pg_tables where schemaname = $1 and tablename = 'contact'`, [
    schema,
  ]);
  assert.deepEqual(tables, []);
  await rig.assertMirrorIsSame(workspace);
});

test('selected again while the deselected load still runs, the object loads once and whole', async () => {
  const workspace = await rig.openWorkspace();
  const { slug } = workspace;
  await rig.org.fault({ kind: 'delay', ms: 1500, path: '/results', skip: 1, times: 1 });
  await workspace.select('Widget__c');
  await workspace.untilObject('Widget__c', (object) => object.load?.pagesLoaded === 1, {
    what: 'one page is in',
  });
  await rig.api.deselectObject({ workspace: slug, object: 'Widget__c' });
  await workspace.select('Widget__c');
  await workspace.untilLive();
  assert.equal((await workspace.object('Widget__c')).rows, 6_000);
  await rig.assertMirrorIsSame(workspace);
});

test('an object deselected while it is polled does not disturb the poll of the others', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'One' } },
    { kind: 'create', object: 'Contact', values: { LastName: 'Two' } },
  ]);
  await rig.org.fault({ kind: 'delay', ms: 1000, path: '/composite' });
  await rig.api.pollNow({ workspace: workspace.slug });
  await until(async () => (await rig.org.state()).faults === 0, { what: 'the poll is under way' });
  await rig.api.deselectObject({ workspace: workspace.slug, object: 'Account' });
  await until(async () => (await workspace.changes()).length > 0, { what: 'the other object is read' });
  await rig.assertMirrorIsSame(workspace);
});
