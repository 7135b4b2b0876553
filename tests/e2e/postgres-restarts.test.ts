import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type RunningPostgres, startPostgres } from '@sync-user/postgres';
import { isApiError } from '@sync-user/sdk';
import { startOrgProxy } from '../support/org-proxy.ts';
import { ADMIN, orgSeed, SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';
import { allowWebLogins, logInByWeb } from '../support/web-login.ts';

const folder = mkdtempSync(join(tmpdir(), 'sync-user-restarts-'));
// Durable, unlike the other tests’ cluster: what was committed must outlive the crash.
let postgres: RunningPostgres = await startPostgres({ dataDir: folder });
const { port } = postgres;
const rig = await startRig({
  seed: orgSeed({ widgets: 6_000 }),
  bulkPageRows: 2_500,
  clusterUrl: postgres.url,
});
after(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function crashPostgres(): Promise<void> {
  process.kill(postgres.pid, 'SIGKILL');
  await until(() => isAnswered(503), { what: 'the API says that the database is away' });
}

async function startAgain(): Promise<void> {
  postgres = await until(
    // Processes of the killed server may hold its memory for a moment.
    () => startPostgres({ dataDir: folder, port }).catch(() => undefined),
    { timeoutMs: 30_000, what: 'PostgreSQL is up again' },
  );
  await until(() => isAnswered(200), { what: 'the API is well again' });
}

async function isAnswered(status: number): Promise<boolean> {
  return (await fetch(`${rig.server.url}/api/v1/health`)).status === status;
}

test('PostgreSQL is killed during a first load: the load goes on behind the pages it has', async () => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  await rig.org.send('DELETE', '/calls');
  await rig.org.fault({ kind: 'delay', ms: 1500, path: '/results', skip: 1, times: 1 });
  await workspace.select('Widget__c');
  await workspace.untilObject('Widget__c', (object) => object.load?.pagesLoaded === 1, {
    what: 'one page is in',
  });
  await crashPostgres();
  await assert.rejects(rig.api.listObjects({ workspace: workspace.slug }), (error) =>
    isApiError(error, 'DATABASE_UNAVAILABLE'),
  );
  await startAgain();
  await workspace.untilLive(60_000);
  const loads = (await rig.org.calls()).filter(
    (call) => call.kind === 'bulkResults' && !call.url.includes('locator='),
  );
  assert.equal(loads.length, 1, 'the page that was in is not fetched again');
  await rig.assertMirrorIsSame(workspace);
});

test('PostgreSQL is killed while polling: changes made meanwhile arrive, the feed has no gap', async () => {
  const workspace = await rig.openWorkspace({ pollIntervalSeconds: 5, objects: ['Account', 'Contact'] });
  await rig.org.send('POST', '/activity', { everyMs: 100 });
  await workspace.poll();
  // The crash comes while a poll waits for its answer.
  await rig.org.fault({ kind: 'delay', ms: 1500, path: '/composite' });
  await rig.api.pollNow({ workspace: workspace.slug });
  await until(async () => (await rig.org.state()).faults === 0, { what: 'a poll is under way' });
  await crashPostgres();
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made meanwhile' } }]);
  await startAgain();
  await rig.org.send('DELETE', '/activity');
  await until(
    () =>
      workspace.settle().then(
        () => true,
        () => false,
      ),
    { timeoutMs: 60_000, what: 'polling goes on' },
  );
  await rig.assertMirrorIsSame(workspace);
  const seqs = (await workspace.changes()).map((change) => change.seq);
  assert.deepEqual(
    seqs,
    seqs.map((_, index) => index + 1),
  );
});

test('PostgreSQL is killed while a rotated token is under way: what Salesforce granted is stored when it is back', async () => {
  await allowWebLogins(rig);
  const workspace = await rig.openWorkspace({ connect: false });
  const { slug } = workspace;
  await rig.api.writeSalesforceApp({ workspace: slug, ...SYNC_APP });
  await logInByWeb(rig.api, { workspace: slug, loginUrl: rig.credentials.loginUrl, username: ADMIN });
  await workspace.select('Account');
  await workspace.untilLive();
  const proxy = await startOrgProxy(rig.org.baseUrl, (await rig.org.state()).organizationId);
  try {
    await rig.query('update connection set login_url = $1 where username = $2', [proxy.baseUrl, ADMIN]);
    await rig.org.send('POST', '/sessions/expire', {});
    const answer = proxy.hold(/\/services\/oauth2\/token/);
    await rig.api.pollNow({ workspace: slug });
    await answer.arrived;
    await crashPostgres();
    // The old refresh token is spent by now, and the new one is in this answer only.
    answer.release();
    await startAgain();
    const renewed = await workspace.untilConnection(({ renewals }) => renewals === 1);
    assert.deepEqual([renewed.state, renewed.trouble], ['active', null]);
    assert.equal((await rig.api.checkConnection({ workspace: slug })).state, 'active');
    await workspace.settle();
    await rig.assertMirrorIsSame(workspace);
  } finally {
    await proxy.close();
  }
});
