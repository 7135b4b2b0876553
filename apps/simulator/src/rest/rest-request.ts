import { SalesforceError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import type { PathParameters } from '../http/router.ts';
import type { Caller, Org, SaveOptions } from '../org/types.ts';
import type { World } from '../world.ts';

/** One authenticated call to `/services/data/vXX.X/…`, whether it came alone or inside a composite request. */
export interface RestRequest {
  readonly world: World;
  readonly caller: Caller;
  readonly method: string;
  /** As in the URL: `59.0`. */
  readonly version: string;
  /** After the version: `/sobjects/Account`. */
  readonly path: string;
  readonly parameters: PathParameters;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON of the body; undefined when there is none. @throws SalesforceError `JSON_PARSER_ERROR` */
  readJson(): unknown;
  /** The body as it came, decompressed; empty for a subrequest. */
  readonly rawBody: Buffer;
  readonly baseUrl: string;
  /** True for a subrequest: composite resources must not nest. */
  readonly nested: boolean;
  /** Answers a subrequest as the same caller, before returning: nothing else can happen in between. */
  runNested(subrequest: Subrequest): Answer;
}

export interface Subrequest {
  readonly method: string;
  /** `/services/data/v59.0/…` or `v59.0/…`, with its query string. */
  readonly url: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export type RestHandler = (request: RestRequest) => Answer | Promise<Answer>;

/** `/services/data/v59.0` + path, as Salesforce writes addresses into answers. */
export function dataUrl(request: Pick<RestRequest, 'version'>, path: string): string {
  return `/services/data/v${request.version}${path}`;
}

/** The body as an object. @throws SalesforceError */
export function readJsonObject(request: RestRequest): Record<string, unknown> {
  const body = request.readJson();
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new SalesforceError(
      400,
      'JSON_PARSER_ERROR',
      'The HTTP entity body is required, but this request has no entity body.',
    );
  }
  return body as Record<string, unknown>;
}

export function parameter(request: RestRequest, name: string): string {
  return request.parameters[name] ?? '';
}

export function orgOf(request: RestRequest): Org {
  return request.world.org;
}

export function notFound(): SalesforceError {
  return new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
}

/** Asks for TRUE, true, 1 alike. */
export function isTrue(text: string | null): boolean {
  return text !== null && /^(true|1)$/i.test(text);
}

/** What the headers ask of the platform's rules. Source: REST API Developer Guide, "Headers". */
export function saveOptions({ headers }: RestRequest, allOrNone: boolean): SaveOptions {
  const duplicateRule = headers['sforce-duplicate-rule-header'];
  const autoAssign = headers['sforce-auto-assign']?.trim();
  const asks = (name: string): boolean =>
    new RegExp(`\\b${name}\\s*=\\s*true\\b`, 'i').test(duplicateRule ?? '');
  return {
    allOrNone,
    ...(duplicateRule === undefined
      ? {}
      : {
          duplicateRule: {
            allowSave: asks('allowSave'),
            includeRecordDetails: asks('includeRecordDetails'),
            runAsCurrentUser: asks('runAsCurrentUser'),
          },
        }),
    ...(autoAssign === undefined ? {} : { autoAssign: readAutoAssign(autoAssign) }),
  };
}

function readAutoAssign(value: string): boolean | string {
  if (/^true$/i.test(value)) return true;
  return /^false$/i.test(value) ? false : value;
}
