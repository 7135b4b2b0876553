import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offsetMsOf } from '@sync-user/engine';
import { isApiError } from '@sync-user/sdk';
import { runCli } from '../../apps/cli/testing/run-cli.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig();
const LIMIT = 100_000;

const apiCalls = async (): Promise<number> => (await rig.org.state()).apiUsage.apiCalls;
const budgetOf = async (workspace: string) => (await rig.api.readPlan({ workspace })).budget;
const cli = (workspace: string, ...args: string[]) =>
  runCli(args, {
    env: {
      SYNC_USER_URL: rig.server.url,
      SYNC_USER_API_KEY: rig.apiKey,
      SYNC_USER_WORKSPACE: workspace,
      NO_COLOR: '1',
    },
  });

test('a resync surprises nobody: rows, calls, size and a day’s cost are told before, and the load costs what was told', async () => {
  const workspace = await rig.openWorkspace();
  const { slug } = workspace;
  const forecast = await rig.api.forecast({
    workspace: slug,
    objects: [{ name: 'widget__c' }, { name: 'Account' }],
  });
  const [widget, account] = forecast.objects;
  assert.equal(widget?.rows, 250);
  assert.equal(account?.rows, 120);
  assert.equal(forecast.after.calls - forecast.before.calls, 48, 'both are read by the same call');
  assert.ok(forecast.fits);
  assert.equal((await rig.api.listObjects({ workspace: slug })).objects.length, 0, 'nothing was selected');

  const before = await apiCalls();
  await workspace.select('Account');
  await workspace.untilLive();
  await workspace.poll();
  const { byObject } = await rig.api.readCalls({ workspace: slug });
  const spent = byObject
    .filter(({ object, cause }) => object === 'Account' && (cause === 'load' || cause === 'describe'))
    .reduce((sum, { calls }) => sum + calls, 0);
  assert.ok(
    Math.abs(spent - (account?.firstLoad?.calls ?? 0)) <= 2,
    `${spent} of ${account?.firstLoad?.calls}`,
  );
  assert.ok((await apiCalls()) - before >= spent);

  await assert.rejects(rig.api.forecast({ workspace: slug, objects: [{ name: 'Nothing__c' }] }), {
    code: 'OBJECT_UNKNOWN',
  });
  const told = await cli(slug, 'forecast', 'Contact', '--interval', '5m');
  assert.equal(told.exitCode, 0, told.stderr);
  assert.match(told.stdout, /^Contact +80 +\d+ calls/m);
  assert.match(told.stdout, /^A day would cost \d+ calls instead of \d+\.$/m);
});

test('a page of records and a list of objects cost no call, however often they are looked at', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  await workspace.poll();
  const before = await apiCalls();
  for (let look = 0; look < 20; look += 1) {
    await rig.api.listRecords({ workspace: workspace.slug, object: 'Account', limit: 100 });
    await rig.api.readOverview({ workspace: workspace.slug });
    await rig.api.readPlan({ workspace: workspace.slug });
  }
  assert.equal(await apiCalls(), before);
});

test('an object has its own interval and way, can be paused, and goes on without a reload', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  const { slug } = workspace;
  await workspace.poll();
  const changed = await rig.api.changeObject({
    workspace: slug,
    object: 'account',
    mode: 'poll',
    intervalSeconds: 60,
  });
  assert.deepEqual(
    [changed.mode, changed.intervalSeconds, changed.transport, changed.paused],
    ['poll', 60, 'poll', false],
  );
  assert.ok(Date.parse(changed.nextReadAt ?? '') - Date.now() <= 60_000, 'it is due within a minute');
  const { objects, forecast } = await rig.api.readPlan({ workspace: slug });
  assert.equal(objects.find(({ name }) => name === 'Account')?.everySeconds, 60);
  assert.ok((forecast.byCause.poll ?? 0) >= 1440);

  const paused = await cli(slug, 'objects', 'set', 'Account', '--pause');
  assert.equal(paused.stdout.trim(), 'Account is paused. It keeps everything and goes on where it stood.');
  assert.equal((await workspace.object('Account')).nextReadAt, null);
  await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Made while paused' } },
    { kind: 'create', object: 'Contact', values: { LastName: 'Made meanwhile' } },
  ]);
  await rig.api.pollNow({ workspace: slug });
  await workspace.untilObject('Contact', ({ rows }) => rows === 81, { what: 'the other object is read' });
  assert.equal((await workspace.object('Account')).rows, 120, 'the paused one is not');

  const jobs = (await rig.org.state()).apiUsage.byKind['bulkJob'] ?? 0;
  await cli(slug, 'objects', 'set', 'Account', '--resume', '--workspace-interval');
  await workspace.untilObject('Account', ({ rows }) => rows === 121, { what: 'it goes on where it stood' });
  const account = await workspace.object('Account');
  assert.equal(account.intervalSeconds, null);
  assert.equal(account.load?.attempts, 1);
  assert.equal((await rig.org.state()).apiUsage.byKind['bulkJob'] ?? 0, jobs, 'nothing was loaded again');
  await rig.assertMirrorIsSame(workspace);

  const plan = await cli(slug, 'plan');
  assert.equal(plan.exitCode, 0, plan.stderr);
  assert.match(plan.stdout, /^as planned +\d+/m);
  assert.match(plan.stdout, /^Account +poll +30 min +30 min/m);
  const calls = await cli(slug, 'calls');
  assert.match(calls.stdout, /poll +composite/);
});

