import assert from 'node:assert/strict';
import { behaviour } from '../testing/behaviour.ts';
import { callUrl, create, openTestOrg, setClock } from '../testing/test-org.ts';

const STATUS_CODES = { documented: 'REST API Developer Guide, "Status Codes and Error Responses"' };

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
  { covers: 'rest.versions' },
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
  { covers: 'rest.versions' },
);

behaviour(
  'without a good session every resource answers 401',
  STATUS_CODES,
  async () => {
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
  },
  { covers: 'oauth.session' },
);

behaviour(
  'retired versions are gone and unknown ones never were',
  { documented: 'API End-of-Life Policy' },
  async () => {
    await using org = await openTestOrg();
    assert.equal((await org.admin.get('/services/data/v30.0/limits')).status, 410);
    assert.equal((await org.admin.get('/services/data/v99.0/limits')).status, 404);
    assert.equal((await org.admin.get('/services/data/v31.0/limits')).status, 200);
  },
  { covers: 'rest.versions' },
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
  { covers: 'rest.limits' },
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
  { covers: 'commit.visibility' },
);
