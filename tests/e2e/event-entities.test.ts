import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isApiError } from '@sync-user/sdk';
import { untilFed } from '../support/events-of.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const seed = orgSeed({ maySeeSetup: true, accounts: 20, contacts: 5, widgets: 5 }) as {
  permissionSets: { system: string[] }[];
};
seed.permissionSets[0]?.system.push('CustomizeApplication');
const rig = await startRig({ events: true, seed });
const OBJECTS = ['Account', 'Contact', 'Lead', 'Opportunity', 'Campaign', 'Case'];
const workspace = await rig.openWorkspace({ objects: OBJECTS });
const read = (object: string, id: string) =>
  rig.api.readRecord({ workspace: workspace.slug, object, id }).catch(() => undefined);

test('five objects are selected and fed, the sixth is refused in Salesforce’s words and polled', async () => {
  await until(
    async () => (await rig.api.readEvents({ workspace: workspace.slug })).allocation.entitiesUsed === 0,
    {
      timeoutMs: 30_000,
      what: 'the selection was looked up',
    },
  );
  const { proposed } = await rig.api.readEvents({ workspace: workspace.slug });
  assert.equal(proposed.length, 5);
  const status = await rig.api.selectEventEntities({
    workspace: workspace.slug,
    objects: OBJECTS.slice(0, 5),
  });
  assert.equal(status.allocation.entitiesUsed, 5);
  await assert.rejects(
    rig.api.selectEventEntities({ workspace: workspace.slug, objects: ['Case'] }),
    (error) =>
      isApiError(error) && error.code === 'EVENTS_NOT_POSSIBLE' && /maximum number/.test(error.message),
  );
  // What is selected already is no mistake.
  await rig.api.selectEventEntities({ workspace: workspace.slug, objects: ['account'] });
  await untilFed(rig.api, workspace.slug, ...OBJECTS.slice(0, 5));
  const after = await rig.api.readEvents({ workspace: workspace.slug });
  assert.equal(after.entities.find(({ object }) => object === 'Case')?.feeds, false);
  assert.deepEqual(after.proposed, []);

  const [lead = '', ofCase = ''] = await rig.org.save([
    { kind: 'create', object: 'Lead', values: { LastName: 'Fed', Company: 'Acme' } },
    { kind: 'create', object: 'Case', values: { Subject: 'Polled' } },
  ]);
  await until(() => read('Lead', lead), { what: 'the lead is there' });
  assert.equal(await read('Case', ofCase), undefined);
  await workspace.poll();
  assert.notEqual(await read('Case', ofCase), undefined);
  const { entries } = await rig.api.listAudit({ workspace: workspace.slug, action: 'events', limit: 10 });
  assert.equal(entries.filter(({ action }) => action === 'events.entity_selected').length, 6);
});

test('an object without change events, and one that is not selected, are refused before Salesforce is asked', async () => {
  await assert.rejects(
    rig.api.selectEventEntities({ workspace: workspace.slug, objects: ['Widget__c'] }),
    (error) => isApiError(error) && error.code === 'OBJECT_NOT_SELECTED',
  );
});

test('objects that are fed are planned as such, and the sixth is not; every screen counts the same ones by events', async () => {
  const { slug } = workspace;
  const readByEvents = async (): Promise<string[][]> => {
    const { objects } = await rig.api.readOverview({ workspace: slug });
    const { entities } = await rig.api.readEvents({ workspace: slug });
    const plan = await rig.api.readPlan({ workspace: slug });
    return [
      objects.filter(({ transport }) => transport === 'events').map(({ name }) => name),
      entities.filter(({ transport }) => transport === 'events').map(({ object }) => object),
      plan.events.objects,
    ].map((names) => names.toSorted());
  };
  const untilByEvents = async (names: readonly string[]): Promise<void> => {
    const wanted = JSON.stringify([names, names, names]);
    await until(async () => JSON.stringify(await readByEvents()) === wanted, {
      timeoutMs: 60_000,
      what: `overview, events and plan say that ${names.join(', ')} are read by events`,
    });
  };
  const fed = OBJECTS.slice(0, 5).toSorted();
  await untilByEvents(fed);
  const { summary } = await rig.api.readEvents({ workspace: slug });
  assert.match(summary, /^5 objects are read by events\.$/);

  // Deliveries that do not suffice: what changes is polled, though its events arrive.
  const [deliveries] = await rig.query<{ was: number | null }>(
    `select deliveries_per_day as was from event_subscription`,
  );
  await rig.query(`update event_subscription set deliveries_per_day = 1`);
  await rig.api.changeObject({ workspace: slug, object: 'Lead', mode: 'auto' });
  await untilByEvents(fed.filter((name) => name !== 'Lead'));
  const polled = await rig.api.readEvents({ workspace: slug });
  assert.equal(polled.entities.find(({ object }) => object === 'Lead')?.feeds, true);
  assert.match(polled.summary, /^4 objects are read by events\. 1 more is polled as planned/);
  await rig.query(`update event_subscription set deliveries_per_day = $1`, [deliveries?.was ?? null]);
  await rig.api.changeObject({ workspace: slug, object: 'Lead', mode: 'auto' });
  await untilByEvents(fed);
});