test('calls get scarce: reading slows down, then stops for all but people, leaves the floor alone, and resumes by itself', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  const { slug } = workspace;
  await workspace.poll();
  const spendTo = async (share: number) => {
    const now = (await rig.org.state()).apiUsage.used;
    await rig.org.send('POST', '/limits', {
      maxDailyApiRequests: LIMIT,
      spend: Math.max(0, Math.round(LIMIT * share) - now),
    });
    // The org tells of it with its next answer.
    await rig.api.forecast({ workspace: slug, objects: [{ name: 'Lead' }] }).catch((error: unknown) => {
      // Told by its first call that calls are scarce, it does not make its second.
      if (!isApiError(error, 'API_BUDGET_SPENT')) throw error;
    });
  };
  assert.equal((await budgetOf(slug)).level, 'plenty');
  const [ids] = await rig.query<{ id: string }>('select workspace_id as id from workspace where slug = $1', [
    slug,
  ]);
  const offset = offsetMsOf(ids?.id ?? '');
  /** Rows of this workspace alone. */
  const touch = (sql: string) => rig.query(`${sql} and workspace_id = $1`, [ids?.id]);
  /** Reads fall on the multiples of a period, which are the workspace's own: the next may be a moment away. */
  const isDueAtA = async (periodSeconds: number): Promise<boolean> => {
    const next = Date.parse((await workspace.object('Account')).nextReadAt ?? '');
    return next > Date.now() && (next - offset) % (periodSeconds * 1000) === 0;
  };

  await spendTo(0.85);
  assert.equal((await budgetOf(slug)).level, 'tight');
  // As it comes, not by a person's click: that would doubt what the org said of its calls.
  await makeDue(slug);
  await until(() => isDueAtA(3600), { what: 'it is read at twice its interval' });

  // A comparison waits as well, and whoever asks for one is told.
  const accepted = await rig.api.takeCensus({ workspace: slug, objects: ['Account'] });
  assert.match(accepted.message, /^Comparing Account as soon as there are API calls for it\. .*scarce/);

  // Columns of yesterday's rows can wait, and say why; the connection has no trouble of it.
  const contact = { workspace: slug, object: 'Contact' };
  await rig.api.changeFields({ ...contact, remove: ['Email'] });
  await rig.api.changeFields({ ...contact, add: ['Email'] });
  const filling = async () => (await rig.api.listFields(contact)).backfill;
  await until(async () => (await filling())?.trouble?.code === 'API_BUDGET_SPENT', {
    what: 'the filling waits',
  });
  assert.notEqual((await filling())?.phase, 'done');
  assert.equal((await rig.api.readConnection({ workspace: slug })).trouble, null);

  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Waits' } }]);
  await spendTo(0.96);
  assert.equal((await budgetOf(slug)).level, 'scarce');
  await assert.rejects(rig.api.forecast({ workspace: slug, objects: [{ name: 'Lead' }] }), {
    code: 'API_BUDGET_SPENT',
  });
  /** By the ledger: the other workspaces call the same org. */
  const callsOfOurs = async (): Promise<number> =>
    (await rig.api.readCalls({ workspace: slug })).byObject.reduce((sum, { calls }) => sum + calls, 0);
  const calls = await callsOfOurs();
  // Not by a person's click, which would find out whether calls have come back.
  await touch(`update selected_object set state = 'waiting' where sobject = 'Contact'`);
  const waiting = await workspace.untilObject(
    'Contact',
    ({ trouble }) => trouble?.code === 'API_BUDGET_SPENT',
    {
      what: 'the load waits',
    },
  );
  assert.equal(waiting.state, 'waiting', 'it has not begun');
  assert.match(waiting.trouble?.message ?? '', /API calls are scarce/);
  assert.equal((await rig.api.readConnection({ workspace: slug })).trouble, null);
  await makeDue(slug);
  await until(() => isDueAtA(4 * 3600), { what: 'it is read every four hours' });
  assert.equal(await callsOfOurs(), calls, 'a read that was made minutes ago is not repeated');

  await rig.api.changeWorkspace({ workspace: slug, apiFloorPercent: 4 });
  assert.equal((await budgetOf(slug)).level, 'spent');
  assert.match((await budgetOf(slug)).says, /up to the floor/);
  await makeDue(slug);
  await workspace.untilConnection(({ trouble }) => trouble?.code === 'API_BUDGET_SPENT', {
    what: 'a poll is due and not made',
  });
  assert.equal(await callsOfOurs(), calls, 'nothing is asked');

  // Calls have come back. A person who asks need not wait until that is found out.
  await rig.org.send('POST', '/limits', { maxDailyApiRequests: LIMIT * 100 });
  await rig.api.pollNow({ workspace: slug });
  await workspace.untilObject('Account', ({ rows }) => rows === 121, { what: 'what waited is read' });
  assert.equal((await budgetOf(slug)).level, 'plenty');
  await touch(`update selected_object set next_attempt_at = now() where sobject = 'Contact'`);
  await workspace.untilObject('Contact', ({ state, trouble }) => state === 'live' && trouble === null, {
    what: 'the load that waited is made',
  });
  await touch(`update field_backfill set next_attempt_at = now() where true`);
  await until(async () => (await filling())?.phase === 'done', { what: 'the column is filled' });
  await workspace.untilConnection(({ trouble }) => trouble === null, { what: 'the trouble is over' });
});

/** As its schedule would. */
async function makeDue(slug: string): Promise<void> {
  await rig.query(
    `update selected_object set next_read_at = now()
      where workspace_id = (select workspace_id from workspace where slug = $1)`,
    [slug],
  );
}
