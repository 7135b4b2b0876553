import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';
import { ENDPOINTS } from '@sync-user/contract';
import { createClient, isApiError } from './client.ts';
import { ROUTES } from './routes.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server that records each request and answers as told. */
async function withServer(
  answer: (response: ServerResponse, request: IncomingMessage) => void,
  body: (baseUrl: string, seen: Seen[]) => Promise<void>,
): Promise<void> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const json =
  (status: number, body: unknown, headers = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

test('every endpoint of the contract has a method, and no endpoint mixes query and body', () => {
  const client = createClient({ baseUrl: '' });
  assert.ok(Object.keys(ENDPOINTS).length > 20);
  for (const [name, endpoint] of Object.entries(ENDPOINTS)) {
    assert.equal(ROUTES[name as keyof typeof ROUTES], `${endpoint.method} ${endpoint.path}`);
    assert.equal(typeof client[name as keyof typeof client], 'function');
    const isRead = endpoint.method === 'GET' || endpoint.method === 'DELETE';
    assert.equal(isRead ? 'body' in endpoint : 'query' in endpoint, false, name);
  }
});

test('a field name never means a path parameter and a body or query field at once', () => {
  for (const [name, endpoint] of Object.entries(ENDPOINTS)) {
    const inPath = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter);
    const beside = [
      ...('query' in endpoint ? Object.keys(endpoint.query.shape) : []),
      ...('body' in endpoint ? Object.keys(endpoint.body.shape) : []),
    ];
    assert.deepEqual(
      beside.filter((field) => inPath.includes(field)),
      [],
      name,
    );
  }
});

test('path parameters are encoded, the rest of a read goes into the query, absent values are left out', () =>
  withServer(json(200, { records: [], nextCursor: null }), async (baseUrl, seen) => {
    const client = createClient({ baseUrl: `${baseUrl}/`, apiKey: 'su_1' });
    const page = await client.listRecords({
      workspace: 'acme',
      object: 'A/B',
      search: 'a&b',
      cursor: undefined,
      limit: 5,
    });
    assert.deepEqual(page, { records: [], nextCursor: null });
    assert.equal(seen[0]?.method, 'GET');
    assert.equal(seen[0]?.url, '/api/v1/workspaces/acme/objects/A%2FB/records?search=a%26b&limit=5');
    assert.equal(seen[0]?.headers.authorization, 'Bearer su_1');
    assert.equal(seen[0]?.headers['content-type'], undefined);
  }));

test('a change sends its fields as a JSON body, and every request carries the guard header', () =>
  withServer(json(200, { slug: 'acme' }), async (baseUrl, seen) => {
    const client = createClient({ baseUrl, clientName: 'console' });
    await client.changeWorkspace({ workspace: 'acme', name: 'Acme', pollIntervalSeconds: 30 });
    assert.equal(seen[0]?.method, 'PATCH');
    assert.equal(seen[0]?.url, '/api/v1/workspaces/acme');
    assert.deepEqual(JSON.parse(seen[0]?.body ?? ''), { name: 'Acme', pollIntervalSeconds: 30 });
    assert.equal(seen[0]?.headers['x-sync-user'], 'console');
    assert.equal(seen[0]?.headers.authorization, undefined);
  }));

test('a number in the path is sent as its digits', () =>
  withServer(json(200, {}), async (baseUrl, seen) => {
    const client = createClient({ baseUrl });
    await client.decideSchemaChange({ workspace: 'acme', change: 12, decision: 'add' });
    assert.equal(seen[0]?.url, '/api/v1/workspaces/acme/schema-changes/12');
    assert.deepEqual(JSON.parse(seen[0]?.body ?? ''), { decision: 'add' });
  }));

test('a missing path parameter is a bug of the caller and no request is made', () =>
  withServer(json(200, {}), async (baseUrl, seen) => {
    const client = createClient({ baseUrl });
    await assert.rejects(client.readOverview({ workspace: '' }), TypeError);
    assert.equal(seen.length, 0);
  }));

test('a problem answer becomes an ApiError with its code, fix, request id and refused fields', () => {
  const problem = {
    type: 'about:blank',
    title: 'The request is not valid',
    status: 400,
    detail: 'name is empty',
    code: 'API_INVALID_REQUEST',
    fix: 'Correct it.',
    errors: [{ path: 'name', message: 'Too short' }],
  };
  return withServer(json(400, problem, { 'x-request-id': 'req-7' }), async (baseUrl) => {
    await assert.rejects(createClient({ baseUrl }).createWorkspace({ slug: 'acme', name: '' }), (error) => {
      assert.ok(isApiError(error, 'API_INVALID_REQUEST'));
      assert.equal(error.message, 'The request is not valid: name is empty');
      assert.equal(error.fix, 'Correct it.');
      assert.equal(error.status, 400);
      assert.equal(error.requestId, 'req-7');
      assert.deepEqual(error.errors, [{ path: 'name', message: 'Too short' }]);
      return true;
    });
  });
});

for (const status of [200, 502]) {
  test(`a web page with status ${status} in place of JSON is reported as a wrong answer, not as a syntax error`, () =>
    withServer(
      (response) => response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>proxy</h1>'),
      async (baseUrl) => {
        await assert.rejects(createClient({ baseUrl }).readHealth(), (error) => {
          assert.ok(isApiError(error, 'SERVER_ANSWER_UNREADABLE'));
          assert.equal(error.status, status);
          return true;
        });
      },
    ));
}

test('a server that is not there is reported with its address and the reason', async () => {
  let address = '';
  await withServer(json(200, {}), (baseUrl) => {
    address = baseUrl;
    return Promise.resolve();
  });
  await assert.rejects(createClient({ baseUrl: address }).readHealth(), (error) => {
    assert.ok(isApiError(error, 'SERVER_UNREACHABLE'));
    assert.equal(error.status, 0);
    assert.ok(error.detail.includes(address));
    assert.match(error.detail, /ECONNREFUSED/);
    return true;
  });
});

test('an aborted call rejects with the abort, not with an unreachable server', () =>
  withServer(
    () => {},
    async (baseUrl) => {
      const controller = new AbortController();
      const call = createClient({ baseUrl }).readHealth({}, { signal: controller.signal });
      controller.abort();
      await assert.rejects(call, { name: 'AbortError' });
    },
  ));
