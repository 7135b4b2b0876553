import { ENDPOINTS, type Endpoint } from '@sync-user/contract';
import { EXAMPLES } from './api-examples.ts';
import { fieldTable, operationBlock } from './api-operation.ts';
import { fence, GENERATED, toPage } from './markdown.ts';
import type { OpenApiDocument, Operation } from './open-api.ts';
import { shapeHeading, toFieldRows, toWords } from './schema-words.ts';

const INTRODUCTION = `# HTTP API

Everything the console and the command line do, for your own programs. The same as a document for machines:
[openapi.json](openapi.json), which a running server also answers under \`/api/v1/openapi.json\`. Typed client: \`packages/sdk\`.`;

const CONVENTIONS = `## Authentication

Send an API key: \`Authorization: Bearer su_…\`. A key is good for one workspace or for the whole installation; a workspace
it may not act on is answered like one that does not exist. Browsers may use the session cookie instead; a change then also
needs the header \`X-Sync-User\` with any value, which other sites cannot send.

## Conventions

- Bodies and answers are JSON. \`:workspace\` is the workspace's slug; \`:object\` is an API name, and letter case does not matter.
- An *instant* is ISO 8601 with milliseconds and \`Z\`. Answers may gain fields within v1: ignore those you do not know.
- Each address may send 3,000 requests a minute, and sign in 10 times a minute; beyond that comes 429 with \`Retry-After\`.
- Every answer has the header \`X-Request-Id\`; the server's log has it too. Request bodies may have 1 MiB.

## Errors

\`application/problem+json\` (RFC 9457), the [Problem shape](#problem-shape): \`code\` is one of the [catalogue](errors.md) and never
changes, \`detail\` says what happened, \`fix\` what to do next, \`errors\` names the fields of an invalid request. Below, each
endpoint lists the codes that belong to it; any may also answer \`API_TOO_MANY_REQUESTS\`, \`DATABASE_UNAVAILABLE\` or \`INTERNAL\`,
and with a session cookie \`API_FORBIDDEN\` when \`X-Sync-User\` is missing.

The examples use two variables; \`npm start\` writes their values to \`.data/endpoints.json\`:`;

const VARIABLES = `export SYNC_USER_URL=http://127.0.0.1:8080
export SYNC_USER_API_KEY=su_…`;

const AFTER_CHANGES = `#### Events of the stream

| Event | \`id\` | \`data\` |
| --- | --- | --- |
| \`change\` | the change's \`seq\` | a [Change shape](#change-shape) |
| \`objects\` | none | \`{"objects": […]}\`, all selected objects, each a [SelectedObject shape](#selectedobject-shape) |`;

/** docs/reference/api.md: every endpoint by tag, then the shapes they share. */
export function apiPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => ({ method, path: toColons(path), operation })),
  );
  const tags = [...new Set(Object.values<Endpoint>(ENDPOINTS).map((endpoint) => endpoint.tag))];
  return toPage([
    GENERATED,
    INTRODUCTION,
    CONVENTIONS,
    fence('sh', VARIABLES),
    ...tags.flatMap((tag) => tagBlocks(tag, operations)),
    '## Shapes',
    ...Object.entries(document.components.schemas).map(([name, schema]) =>
      toPage([
        `### ${shapeHeading(name)}`,
        fieldTable(toFieldRows(schema)) || `A ${toWords(schema)}.`,
      ]).trimEnd(),
    ),
  ]);
}

function tagBlocks(
  tag: Endpoint['tag'],
  operations: readonly {
    readonly method: string;
    readonly path: string;
    readonly operation: Operation;
  }[],
): readonly string[] {
  const ours = operations.filter(({ operation }) => operation.tags.includes(tag));
  if (ours.length === 0) throw new Error(`no endpoint has the tag ${tag}`);
  return [
    `## ${tag}`,
    fence('sh', EXAMPLES[tag]),
    ...ours.map(({ method, path, operation }) => operationBlock(method, path, operation)),
    tag === 'Changes' ? AFTER_CHANGES : '',
  ];
}

/** The contract writes `:workspace`, OpenAPI `{workspace}`. */
function toColons(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
