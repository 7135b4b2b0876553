import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untilFed } from '../support/events-of.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const rig = await startRig({
  events: true,
  seed: { ...orgSeed({ maySeeSetup: true }), changeDataCapture: ['Account', 'Contact', 'Widget__c'] },
});
const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact', 'Widget__c'] });
await untilFed(rig.api, workspace.slug, 'Account', 'Contact', 'Widget__c');

const read = (object: string, id: string) =>
  rig.api.readRecord({ workspace: workspace.slug, object, id }).catch(() => undefined);

test('creates, updates, deletes and undeletes reach the mirror without a poll', async () => {
  const polled = (await workspace.object('Account')).lastPolledAt;
  const [id = ''] = await rig.org.save([
    {
      kind: 'create',
      object: 'Account',
      values: { Name: 'By event', BillingCity: 'Bonn', NumberOfEmployees: 7 },
    },
  ]);
  const created = await until(() => read('Account', id), { what: 'the account is there' });
  assert.equal(created['name'], 'By event');
  assert.equal(created['billingcity'], 'Bonn');

  await rig.org.save([
    { kind: 'update', object: 'Account', id, values: { BillingCity: null, Name: 'Renamed' } },
  ]);
  await until(async () => (await read('Account', id))?.['name'] === 'Renamed', {
    what: 'the account is renamed',
  });
  assert.equal((await read('Account', id))?.['billingcity'], null);
  assert.equal((await read('Account', id))?.['numberofemployees'], 7);

  await rig.org.save([{ kind: 'delete', object: 'Account', id }]);
  await until(async () => (await read('Account', id)) === undefined, { what: 'the account is gone' });
  await rig.org.save([{ kind: 'undelete', object: 'Account', id }]);
  await until(async () => (await read('Account', id))?.['name'] === 'Renamed', {
    what: 'the account is back',
  });

  assert.equal((await workspace.object('Account')).lastPolledAt, polled, 'nothing was polled');
  const { changes } = await rig.api.listChanges({ workspace: workspace.slug });
  assert.deepEqual(
    changes.filter(({ recordId }) => recordId === id).map(({ operation, cause }) => `${operation} ${cause}`),
    ['create event', 'update event', 'delete event', 'undelete event'],
  );
});

test('what events cannot tell is read by id, and the mirror is the org', async () => {
  const [id = ''] = await rig.org.save([
    { kind: 'create', object: 'Contact', values: { FirstName: 'Ada', LastName: 'Luxem' } },
  ]);
  await until(async () => (await read('Contact', id))?.['name'] === 'Ada Luxem', {
    what: 'the whole name is there',
  });
  await rig.org.save([{ kind: 'update', object: 'Contact', id, values: { LastName: 'King' } }]);
  await until(async () => (await read('Contact', id))?.['name'] === 'Ada King', {
    what: 'the new name is there',
  });
  // Fields that events never tell may wait for half a minute.
  await rig.query(`update event_read set due_at = now()`);
  await until(async () => (await rig.api.readEvents({ workspace: workspace.slug })).waitingReads === 0, {
    timeoutMs: 60_000,
    what: 'nothing waits to be read again',
  });
  await rig.assertMirrorIsSame(workspace);

  // What was read by id adds to the change that its event told, and the feed says so.
  const { changes } = await rig.api.listChanges({ workspace: workspace.slug });
  const ofContact = changes.filter(({ recordId }) => recordId === id);
  let own: (typeof changes)[number] | undefined;
  for (const change of ofContact) {
    const adds = own?.cause === 'event' && !('lastmodifieddate' in change.changed);
    const wanted = adds ? { cause: 'event_detail', completes: own?.seq } : { completes: null };
    assert.partialDeepStrictEqual(change, wanted, JSON.stringify(ofContact));
    if (!adds) own = change;
  }
});

test('an object that is fed by events is as fresh as the last sign of life, not as its last poll', async () => {
  const [id = ''] = await rig.org.save([
    { kind: 'create', object: 'Widget__c', values: { Key__c: 'fresh' } },
  ]);
  await until(() => read('Widget__c', id), { what: 'the widget is there' });
  const { lastHeardAt } = await rig.api.readEvents({ workspace: workspace.slug });
  const { freshAsOf, lastPolledAt } = await workspace.object('Widget__c');
  assert.ok(
    lastHeardAt !== null && freshAsOf !== null && freshAsOf >= lastHeardAt,
    `${freshAsOf} ${lastHeardAt}`,
  );
  assert.ok(lastPolledAt !== null && lastPolledAt < freshAsOf);
});
