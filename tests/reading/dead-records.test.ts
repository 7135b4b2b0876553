/** Failures B14 (merges, converted leads, owners: 121, 122, 123, 125) and what deletes leave behind in lookups. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { followLinks } from '@sync-user/engine';
import { orgSeed } from '../support/org-seed.ts';
import { startCensusRig } from './census-rig.ts';

const rig = await startCensusRig({
  seed: orgSeed({ accounts: 12, contacts: 6, widgets: 10 }),
  objects: {
    Account: 'default',
    Contact: 'default',
    Lead: 'default',
    Opportunity: 'default',
    User: 'default',
    // Chosen field by field: where a record went is read all the same.
    Campaign: ['Name'],
    CampaignMember: 'default',
    Widget__c: 'all',
  },
});
const { org, time, sql, store, workspaceId } = rig;

async function create(object: string, values: object): Promise<string> {
  const [id = ''] = await org.save([
    { kind: 'create', object, values: values as Readonly<Record<string, unknown>> },
  ]);
  return id;
}

async function act(operation: object): Promise<void> {
  const { results } = await org.send<{ results: { success: boolean; errors: unknown[] }[] }>(
    'POST',
    '/records',
    {
      operations: [operation],
    },
  );
  assert.ok(results[0]?.success, JSON.stringify(results[0]?.errors));
}

async function poll(): Promise<void> {
  await time.advance(60_000);
  await rig.poll();
}

async function cell(table: string, column: string, id: string): Promise<unknown> {
  const [row] = await sql<{ value: unknown }>(
    `select ${column} as value from crm_acme.${table} where id = $1`,
    [id],
  );
  return row?.value;
}

async function changesOf(recordId: string) {
  return (await store.changes.list(workspaceId, { limit: 50, recordId })).changes;
}

describe('after a merge the dead id leads to the living record', () => {
  test('the loser’s tombstone and feed entry say into what, and its links lead on', async () => {
    const [winner, loser] = [
      await create('Account', { Name: 'Winner' }),
      await create('Account', { Name: 'Loser' }),
    ];
    const contact = await create('Contact', { LastName: 'Child', AccountId: loser });
    const widget = await create('Widget__c', { Name: 'W', Account__c: loser });
    await poll();
    assert.equal(await cell('contact', 'accountid', contact), loser);

    await act({ kind: 'merge', object: 'Account', id: winner, loserIds: [loser] });
    await poll();
    assert.equal(await cell('account', 'id', loser), undefined);
    assert.equal(await cell('contact', 'accountid', contact), winner);
    assert.equal(await cell('widget__c', 'account__c', widget), winner);
    const [gone] = (await changesOf(loser)).slice(-1);
    assert.equal(gone?.operation, 'delete');
    assert.equal(gone.mergedInto, winner);

    const trace = await store.records.trace(workspaceId, loser);
    assert.equal(trace.state, 'merged');
    assert.deepEqual(trace.steps, [{ how: 'merged', object: 'Account', id: winner, name: 'Winner' }]);
    assert.deepEqual(trace.now, [{ object: 'Account', id: winner, name: 'Winner' }]);
  });

  test('the chain is followed through merge after merge, by ids of 15 characters and in any case', async () => {
    const ids: string[] = [];
    for (const name of ['A', 'B', 'C', 'D']) ids.push(await create('Account', { Name: name }));
    const [a = '', b = '', c = '', d = ''] = ids;
    await poll();
    await act({ kind: 'merge', object: 'Account', id: b, loserIds: [a] });
    await act({ kind: 'merge', object: 'Account', id: c, loserIds: [b] });
    await poll();
    await act({ kind: 'merge', object: 'Account', id: d, loserIds: [c] });
    await poll();
    for (const typed of [a, a.slice(0, 15), a.toUpperCase(), a.toLowerCase()]) {
      const trace = await store.records.trace(workspaceId, typed);
      assert.equal(trace.id, a);
      assert.deepEqual(
        trace.steps.map(({ id }) => id),
        [b, c, d],
      );
      assert.deepEqual(
        trace.now.map(({ id }) => id),
        [d],
      );
    }
  });

  test('links that moved without a stamp are read again', async () => {
    const [winner, loser] = [
      await create('Account', { Name: 'Quiet winner' }),
      await create('Account', { Name: 'Quiet loser' }),
    ];
    const contact = await create('Contact', { LastName: 'Quiet', AccountId: loser });
    await poll();
    const stamp = await cell('contact', 'systemmodstamp', contact);
    await act({ kind: 'merge', object: 'Account', id: winner, loserIds: [loser] });
    await poll();
    // As it is in an org where the child's stamp stays: the poll brought nothing of it.
    await sql(`update crm_acme.contact set accountid = $2, systemmodstamp = $3 where id = $1`, [
      contact,
      loser,
      stamp,
    ]);
    await sql(`update sync_user.workspace set links_seq = 0`);
    rig.calls.length = 0;
    await followLinks(rig.ports, workspaceId, AbortSignal.timeout(30_000));
    assert.equal(await cell('contact', 'accountid', contact), winner);
    assert.equal(rig.calls.length, 1);
    await followLinks(rig.ports, workspaceId, AbortSignal.timeout(30_000));
    assert.equal(rig.calls.length, 1, 'and it costs nothing when nothing points at the dead');
  });

  for (const [told, laterMs] of [
    ['before the row’s own stamp', -5000],
    ['after it', 5000],
  ] as const) {
    test(`a delete that was told by its id alone, ${told}, learns later that it was a merge`, () =>
      learnsLater(laterMs));
  }

  async function learnsLater(laterMs: number): Promise<void> {
    const [winner, loser] = [
      await create('Account', { Name: 'Late winner' }),
      await create('Account', { Name: 'Late loser' }),
    ];
    await poll();
    await act({ kind: 'merge', object: 'Account', id: winner, loserIds: [loser] });
    const object = (await rig.ports.objects.read(workspaceId, 'Account')) ?? assert.fail();
    await rig.ports.mirror.applyRecords(
      object.table,
      [{ Id: loser, IsDeleted: true, SystemModstamp: new Date(time.nowMs() + laterMs).toISOString() }],
      { cause: 'event', cursor: null },
    );
    assert.equal((await store.records.trace(workspaceId, loser)).state, 'deleted');
    await poll();
    assert.equal((await store.records.trace(workspaceId, loser)).now[0]?.id, winner);
    assert.equal((await changesOf(loser)).at(-1)?.mergedInto, winner);
  }
});

describe('a converted lead', () => {
  test('stays, read only, and leads to account, contact and opportunity', async () => {
    const lead = await create('Lead', { LastName: 'Rossi', Company: 'Rossi SpA' });
    await poll();
    await act({ kind: 'convertLead', id: lead, convertedStatus: 'Closed - Converted' });
    await poll();
    assert.equal(await cell('lead', 'isconverted', lead), true);
    const trace = await store.records.trace(workspaceId, lead);
    assert.equal(trace.state, 'converted');
    assert.deepEqual(
      trace.now.map(({ object }) => object),
      ['Account', 'Contact', 'Opportunity'],
    );
    assert.ok(trace.steps.every(({ how }) => how === 'converted'));
    // And still does when it is deleted afterwards.
    await act({ kind: 'delete', object: 'Lead', id: lead });
    await poll();
    const later = await store.records.trace(workspaceId, lead);
    assert.notEqual(later.deletedAt, null);
    assert.deepEqual(later.now, trace.now);
  });
});

describe('lookups to what was deleted', () => {
  test('are emptied with it, and filled again when it is undeleted: no stamp of theirs moves', async () => {
    const account = await create('Account', { Name: 'Comes and goes' });
    const widget = await create('Widget__c', { Name: 'Hangs on', Account__c: account });
    // Beyond what a poll looks back at.
    await time.advance(60 * 60_000);
    await poll();
    const stamp = await cell('widget__c', 'systemmodstamp', widget);
    await act({ kind: 'delete', object: 'Account', id: account });
    await poll();
    assert.equal(await cell('widget__c', 'account__c', widget), null);
    await time.advance(60 * 60_000);
    await act({ kind: 'undelete', object: 'Account', id: account });
    await poll();
    assert.equal(await cell('widget__c', 'account__c', widget), account);
    assert.deepEqual(await cell('widget__c', 'systemmodstamp', widget), stamp);
    assert.deepEqual(
      (await changesOf(account)).map(({ operation }) => operation),
      ['create', 'delete', 'undelete'],
    );
    const told = (await changesOf(widget)).map(({ changed }) => changed['account__c']);
    assert.deepEqual(told.slice(1), [
      [account, null],
      [null, account],
    ]);
    assert.equal((await store.records.trace(workspaceId, account)).state, 'present');
  });

  for (const [what, comesBack] of [
    ['are filled again when it came back before anybody saw it dead', true],
    ['tell that it is dead before a poll does', false],
  ] as const) {
    test(`${what}: one of them was read meanwhile`, async () => {
      const account = await create('Account', { Name: 'Dies unseen' });
      const widgets: string[] = [];
      for (const Name of ['One', 'Two'])
        widgets.push(await create('Widget__c', { Name, Account__c: account }));
      await time.advance(60 * 60_000);
      await poll();
      await act({ kind: 'delete', object: 'Account', id: account });
      const [widget] = widgets;
      const { table } = (await rig.ports.objects.read(workspaceId, 'Widget__c')) ?? assert.fail();
      const fields = ['Id', 'SystemModstamp', 'Account__c'];
      const read = (await rig.orgRows('Widget__c', fields)).filter((row) => row['Id'] === widget);
      const columns = table.columns.filter(({ field }) => fields.includes(field));
      await rig.ports.mirror.applyRecords({ ...table, columns }, read, { cause: 'repair', cursor: null });
      assert.equal(await cell('widget__c', 'account__c', widget ?? ''), null);
      if (comesBack) await act({ kind: 'undelete', object: 'Account', id: account });
      await followLinks(rig.ports, workspaceId, AbortSignal.timeout(30_000));
      for (const id of widgets)
        assert.equal(await cell('widget__c', 'account__c', id), comesBack ? account : null);
      const { state } = await store.records.trace(workspaceId, account);
      assert.equal(state, comesBack ? 'present' : 'deleted');
      rig.calls.length = 0;
      await followLinks(rig.ports, workspaceId, AbortSignal.timeout(30_000));
      assert.equal(rig.calls.length, 0);
    });
  }

  test('cost no call when a person empties one', async () => {
    const account = await create('Account', { Name: 'Stays' });
    const widget = await create('Widget__c', { Name: 'Is let go', Account__c: account });
    await poll();
    await time.advance(60_000);
    await org.save([{ kind: 'update', object: 'Widget__c', id: widget, values: { Account__c: null } }]);
    rig.calls.length = 0;
    await poll();
    assert.equal(await cell('widget__c', 'account__c', widget), null);
    assert.ok(rig.calls.length > 0);
    assert.ok(rig.calls.every(({ cause }) => cause !== 'repair'));
  });
});

describe('owners', () => {
  test('a record that a queue owns is synced like any other', async () => {
    const queue = await create('Group', { Name: 'Inbound', DeveloperName: 'Inbound', Type: 'Queue' });
    await create('QueueSobject', { QueueId: queue, SobjectType: 'Lead' });
    const lead = await create('Lead', { LastName: 'Queued', Company: 'Queue Ltd', OwnerId: queue });
    await poll();
    assert.equal(await cell('lead', 'ownerid', lead), queue);
    assert.match(queue, /^00G/);
  });

  test('an owner who left is inactive in the mirror, and keeps the records', async () => {
    const [user] = await sql<{ id: string }>(
      `select id from crm_acme."user" where username = 'admin@acme.example'`,
    );
    const account = await create('Account', { Name: 'Of a leaver', OwnerId: user?.id });
    await poll();
    await org.save([{ kind: 'update', object: 'User', id: user?.id ?? '', values: { IsActive: false } }]);
    await poll();
    assert.equal(await cell('"user"', 'isactive', user?.id ?? ''), false);
    assert.equal(await cell('account', 'ownerid', account), user?.id);
    await org.save([{ kind: 'update', object: 'User', id: user?.id ?? '', values: { IsActive: true } }]);
  });
});

test('what is no id is refused, and an id that nobody knows is said to be unknown', async () => {
  await assert.rejects(store.records.trace(workspaceId, 'Acme'), { code: 'API_INVALID_REQUEST' });
  assert.equal((await store.records.trace(workspaceId, '001000000000000AAA')).state, 'unknown');
});
