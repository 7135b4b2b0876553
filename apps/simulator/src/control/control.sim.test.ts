import assert from 'node:assert/strict';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { behaviour } from '../../testing/behaviour.ts';
import { startSimulator } from '../start-simulator.ts';
import {
  ADMIN,
  callUrl,
  openTestOrg,
  REP,
  setClock,
  signIn,
  TestClient,
  until,
} from '../../testing/test-org.ts';

const SIMULATOR = { simulator_only: 'no org has a control plane' };

/** The bytes that arrived, and whether the connection then broke. */
async function rawGet(
  client: TestClient,
  path: string,
): Promise<{ bytes: Buffer; broken: boolean; encoding: string | undefined }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let encoding: string | undefined;
    const done = (broken: boolean): void => resolve({ bytes: Buffer.concat(chunks), broken, encoding });
    const call = request(
      `${client.baseUrl}/services/data/v60.0${path}`,
      { headers: { Authorization: `Bearer ${client.token}` } },
      (response) => {
        encoding = response.headers['content-encoding'];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(false));
        response.on('error', () => done(true));
      },
    );
    call.on('error', () => done(true));
    call.end();
  });
}

behaviour(
  'the next matching calls fail as told, and no others',
  SIMULATOR,
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/faults', {
      kind: 'status',
      status: 503,
      times: 2,
      skip: 1,
      method: 'get',
      path: '/limits',
    });
    const statuses = [];
    for (const path of ['/limits', '/sobjects', '/limits', '/limits', '/limits'])
      statuses.push((await org.admin.get(path)).status);
    assert.deepEqual(statuses, [200, 200, 503, 503, 200]);
    const calls = (await org.admin.control('GET', '/calls?last=5')).body.calls;
    assert.deepEqual(
      calls.map((call: { fault: string | null }) => call.fault),
      [null, null, 'status', 'status', null],
    );
    assert.equal((await org.admin.control('GET', '')).body.apiUsage.apiCalls, 3);
  },
  { covers: 'faults.wire' },
);

behaviour(
  'edge errors are HTML, as Salesforce’s are',
  { verified: 'airbyte and jsforce handle HTML bodies of 420, 502, 503' },
  async () => {
    await using org = await openTestOrg();
    for (const status of [420, 502, 503]) {
      await org.admin.control('POST', '/faults', { kind: 'status', status });
      const answer = await org.admin.get('/limits');
      assert.equal(answer.status, status);
      assert.match(answer.headers.get('content-type') ?? '', /html/);
    }
    await org.admin.control('POST', '/faults', { kind: 'status', status: 500 });
    assert.equal((await org.admin.get('/limits')).body[0].errorCode, 'UNKNOWN_EXCEPTION');
  },
  { covers: 'faults.wire' },
);

behaviour(
  'a reset does nothing; a lost answer did everything',
  SIMULATOR,
  async () => {
    await using org = await openTestOrg();
    const count = async () => (await org.admin.query('SELECT Id FROM Account')).body.totalSize;
    await org.admin.control('POST', '/faults', { kind: 'reset', method: 'POST' });
    await assert.rejects(org.admin.post('/sobjects/Account', { Name: 'Never' }));
    assert.equal(await count(), 0);
    await org.admin.control('POST', '/faults', { kind: 'lost', method: 'POST' });
    await assert.rejects(org.admin.post('/sobjects/Account', { Name: 'Saved' }));
    assert.equal(await count(), 1);
  },
  { covers: 'faults.wire' },
);

behaviour(
  'a body is cut in the middle: broken, or as if complete, also inside gzip',
  SIMULATOR,
  async () => {
    await using org = await openTestOrg();
    const whole = await rawGet(org.admin, '/limits');
    await org.admin.control('POST', '/faults', { kind: 'cut', afterBytes: 100 });
    const broken = await rawGet(org.admin, '/limits');
    assert.deepEqual([broken.broken, broken.bytes.length], [true, 100]);
    assert.equal(broken.bytes.toString(), whole.bytes.subarray(0, 100).toString());
    await org.admin.control('POST', '/faults', { kind: 'cut', afterBytes: 100, clean: true });
    const clean = await rawGet(org.admin, '/limits');
    assert.deepEqual([clean.broken, clean.bytes.length], [false, 100]);
    await org.admin.control('POST', '/faults', { kind: 'cut', afterBytes: 80, clean: true, gzip: true });
    const zipped = await rawGet(org.admin, '/limits');
    assert.deepEqual([zipped.encoding, zipped.bytes.length], ['gzip', 80]);
    assert.throws(() => gunzipSync(zipped.bytes));
  },
  { covers: 'faults.wire' },
);

