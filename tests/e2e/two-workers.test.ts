import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig({ seed: orgSeed({ widgets: 60_000 }), env: { ROLES: 'api' } });
const first = await rig.startServer({ ROLES: 'worker' });
const second = await rig.startServer({ ROLES: 'worker' });
const OBJECTS = ['Account', 'Contact', 'Lead', 'Case', 'Opportunity'];

async function callsOf(kind: string, method: string): Promise<number> {
  return (await rig.org.calls()).filter((call) => call.kind === kind && call.method === method).length;
}

test('two workers on one database load every object once and poll once, and the feed has no gap', async () => {
  const workspace = await rig.openWorkspace({ objects: OBJECTS });
  assert.equal(await callsOf('bulkJob', 'POST'), OBJECTS.length);
  assert.equal(await callsOf('bulkResults', 'GET'), OBJECTS.length);

  await rig.org.send('POST', '/activity', { everyMs: 50 });
  const before = await callsOf('composite', 'POST');
  for (let poll = 0; poll < 4; poll += 1) await workspace.poll();
  assert.equal((await callsOf('composite', 'POST')) - before, 4, 'one call a poll, whoever made it');
  await rig.org.send('DELETE', '/activity');
  await workspace.poll();

  const changes = await workspace.changes();
  assert.notEqual(changes.length, 0, 'people were at work');
  assert.deepEqual(
    changes.map((change) => change.seq),
    changes.map((_, index) => index + 1),
  );
  await rig.assertMirrorIsSame(workspace);
});

test('a worker that dies in the middle of a load leaves the rest of it to the other', async () => {
  const workspace = await rig.openWorkspace();
  await rig.org.send('DELETE', '/calls');
  await rig.org.fault({ kind: 'delay', ms: 3000, path: '/results', skip: 1, times: 1 });
  await second.stop();
  await workspace.select('Widget__c');
  await workspace.untilObject('Widget__c', (object) => object.load?.pagesLoaded === 1, {
    what: 'one page is in',
  });
  await first.kill();
  await second.start();
  await workspace.untilLive(60_000);
  assert.equal((await workspace.object('Widget__c')).load?.attempts, 1);
  assert.equal(await callsOf('bulkJob', 'POST'), 1);
  const firstPages = (await rig.org.calls()).filter(
    (call) => call.kind === 'bulkResults' && !call.url.includes('locator='),
  );
  assert.equal(firstPages.length, 1, 'the page that was in is not fetched again');
  await rig.assertMirrorIsSame(workspace);
});

test('a worker that sleeps through its load and wakes up after another took it over does no harm', async () => {
  const workspace = await rig.openWorkspace();
  await rig.org.send('DELETE', '/calls');
  await first.start();
  await second.stop();
  // It falls asleep while it describes the object, before it makes the job; the other is in the middle when it wakes.
  await rig.org.fault({ kind: 'delay', ms: 1000, path: '/sobjects/Widget__c/describe', skip: 1, times: 1 });
  await rig.org.fault({ kind: 'delay', ms: 3000, path: '/results', skip: 1, times: 1 });
  await workspace.select('Widget__c');
  await until(async () => (await rig.org.state()).faults === 1, { what: 'the load describes the object' });
  first.sleep();
  await second.start();
  await workspace.untilObject('Widget__c', (object) => object.load?.pagesLoaded === 1, {
    timeoutMs: 60_000,
    what: 'the other worker has taken over',
  });
  first.wake();
  await workspace.untilLive(60_000);
  assert.equal(await callsOf('bulkJob', 'POST'), 1, 'the sleeper made no job of its own');
  assert.equal((await workspace.object('Widget__c')).rows, 60_000);
  await rig.assertMirrorIsSame(workspace);
});
