import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';

/** Four result pages. */
const PAGE_ROWS = 5000;
const WIDGETS = 16_000;
const rig = await startRig({
  seed: orgSeed({ widgets: WIDGETS }),
  bulk: 'natural',
  bulkPageRows: PAGE_ROWS,
});

test('a server killed three times during a first load goes on each time behind the pages it has', async () => {
  const workspace = await rig.openWorkspace();
  // Every page takes a while, so that each kill falls between two pages or inside one.
  await rig.org.fault({ kind: 'delay', ms: 700, path: '/results', times: 100 });
  await workspace.select('Widget__c');
  for (const pages of [1, 2, 3]) {
    await workspace.untilObject('Widget__c', (object) => (object.load?.pagesLoaded ?? 0) >= pages, {
      timeoutMs: 60_000,
      what: `${pages} pages are in`,
    });
    await rig.server.kill();
    await rig.server.start();
    const [table] = await rig.query<{ rows: string }>(
      `select count(*) as rows from ${workspace.schema}.widget__c`,
    );
    assert.equal(
      Number(table?.rows) % PAGE_ROWS === 0 || Number(table?.rows) === WIDGETS,
      true,
      'whole pages only',
    );
  }
  await workspace.untilLive(60_000);

  const { load, rows } = await workspace.object('Widget__c');
  assert.equal(rows, WIDGETS);
  assert.equal(load?.attempts, 1, 'one job was enough');
  const calls = await rig.org.calls();
  assert.equal(calls.filter((call) => call.kind === 'bulkJob' && call.method === 'POST').length, 1);
  const pagesAsked = calls.filter((call) => call.kind === 'bulkResults').map((call) => call.url);
  const asked = new Map<string, number>();
  for (const url of pagesAsked) asked.set(url, (asked.get(url) ?? 0) + 1);
  assert.equal(asked.size, 4);
  // The page under way when the server dies is asked for again; no page before it is.
  assert.ok(pagesAsked.length <= 4 + 3, `${pagesAsked.length} pages were asked for`);
  assert.deepEqual(
    [...pagesAsked].map((url) => [...asked.keys()].indexOf(url)),
    [...pagesAsked].map((url) => [...asked.keys()].indexOf(url)).toSorted((a, b) => a - b),
    'never a page before one that is loaded',
  );
  await rig.assertMirrorIsSame(workspace);
});

test('a server killed while its bulk job runs waits for that job after the restart', async () => {
  const workspace = await rig.openWorkspace();
  await rig.org.clearFaults();
  // It runs until it is let go: however slow this machine is, the server dies while it does.
  await rig.org.send('POST', '/bulk', { pace: 'polls', polls: 1000 });
  await rig.org.send('DELETE', '/calls');
  await workspace.select('Account');
  await workspace.untilObject('Account', (object) => object.load?.ranges[0]?.state === 'job_running', {
    what: 'the job runs',
  });
  await rig.server.kill();
  await rig.server.start();
  await rig.org.send('POST', '/bulk', { pace: 'natural' });
  await workspace.untilLive(60_000);
  const made = (await rig.org.calls()).filter((call) => call.kind === 'bulkJob' && call.method === 'POST');
  assert.equal(made.length, 1);
  await rig.assertMirrorIsSame(workspace);
});
