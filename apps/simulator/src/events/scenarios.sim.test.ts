import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { behaviour } from '../../testing/behaviour.ts';
import type { SeenEvent } from '../../testing/event-client.ts';
import { account, EVENT_SEED, openEventOrg } from '../../testing/event-org.ts';
import { readRecorded, withoutRecordings } from '../../testing/recorded.ts';
import { create } from '../../testing/test-org.ts';

const kinds = (events: readonly SeenEvent[]): string[] =>
  events.map(({ header }) => `${header.changeType} ${header.entityName}`);

behaviour(
  'a converted lead is one transaction: account, contact, opportunity and the lead itself',
  { documented: 'facts 6.7' },
  async () => {
    await using org = await openEventOrg({
      seed: { ...EVENT_SEED, changeDataCapture: ['Account', 'Contact', 'Opportunity', 'Lead'] },
    });
    const lead = await create(org.admin, 'Lead', { LastName: 'Luxem', Company: 'Print' });
    const call = await org.all();
    const answer = await org.admin.control('POST', '/records', {
      username: 'admin@test.example',
      operations: [{ kind: 'convertLead', id: lead, convertedStatus: 'Closed - Converted' }],
    });
    assert.equal(answer.body.results[0].success, true, JSON.stringify(answer.body));
    const events = await call.events(4);
    assert.deepEqual(kinds(events).toSorted(), [
      'CREATE Account',
      'CREATE Contact',
      'CREATE Opportunity',
      'UPDATE Lead',
    ]);
    assert.equal(new Set(events.map(({ header }) => header.transactionKey)).size, 1);
    const converted = events.find(({ header }) => header.entityName === 'Lead');
    assert.deepEqual(converted?.value.IsConverted, { boolean: true });
    const made = events.find(({ header }) => header.entityName === 'Account');
    assert.deepEqual(converted.value.ConvertedAccountId, { string: made?.header.recordIds[0] });
  },
  { covers: ['events.header', 'data.lead-conversion'] },
);

behaviour(
  'a roll-up summary that moves is a change of the parent; formulas are in no event',
  { documented: 'facts 6.5' },
  async () => {
    await using org = await openEventOrg({
      seed: {
        ...EVENT_SEED,
        objects: [
          {
            name: 'Bill__c',
            fields: [
              {
                name: 'Total__c',
                type: 'rollUp',
                summaryForeignKey: 'Line__c.Bill__c',
                summaryOperation: 'sum',
                summarizedField: 'Line__c.Amount__c',
              },
              { name: 'Gross__c', type: 'currency', formula: 'Total__c * 1.19' },
            ],
          },
          {
            name: 'Line__c',
            fields: [
              {
                name: 'Bill__c',
                type: 'masterDetail',
                referenceTo: 'Bill__c',
                childRelationshipName: 'Lines__r',
              },
              { name: 'Amount__c', type: 'currency' },
            ],
          },
        ],
        changeDataCapture: ['Bill__c'],
      },
    });
    const bill = await create(org.admin, 'Bill__c', { Name: 'B' });
    const call = await org.all();
    await create(org.admin, 'Line__c', { Bill__c: bill, Amount__c: 5 });
    const [updated] = await call.events(1);
    assert.deepEqual(updated?.header.recordIds, [bill]);
    assert.deepEqual(updated.value.Total__c, { double: 5 });
    assert.ok(!('Gross__c' in updated.value));
  },
  { covers: ['events.schema', 'data.roll-ups'] },
);

behaviour(
  'the schema of person accounts is the recorded one, and their name is a record',
  { verified: 'change-events/AccountChangeEvent.avsc' },
  async () => {
    await using org = await openEventOrg({ seed: { ...EVENT_SEED, personAccounts: true } });
    const types = await org.admin.query('SELECT Id FROM RecordType WHERE IsPersonType = true');
    const call = await org.all();
    const values = { RecordTypeId: types.body.records[0].Id, FirstName: 'Rosa', LastName: 'Luxem' };
    await create(org.admin, 'Account', values);
    const events = await call.events(2);
    assert.deepEqual(kinds(events).toSorted(), ['CREATE Account', 'CREATE Contact']);
    const made = events.find(({ header }) => header.entityName === 'Account');
    assert.deepEqual(made?.value.Name, {
      'com.sforce.eventbus.Switchable_PersonName': {
        Salutation: null,
        FirstName: { string: 'Rosa' },
        LastName: { string: 'Luxem' },
      },
    });
    const { fields } = readRecorded('change-events/AccountChangeEvent.avsc') as {
      fields: { name: string }[];
    };
    const standard = fields.map(({ name }) => name).filter((name) => !/__p?c$/.test(name));
    assert.deepEqual(
      Object.keys(made.value).filter((name) => !/__p?c$/.test(name)),
      standard,
    );
  },
  { covers: ['events.schema', 'data.person-accounts'], skip: withoutRecordings },
);

behaviour(
  'an org that is started again still has its events, ids and selection',
  { simulator_only: 'data directories' },
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'simulator-events-'));
    try {
      let replayId: string;
      {
        await using org = await openEventOrg({ dataDir });
        await account(org, { Name: 'One' });
        await account(org, { Name: 'Two' });
        const call = org.client.subscribe({ topic_name: '/data/ChangeEvents', replay_preset: 1 });
        replayId = (await call.events(2))[0]?.replayId ?? '';
      }
      await using org = await openEventOrg({ dataDir });
      await account(org, { Name: 'Three' });
      const call = org.client.subscribe({
        topic_name: '/data/ChangeEvents',
        replay_preset: 2,
        replay_id: replayId,
      });
      const events = await call.events(2);
      assert.deepEqual(
        events.map(({ value }) => value.Name.string),
        ['Two', 'Three'],
      );
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
  { covers: 'events.replay' },
);

behaviour(
  'a sandbox that is refreshed into another org has none of the old events',
  { documented: 'facts 1.6' },
  async () => {
    await using org = await openEventOrg();
    await account(org);
    const [old] = await org.client
      .subscribe({ topic_name: '/data/ChangeEvents', replay_preset: 1 })
      .events(1);
    assert.ok(old);
    await org.admin.control('POST', '/org/refresh', {});
    assert.equal((await org.admin.control('GET', '/events')).body.retained, 0);
  },
  { covers: ['events.replay', 'faults.org'] },
);
