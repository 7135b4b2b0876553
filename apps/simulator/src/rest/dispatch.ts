import { addBulkRoutes } from '../bulk/routes.ts';
import { SalesforceError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import { regularPath } from '../http/incoming.ts';
import { Router } from '../http/router.ts';
import type { Caller, ChangeOrigin } from '../org/types.ts';
import type { World } from '../world.ts';
import { addCollectionRoutes } from './collections.ts';
import { addGraphRoutes } from './composite-graph.ts';
import { addCompositeRoutes } from './composite.ts';
import { answerForError } from './error-answer.ts';
import { addMetadataRoutes } from './metadata.ts';
import { addQueryRoutes } from './query.ts';
import { addRecentRoutes } from './recent.ts';
import { addReplicationRoutes } from './replication.ts';
import { addEventSchemaRoutes } from './event-schema.ts';
import type { RestHandler, RestRequest, Subrequest } from './rest-request.ts';
import { addRowRoutes } from './rows.ts';
import { addToolingRoutes } from './tooling.ts';
import { addSearchRoutes } from './search.ts';
import { addTreeRoutes } from './tree.ts';
import { addLayoutRoutes } from './layouts.ts';
import { addUiApiRoutes } from './ui-api.ts';
import { isRetired, isServed } from './versions.ts';

/** Fixed names first: `/sobjects/X/describe` must not be read as the row `describe` of X. */
const ROUTES = new Router<RestHandler>();
addMetadataRoutes(ROUTES);
addUiApiRoutes(ROUTES);
addLayoutRoutes(ROUTES);
addReplicationRoutes(ROUTES);
addQueryRoutes(ROUTES);
addCompositeRoutes(ROUTES);
addGraphRoutes(ROUTES);
addSearchRoutes(ROUTES);
addRecentRoutes(ROUTES);
addTreeRoutes(ROUTES);
addCollectionRoutes(ROUTES);
addBulkRoutes(ROUTES);
addToolingRoutes(ROUTES);
addEventSchemaRoutes(ROUTES);
addRowRoutes(ROUTES);

export interface RestCall {
  readonly world: World;
  readonly userId: string;
  readonly method: string;
  /** `/services/data/v59.0/…`, regular. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly baseUrl: string;
  readJson(): unknown;
  readonly rawBody: Buffer;
}

/** Version and the rest of a data path; undefined when it has no version. */
export function splitDataPath(path: string): { readonly version: string; readonly rest: string } | undefined {
  const match = /^\/services\/data\/v(\d{1,3}\.\d)(\/.*)?$/i.exec(path);
  return match === null ? undefined : { version: match[1] ?? '', rest: match[2] ?? '/' };
}

/** Finds the route and runs it. @throws SalesforceError and whatever the route throws */
export function dispatchRest(call: RestCall, nested = false): Answer | Promise<Answer> {
  const target = splitDataPath(call.path);
  if (target === undefined)
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
  if (isRetired(target.version)) {
    throw new SalesforceError(
      410,
      'UNSUPPORTED_API_VERSION',
      `The requested API version ${target.version} is retired`,
    );
  }
  if (!isServed(target.version)) {
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
  const method = methodOf(call);
  const match = ROUTES.match(method === 'HEAD' ? 'GET' : method, target.rest);
  if (match.kind === 'none') {
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
  if (match.kind === 'wrong_method') {
    throw new SalesforceError(
      405,
      'METHOD_NOT_ALLOWED',
      `HTTP Method '${method}' not allowed. Allowed are ${match.allowed.join(',')}`,
    );
  }
  const caller = callerOf(call, target);
  const request: RestRequest = {
    world: call.world,
    caller,
    method,
    version: target.version,
    path: target.rest,
    parameters: match.parameters,
    query: call.query,
    headers: call.headers,
    baseUrl: call.baseUrl,
    nested,
    readJson: () => call.readJson(),
    rawBody: call.rawBody,
    runNested: (subrequest) => runNested(call, subrequest),
  };
  return match.handler(request);
}

/**
 * Clients that cannot send PATCH say it in the address: `POST …?_HttpMethod=PATCH`.
 * Source: REST API Developer Guide, "Update a Record".
 */
function methodOf({ method, query }: RestCall): string {
  const instead = query.get('_HttpMethod');
  return method === 'POST' && instead !== null && instead !== '' ? instead.toUpperCase() : method;
}

function callerOf(call: RestCall, { version, rest }: { version: string; rest: string }): Caller {
  const client = /client\s*=\s*([^,;]+)/i.exec(call.headers['sforce-call-options'] ?? '')?.[1]?.trim();
  return { userId: call.userId, client: client ?? null, apiVersion: Number(version), origin: originOf(rest) };
}

function originOf(path: string): ChangeOrigin {
  if (/^\/jobs\b/i.test(path)) return 'bulkapi';
  return /^\/tooling\b/i.test(path) ? 'toolingrest' : 'rest';
}

/** `v59.0/limits` (as documented for batch) and `/services/data/v59.0/limits` alike. Errors become answers. */
function runNested(call: RestCall, subrequest: Subrequest): Answer {
  const [path, search] = splitOnce(subrequest.url, '?');
  const full = /^\/?v\d/i.test(path) ? `/services/data/${path}` : path;
  try {
    if (/\/(jobs|composite\/(batch|graph))\b/i.test(full)) throw notAsSubrequest(path);
    const answer = dispatchRest(
      {
        world: call.world,
        userId: call.userId,
        method: subrequest.method,
        path: regularPath(full),
        query: new URLSearchParams(search),
        headers: { ...callOptions(call.headers), ...subrequest.headers },
        baseUrl: call.baseUrl,
        readJson: () => subrequest.body,
        rawBody: Buffer.alloc(0),
      },
      true,
    );
    if (answer instanceof Promise) throw notAsSubrequest(path);
    return answer;
  } catch (error) {
    return answerForError(error, call.world.report);
  }
}

function notAsSubrequest(path: string): SalesforceError {
  return new SalesforceError(400, 'INVALID_INPUT', `Not allowed as a subrequest: ${path}`);
}

/** What the outer call says about itself holds for its parts. */
function callOptions(headers: Readonly<Record<string, string>>): Record<string, string> {
  const options = headers['sforce-call-options'];
  return options === undefined ? {} : { 'sforce-call-options': options };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
