import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { behaviour } from '../../testing/behaviour.ts';
import type { SeenEvent } from '../../testing/event-client.ts';
import { account, openEventOrg } from '../../testing/event-org.ts';
import type { EventOrg } from '../../testing/event-org.ts';
import { create } from '../../testing/test-org.ts';
import { readBitmaps } from './schema/bitmap.ts';

/** Names of the fields that a list of bitmaps names, parts with a dot. */
function names(event: SeenEvent, list: 'changedFields' | 'nulledFields' | 'diffFields'): string[] {
  const fields = Object.keys(event.value);
  const { top, nested } = readBitmaps(event.header[list]);
  const parts = ['Street', 'City', 'State', 'PostalCode', 'Country', 'StateCode', 'CountryCode', 'Latitude'];
  return [
    ...[...top].map((bit) => fields[bit] ?? '?'),
    ...[...nested].flatMap(([parent, bits]) =>
      [...bits].map((bit) => `${fields[parent]}.${fields[parent] === 'Name' ? bit : parts[bit]}`),
    ),
  ];
}

async function saveTogether(org: EventOrg, operations: readonly object[]): Promise<{ id: string }[]> {
  const answer = await org.admin.control('POST', '/records', {
    operations,
    username: 'admin@test.example',
    allOrNone: true,
  });
  return answer.body.results;
}

behaviour(
  'a created row is told of whole, an update by what changed alone, a delete by its header',
  { documented: 'facts 6.7; headers as recorded in change-events/' },
  async () => {
    await using org = await openEventOrg();
    const call = await org.all();
    const id = await account(org, { Phone: '1', NumberOfEmployees: 7, AnnualRevenue: 1.5 });
    await org.admin.call('PATCH', `/sobjects/Account/${id}`, { Phone: null, Site: 'Hall' });
    await org.admin.call('DELETE', `/sobjects/Account/${id}`);
    const [created, updated, deleted] = await call.events(3);
    assert.ok(created && updated && deleted);
    assert.equal(created.header.changeType, 'CREATE');
    assert.equal(created.header.entityName, 'Account');
    assert.deepEqual(created.header.recordIds, [id]);
    assert.deepEqual(created.header.changedFields, []);
    assert.deepEqual(
      [created.value.Name, created.value.Phone, created.value.NumberOfEmployees, created.value.AnnualRevenue],
      [{ string: 'Acme' }, { string: '1' }, { int: 7 }, { double: 1.5 }],
    );
    assert.equal(created.value.BillingAddress, null);
    assert.equal(created.header.commitTimestamp % 1000, 0);
    assert.equal(created.value.LastModifiedDate.long % 1000, 0);
    assert.deepEqual(names(updated, 'changedFields'), ['Phone', 'Site', 'LastModifiedDate']);
    assert.deepEqual(names(updated, 'nulledFields'), ['Phone']);
    assert.deepEqual(updated.value.Site, { string: 'Hall' });
    assert.equal(updated.value.Name, null);
    assert.equal(updated.value.LastModifiedById, null);
    assert.equal(deleted.header.changeType, 'DELETE');
    const told = Object.entries(deleted.value).filter(([, value]) => value !== null);
    assert.deepEqual(
      told.map(([name]) => name),
      ['ChangeEventHeader'],
    );
  },
  { covers: ['events.header', 'events.schema'] },
);

behaviour(
  'an undeleted row is told of whole, and another modifier is named',
  { documented: 'facts 6.7' },
  async () => {
    await using org = await openEventOrg();
    const id = await account(org);
    await org.admin.call('DELETE', `/sobjects/Account/${id}`);
    const call = await org.all();
    await saveTogether(org, [{ kind: 'undelete', object: 'Account', id }]);
    await org.admin.control('POST', '/records', {
      operations: [{ kind: 'update', object: 'Account', id, values: { Site: 'x' } }],
    });
    const [undeleted, updated] = await call.events(2);
    assert.ok(undeleted && updated);
    assert.equal(undeleted.header.changeType, 'UNDELETE');
    assert.deepEqual(undeleted.value.Name, { string: 'Acme' });
    assert.ok(names(updated, 'changedFields').includes('LastModifiedById'));
    assert.equal(updated.header.changeOrigin, '');
  },
  { covers: 'events.header' },
);

