import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg, REP, setClock, signIn, TEST_SEED, until } from '../../testing/test-org.ts';
import type { TestClient, TestOrg } from '../../testing/test-org.ts';

const covers = 'rest.limits';
const ALLOCATION = { documented: 'API Request Limits and Allocations; facts 3.1' };
const LIMIT_INFO = /^api-usage=(\d+)\/(\d+)$/;

function openEdition(edition: string, more: object = {}): Promise<TestOrg> {
  return openTestOrg({ seed: { ...TEST_SEED, organization: { name: 'Org', edition, ...more } } });
}

async function limitInfo(client: TestClient): Promise<{ used: number; max: number }> {
  const [, used, max] =
    LIMIT_INFO.exec((await client.get('/sobjects')).headers.get('sforce-limit-info') ?? '') ?? [];
  return { used: Number(used), max: Number(max) };
}

behaviour(
  'the daily calls follow from edition and licences: 15,000 for a Developer Edition, 100,000 and each licence’s share for the others',
  ALLOCATION,
  async () => {
    await using developer = await openEdition('Developer Edition');
    assert.equal((await limitInfo(developer.admin)).max, 15_000);
    const { body } = await developer.admin.query('SELECT Name, TotalLicenses FROM UserLicense');
    const total = (name: string): number =>
      body.records.find((row: { Name: string }) => row.Name === name)?.TotalLicenses ?? 0;
    const licences = total('Salesforce') + total('Salesforce Platform');
    for (const [edition, calls] of [
      ['Professional Edition', 1000],
      ['Enterprise Edition', 1000],
      ['Unlimited Edition', 5000],
      ['Performance Edition', 5000],
    ] as const) {
      await using org = await openEdition(edition);
      assert.equal((await limitInfo(org.admin)).max, 100_000 + licences * calls, edition);
      assert.equal((await org.admin.get('/limits')).body.DailyApiRequests.Max, 100_000 + licences * calls);
    }
    await using sandbox = await openEdition('Enterprise Edition', { isSandbox: true });
    assert.equal((await limitInfo(sandbox.admin)).max, 5_000_000);
  },
  { covers },
);

