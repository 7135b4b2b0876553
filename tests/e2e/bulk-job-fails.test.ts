import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRig } from '../support/start-rig.ts';

const rig = await startRig();
const WORDS = 'InternalServerError : Retry failed: 15 minute timeout';

test('a job that fails once is replaced by another', async () => {
  const workspace = await rig.openWorkspace();
  await rig.org.send('POST', '/bulk', { failNext: WORDS });
  await workspace.select('Account');
  await workspace.untilLive();
  assert.equal((await workspace.object('Account')).load?.attempts, 2);
  await rig.assertMirrorIsSame(workspace);
});

test('an object whose jobs keep failing says so in Salesforce’s words, the others go on, and Retry loads it', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  await rig.org.fault({
    kind: 'status',
    status: 200,
    method: 'GET',
    path: '/jobs/query/750\\w+$',
    times: 5,
    body: {
      id: '750000000000001AAA',
      operation: 'query',
      object: 'Contact',
      state: 'Failed',
      errorMessage: WORDS,
      numberRecordsProcessed: 0,
      retries: 0,
    },
  });
  await workspace.select('Contact');
  const failed = await workspace.untilObject('Contact', (object) => object.state === 'failed', {
    what: 'it fails',
  });
  assert.equal(failed.trouble?.code, 'SF_BULK_JOB_FAILED');
  assert.ok(failed.trouble.message.includes(WORDS));
  assert.equal(failed.rows, 0);

  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Goes on' } }]);
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace, ['Account']);

  await rig.api.reloadObject({ workspace: workspace.slug, object: 'Contact' });
  await workspace.untilLive();
  await rig.assertMirrorIsSame(workspace);
});

test('a job that the org has dropped is made anew', async () => {
  const workspace = await rig.openWorkspace();
  await rig.org.fault({
    kind: 'status',
    status: 404,
    path: '/results',
    body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
  });
  await workspace.select('Widget__c');
  await workspace.untilLive();
  assert.equal((await workspace.object('Widget__c')).load?.attempts, 2);
  await rig.assertMirrorIsSame(workspace);
});