behaviour(
  "the header names the API, the client's tag and the user who committed",
  { documented: 'facts 6.6' },
  async () => {
    await using org = await openEventOrg();
    const call = await org.all();
    await org.admin.post('/sobjects/Account', { Name: 'A' }, { 'Sforce-Call-Options': 'client=SyncUser' });
    await org.admin.post('/sobjects/Account', { Name: 'B' });
    const [tagged, plain] = await call.events(2);
    assert.equal(tagged?.header.changeOrigin, 'com/salesforce/api/rest/60.0;client=SyncUser');
    assert.equal(plain?.header.changeOrigin, 'com/salesforce/api/rest/60.0');
    const users = await org.admin.query("SELECT Id FROM User WHERE Username = 'admin@test.example'");
    assert.equal(tagged?.header.commitUser, users.body.records[0].Id);
    assert.match(
      tagged?.header.transactionKey,
      /^000[0-3][\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/,
    );
  },
  { covers: 'events.header' },
);

behaviour(
  'a transaction shares key, commit number and time; its events are numbered from 1, others leave holes',
  { verified: 'change-events/AccountCreationEvents.json; holes: facts 6.6' },
  async () => {
    await using org = await openEventOrg();
    const call = await org.all();
    await saveTogether(org, [
      { kind: 'create', object: 'Account', values: { Name: 'One' } },
      { kind: 'create', object: 'Lead', values: { LastName: 'Not captured', Company: 'C' } },
      { kind: 'create', object: 'Account', values: { Name: 'Two' } },
    ]);
    await account(org);
    const [one, two, next] = await call.events(3);
    assert.ok(one && two && next);
    assert.deepEqual([one.header.sequenceNumber, two.header.sequenceNumber], [1, 3]);
    assert.equal(one.header.transactionKey, two.header.transactionKey);
    assert.equal(one.header.commitNumber, two.header.commitNumber);
    assert.ok(next.header.commitNumber > two.header.commitNumber);
    assert.notEqual(next.header.transactionKey, one.header.transactionKey);
    assert.equal(next.header.sequenceNumber, 1);
    const places = [one, two, next].map(({ replayId }) => BigInt(`0x${replayId.slice(0, 16)}`));
    assert.equal((places[1] ?? 0n) - (places[0] ?? 0n), 1n);
    assert.ok((places[2] ?? 0n) > (places[1] ?? 0n));
    for (const { replayId } of [one, two, next]) assert.match(replayId, /^[\da-f]{16}0000$/);
  },
  { covers: ['events.header', 'events.replay'] },
);

behaviour(
  'the same change of several records is one event with several ids',
  { verified: 'change-events/EventContentPayload.json' },
  async () => {
    await using org = await openEventOrg();
    const ids = [await account(org), await account(org), await account(org)];
    const call = await org.all();
    await saveTogether(org, [
      { kind: 'update', object: 'Account', id: ids[0], values: { Rating: 'Hot' } },
      { kind: 'update', object: 'Account', id: ids[1], values: { Rating: 'Hot' } },
      { kind: 'update', object: 'Account', id: ids[2], values: { Rating: 'Cold' } },
    ]);
    await saveTogether(
      org,
      ids.map((id) => ({ kind: 'delete', object: 'Account', id })),
    );
    const [hot, cold, deleted] = await call.events(3);
    assert.deepEqual(hot?.header.recordIds, ids.slice(0, 2));
    assert.deepEqual(cold?.header.recordIds, ids.slice(2));
    assert.deepEqual([hot?.header.sequenceNumber, cold?.header.sequenceNumber], [1, 2]);
    assert.deepEqual(deleted?.header.recordIds, ids);
  },
  { covers: 'events.header' },
);

behaviour(
  'a record has one event in a transaction, with the state it was committed in',
  { documented: 'facts 6.7' },
  async () => {
    await using org = await openEventOrg();
    const id = await account(org, { Site: 'before' });
    const call = await org.all();
    await saveTogether(org, [
      { kind: 'update', object: 'Account', id, values: { Site: 'first' } },
      { kind: 'update', object: 'Account', id, values: { Site: 'second', Fax: '2' } },
      {
        kind: 'upsert',
        object: 'Widget__c',
        externalIdField: 'Key__c',
        externalId: 'k',
        values: { Size__c: 1 },
      },
      {
        kind: 'upsert',
        object: 'Widget__c',
        externalIdField: 'Key__c',
        externalId: 'k',
        values: { Size__c: 2 },
      },
    ]);
    const [updated, created] = await call.events(2);
    assert.ok(updated && created);
    assert.equal(updated.header.changeType, 'UPDATE');
    assert.deepEqual(updated.value.Site, { string: 'second' });
    assert.deepEqual(names(updated, 'changedFields'), ['Fax', 'Site', 'LastModifiedDate']);
    assert.equal(created.header.changeType, 'CREATE');
    assert.equal(created.header.entityName, 'Widget__c');
    assert.deepEqual(created.value.Size__c, { double: 2 });
  },
  { covers: 'events.header' },
);

behaviour(
  'what was rolled back is no event, and a row that comes and goes in one transaction is none either',
  { documented: 'facts 6.7; Change Data Capture Developer Guide, "Change Event Storage and Delivery"' },
  async () => {
    await using org = await openEventOrg();
    const call = await org.all();
    const refused = await org.admin.post('/composite', {
      allOrNone: true,
      compositeRequest: [
        {
          method: 'POST',
          url: '/services/data/v60.0/sobjects/Account',
          referenceId: 'a',
          body: { Name: 'Gone' },
        },
        { method: 'POST', url: '/services/data/v60.0/sobjects/Account', referenceId: 'b', body: {} },
      ],
    });
    assert.equal(refused.body.compositeResponse[1].httpStatusCode, 400);
    const created = await org.admin.post('/composite', {
      allOrNone: true,
      compositeRequest: [
        {
          method: 'POST',
          url: '/services/data/v60.0/sobjects/Account',
          referenceId: 'a',
          body: { Name: 'Brief' },
        },
        { method: 'DELETE', url: '/services/data/v60.0/sobjects/Account/@{a.id}', referenceId: 'b' },
      ],
    });
    assert.equal(created.body.compositeResponse[1].httpStatusCode, 204);
    await account(org, { Name: 'Stays' });
    const [first] = await call.events(1);
    assert.deepEqual(first?.value.Name, { string: 'Stays' });
  },
  { covers: ['events.header', 'commit.rollback'] },
);

behaviour(
  'events of a transaction that commits late come in the order of the commits, not of the stamps',
  { documented: 'facts 5.3, 6.6' },
  async () => {
    await using org = await openEventOrg();
    const call = await org.all();
    const { id: hold } = (await org.admin.control('POST', '/transactions')).body;
    const late = await account(org, { Name: 'Late' });
    await org.admin.control('POST', '/clock', { advanceMs: 60_000 });
    const released = await org.admin.control('DELETE', `/transactions/${hold}`);
    assert.equal(released.body.released, 1);
    await account(org, { Name: 'Next' });
    const [first, second] = await call.events(2);
    assert.deepEqual(first?.header.recordIds, [late]);
    assert.deepEqual(second?.value.Name, { string: 'Next' });
    // Stamped at the statement, committed a minute later.
    assert.ok(first?.header.commitTimestamp - first?.value.LastModifiedDate.long >= 59_000);
  },
  { covers: ['events.header', 'commit.visibility'] },
);

behaviour(
  'parts of an address have bits of their own, and an address that is gone is told of whole',
  { verified: 'change-events/AccountAddressUpdateEvent.json; all parts at once: facts 6.6' },
  async () => {
    await using org = await openEventOrg();
    const id = await account(org, { ShippingStreet: 'Old', ShippingCity: 'Town' });
    const call = await org.all();
    await org.admin.call('PATCH', `/sobjects/Account/${id}`, { ShippingStreet: '101 California St' });
    await org.admin.call('PATCH', `/sobjects/Account/${id}`, { ShippingStreet: null, ShippingCity: null });
    const [street, gone] = await call.events(2);
    assert.ok(street && gone);
    assert.deepEqual(names(street, 'changedFields'), ['LastModifiedDate', 'ShippingAddress.Street']);
    const [, nested] = street.header.changedFields;
    assert.match(nested, /^\d+-0x01$/);
    const address = street.value.ShippingAddress['com.sforce.eventbus.Address'];
    assert.deepEqual(address.Street, { string: '101 California St' });
    assert.equal(address.City, null);
    assert.deepEqual(names(gone, 'nulledFields'), ['ShippingAddress']);
    assert.equal(gone.value.ShippingAddress, null);
  },
  { covers: 'events.schema' },
);

behaviour(
  "a contact's name is a record, an account's a text",
  { verified: 'change-events/ContactChangeEvent.avsc, AccountCreationEvents.json' },
  async () => {
    await using org = await openEventOrg();
    const call = await org.all();
    const id = await create(org.admin, 'Contact', { LastName: 'Young', FirstName: 'Ada' });
    await org.admin.call('PATCH', `/sobjects/Contact/${id}`, { LastName: 'Youngest' });
    const [created, renamed] = await call.events(2);
    assert.ok(created && renamed);
    assert.deepEqual(created.value.Name, {
      'com.sforce.eventbus.PersonName': {
        Salutation: null,
        FirstName: { string: 'Ada' },
        LastName: { string: 'Young' },
      },
    });
    assert.deepEqual(names(renamed, 'changedFields'), ['LastModifiedDate', 'Name.2']);
  },
  { covers: 'events.schema' },
);

behaviour(
  'a change within a large text is a diff against the old one, with the hash of the new one',
  { documented: 'facts 6.7' },
  async () => {
    await using org = await openEventOrg();
    const lines = Array.from({ length: 60 }, (_, index) => `Line ${index} of a description that is long`);
    const before = lines.join('\n');
    const after = before.replace('Line 30', 'LINE 30');
    const id = await account(org, { Description: before });
    const call = await org.all();
    await org.admin.call('PATCH', `/sobjects/Account/${id}`, { Description: after });
    const [updated] = await call.events(1);
    assert.ok(updated);
    assert.deepEqual(names(updated, 'diffFields'), ['Description']);
    assert.ok(names(updated, 'changedFields').includes('Description'));
    const diff: string[] = updated.value.Description.string.split('\n');
    assert.equal(diff[0], '--- ');
    assert.equal(diff[1], `+++ ${createHash('sha256').update(after).digest('hex')}`);
    assert.equal(diff[2], '@@ -28,7 +28,7 @@');
    assert.deepEqual(
      diff.filter((line) => /^[-+][^-+]/.test(line)),
      ['-Line 30 of a description that is long', '+LINE 30 of a description that is long'],
    );
  },
  { covers: 'events.schema' },
);

behaviour(
  'commit numbers may be beyond what a JavaScript number holds',
  { verified: 'responses/subscription/update_contact.json' },
  async () => {
    await using org = await openEventOrg();
    await org.admin.control('POST', '/events', { commitNumbers: 'nanoseconds' });
    const call = await org.all();
    await account(org);
    const [created] = await call.events(1);
    assert.ok(BigInt(created?.header.commitNumber) > 2n ** 53n);
  },
  { covers: 'events.header' },
);

behaviour(
  'an update that changes nothing, in the same second as the one before, still tells of its stamp',
  { verified: 'change-events/EventContentPayload.json: an update of LastModifiedDate alone' },
  async () => {
    await using org = await openEventOrg();
    const call = await org.all();
    const id = await account(org, { Site: 'x' });
    await org.admin.call('PATCH', `/sobjects/Account/${id}`, { Site: 'x' });
    await org.admin.call('PATCH', `/sobjects/Account/${id}`, { Site: 'x' });
    const [, ...updates] = await call.events(3);
    for (const update of updates) assert.deepEqual(names(update, 'changedFields'), ['LastModifiedDate']);
  },
  { covers: 'events.header' },
);

behaviour(
  'what moves silently is no event: the last activity of an account',
  { documented: 'facts 6.5: derived fields are in no event' },
  async () => {
    await using org = await openEventOrg();
    const id = await account(org);
    const call = await org.all();
    const task = { Subject: 'Call', WhatId: id, Status: 'Completed', ActivityDate: '2026-01-31' };
    await create(org.admin, 'Task', task);
    await account(org, { Name: 'Next' });
    const [first] = await call.events(1);
    assert.deepEqual(first?.value.Name, { string: 'Next' });
  },
  { covers: ['events.schema', 'data.activities'] },
);
