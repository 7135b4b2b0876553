import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilEvents, untilFed } from '../support/events-of.ts';
import { SYNC_USER, orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig({
  events: true,
  env: { ROLES: 'api,worker' },
  seed: {
    ...orgSeed({ accounts: 30, contacts: 5, widgets: 30 }),
    changeDataCapture: ['Account', 'Widget__c'],
  },
});
const first = await rig.startServer({ ROLES: 'stream' });
const second = await rig.startServer({ ROLES: 'stream' });
const workspace = await rig.openWorkspace({ objects: ['Account', 'Widget__c'] });
const streams = async (): Promise<number> =>
  (await rig.org.send<{ streams: number }>('GET', '/events')).streams;
const rowsNamed = async (name: string): Promise<number> =>
  (
    await rig.query<{ n: number }>(
      `select count(*)::integer as n from ${workspace.schema}.account where name = $1`,
      [name],
    )
  )[0]?.n ?? 0;
const createMany = (count: number, Name: string): Promise<string[]> =>
  rig.org.save(
    Array.from({ length: count }, () => ({ kind: 'create' as const, object: 'Account', values: { Name } })),
  );

test('a sync user who may not see the selection joins each object with its first event', async () => {
  const before = await untilEvents(rig.api, workspace.slug, ({ state }) => state === 'live', {
    timeoutMs: 30_000,
    what: 'the subscription stands',
  });
  assert.ok(before.entities.every(({ selected, feeds }) => selected === null && !feeds));
  await createMany(1, 'First');
  await untilFed(rig.api, workspace.slug, 'Account');
  await until(async () => (await rowsNamed('First')) === 1, { what: 'the first account is there' });
  const after = await rig.api.readEvents({ workspace: workspace.slug });
  assert.equal(after.entities.find(({ object }) => object === 'Widget__c')?.feeds, false);
});

test('of two processes one subscribes, and each change is applied once', async () => {
  assert.equal(await streams(), 1);
  const since = (await rig.api.listChanges({ workspace: workspace.slug })).lastSeq;
  for (let round = 0; round < 5; round += 1) await createMany(40, 'Twice?');
  await until(async () => (await rowsNamed('Twice?')) === 200, { what: 'all accounts are there' });
  const { changes } = await rig.api.listChanges({ workspace: workspace.slug, after: since, limit: 500 });
  const created = changes.filter(({ operation }) => operation === 'create').map(({ recordId }) => recordId);
  assert.equal(created.length, 200);
  assert.equal(new Set(created).size, 200);
  assert.equal(await streams(), 1);
});

test('a process that is killed in the middle of transactions is followed by the other, which misses and doubles nothing', async () => {
  // Whoever is left owns the subscription.
  await second.stop();
  await until(async () => (await streams()) === 1, { what: 'the first one subscribes' });
  await second.start();
  const since = (await rig.api.listChanges({ workspace: workspace.slug })).lastSeq;
  const changing = (async () => {
    for (let round = 0; round < 12; round += 1) await createMany(30, 'Killed');
  })();
  await until(async () => (await rowsNamed('Killed')) > 0, { what: 'some are there' });
  await first.kill();
  await changing;
  await until(async () => (await rowsNamed('Killed')) === 360, {
    timeoutMs: 60_000,
    what: 'all accounts are there',
  });
  const { changes } = await rig.api.listChanges({ workspace: workspace.slug, after: since, limit: 500 });
  const created = changes.filter(({ operation }) => operation === 'create').map(({ recordId }) => recordId);
  assert.equal(created.length, 360);
  assert.equal(new Set(created).size, 360);
  await first.start();
});

test('a session that ends under the subscription is renewed, and nothing is missed', async () => {
  await untilEvents(rig.api, workspace.slug, ({ state }) => state === 'live', {
    timeoutMs: 30_000,
    what: 'it stands',
  });
  await rig.org.send('POST', '/sessions/revoke', { username: SYNC_USER });
  await createMany(3, 'After the session');
  await until(async () => (await rowsNamed('After the session')) === 3, { what: 'the accounts are there' });
  const { changes } = await rig.api.listChanges({ workspace: workspace.slug });
  assert.ok(
    changes.slice(-3).every(({ cause }) => cause === 'event'),
    'no poll was needed',
  );
});

test('a paused object keeps what it has, and goes on without a reload', async () => {
  await rig.api.changeObject({ workspace: workspace.slug, object: 'Account', paused: true });
  await createMany(1, 'While paused');
  const [widget = ''] = await rig.org.save([
    { kind: 'create', object: 'Widget__c', values: { Key__c: 'awake' } },
  ]);
  await until(
    async () =>
      (await rig.api
        .readRecord({ workspace: workspace.slug, object: 'Widget__c', id: widget })
        .catch(() => undefined)) !== undefined,
    { what: 'other objects go on' },
  );
  assert.equal(await rowsNamed('While paused'), 0);
  await rig.api.changeObject({ workspace: workspace.slug, object: 'Account', paused: false });
  await until(async () => (await rowsNamed('While paused')) === 1, {
    timeoutMs: 40_000,
    what: 'it caught up',
  });
  assert.equal((await workspace.object('Account')).load?.attempts, 1);
});

test('a disconnected workspace is not followed, and goes on where it stopped', async () => {
  await untilFed(rig.api, workspace.slug, 'Account');
  await rig.api.disconnect({ workspace: workspace.slug });
  await until(async () => (await streams()) === 0, { timeoutMs: 30_000, what: 'nobody subscribes' });
  // The process that was subscribed says so a moment after its stream has ended.
  await until(async () => (await rig.api.readEvents({ workspace: workspace.slug })).state === 'off', {
    what: 'events are off',
  });
  await createMany(2, 'Nobody there');
  await rig.api.connect({ workspace: workspace.slug, ...rig.credentials });
  await until(async () => (await rowsNamed('Nobody there')) === 2, { timeoutMs: 40_000, what: 'they came' });
  await rig.query(`update event_read set due_at = now()`);
  await until(async () => (await rig.api.readEvents({ workspace: workspace.slug })).waitingReads === 0, {
    timeoutMs: 60_000,
    what: 'nothing waits to be read again',
  });
  await rig.assertMirrorIsSame(workspace);
});