test('the loser of a merge says into what it went', async () => {
  const [winner = '', loser = ''] = await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Winner' } },
    { kind: 'create', object: 'Account', values: { Name: 'Loser' } },
  ]);
  await until(() => read('Account', loser), { what: 'both are there' });
  await rig.org.send('POST', '/records', {
    operations: [{ kind: 'merge', object: 'Account', id: winner, loserIds: [loser] }],
  });
  await until(async () => (await read('Account', loser)) === undefined, { what: 'the loser is gone' });
  const { changes } = await rig.api.listChanges({ workspace: workspace.slug });
  const gone = changes.find(({ recordId, operation }) => recordId === loser && operation === 'delete');
  assert.equal(gone?.mergedInto, winner);
});

test('switching to polling and back loses nothing', async () => {
  await rig.api.changeObject({ workspace: workspace.slug, object: 'Account', mode: 'poll' });
  const [first = ''] = await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'While polling' } },
  ]);
  await rig.api.changeObject({ workspace: workspace.slug, object: 'Account', mode: 'events' });
  const [second = ''] = await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'While switching' } },
  ]);
  await until(async () => (await read('Account', first)) && (await read('Account', second)), {
    timeoutMs: 40_000,
    what: 'both are there',
  });
  await untilFed(rig.api, workspace.slug, 'Account');
  await rig.query(`update event_read set due_at = now()`);
  await until(async () => (await rig.api.readEvents({ workspace: workspace.slug })).waitingReads === 0, {
    timeoutMs: 60_000,
    what: 'nothing waits to be read again',
  });
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
});

const names = async (object: string) =>
  (await rig.query<{ name: string }>(`select name from ${workspace.schema}.${object}`)).map(
    ({ name }) => name,
  );

test('events that are on stay on for ever: an object is taken off them in Salesforce, is polled, and misses nothing', async () => {
  const before = (await rig.api.readEvents({ workspace: workspace.slug })).allocation.entitiesUsed ?? 0;
  await assert.rejects(
    rig.api.deselectEventEntities({ workspace: workspace.slug, objects: ['Nothing__c'] }),
    {
      code: 'OBJECT_NOT_SELECTED',
    },
  );
  await rig.org.save([{ kind: 'create', object: 'Campaign', values: { Name: 'As an event, perhaps' } }]);
  const status = await rig.api.deselectEventEntities({ workspace: workspace.slug, objects: ['campaign'] });
  assert.equal(status.allocation.entitiesUsed, before - 1);
  assert.equal(status.entities.find(({ object }) => object === 'Campaign')?.selected, false);
  await rig.org.save([{ kind: 'create', object: 'Campaign', values: { Name: 'Without an event' } }]);
  await workspace.untilObject('Campaign', ({ transport }) => transport === 'poll', {
    timeoutMs: 60_000,
    what: 'it is polled',
  });
  await workspace.poll();
  for (const name of ['As an event, perhaps', 'Without an event'])
    await until(async () => (await names('campaign')).includes(name), { what: `there is ${name}` });
  // What is off already is no mistake.
  await rig.api.deselectEventEntities({ workspace: workspace.slug, objects: ['Campaign'] });
});

test('switched off for the workspace nobody subscribes and everything is polled; switched on again it goes on, and nothing is lost', async () => {
  const streams = async () => (await rig.org.send<{ streams: number }>('GET', '/events')).streams;
  const off = await rig.api.switchEvents({ workspace: workspace.slug, enabled: false });
  assert.equal(off.enabled, false);
  await until(async () => (await streams()) === 0, { timeoutMs: 60_000, what: 'nobody subscribes' });
  assert.match((await rig.api.readEvents({ workspace: workspace.slug })).summary, /switched off/);
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'While it was off' } }]);
  await workspace.untilObject('Account', ({ transport }) => transport === 'poll', {
    timeoutMs: 60_000,
    what: 'it is polled',
  });
  await workspace.poll();
  await until(async () => (await names('account')).includes('While it was off'), {
    what: 'a poll brought it',
  });
  assert.equal(await streams(), 0);

  // As it is when an event told a part, and the rest was to be read when events were switched off.
  const { schema } = workspace;
  const [row] = await rig.query<{ id: string }>(
    `update ${schema}.account set name = 'Told in part' where name = 'While it was off' returning id`,
  );
  await rig.query(
    `insert into event_read (workspace_id, sobject, record_id, reason, due_at)
     select workspace_id, 'Account', $2, 'untold', now() - interval '2 minutes' from workspace where slug = $1`,
    [workspace.slug, row?.id],
  );
  await workspace.poll();
  await until(async () => (await rig.api.readEvents({ workspace: workspace.slug })).waitingReads === 0, {
    what: 'the poll read it',
  });
  assert.ok((await names('account')).includes('While it was off'));

  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'As it came on' } }]);
  assert.equal((await rig.api.switchEvents({ workspace: workspace.slug, enabled: true })).enabled, true);
  await untilFed(rig.api, workspace.slug, 'Account');
  await until(async () => (await names('account')).includes('As it came on'), { what: 'its event came' });
  const { entries } = await rig.api.listAudit({ workspace: workspace.slug, action: 'events', limit: 10 });
  assert.deepEqual(
    entries.map(({ action }) => action).filter((action) => action.startsWith('events.switched')),
    ['events.switched_on', 'events.switched_off'],
  );
  await rig.query(`update event_read set due_at = now()`);
  await until(async () => (await rig.api.readEvents({ workspace: workspace.slug })).waitingReads === 0, {
    timeoutMs: 60_000,
    what: 'nothing waits to be read again',
  });
  await workspace.poll();
  await rig.assertMirrorIsSame(workspace);
});