behaviour(
  'an answer drips slowly and arrives whole',
  SIMULATOR,
  async () => {
    await using org = await openTestOrg();
    const whole = await rawGet(org.admin, '/limits');
    await org.admin.control('POST', '/faults', { kind: 'drip', bytesPerSecond: whole.bytes.length * 4 });
    const startedAt = performance.now();
    const slow = await rawGet(org.admin, '/limits');
    assert.ok(performance.now() - startedAt > 150);
    assert.deepEqual(
      Object.keys(JSON.parse(slow.bytes.toString())),
      Object.keys(JSON.parse(whole.bytes.toString())),
    );
  },
  { covers: 'faults.wire' },
);

behaviour(
  'held saves answer and stamp at once, and show up at the release',
  { documented: 'stamp at statement, visible at commit: facts 5.3' },
  async () => {
    await using org = await openTestOrg();
    await setClock(org, '2027-01-01T00:00:00Z');
    const { id } = (await org.admin.control('POST', '/transactions')).body;
    const created = await org.admin.post('/sobjects/Account', { Name: 'Held' });
    assert.equal(created.status, 201);
    assert.equal((await org.admin.query('SELECT Id FROM Account')).body.totalSize, 0);
    await org.admin.control('POST', '/clock', { advanceMs: 60_000 });
    const released = await org.admin.control('DELETE', `/transactions/${id}`);
    assert.equal(released.body.released, 1);
    const rows = await org.admin.query('SELECT Id, SystemModstamp FROM Account');
    assert.equal(rows.body.records[0].SystemModstamp.slice(0, 17), '2027-01-01T00:00:');
  },
  { covers: 'commit.visibility' },
);

behaviour('a stopped clock stands still, moves on command, and goes on from there', SIMULATOR, async () => {
  await using org = await openTestOrg();
  const clock = async (body: object) => (await org.admin.control('POST', '/clock', body)).body;
  await setClock(org, '2027-01-01T00:00:00Z');
  assert.equal((await clock({ stopped: true, now: '2027-01-01T00:00:00Z' })).now, '2027-01-01T00:00:00.000Z');
  for (const Name of ['One', 'Two']) await org.admin.post('/sobjects/Account', { Name });
  const rows = (await org.admin.query('SELECT CreatedDate FROM Account')).body.records;
  assert.deepEqual(new Set(rows.map((row: { CreatedDate: string }) => row.CreatedDate)).size, 1);
  assert.equal((await clock({ advanceMs: 1500 })).now, '2027-01-01T00:00:01.500Z');
  const { now, stopped } = await clock({ stopped: false });
  assert.equal(stopped, false);
  assert.equal(now.slice(0, 18), '2027-01-01T00:00:0');
});

behaviour(
  'sessions expire on command, everybody’s or one person’s',
  SIMULATOR,
  async () => {
    await using org = await openTestOrg();
    const rep = await signIn(org.baseUrl, REP);
    await org.admin.control('POST', '/sessions/expire', { username: REP.username });
    assert.deepEqual(
      [(await rep.get('/limits')).status, (await org.admin.get('/limits')).status],
      [401, 200],
    );
    await org.admin.control('POST', '/sessions/expire');
    assert.equal((await org.admin.get('/limits')).status, 401);
  },
  { covers: 'oauth.session' },
);

behaviour(
  'a frozen person cannot sign in, and can again',
  { documented: 'help "Freeze or Unfreeze User Accounts"' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('PATCH', `/users/${REP.username}`, { isFrozen: true });
    await assert.rejects(signIn(org.baseUrl, REP), /authentication failure/);
    await org.admin.control('PATCH', `/users/${REP.username}`, { isFrozen: false, password: 'Changed-1' });
    assert.ok(await signIn(org.baseUrl, { ...REP, password: 'Changed-1' }));
  },
  { covers: 'oauth.users' },
);

