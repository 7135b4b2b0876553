import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg, setClock } from '../../testing/test-org.ts';

behaviour(
  'changed and deleted rows of a window, in whole minutes',
  { documented: 'sObject Get Updated, Get Deleted' },
  async () => {
    await using org = await openTestOrg();
    await setClock(org, '2027-03-01T10:00:20Z');
    const kept = await create(org.admin, 'Account', { Name: 'Kept' });
    const gone = await create(org.admin, 'Account', { Name: 'Gone' });
    await org.admin.call('DELETE', `/sobjects/Account/${gone}`);
    await setClock(org, '2027-03-01T10:05:00Z');
    const window = 'start=2027-03-01T10:00:59Z&end=2027-03-01T10:03:10%2B00:00';
    const updated = await org.admin.get(`/sobjects/Account/updated/?${window}`);
    assert.deepEqual(updated.body, { ids: [kept], latestDateCovered: '2027-03-01T10:03:00.000+0000' });
    const deleted = await org.admin.get(`/sobjects/Account/deleted?${window}`);
    assert.deepEqual(
      deleted.body.deletedRecords.map((row: { id: string }) => row.id),
      [gone],
    );
    assert.equal(deleted.body.latestDateCovered, '2027-03-01T10:03:00.000+0000');
    const old = await org.admin.get(
      '/sobjects/Account/updated?start=2026-01-01T00:00:00Z&end=2027-03-01T10:00:00Z',
    );
    assert.equal(old.body[0].errorCode, 'INVALID_REPLICATION_DATE');
  },
  { covers: 'rest.replication' },
);

behaviour(
  'getDeleted tells of rows that queryAll does not have: no recycle bin, or emptied out of it',
  { documented: 'sObject Get Deleted; CampaignMember is not undeletable' },
  async () => {
    await using org = await openTestOrg();
    await setClock(org, '2027-03-01T10:00:20Z');
    const campaign = await create(org.admin, 'Campaign', { Name: 'Spring' });
    const lead = await create(org.admin, 'Lead', { LastName: 'Rossi', Company: 'Rossi SpA' });
    const member = await create(org.admin, 'CampaignMember', { CampaignId: campaign, LeadId: lead });
    const purged = await create(org.admin, 'Account', { Name: 'Purged' });
    await org.admin.call('DELETE', `/sobjects/Lead/${lead}`);
    await org.admin.call('DELETE', `/sobjects/Account/${purged}`);
    await org.admin.control('POST', '/records', {
      operations: [{ kind: 'purge', object: 'Account', id: purged }],
    });
    await setClock(org, '2027-03-01T10:05:00Z');

    const window = 'start=2027-03-01T10:00:00Z&end=2027-03-01T10:05:00Z';
    for (const [object, id] of [
      ['CampaignMember', member],
      ['Account', purged],
    ] as const) {
      const soql = encodeURIComponent(`SELECT Id FROM ${object} WHERE Id = '${id}'`);
      assert.equal((await org.admin.get(`/queryAll?q=${soql}`)).body.totalSize, 0);
      const { deletedRecords } = (await org.admin.get(`/sobjects/${object}/deleted?${window}`)).body;
      assert.deepEqual(deletedRecords, [{ id, deletedDate: '2027-03-01T10:00:20.000+0000' }]);
    }
  },
  { covers: 'rest.replication' },
);

behaviour(
  'history rows, which have no stamp but their creation, can be asked for too',
  {
    assumed:
      'history objects are replicateable in recorded describes; getUpdated falls back from stamp to stamp',
  },
  async () => {
    await using org = await openTestOrg();
    const { body } = await org.admin.get(
      `/sobjects/OpportunityFieldHistory/deleted?${window(Date.now() - 600_000, Date.now())}`,
    );
    assert.deepEqual(body.deletedRecords, []);
  },
  { covers: 'rest.replication' },
);

behaviour(
  'an open transaction holds latestDateCovered back',
  { documented: 'GetUpdatedResult, long-running transactions' },
  async () => {
    await using org = await openTestOrg();
    await setClock(org, '2027-03-01T10:00:00Z');
    const { id } = (await org.admin.control('POST', '/transactions')).body;
    const created = await org.admin.post('/sobjects/Account', { Name: 'Slow' });
    assert.equal(created.status, 201);
    await setClock(org, '2027-03-01T10:20:00Z');
    const path = '/sobjects/Account/updated?start=2027-03-01T09:50:00Z&end=2027-03-01T10:15:00Z';
    const during = await org.admin.get(path);
    assert.deepEqual(during.body, { ids: [], latestDateCovered: '2027-03-01T10:00:00.000+0000' });
    await org.admin.control('DELETE', `/transactions/${id}`);
    const after = await org.admin.get(path);
    assert.deepEqual(after.body, {
      ids: [created.body.id],
      latestDateCovered: '2027-03-01T10:15:00.000+0000',
    });
  },
  { covers: 'rest.replication' },
);

