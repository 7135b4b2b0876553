import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import { runCli } from '../../apps/cli/testing/run-cli.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

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

  const loads = await until(
    async () => {
      const answer = await rig.api.listLoads({ workspace: workspace.slug, object: 'contact' });
      return (answer.loads[0]?.calls ?? 0) > 0 ? answer.loads : undefined;
    },
    { what: 'the ledger has the load’s calls' },
  );
  assert.deepEqual(
    loads.map(({ why, outcome, by, trouble }) => [why, outcome, by, trouble?.code]),
    [
      ['first', 'done', 'bulk', undefined],
      ['first', 'failed', 'bulk', 'SF_BULK_JOB_FAILED'],
    ],
  );
  const [done] = loads;
  assert.ok(done !== undefined && done.rows > 0 && done.rows === done.rowsExpected);
  assert.ok(loads.every(({ askedBy }) => askedBy?.startsWith('key:')));
  const env = { SYNC_USER_URL: rig.server.url, SYNC_USER_API_KEY: rig.apiKey, NO_COLOR: '1' };
  const shown = await runCli(['-w', workspace.slug, 'objects', 'loads', 'Contact'], { env });
  assert.match(shown.stdout, /first load +key:\S+ +bulk .* done\n.*failed: .*\(SF_BULK_JOB_FAILED\)/);
  await assert.rejects(rig.api.listLoads({ workspace: workspace.slug, object: 'Nothing__c' }), (error) =>
    isApiError(error, 'OBJECT_NOT_SELECTED'),
  );
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
