import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilEvents, untilFed, untilRepaired } from '../support/events-of.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig({
  events: true,
  seed: {
    ...orgSeed({ maySeeSetup: true, accounts: 30, contacts: 5, widgets: 30 }),
    changeDataCapture: ['Account', 'Widget__c'],
  },
});
const workspace = await rig.openWorkspace({ objects: ['Account', 'Widget__c'] });
await untilFed(rig.api, workspace.slug, 'Account', 'Widget__c');

const nameOf = async (id: string): Promise<unknown> =>
  (await rig.api.readRecord({ workspace: workspace.slug, object: 'Account', id }).catch(() => undefined))?.[
    'name'
  ];
const create = async (...names: readonly string[]): Promise<string[]> =>
  await rig.org.save(names.map((Name) => ({ kind: 'create' as const, object: 'Account', values: { Name } })));
const untilNamed = (id: string, name: string) =>
  until(async () => (await nameOf(id)) === name, { timeoutMs: 40_000, what: `there is ${name}` });
const settings = (change: object) => rig.org.send('POST', '/events', change);
/** Nothing is left to be read again, so the mirror has to be the org. */
const assertSame = async (): Promise<void> => {
  // Fields that events never tell may wait for half a minute.
  await rig.query(`update event_read set due_at = now()`);
  await until(async () => (await rig.api.readEvents({ workspace: workspace.slug })).waitingReads === 0, {
    timeoutMs: 60_000,
    what: 'nothing waits to be read again',
  });
  await rig.assertMirrorIsSame(workspace);
};

test('a subscription that is cut before its position was told polls what it may have missed', async () => {
  await rig.org.send('DELETE', '/events/streams');
  const [id = ''] = await create('Before the first event');
  await untilNamed(id, 'Before the first event');
  await untilRepaired(rig.api, workspace.slug, 'interrupted');
  await untilFed(rig.api, workspace.slug, 'Account', 'Widget__c');
  const [next = ''] = await create('The first event');
  await untilNamed(next, 'The first event');
  // Only now is it certain that the subscription has begun: everything is polled once more.
  await untilFed(rig.api, workspace.slug, 'Account', 'Widget__c');
});

test('reconnecting loses nothing of what happened while the stream was cut', async () => {
  const before = (await rig.api.listChanges({ workspace: workspace.slug })).lastSeq;
  for (let cut = 0; cut < 3; cut += 1) {
    const { ended } = await rig.org.send<{ ended: number }>('DELETE', '/events/streams');
    assert.equal(ended, 1);
    const [id = ''] = await create(`While cut ${cut}`);
    await untilNamed(id, `While cut ${cut}`);
  }
  const { changes } = await rig.api.listChanges({ workspace: workspace.slug, after: before });
  assert.deepEqual(
    changes.filter(({ operation }) => operation === 'create').map(({ cause }) => cause),
    ['event', 'event', 'event'],
  );
  assert.deepEqual((await rig.api.listEventRepairs({ workspace: workspace.slug, open: 'true' })).repairs, []);
});

test('a change that Salesforce cannot tell is read by id, and the log proves it', async () => {
  const [id = ''] = await create('Told');
  await untilNamed(id, 'Told');
  await settings({ maxEventBytes: 10 });
  await rig.org.save([{ kind: 'update', object: 'Account', id, values: { Name: 'Not told' } }]);
  await untilNamed(id, 'Not told');
  await settings({ maxEventBytes: 1_048_576 });
  const repair = await untilRepaired(rig.api, workspace.slug, 'gap');
  assert.equal(repair.object, 'Account');
  assert.deepEqual([repair.rows, repair.reads], [1, 1]);
  await assertSame();
});

test('a gap that names no record ends in a poll of its object', async () => {
  await rig.org.send('POST', '/events/gap', { object: 'Widget__c' });
  await until(
    async () => {
      const { repairs } = await rig.api.listEventRepairs({ workspace: workspace.slug, open: 'false' });
      return repairs.some(({ kind, object }) => kind === 'gap' && object === 'Widget__c');
    },
    { timeoutMs: 40_000, what: 'the gap of Widget__c is closed' },
  );
});

test('a transaction with more changes than events tell is read whole', async () => {
  await settings({ overflowChanges: 3 });
  const ids = await create(...Array.from({ length: 12 }, (_, place) => `Overflow ${place}`));
  await settings({ overflowChanges: 100_000 });
  const repair = await untilRepaired(rig.api, workspace.slug, 'overflow');
  assert.equal(repair.object, 'Account');
  assert.ok(repair.rows >= 1, JSON.stringify(repair));
  for (const [place, id] of ids.entries()) await untilNamed(id, `Overflow ${place}`);
  await assertSame();
});

test('a place that the org does not know any more is no silence: what was missed is polled', async () => {
  const [before = ''] = await create('Before the org moved');
  await untilNamed(before, 'Before the org moved');
  await rig.server.stop();
  const [id = ''] = await create('While the org moved');
  await rig.org.send('POST', '/events/move', { position: 77_000 });
  await rig.server.start();
  await untilNamed(id, 'While the org moved');
  const repair = await untilRepaired(rig.api, workspace.slug, 'corrupted_replay');
  assert.equal(repair.reads, 2);
  await untilFed(rig.api, workspace.slug, 'Account');
  await assertSame();
});

test('a replay id older than the 72 hours is repaired, named, and events go on', async () => {
  const [first = ''] = await create('Before the three days');
  await untilNamed(first, 'Before the three days');
  await rig.server.stop();
  await rig.org.send('POST', '/clock', { advanceMs: 75 * 60 * 60_000 });
  const [id = ''] = await create('Three days later');
  await rig.query(`update event_subscription set replay_at = replay_at - interval '75 hours'`);
  await rig.server.start();
  await untilNamed(id, 'Three days later');
  const repair = await untilRepaired(rig.api, workspace.slug, 'expired_replay');
  // A poll that was due as the server started may have found the account before.
  assert.ok(repair.from !== null && repair.reads === 2, JSON.stringify(repair));
  await untilFed(rig.api, workspace.slug, 'Account');
  const [next = ''] = await create('After the repair');
  await untilNamed(next, 'After the repair');
  await assertSame();
});

test('when the day’s deliveries are used up objects are polled, and come back to events by themselves', async () => {
  const { delivered } = await rig.org.send<{ delivered: number }>('GET', '/events');
  await settings({ maxDeliveredEvents: delivered });
  const [id = ''] = await create('Beyond the allowance');
  const limited = await untilEvents(rig.api, workspace.slug, ({ state }) => state === 'limited', {
    what: 'the subscription is limited',
  });
  assert.equal(limited.trouble?.code, 'SF_EVENT_LIMIT');
  assert.ok(limited.entities.every(({ feeds }) => !feeds));
  await untilNamed(id, 'Beyond the allowance');

  await settings({ maxDeliveredEvents: delivered + 10_000 });
  await rig.query(`update event_subscription set retry_at = now()`);
  await untilFed(rig.api, workspace.slug, 'Account', 'Widget__c');
  await untilRepaired(rig.api, workspace.slug, 'interrupted');
  const [next = ''] = await create('Within it again');
  await untilNamed(next, 'Within it again');
  await assertSame();
});
