import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { ERRORS, type ErrorCode, Problem, type RecordPage, SyncError } from '@sync-user/contract';
import { ACME_KEY, createMemoryWorld, startTestApi, type TestApi } from '../testing/index.ts';
import { bearer, send } from '../testing/send.ts';

const headers = bearer(ACME_KEY);

/** An API whose record list fails as told. */
function startFailing(failure: Error): Promise<TestApi> {
  const { services } = createMemoryWorld();
  const list = (): Promise<RecordPage> => Promise.reject(failure);
  return startTestApi({ services: { ...services, records: { ...services.records, list } } });
}

const RECORDS = '/api/v1/workspaces/acme/objects/Account/records';

describe('problems', () => {
  test('every error of the catalogue reaches the caller with its status, title and fix', async () => {
    let current: ErrorCode = 'INTERNAL';
    const { services } = createMemoryWorld();
    const list = (): Promise<RecordPage> =>
      Promise.reject(new SyncError(current, 'the particulars', { secretive: 1 }));
    await using api = await startTestApi({
      services: { ...services, records: { ...services.records, list } },
    });
    const codes = Object.keys(ERRORS) as ErrorCode[];
    for (const code of codes) {
      current = code;
      const answer = await send<Problem>(api.baseUrl + RECORDS, { headers });
      assert.equal(answer.status, ERRORS[code].httpStatus, code);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
      const { requestId, ...problem } = Problem.parse(answer.body);
      assert.deepEqual(problem, {
        type: `urn:sync-user:problem:${code}`,
        title: ERRORS[code].title,
        status: ERRORS[code].httpStatus,
        detail: 'the particulars',
        code,
        fix: ERRORS[code].fix,
      });
      assert.equal(requestId, answer.headers.get('x-request-id'));
    }
    assert.ok(codes.length > 30);
  });

  test('a bug tells the caller nothing but a request id, and the log everything', async () => {
    await using api = await startFailing(new TypeError('cannot read "password" of undefined'));
    const { status, body } = await send<Problem>(api.baseUrl + RECORDS, { headers });
    assert.equal(status, 500);
    assert.equal(body.code, 'INTERNAL');
    assert.doesNotMatch(JSON.stringify(body), /password|TypeError|\.ts/);
    assert.ok(body.requestId !== undefined && body.detail.includes(body.requestId));
    const logged = api.log.filter(({ level }) => level === 'error');
    assert.equal(logged.length, 1);
    assert.match(String((logged[0]?.fields as { err?: Error } | undefined)?.err), /password/);
  });

  test('an answer that breaks the contract is a bug, not an answer', async () => {
    const { services } = createMemoryWorld();
    await using api = await startTestApi({
      services: {
        ...services,
        records: { ...services.records, list: async () => ({ records: [], nextCursor: 5 }) as never },
      },
    });
    const { status, body } = await send<Problem>(api.baseUrl + RECORDS, { headers });
    assert.equal(`${status} ${body.code}`, '500 INTERNAL');
  });

  test('a request that is not valid names each field that is wrong', async () => {
    await using api = await startTestApi();
    const { status, body } = await send<Problem>(`${api.baseUrl}/api/v1/workspaces/acme/connection`, {
      method: 'PUT',
      headers,
      json: { method: 'password', clientId: '' },
    });
    assert.equal(status, 400);
    assert.equal(body.code, 'API_INVALID_REQUEST');
    assert.deepEqual(
      body.errors?.map(({ path }) => path),
      ['method', 'loginUrl', 'clientId'],
    );
    assert.equal(body.errors?.[1]?.message, 'This is required.');
    assert.match(body.detail, /loginUrl: This is required\./);
  });

  const invalid = [
    ['a limit that is not a number', 'GET', `${RECORDS}?limit=many`, undefined, 'limit'],
    ['a limit above the maximum', 'GET', `${RECORDS}?limit=501`, undefined, 'limit'],
    ['a sort direction that does not exist', 'GET', `${RECORDS}?direction=up`, undefined, 'direction'],
    ['no body at all', 'PUT', '/api/v1/workspaces/acme/connection', undefined, 'loginUrl'],
    ['a body that is a list', 'PATCH', '/api/v1/workspaces/acme', [], ''],
    ['an empty list of fields', 'PUT', '/api/v1/workspaces/acme/objects/Lead', { fields: [] }, 'fields'],
    ['an instant that is none', 'GET', '/api/v1/workspaces/acme/calls?since=yesterday', undefined, 'since'],
    [
      'a span that ends before it begins',
      'GET',
      '/api/v1/workspaces/acme/calls?since=2999-01-01',
      undefined,
      'since',
    ],
    [
      'years by the minute',
      'GET',
      '/api/v1/workspaces/acme/calls?since=2001-01-01&bucketSeconds=60',
      undefined,
      'bucketSeconds',
    ],
  ] as const;
  for (const [what, method, path, json, field] of invalid) {
    test(`${what} is refused at "${field}"`, async () => {
      await using api = await startTestApi();
      const { status, body } = await send<Problem>(api.baseUrl + path, { method, headers, json });
      assert.equal(`${status} ${body.code}`, '400 API_INVALID_REQUEST');
      assert.equal(body.errors?.[0]?.path, field);
    });
  }

  test('a body that is not JSON, too large, or would reach into prototypes is refused', async () => {
    await using api = await startTestApi();
    const url = `${api.baseUrl}/api/v1/workspaces/acme`;
    const type = { 'content-type': 'application/json' };
    for (const body of ['{"name": "x', `{"name":"${'x'.repeat(1_100_000)}"}`, '{"__proto__": {"a": 1}}']) {
      const response = await fetch(url, { method: 'PATCH', headers: { ...headers, ...type }, body });
      const problem = Problem.parse(await response.json());
      assert.equal(problem.code, 'API_INVALID_REQUEST', body.slice(0, 30));
      assert.equal(response.status, problem.status);
    }
  });

  test('an empty body is no body', async () => {
    await using api = await startTestApi();
    const response = await fetch(`${api.baseUrl}/api/v1/workspaces/acme/sync`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
    });
    assert.equal(response.status, 202);
  });

  test('what does not exist under /api is a problem, whatever the method', async () => {
    await using api = await startTestApi();
    for (const [method, path] of [
      ['GET', '/api'],
      ['GET', '/api/v1/nothing'],
      ['POST', '/api/v2/workspaces'],
      ['PUT', '/api/v1/workspaces'],
      ['GET', '/api/v1/workspaces/acme/objects/Nothing'],
      ['GET', '/api/v1/workspaces/acme/objects/Account/records/r9'],
    ] as const) {
      const { status, body } = await send<Problem>(api.baseUrl + path, { method, headers });
      assert.equal(status, 404, path);
      assert.ok(Problem.safeParse(body).success, path);
    }
  });

  test('a path that is not valid UTF-8 is a problem too', async () => {
    await using api = await startTestApi();
    const { status, body } = await send<Problem>(`${api.baseUrl}/api/v1/workspaces/%E0%A4%A`, { headers });
    assert.equal(status, 400);
    assert.equal(body.code, 'API_INVALID_REQUEST');
  });

  test('before there is a connection, asking for it says what to do', async () => {
    await using api = await startTestApi();
    api.acme.connection = undefined;
    const { status, body } = await send<Problem>(`${api.baseUrl}/api/v1/workspaces/acme/connection`, {
      headers,
    });
    assert.equal(`${status} ${body.code}`, '409 CONNECTION_MISSING');
  });

  test('the health answer fails while the database is away, so that balancers look elsewhere', async () => {
    const { services } = createMemoryWorld();
    await using api = await startTestApi({
      services: {
        ...services,
        health: {
          read: async () => ({
            status: 'unavailable',
            database: 'unavailable',
            version: '1',
            roles: ['api'],
          }),
        },
      },
    });
    const { status, body } = await send<Problem>(`${api.baseUrl}/api/v1/health`);
    assert.equal(`${status} ${body.code}`, '503 DATABASE_UNAVAILABLE');
  });
});

