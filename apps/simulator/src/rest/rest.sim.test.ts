import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { readRecorded, withoutRecordings } from '../../testing/recorded.ts';
import { callUrl, openTestOrg, REP, setClock, signIn } from '../../testing/test-org.ts';
import type { TestClient } from '../../testing/test-org.ts';

const STATUS_CODES = { documented: 'REST API Developer Guide, "Status Codes and Error Responses"' };

async function create(client: TestClient, object: string, values: Record<string, unknown>): Promise<string> {
  const answer = await client.post(`/sobjects/${object}`, values);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.id;
}

behaviour(
  'the list of versions needs no session and costs nothing',
  { assumed: 'recalled; used as a clock by clients' },
  async () => {
    await using org = await openTestOrg();
    const answer = await callUrl('GET', `${org.baseUrl}/services/data/`, undefined, {});
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body[0], { label: "Summer '14", url: '/services/data/v31.0', version: '31.0' });
    assert.deepEqual(answer.body.at(-1), {
      label: "Summer '26",
      url: '/services/data/v67.0',
      version: '67.0',
    });
    assert.equal((await org.admin.control('GET', '')).body.apiUsage.apiCalls, 0);
  },
);

behaviour(
  'slashes too many, slashes at the end and any case of names are all the same',
  { verified: 'client-quirks "Paths"' },
  async () => {
    await using org = await openTestOrg();
    const id = await create(org.admin, 'Account', { Name: 'Acme' });
    for (const path of [
      `//services/data/v60.0/sobjects/Account/${id}`,
      `/services/data/v60.0/sobjects/account/${id}/`,
      `/services/data/v60.0/SObjects/ACCOUNT/${id.slice(0, 15)}`,
    ]) {
      const answer = await org.admin.get(path);
      assert.equal(answer.status, 200, path);
      assert.equal(answer.body.attributes.type, 'Account');
    }
    const query = await org.admin.get(`/query/?q=select+id+from+account`);
    assert.equal(query.body.totalSize, 1);
  },
);

behaviour('without a good session every resource answers 401', STATUS_CODES, async () => {
  await using org = await openTestOrg();
  const url = `${org.baseUrl}/services/data/v60.0/limits`;
  for (const headers of [{}, { Authorization: 'Bearer 00Dnonsense!x' }, { Authorization: 'Basic eDp5' }]) {
    const answer = await callUrl('GET', url, undefined, headers);
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.body, [
      { message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' },
    ]);
  }
  const oauth = await callUrl('GET', url, undefined, { Authorization: `OAuth ${org.admin.token}` });
  assert.equal(oauth.status, 200);
});

behaviour(
  'retired versions are gone and unknown ones never were',
  { documented: 'API End-of-Life Policy' },
  async () => {
    await using org = await openTestOrg();
    assert.equal((await org.admin.get('/services/data/v30.0/limits')).status, 410);
    assert.equal((await org.admin.get('/services/data/v99.0/limits')).status, 404);
    assert.equal((await org.admin.get('/services/data/v31.0/limits')).status, 200);
  },
);

behaviour('a row is created, read, changed and deleted', STATUS_CODES, async () => {
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
});

behaviour('what is not there answers 404 in two ways: a row, and a name', STATUS_CODES, async () => {
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
});

behaviour('a missing field, an unknown field and broken JSON are refused', STATUS_CODES, async () => {
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
  const text = await org.admin.call('POST', '/sobjects/Account', 'Name=x', { 'Content-Type': 'text/plain' });
  assert.equal(text.status, 415);
});

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
  { skip: withoutRecordings },
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
);

