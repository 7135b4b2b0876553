import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig();

test('an org without calls left pauses reading with a clear trouble, and it resumes when there are some', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  const { slug } = workspace;
  await workspace.select('Lead');
  await workspace.untilLive();

  await rig.org.send('POST', '/limits', { maxDailyApiRequests: 1 });
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made meanwhile' } }]);
  await rig.api.pollNow({ workspace: slug });
  const { trouble, state } = await until(
    async () => {
      const connection = await rig.api.readConnection({ workspace: slug });
      return connection.trouble === null ? undefined : connection;
    },
    { what: 'the connection has a trouble' },
  );
  assert.equal(state, 'active', 'the connection itself is fine');
  assert.equal(trouble?.code, 'SF_REQUEST_LIMIT');
  assert.match(trouble.fix, /resumes by itself/);
  const { headline } = await rig.api.readOverview({ workspace: slug });
  assert.equal(headline.tone, 'warning');
  assert.match(headline.text, /used its API calls/);
  assert.equal((await workspace.object('Account')).rows, 120);

  await rig.org.send('POST', '/limits', { maxDailyApiRequests: 100_000 });
  await workspace.poll();
  await until(async () => (await rig.api.readConnection({ workspace: slug })).trouble === null, {
    what: 'the trouble is gone',
  });
  await rig.assertMirrorIsSame(workspace);
});

test('a load that meets the limit waits instead of failing, and goes on when a person retries', async () => {
  const workspace = await rig.openWorkspace();
  await rig.org.send('POST', '/bulk', { pace: 'polls', polls: 2 });
  await workspace.select('Account');
  await workspace.untilObject('Account', (object) => object.load?.phase === 'job_running', {
    what: 'the job runs',
  });
  await rig.org.send('POST', '/limits', { maxDailyApiRequests: 1 });
  const waiting = await workspace.untilObject('Account', (object) => object.trouble !== null, {
    what: 'the load meets the limit',
  });
  assert.equal(waiting.trouble?.code, 'SF_REQUEST_LIMIT');
  assert.equal(waiting.state, 'loading');
  await until(
    async () =>
      (await rig.api.readConnection({ workspace: workspace.slug })).trouble?.code === 'SF_REQUEST_LIMIT',
    { what: 'the connection says that calls are used up, and not the object alone' },
  );

  await rig.org.send('POST', '/limits', { maxDailyApiRequests: 100_000 });
  await rig.org.send('POST', '/bulk', { pace: 'immediately' });
  await rig.api.reloadObject({ workspace: workspace.slug, object: 'Account' });
  await workspace.untilLive();
  assert.equal((await workspace.object('Account')).load?.attempts, 1, 'the same job was used');
  await rig.assertMirrorIsSame(workspace);
});
