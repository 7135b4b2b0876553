import swagger from '@fastify/swagger';
import { ERRORS, type ErrorCode, Problem } from '@sync-user/contract';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransformObject, jsonSchemaTransform } from 'fastify-type-provider-zod';
import { PROBLEM_TYPE } from './problem.ts';

type Json = { [key: string]: Json | string | number | boolean | null | undefined | Json[] | string[] };

const DESCRIPTION = `Everything the console and the command line do, for your own programs.

**Authentication.** Send an API key: \`Authorization: Bearer su_…\`. Browsers may use the session cookie instead;
changes then also need the header \`X-Sync-User\` (any value).

**Errors** are \`application/problem+json\` (RFC 9457) with a stable \`code\`, and \`fix\`: what to do next.`;

const COMPONENT = '#/components/schemas/';
const toComponents = createJsonSchemaTransformObject({});

/** Documents every route that is registered after this. The document is made when the server is ready. */
export async function documentApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Sync User',
        version,
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      // Paths in the document are absolute: the document is good wherever the server stands.
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `su_…`' },
          session: { type: 'apiKey', in: 'cookie', name: 'sync_user', description: 'The console’s session' },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => {
      if (!('openapiObject' in document)) throw new Error('the document is made for OpenAPI 3 only');
      const complete = structuredClone(toComponents(document)) as unknown as Json;
      describeAnswers(complete);
      openForGrowth(complete);
      return tidyComponents(complete);
    },
  });
}

/** Each operation gets every status the catalogue knows, with the codes that come under it. */
function describeAnswers(document: Json): void {
  const byStatus = Map.groupBy(Object.keys(ERRORS) as ErrorCode[], (code) => ERRORS[code].httpStatus);
  const responses: Json = {};
  for (const [status, codes] of byStatus) {
    responses[`Problem${status}`] = {
      description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join('\n\n'),
      content: { [PROBLEM_TYPE]: { schema: { $ref: `${COMPONENT}${componentName()}` } } },
    };
  }
  (document.components as Json).responses = responses;

  for (const path of Object.values(document.paths as Json)) {
    for (const operation of Object.values(path as Json)) {
      const answers = (operation as Json).responses as Json;
      for (const answer of Object.values(answers) as Json[]) {
        if (answer.description === 'Default Response') answer.description = 'Success';
      }
      for (const status of byStatus.keys()) {
        answers[String(status)] ??= { $ref: `#/components/responses/Problem${status}` };
      }
    }
  }
}

function componentName(): string {
  const id = Problem.meta()?.id;
  if (id === undefined) throw new Error('the Problem schema has no id');
  return id;
}

/** Answers may gain members within v1, so clients made from the document must not refuse unknown ones. */
function openForGrowth(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if ('additionalProperties' in node && node.additionalProperties === false) delete node.additionalProperties;
  for (const child of Object.values(node)) openForGrowth(child);
}

/**
 * The generator names each schema twice, `X` for answers and `XInput` for requests. Those nobody refers to go, and a
 * request schema without a twin loses its suffix.
 */
function tidyComponents(document: Json): Json {
  const used = new Set<string>();
  const follow = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      if (key !== '$ref' || typeof child !== 'string') follow(child);
      else if (child.startsWith(COMPONENT) && !used.has(child)) {
        used.add(child);
        follow(schemas[child.slice(COMPONENT.length)]);
      }
    }
  };
  const components = document.components as Json;
  const schemas = components.schemas as Json;
  follow(document.paths);
  follow(components.responses);

  const renamed = new Map<string, string>();
  const kept: Json = {};
  for (const name of Object.keys(schemas).sort()) {
    if (!used.has(COMPONENT + name)) continue;
    const plain = name.replace(/Input$/, '');
    const finalName = used.has(COMPONENT + plain) ? name : plain;
    renamed.set(COMPONENT + name, COMPONENT + finalName);
    kept[finalName] = schemas[name];
  }
  components.schemas = kept;
  return JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? (renamed.get(value) ?? value) : value,
  ) as Json;
}