describe('the log', () => {
  test('says nothing of callers that hung up before their request was looked at', async () => {
    await using api = await startTestApi();
    const { port } = new URL(api.baseUrl);
    for (let i = 0; i < 20; i += 1) {
      await new Promise<void>((done) => {
        const caller = connect(Number(port), '127.0.0.1', () => {
          caller.write('GET /api/v1/health HTTP/1.1\r\nhost: localhost\r\n\r\n');
          caller.resetAndDestroy();
        });
        caller.once('close', () => done());
      });
    }
    // Requests are taken in the order they came: when this one is answered, those before it were looked at.
    assert.equal((await send(`${api.baseUrl}/api/v1/health`)).status, 200);
    assert.deepEqual(
      api.log.filter(({ level }) => level === 'error'),
      [],
    );
  });

  test('has a line for each request, without its query and without any credential', async () => {
    await using api = await startTestApi();
    await send(`${api.baseUrl}${RECORDS}?search=very-private`, {
      headers: { ...headers, cookie: 'sync_user=a-token' },
    });
    // The line is written when the answer has left, which may be after it has arrived here.
    while (!api.log.some(({ message }) => message === 'request')) await new Promise(setImmediate);
    const line = api.log.find(({ message }) => message === 'request')?.fields as Record<string, unknown>;
    assert.equal(line['path'], RECORDS);
    assert.equal(line['status'], 200);
    assert.doesNotMatch(JSON.stringify(api.log), /very-private|su_acme|a-token/);
  });
});
