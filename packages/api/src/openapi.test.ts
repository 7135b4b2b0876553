import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENDPOINTS, type Endpoint, ERRORS } from '@sync-user/contract';
import { startTestApi } from '../testing/index.ts';
import { send } from '../testing/send.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly parameters?: readonly { name: string; in: string; required?: boolean }[];
  readonly requestBody?: { content: Record<string, { schema: object }> };
  readonly responses: Record<string, { content?: Record<string, { schema: object }>; $ref?: string }>;
}
interface Document {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
}

async function readDocument(): Promise<Document> {
  await using api = await startTestApi();
  const { status, body } = await send<Document>(`${api.baseUrl}/api/v1/openapi.json`);
  assert.equal(status, 200);
  return body;
}

const toOpenApiPath = (path: string): string => `/api/v1${path.replace(/:(\w+)/g, '{$1}')}`;

test('every endpoint of the contract is in the document, with its parameters, body, answer and problems', async () => {
  const document = await readDocument();
  assert.equal(document.openapi, '3.1.0');
  for (const [name, endpoint] of Object.entries<Endpoint>(ENDPOINTS)) {
    const operation = document.paths[toOpenApiPath(endpoint.path)]?.[endpoint.method.toLowerCase()];
    assert.ok(operation, name);
    assert.equal(operation.operationId, name);
    assert.equal(operation.summary, endpoint.summary);
    assert.deepEqual(operation.tags, [endpoint.tag]);
    assert.equal(operation.security.length, endpoint.auth === 'none' ? 0 : 2, name);

    const inPath = operation.parameters?.filter((one) => one.in === 'path').map((one) => one.name) ?? [];
    assert.deepEqual(
      inPath,
      [...endpoint.path.matchAll(/:(\w+)/g)].map(([, one]) => one),
      name,
    );
    const inQuery = operation.parameters?.filter((one) => one.in === 'query').map((one) => one.name) ?? [];
    assert.deepEqual(inQuery, Object.keys(endpoint.query?.shape ?? {}), name);
    assert.equal(operation.requestBody !== undefined, endpoint.body !== undefined, name);
    assert.ok(operation.responses[endpoint.status ?? 200]?.content?.['application/json'], name);
    for (const { httpStatus } of Object.values(ERRORS)) {
      assert.ok(operation.responses[httpStatus]?.$ref, `${name} ${httpStatus}`);
    }
  }
});

test('the document holds nothing but the contract and the live stream', async () => {
  const document = await readDocument();
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  assert.deepEqual(
    operations.map(({ operationId }) => operationId).sort(),
    [...Object.keys(ENDPOINTS), 'stream'].sort(),
  );
  const stream = document.paths['/api/v1/workspaces/{workspace}/stream']?.['get'];
  assert.ok(stream?.responses['200']?.content?.['text/event-stream']);
  assert.deepEqual(
    stream.parameters?.map((one) => `${one.in} ${one.name}`),
    ['path workspace', 'header last-event-id'],
  );
});

test('every reference in the document leads somewhere, and every component is referred to', async () => {
  const document = await readDocument();
  const references = new Set<string>();
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      if (key === '$ref') references.add(String(child));
      else collect(child);
    }
  };
  collect(document);
  assert.ok(references.size > 20);
  for (const reference of references) {
    const target = reference
      .replace('#/', '')
      .split('/')
      .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
    assert.equal(typeof target, 'object', reference);
  }
  for (const name of Object.keys(document.components.schemas)) {
    assert.ok(references.has(`#/components/schemas/${name}`), `${name} is not used`);
    assert.doesNotMatch(name, /Input$/);
  }
  assert.deepEqual(Object.keys(document.components.securitySchemes), ['apiKey', 'session']);
});

test('no schema forbids members that later versions may add', async () => {
  assert.doesNotMatch(JSON.stringify(await readDocument()), /"additionalProperties":false/);
});