behaviour(
  'long results come in pages by a locator of the recorded form',
  { verified: 'client-quirks "nextRecordsUrl real form"' },
  async () => {
    await using org = await openTestOrg();
    org.simulator.org.load(
      'Account',
      Array.from({ length: 450 }, (_, index) => ({ Name: `A${index}` })),
    );
    const first = await org.admin.get('/query?q=SELECT+Id+FROM+Account+ORDER+BY+Name', {
      'Sforce-Query-Options': 'batchSize=200',
    });
    assert.deepEqual([first.body.totalSize, first.body.done, first.body.records.length], [450, false, 200]);
    assert.match(first.body.nextRecordsUrl, /^\/services\/data\/v60\.0\/query\/0r8\w{15}-200$/);
    const second = await org.admin.get(first.body.nextRecordsUrl, {
      'Sforce-Query-Options': 'batchSize=200',
    });
    const third = await org.admin.get(second.body.nextRecordsUrl, {
      'Sforce-Query-Options': 'batchSize=200',
    });
    assert.deepEqual(
      [third.body.done, third.body.records.length, third.body.nextRecordsUrl],
      [true, 50, undefined],
    );
    const ids = [first, second, third].flatMap((page) =>
      page.body.records.map((row: { Id: string }) => row.Id),
    );
    assert.equal(new Set(ids).size, 450);
    const wrong = await org.admin.get('/query/0r8000000000000AAA-2000');
    assert.equal(wrong.body[0].errorCode, 'INVALID_QUERY_LOCATOR');
  },
);

behaviour('query, queryAll and deleted rows', { documented: 'QueryAll' }, async () => {
  await using org = await openTestOrg();
  const id = await create(org.admin, 'Account', { Name: 'Gone' });
  await org.admin.call('DELETE', `/sobjects/Account/${id}`);
  assert.equal((await org.admin.query('SELECT Id FROM Account')).body.totalSize, 0);
  const all = await org.admin.get('/queryAll?q=SELECT+Id,IsDeleted+FROM+Account+WHERE+IsDeleted=true');
  assert.deepEqual(
    all.body.records.map((row: Record<string, unknown>) => [row['Id'], row['IsDeleted']]),
    [[id, true]],
  );
});

behaviour(
  'columns=true describes the columns, as the CLI asks for every query',
  { verified: 'client-quirks "SOQL/REST"' },
  async () => {
    await using org = await openTestOrg();
    const answer = await org.admin.get('/query?q=SELECT+Id,Name+FROM+Account&columns=true');
    assert.deepEqual(
      answer.body.columnMetadata.map((column: { columnName: string }) => column.columnName),
      ['Id', 'Name'],
    );
    assert.deepEqual([answer.body.entityName, answer.body.keyPrefix], ['Account', '001']);
    const explained = await org.admin.get('/query?explain=SELECT+Id+FROM+Account');
    assert.equal(explained.body.plans[0].sobjectType, 'Account');
  },
);

behaviour(
  'describe is conditional, alone and inside a composite',
  { verified: 'CumulusCI cassettes: 304 inside composite' },
  async () => {
    await using org = await openTestOrg();
    const describe = await org.admin.get('/sobjects/account/describe');
    assert.equal(describe.body.name, 'Account');
    const modified = describe.headers.get('last-modified') ?? '';
    assert.ok(describe.headers.get('etag'));
    assert.equal(
      (await org.admin.get('/sobjects/Account/describe', { 'If-Modified-Since': modified })).status,
      304,
    );
    const composite = () =>
      org.admin.post('/composite', {
        compositeRequest: ['/sobjects', '/sobjects/Account/describe'].map((path, index) => ({
          method: 'GET',
          url: `/services/data/v60.0${path}`,
          referenceId: `r${index}`,
          httpHeaders: { 'If-Modified-Since': modified },
        })),
      });
    const unchanged = await composite();
    for (const sub of unchanged.body.compositeResponse) {
      assert.deepEqual([sub.httpStatusCode, sub.body], [304, null]);
      assert.equal(sub.httpHeaders['Last-Modified'], modified);
    }
    await org.admin.control('POST', '/clock', { advanceMs: 5000 });
    await org.admin.control('POST', '/objects/Account/fields', { name: 'New__c', type: 'checkbox' });
    const changed = await composite();
    assert.deepEqual(
      changed.body.compositeResponse.map((sub: { httpStatusCode: number }) => sub.httpStatusCode),
      [200, 200],
    );
    const global = await org.admin.get('/sobjects');
    assert.deepEqual([global.body.encoding, global.body.maxBatchSize], ['UTF-8', 200]);
  },
);