behaviour(
  'a purged delete log says from when on it is complete',
  { documented: 'facts 2.10: earliestDateAvailable, entries older than two hours, oldest first' },
  async () => {
    await using org = await openTestOrg();
    const path = '/sobjects/Account/deleted?start=2027-03-01T00:00:00Z&end=2027-03-01T12:00:00Z';
    const ids: string[] = [];
    for (const hour of ['05', '06', '07', '09']) {
      await setClock(org, `2027-03-01T${hour}:30:00Z`);
      const id = await create(org.admin, 'Account', { Name: hour });
      await org.admin.call('DELETE', `/sobjects/Account/${id}`);
      ids.push(id);
    }
    await setClock(org, '2027-03-01T10:30:00Z');
    const read = async (): Promise<[string[], string]> => {
      const { body } = await org.admin.get(path);
      return [body.deletedRecords.map((row: { id: string }) => row.id), body.earliestDateAvailable];
    };
    assert.deepEqual(await read(), [ids, '2027-02-14T10:30:00.000+0000']);
    // Two too many: of the job at 10:00 both oldest are older than two hours.
    await org.admin.control('POST', '/replication', { deleteLogLimit: 2 });
    assert.deepEqual(await read(), [ids.slice(2), '2027-03-01T06:30:00.000+0000']);
    // Three too many, but 09:30 is not yet two hours old at 10:00.
    await org.admin.control('POST', '/replication', { deleteLogLimit: 0 });
    assert.deepEqual(await read(), [ids.slice(3), '2027-03-01T07:30:00.000+0000']);
    await org.admin.control('POST', '/replication', { purge: true });
    assert.deepEqual(await read(), [[], '2027-03-01T10:30:00.000+0000']);
  },
  { covers: 'rest.replication' },
);

behaviour(
  'windows that are reversed, too short, too old, from before the org, or too full are refused',
  { documented: 'facts 2.10: INVALID_REPLICATION_DATE, EXCEEDED_ID_LIMIT' },
  async () => {
    await using org = await openTestOrg();
    await setClock(org, '2027-03-20T10:00:30Z');
    const ask = async (what: string, start: string, end: string): Promise<string> => {
      const query = new URLSearchParams({ start, end }).toString();
      const { status, body } = await org.admin.get(`/sobjects/Account/${what}/?${query}`);
      return status === 200 ? body.latestDateCovered : `${body[0].errorCode}: ${body[0].message}`;
    };
    const reversed = /^INVALID_REPLICATION_DATE: endDate must be at least one minute greater than startDate$/;
    assert.match(await ask('updated', '2027-03-20T09:00:00Z', '2027-03-20T08:00:00Z'), reversed);
    assert.match(await ask('deleted', '2027-03-20T09:00:01Z', '2027-03-20T09:00:59Z'), reversed);
    assert.match(
      await ask('updated', '2027-02-10T00:00:00Z', '2027-03-20T09:00:00Z'),
      /more than 30 days ago/,
    );
    assert.match(
      await ask('deleted', '2027-03-01T00:00:00Z', '2027-03-20T09:00:00Z'),
      /more than 15 days ago/,
    );
    assert.match(await ask('updated', 'soon', '2027-03-20T09:00:00Z'), /^INVALID_REPLICATION_DATE/);
    const scripted = await ask(
      'updated',
      'Sat Mar 20 2027 09:00:00 GMT+0100 (Central European Standard Time)',
      '2027-03-20T09:30:00+00:00',
    );
    assert.equal(scripted, '2027-03-20T09:30:00.000+0000');
    assert.equal(
      await ask('updated', '2027-03-20T09:00:00Z', '2027-03-21T09:00:00Z'),
      '2027-03-20T10:00:00.000+0000',
    );

    await create(org.admin, 'Account', { Name: 'One' });
    await create(org.admin, 'Account', { Name: 'Two' });
    await org.admin.control('POST', '/replication', { maxIds: 1 });
    assert.match(await ask('updated', '2027-03-20T09:00:00Z', '2027-03-20T10:01:00Z'), /^EXCEEDED_ID_LIMIT/);
    await org.admin.control('POST', '/replication', { enabledAt: '2027-03-20T09:30:00Z' });
    assert.match(
      await ask('updated', '2027-03-20T09:00:00Z', '2027-03-20T10:00:00Z'),
      /before org replication enabled/,
    );
  },
  { covers: 'rest.replication' },
);

function window(start: number, end: number): string {
  return `start=${new Date(start).toISOString()}&end=${new Date(end).toISOString()}`;
}
