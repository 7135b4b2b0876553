import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { readRecorded, withoutRecordings } from '../../testing/recorded.ts';
import { create, openTestOrg } from '../../testing/test-org.ts';

const STATUS_CODES = { documented: 'REST API Developer Guide, "Status Codes and Error Responses"' };

behaviour(
  'a row is created, read, changed and deleted',
  STATUS_CODES,
  async () => {
    await using org = await openTestOrg();
    const created = await org.admin.post('/sobjects/Account', { Name: 'Acme', BillingCity: 'Ulm' });
    assert.deepEqual({ ...created.body, id: null }, { id: null, success: true, errors: [] });
    const { id } = created.body;
    assert.equal(created.headers.get('location'), `/services/data/v60.0/sobjects/Account/${id}`);
    assert.match(id, /^001\w{15}$/);

    const changed = await org.admin.call('PATCH', `/sobjects/Account/${id}`, { Industry: 'Energy' });
    assert.deepEqual([changed.status, changed.body], [204, '']);
    const read = await org.admin.get(`/sobjects/Account/${id}`);
    assert.equal(read.body.Industry, 'Energy');
    assert.equal(read.body.BillingAddress.city, 'Ulm');
    assert.match(read.body.SystemModstamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
    const some = await org.admin.get(`/sobjects/Account/${id}?fields=Name,industry`);
    assert.deepEqual(some.body, {
      attributes: { type: 'Account', url: `/services/data/v60.0/sobjects/Account/${id}` },
      Id: id,
      Name: 'Acme',
      Industry: 'Energy',
    });

    const deleted = await org.admin.call('DELETE', `/sobjects/Account/${id}`);
    assert.deepEqual([deleted.status, deleted.body], [204, '']);
    const gone = await org.admin.get(`/sobjects/Account/${id}`);
    assert.equal(gone.status, 404);
    assert.equal(gone.body[0].errorCode, 'ENTITY_IS_DELETED');
  },
  { covers: 'rest.rows' },
);

behaviour(
  'what is not there answers 404 in two ways: a row, and a name',
  STATUS_CODES,
  async () => {
    await using org = await openTestOrg();
    const row = await org.admin.get('/sobjects/Account/001000000000000AAA');
    assert.deepEqual(
      [row.status, row.body],
      [404, [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }]],
    );
    const name = await org.admin.get('/sobjects/Account/nonsense');
    assert.equal(name.status, 404);
    assert.match(
      name.body[0].message,
      /Provided external ID field does not exist or is not accessible: nonsense/,
    );
    assert.equal((await org.admin.get('/sobjects/Nothing__c/describe')).status, 404);
    assert.equal((await org.admin.get('/nowhere')).status, 404);
    const method = await org.admin.call('PUT', '/query', {});
    assert.deepEqual([method.status, method.body[0].errorCode], [405, 'METHOD_NOT_ALLOWED']);
  },
  { covers: 'rest.errors' },
);

behaviour(
  'a missing field, an unknown field and broken JSON are refused',
  STATUS_CODES,
  async () => {
    await using org = await openTestOrg();
    const missing = await org.admin.post('/sobjects/Account', { Industry: 'Energy' });
    assert.deepEqual(
      [missing.status, missing.body],
      [
        400,
        [
          {
            message: 'Required fields are missing: [Name]',
            errorCode: 'REQUIRED_FIELD_MISSING',
            fields: ['Name'],
          },
        ],
      ],
    );
    const broken = await org.admin.call('POST', '/sobjects/Account', '{"Name": ', {
      'Content-Type': 'application/json',
    });
    assert.deepEqual([broken.status, broken.body[0].errorCode], [400, 'JSON_PARSER_ERROR']);
    const text = await org.admin.call('POST', '/sobjects/Account', 'Name=x', {
      'Content-Type': 'text/plain',
    });
    assert.equal(text.status, 415);
  },
  { covers: 'rest.errors' },
);

behaviour(
  'unknown fields, objects and read-only fields are refused in the recorded words',
  { verified: 'fixtures/responses' },
  async () => {
    await using org = await openTestOrg();
    const unknownField = await org.admin.post('/sobjects/Account', { Name: 'x', AccountNumer: '1' });
    assert.equal(unknownField.status, 400);
    assert.deepEqual(unknownField.body.map(withoutFields), readRecorded('responses/unknown-field.json'));
    const unknownObject = await org.admin.query('SELECT Name,BillingCity,IsDeleted FROM Accout');
    assert.equal(unknownObject.status, 400);
    assert.equal(unknownObject.body[0].errorCode, readRecorded('responses/unknown-object.json')[0].errorCode);
    const tail = (text: string) => text.slice(text.indexOf('sObject type'));
    assert.equal(
      tail(unknownObject.body[0].message),
      tail(readRecorded('responses/unknown-object.json')[0].message),
    );
    const readOnly = await org.admin.post('/sobjects/Account', {
      Name: 'x',
      MasterRecordId: '001000000000000AAA',
    });
    assert.deepEqual(readOnly.body, readRecorded('responses/invalid-field-upsert.json'));
  },
  { skip: withoutRecordings, covers: 'rest.errors' },
);