behaviour(
  'row counts, limits and the resource list',
  { verified: 'CumulusCI cassettes; public copies of /limits' },
  async () => {
    await using org = await openTestOrg();
    await create(org.admin, 'Account', { Name: 'One' });
    const counts = await org.admin.get('/limits/recordCount?sObjects=Account,Contact');
    assert.deepEqual(
      counts.body.sObjects.find((one: { name: string }) => one.name === 'Account'),
      { count: 1, name: 'Account' },
    );
    const limits = await org.admin.get('/limits/');
    assert.equal(limits.body.DailyApiRequests.Max, 100_000);
    for (const name of ['DailyBulkApiBatches', 'DailyBulkV2QueryJobs', 'DataStorageMB', 'FileStorageMB'])
      assert.ok(limits.body[name]);
    const resources = await org.admin.get('/');
    assert.match(resources.body.identity, /\/id\/00D\w{15}\/005\w{15}$/);
    assert.equal(resources.body.query, '/services/data/v60.0/query');
  },
);

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
);

behaviour(
  'a person sees only what profile and permission sets allow',
  { documented: 'Field-Level Security in the API' },
  async () => {
    await using org = await openTestOrg();
    const rep = await signIn(org.baseUrl, REP);
    const id = await create(org.admin, 'Account', { Name: 'Acme', Industry: 'Energy' });
    assert.equal((await rep.get(`/sobjects/Account/${id}`)).body.Industry, 'Energy');
    await org.admin.control('POST', '/access', {
      username: REP.username,
      object: 'Account',
      field: 'Industry',
      access: 'none',
    });
    const hidden = await rep.query('SELECT Industry FROM Account');
    assert.deepEqual([hidden.status, hidden.body[0].errorCode], [400, 'INVALID_FIELD']);
    assert.equal('Industry' in (await rep.get(`/sobjects/Account/${id}`)).body, false);
    const describe = await rep.get('/sobjects/Account/describe');
    assert.equal(
      describe.body.fields.some((field: { name: string }) => field.name === 'Industry'),
      false,
    );

    await org.admin.control('POST', '/access', { username: REP.username, object: 'Account', access: 'none' });
    const query = await rep.query('SELECT Id FROM Account');
    assert.deepEqual([query.status, query.body[0].errorCode], [400, 'INVALID_TYPE']);
    assert.equal((await rep.get(`/sobjects/Account/${id}`)).status, 404);
    assert.equal((await org.admin.get(`/sobjects/Account/${id}`)).status, 200);
  },
);

behaviour(
  'every answer tells the usage, and the limit ends the day',
  { verified: 'real log quoted in facts 3.3' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/limits', { maxDailyApiRequests: 12 });
    const first = await org.admin.get('/limits');
    assert.match(first.headers.get('sforce-limit-info') ?? '', /^api-usage=1\/12$/);
    await org.admin.post('/composite/batch', {
      batchRequests: [1, 2, 3, 4].map(() => ({ method: 'GET', url: 'v60.0/limits' })),
    });
    await org.admin.post('/composite', {
      compositeRequest: [{ method: 'GET', url: '/services/data/v60.0/limits', referenceId: 'r' }],
    });
    const error = await org.admin.query('nonsense');
    assert.equal(error.headers.get('sforce-limit-info'), 'api-usage=7/12');
    await org.admin.control('POST', '/limits', { spend: 5 });
    const refused = await org.admin.get('/limits');
    assert.equal(refused.status, 403);
    assert.deepEqual(refused.body, [
      { message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' },
    ]);
    const state = (await org.admin.control('GET', '')).body;
    assert.deepEqual([state.apiUsage.apiCalls, state.apiUsage.used], [7, 12]);

    await org.admin.control('POST', '/sessions', { timeoutMs: 48 * 3_600_000 });
    await org.admin.control('POST', '/clock', { advanceMs: 24 * 3_600_000 + 60_000 });
    assert.equal((await org.admin.get('/limits')).headers.get('sforce-limit-info'), 'api-usage=1/12');
  },
);

behaviour(
  'the Date header is the org’s clock',
  { documented: 'RFC 9110; used as a clock by clients' },
  async () => {
    await using org = await openTestOrg();
    await setClock(org, '2031-05-06T07:08:09Z');
    const answer = await callUrl('GET', `${org.baseUrl}/services/data`, undefined, {});
    assert.match(answer.headers.get('date') ?? '', /^Tue, 06 May 2031 07:08:/);
  },
);
