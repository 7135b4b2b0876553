import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg, REP, signIn } from '../../testing/test-org.ts';

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
  { covers: ['rest.describe', 'rest.conditions'] },
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
    assert.equal(limits.body.DailyApiRequests.Max, 15_000);
    for (const name of ['DailyBulkApiBatches', 'DailyBulkV2QueryJobs', 'DataStorageMB', 'FileStorageMB'])
      assert.ok(limits.body[name]);
    const resources = await org.admin.get('/');
    assert.match(resources.body.identity, /\/id\/00D\w{15}\/005\w{15}$/);
    assert.equal(resources.body.query, '/services/data/v60.0/query');
  },
  { covers: 'rest.record-count' },
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
  { covers: ['rest.describe', 'access.fields'] },
);