behaviour(
  'every answer to a session says where the window stands: successes, errors, 304 and refusals',
  { documented: 'facts 2.8, 3.2; the form as clients match it' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const described = await admin.get('/sobjects/Account/describe');
    let used = Number(LIMIT_INFO.exec(described.headers.get('sforce-limit-info') ?? '')?.[1]);
    for (const [status, path, headers] of [
      [
        304,
        '/sobjects/Account/describe',
        { 'If-Modified-Since': described.headers.get('last-modified') ?? '' },
      ],
      [404, '/sobjects/Nothing__c', {}],
      [400, '/query?q=nonsense', {}],
      [200, '/jobs/query', {}],
      [200, '/limits', {}],
    ] as const) {
      const answer = await admin.get(path, headers);
      assert.equal(answer.status, status);
      used += 1;
      assert.equal(answer.headers.get('sforce-limit-info'), `api-usage=${used}/15000`, path);
    }
    await admin.control('POST', '/limits', { maxDailyApiRequests: used });
    const refused = await admin.get('/limits');
    assert.equal(refused.status, 403);
    assert.deepEqual(refused.body, [
      { message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' },
    ]);
    assert.equal(refused.headers.get('sforce-limit-info'), `api-usage=${used}/${used}`);
    assert.equal(refused.headers.get('retry-after'), null);
  },
  { covers },
);

behaviour(
  'calls leave the window 24 hours after they were made, not at midnight',
  { documented: 'API Request Limits and Allocations, the example; facts 3.3' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const morning = Date.now() + 3_600_000;
    const at = (hours: number): string => new Date(morning + hours * 3_600_000).toISOString();
    await setClock(org, at(0));
    await admin.control('POST', '/limits', { spend: 14_500 - (await limitInfo(admin)).used });
    await setClock(org, at(18));
    await admin.control('POST', '/limits', { spend: 499 });
    assert.equal((await admin.get('/limits')).body.DailyApiRequests.Remaining, 0);
    assert.equal((await admin.get('/limits')).status, 403);
    await setClock(org, at(23.9));
    assert.equal((await admin.get('/limits')).status, 403);
    await setClock(org, at(24.1));
    assert.equal((await admin.get('/limits')).body.DailyApiRequests.Remaining, 15_000 - 501);
  },
  { covers },
);

behaviour(
  'a paid production org may go beyond its maximum for a while; a Developer Edition and a sandbox may not',
  { documented: 'facts 3.1: soft cap; how far the grace goes is assumed' },
  async () => {
    for (const [edition, isSandbox, status] of [
      ['Enterprise Edition', false, 200],
      ['Enterprise Edition', true, 403],
      ['Developer Edition', false, 403],
    ] as const) {
      await using org = await openEdition(edition, { isSandbox });
      const { max } = await limitInfo(org.admin);
      const { body } = await org.admin.control('POST', '/limits', { spend: max });
      const over = await org.admin.get('/limits');
      assert.equal(over.status, status, edition);
      await org.admin.control('POST', '/limits', { spend: body.hardMax });
      assert.equal((await org.admin.get('/limits')).status, 403);
    }
    await using org = await openEdition('Enterprise Edition');
    await org.admin.control('POST', '/limits', { maxDailyApiRequests: 2, hardDailyApiRequests: 4 });
    const statuses: number[] = [];
    for (let call = 0; call < 5; call += 1) statuses.push((await org.admin.get('/limits')).status);
    assert.deepEqual(statuses, [200, 200, 200, 200, 403]);
  },
  { covers },
);

behaviour(
  'an app with a quota of its own reads its use behind the org’s, and stands under DailyApiRequests',
  { documented: 'facts 2.1, 2.8' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    assert.deepEqual(Object.keys((await admin.get('/limits')).body.DailyApiRequests), ['Max', 'Remaining']);
    await admin.control('POST', '/limits', { listApps: true });
    const zeros = (await admin.get('/limits')).body;
    assert.deepEqual(zeros.DailyApiRequests['Test App'], { Max: 0, Remaining: 0 });
    assert.deepEqual(zeros.DailyStreamingApiEvents['Test App'], { Max: 0, Remaining: 0 });
    await admin.control('POST', '/limits', { perAppApiRequests: { 'Test App': 250 } });
    const answer = await admin.get('/limits');
    assert.match(
      answer.headers.get('sforce-limit-info') ?? '',
      /^api-usage=\d+\/15000; per-app-api-usage=2\/250\(appName=Test App\)$/,
    );
    assert.deepEqual(answer.body.DailyApiRequests['Test App'], { Max: 250, Remaining: 248 });
  },
  { covers },
);

behaviour(
  '/limits needs View Setup and Configuration',
  { documented: 'REST API Developer Guide, Limits; facts 2.1; the error is assumed' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const names = Object.keys((await admin.get('/limits')).body);
    for (const name of [
      'DailyApiRequests',
      'DailyBulkApiBatches',
      'DailyBulkV2QueryJobs',
      'DataStorageMB',
      'FileStorageMB',
    ])
      assert.ok(names.includes(name), name);
    assert.deepEqual(names, names.toSorted());
    await create(admin, 'PermissionSet', { Name: 'Extra', Label: 'Extra' });
    assert.deepEqual((await admin.get('/limits')).body.PermissionSets, {
      Max: 1500,
      Remaining: 1499,
      CreateCustom: { Max: 1000, Remaining: 999 },
    });
    const rep = await signIn(org.baseUrl, REP);
    assert.equal((await rep.get('/limits')).status, 200, 'standard users have it');
    const [profile] = (await admin.query("SELECT Id FROM PermissionSet WHERE Profile.Name = 'Standard User'"))
      .body.records;
    const values = { PermissionsViewSetup: false };
    await admin.control('POST', '/records', {
      operations: [{ kind: 'update', object: 'PermissionSet', id: profile.Id, values }],
    });
    const refused = await rep.get('/limits');
    assert.deepEqual([refused.status, refused.body[0].errorCode], [403, 'FORBIDDEN']);
  },
  { covers },
);

behaviour(
  'every subrequest of a batch is charged; a composite request counts once',
  { documented: 'facts 2.9, 3.2' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const before = (await limitInfo(admin)).used;
    const url = 'v60.0/sobjects/Account/describe';
    await admin.post('/composite/batch', { batchRequests: [1, 2, 3].map(() => ({ method: 'GET', url })) });
    await admin.post('/composite', {
      compositeRequest: ['a', 'b'].map((referenceId) => ({
        method: 'GET',
        url: `/services/data/${url}`,
        referenceId,
      })),
    });
    assert.equal((await limitInfo(admin)).used, before + 3 + 1 + 1);
  },
  { covers: ['rest.batch', covers] },
);

behaviour(
  'a user may send 2,000 batches an hour',
  { documented: 'facts 2.9; the status is that of Connect API’s rate limit' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const batch = { batchRequests: [{ method: 'GET', url: 'v60.0/limits' }] };
    const settings = (await admin.control('GET', '/limits')).body.settings;
    assert.equal(settings.maxHourlyBatches, 2000);
    await admin.control('POST', '/limits', { maxHourlyBatches: 2 });
    // The clock's hour must not change in between.
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    await setClock(org, new Date(hour + 60_000).toISOString());
    assert.equal((await admin.post('/composite/batch', batch)).status, 200);
    assert.equal((await admin.post('/composite/batch', batch)).status, 200);
    const refused = await admin.post('/composite/batch', batch);
    assert.deepEqual(
      [refused.status, refused.body[0].errorCode, refused.body[0].message],
      [
        503,
        'REQUEST_LIMIT_EXCEEDED',
        "You have reached the Connect API's hourly request limit for this user and application",
      ],
    );
    await create(admin, 'Account', { Name: 'other calls go on' });
    await setClock(org, new Date(hour + 3_660_000).toISOString());
    assert.equal((await admin.post('/composite/batch', batch)).status, 200);
  },
  { covers: 'rest.batch' },
);

const LONG = { documented: 'API Request Limits and Allocations, concurrent requests; facts 3.3' };
const TOO_MANY = [
  {
    message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
    errorCode: 'REQUEST_LIMIT_EXCEEDED',
  },
];

behaviour(
  'five long requests at a time in a Developer Edition, 25 in production and sandboxes; the next request is refused',
  LONG,
  async () => {
    for (const [edition, isSandbox, most] of [
      ['Developer Edition', false, 5],
      ['Enterprise Edition', false, 25],
      ['Enterprise Edition', true, 25],
    ] as const) {
      await using org = await openEdition(edition, { isSandbox });
      const { admin } = org;
      await admin.control('POST', '/limits', { longRequests: most - 1 });
      assert.equal((await admin.get('/limits')).status, 200);
      await admin.control('POST', '/limits', { longRequests: most });
      const refused = await admin.get('/limits');
      assert.deepEqual([refused.status, refused.body], [403, TOO_MANY]);
      await admin.control('POST', '/limits', { longRequests: 0 });
      assert.equal((await admin.get('/limits')).status, 200);
    }
  },
  { covers: 'rest.long-requests' },
);

behaviour(
  'a request counts as long once it has taken 20 seconds, and only while it goes on',
  LONG,
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    assert.equal((await admin.control('GET', '/limits')).body.settings.longRequestMs, 20_000);
    await admin.control('POST', '/limits', { longRequestMs: 40, maxLongRequests: 2 });
    await admin.control('POST', '/faults', { kind: 'delay', ms: 1000, times: 2, path: 'describe' });
    const slow = [admin.get('/sobjects/Account/describe'), admin.get('/sobjects/Contact/describe')];
    await until('both are long', async () =>
      (await admin.control('GET', '/limits')).body.longRequests === 2 ? true : undefined,
    );
    assert.deepEqual((await admin.get('/limits')).body, TOO_MANY);
    assert.deepEqual(
      (await Promise.all(slow)).map((answer) => answer.status),
      [200, 200],
    );
    assert.equal((await admin.get('/limits')).status, 200);
  },
  { covers: 'rest.long-requests' },
);

behaviour(
  'recordCount counts the rows of the objects asked for, or of all that have some',
  { documented: 'REST API Developer Guide, Record Count; facts 2.1' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    for (const Name of ['A', 'B']) await create(admin, 'Account', { Name });
    const asked = await admin.get('/limits/recordCount?sObjects=Account,contact,Nothing__c');
    assert.deepEqual(asked.body, {
      sObjects: [
        { count: 2, name: 'Account' },
        { count: 0, name: 'Contact' },
      ],
    });
    const all = (await admin.get('/limits/recordCount')).body.sObjects;
    assert.ok(all.some((one: { name: string; count: number }) => one.name === 'Account' && one.count === 2));
    assert.ok(all.every((one: { count: number }) => one.count > 0));
    await admin.control('POST', '/access', { username: REP.username, object: 'Account', access: 'none' });
    const rep = await signIn(org.baseUrl, REP);
    assert.deepEqual((await rep.get('/limits/recordCount?sObjects=Account')).body, { sObjects: [] });
  },
  { covers: 'rest.record-count' },
);