function withoutFields(error: Record<string, unknown>): Record<string, unknown> {
  const { fields, ...rest } = error;
  return Array.isArray(fields) && fields.length > 0 ? error : rest;
}

behaviour(
  'an upsert creates, then updates; two matches answer 300',
  { documented: 'sObject Rows by External ID' },
  async () => {
    await using org = await openTestOrg();
    const path = '/sobjects/widget__c/key__c/K%2F1';
    const first = await org.admin.call('PATCH', path, { Name: 'One', Size__c: 1.5 });
    assert.deepEqual([first.status, first.body.created], [201, true]);
    const second = await org.admin.call('PATCH', path, { Name: 'Two' });
    assert.deepEqual(
      [second.status, second.body],
      [200, { id: first.body.id, success: true, errors: [], created: false }],
    );
    const named = await org.admin.call('PATCH', path, { Name: 'Two', key__c: 'K/2' });
    assert.equal(named.status, 400);
    assert.equal(named.body[0].message, 'The key__c field should not be specified in the sobject data.');
    const old = await org.admin.call('PATCH', `/services/data/v45.0${path}`, { Name: 'Three' });
    assert.equal(old.status, 204);
    const read = await org.admin.get(path);
    assert.deepEqual([read.body.Name, read.body.Key__c, read.body.Size__c], ['Three', 'K/1', 1.5]);
    const only = await org.admin.call('PATCH', '/sobjects/Widget__c/Key__c/K2?updateOnly=true', {
      Name: 'x',
    });
    assert.equal(only.status, 404);

    await create(org.admin, 'Widget__c', { Name: 'A', Loose_Key__c: 'same' });
    await create(org.admin, 'Widget__c', { Name: 'B', Loose_Key__c: 'same' });
    const many = await org.admin.call('PATCH', '/sobjects/Widget__c/Loose_Key__c/same', { Name: 'C' });
    assert.equal(many.status, 300);
    assert.equal(many.body.length, 2);
    assert.match(many.body[0], /^\/services\/data\/v60\.0\/sobjects\/Widget__c\/a\w+$/);
  },
  { covers: 'rest.rows' },
);

behaviour(
  'a lookup may name its parent by external id',
  { documented: 'Insert or Update a Record Using an External ID' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/objects/Account/fields', {
      name: 'Ext__c',
      type: 'text',
      length: 20,
      externalId: true,
    });
    const accountId = await create(org.admin, 'Account', { Name: 'Acme', Ext__c: 'E1' });
    const id = await create(org.admin, 'Widget__c', { Name: 'W', Account__r: { Ext__c: 'E1' } });
    assert.equal((await org.admin.get(`/sobjects/Widget__c/${id}`)).body.Account__c, accountId);
    const none = await org.admin.post('/sobjects/Widget__c', { Name: 'W', Account__r: { Ext__c: 'E9' } });
    assert.equal(none.status, 400);
    assert.match(
      none.body[0].message,
      /Foreign key external ID: e9 not found for field Ext__c in entity Account/,
    );
  },
  { covers: 'rest.rows' },
);

behaviour(
  'edits may be conditional on the last change; deletes may not',
  { documented: 'Conditional Request Headers' },
  async () => {
    await using org = await openTestOrg();
    const id = await create(org.admin, 'Account', { Name: 'Acme' });
    const path = `/sobjects/Account/${id}`;
    const before = await org.admin.get(path);
    const modified = before.headers.get('last-modified') ?? '';
    assert.equal(Date.parse(modified), Date.parse(before.body.LastModifiedDate));
    assert.equal((await org.admin.get(path, { 'If-Modified-Since': modified })).status, 304);
    assert.equal(
      (await org.admin.call('PATCH', path, { Name: 'A' }, { 'If-Unmodified-Since': modified })).status,
      204,
    );

    await org.admin.control('POST', '/clock', { advanceMs: 10_000 });
    assert.equal((await org.admin.call('PATCH', path, { Name: 'B' })).status, 204);
    const late = await org.admin.call('PATCH', path, { Name: 'C' }, { 'If-Unmodified-Since': modified });
    assert.equal(late.status, 412);
    const etag = (await org.admin.get(path)).headers.get('etag') ?? '';
    assert.equal((await org.admin.call('PATCH', path, { Name: 'D' }, { 'If-Match': '"other"' })).status, 412);
    assert.equal((await org.admin.call('PATCH', path, { Name: 'D' }, { 'If-Match': etag })).status, 204);
    const deleted = await org.admin.call('DELETE', path, undefined, { 'If-Unmodified-Since': modified });
    assert.equal(deleted.status, 204);
  },
  { covers: 'rest.conditions' },
);