behaviour(
  'fields come and go, and queries notice',
  SIMULATOR,
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/objects/Account/fields', { name: 'Score__c', type: 'number' });
    assert.equal((await org.admin.query('SELECT Score__c FROM Account')).status, 200);
    await org.admin.control('DELETE', '/objects/account/fields/score__c');
    assert.equal((await org.admin.query('SELECT Score__c FROM Account')).body[0].errorCode, 'INVALID_FIELD');
  },
  { covers: 'faults.permissions' },
);

behaviour('rows are generated, saved as somebody, undeleted and purged', SIMULATOR, async () => {
  await using org = await openTestOrg();
  const generated = await org.admin.control('POST', '/rows', { object: 'Widget__c', rows: 500 });
  assert.equal(generated.body.rows, 500);
  const [row] = (await org.admin.query('SELECT Id FROM Widget__c LIMIT 1')).body.records;
  const operation = (kind: string) => ({
    operations: [{ kind, object: 'Widget__c', id: row.Id }],
    username: ADMIN.username,
  });
  const count = async () =>
    (
      await org.admin.get(`/queryAll?q=SELECT+Id,IsDeleted+FROM+Widget__c+WHERE+Id='${row.Id}'`)
    ).body.records.map((one: { IsDeleted: boolean }) => one.IsDeleted);
  await org.admin.control('POST', '/records', operation('delete'));
  assert.deepEqual(await count(), [true]);
  await org.admin.control('POST', '/records', operation('undelete'));
  assert.deepEqual(await count(), [false]);
  await org.admin.control('POST', '/records', operation('delete'));
  await org.admin.control('POST', '/records', operation('purge'));
  assert.deepEqual(await count(), []);
});

behaviour('people at work change rows until they are stopped', SIMULATOR, async () => {
  const simulator = await startSimulator({ seed: 'demo' });
  try {
    const control = async (method: string, path: string, body?: unknown) =>
      (await callUrl(method, `${simulator.baseUrl}/__simulator${path}`, body, {})).body;
    const started = await control('POST', '/activity', { everyMs: 5 });
    assert.equal(started.running, true);
    await until('somebody changed something', async () => {
      const { activity } = await control('GET', '');
      return JSON.stringify(activity.stats) === JSON.stringify(started.stats) ? undefined : true;
    });
    await control('DELETE', '/activity');
    assert.equal((await control('GET', '')).activity.running, false);
  } finally {
    await simulator.close();
  }
});

behaviour('a reset goes back to the seed of the start', SIMULATOR, async () => {
  await using org = await openTestOrg();
  await org.admin.post('/sobjects/Account', { Name: 'Gone soon' });
  await org.admin.control('POST', '/clock', { advanceMs: 1_000_000 });
  await org.admin.control('POST', '/reset', {});
  assert.equal((await org.admin.get('/limits')).status, 401);
  const admin = await signIn(org.baseUrl, ADMIN);
  assert.equal((await admin.query('SELECT Id FROM Account')).body.totalSize, 0);
  assert.equal((await admin.control('GET', '/clock')).body.offsetMs, 0);
  assert.equal((await admin.get('/sobjects/Widget__c/describe')).status, 200);
});

behaviour('mistakes are explained', SIMULATOR, async () => {
  await using org = await openTestOrg();
  const cases: [string, string, unknown, RegExp][] = [
    ['POST', '/faults', { kind: 'explode' }, /one of status, reset/],
    ['POST', '/faults', { kind: 'status' }, /"status" is missing/],
    ['POST', '/faults', { kind: 'reset', tims: 2 }, /Unknown field "tims"/],
    ['POST', '/clock', {}, /"advanceMs" is missing/],
    ['POST', '/seed', { seed: { users: [{}] } }, /username/],
    ['PATCH', '/users/nobody', { isActive: true }, /No user/],
    ['POST', '/access', { username: ADMIN.username, object: 'Account', access: 'none' }, /Modify All Data/],
    ['POST', '/records', { operations: [{ kind: 'explode' }] }, /one of create, update/],
    ['POST', '/records', { operations: [{ kind: 'delete', object: 'Account' }] }, /needs an "id"/],
    ['POST', '/rows', { object: 'Nothing__c', rows: 5 }, /Nothing__c/],
  ];
  for (const [method, path, body, expected] of cases) {
    const answer = await callUrl(method, `${org.baseUrl}/__simulator${path}`, body, {});
    assert.equal(answer.status, 400, path);
    assert.match(answer.body.error, expected);
  }
});
