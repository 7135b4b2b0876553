/** `/composite` and `/composite/batch`: up to 25 calls in one. Source: facts 2.9. */
import { SalesforceError } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { MissingReference, resolveReferences } from './composite-references.ts';
import { readJsonObject } from './rest-request.ts';
import type { RestHandler, RestRequest, Subrequest } from './rest-request.ts';
import { isObject } from './row-values.ts';

const MAX_SUBREQUESTS = 25;
/** Queries and collection operations together. */
const MAX_HEAVY_SUBREQUESTS = 5;

export function addCompositeRoutes(router: Router<RestHandler>): void {
  router.on('POST', '/composite', answerComposite).on('POST', '/composite/batch', answerBatch);
}

export interface CompositeSubrequest extends Subrequest {
  readonly referenceId: string;
}

export interface Subanswer {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

function answerComposite(request: RestRequest): Answer {
  refuseNesting(request);
  const body = readJsonObject(request);
  const subrequests = readSubrequests(body);
  const run = (): Subanswer[] => runInOrder(request, subrequests, body['allOrNone'] === true);
  const compositeResponse = body['allOrNone'] === true ? request.world.org.atomically(run, allWell) : run();
  return json(200, { compositeResponse });
}

export function allWell(answers: readonly Subanswer[]): boolean {
  return answers.every((answer) => answer.httpStatusCode < 400);
}

export function runInOrder(
  request: RestRequest,
  subrequests: readonly CompositeSubrequest[],
  allOrNone: boolean,
): Subanswer[] {
  const answers: Subanswer[] = [];
  const bodies = new Map<string, unknown>();
  for (const subrequest of subrequests) {
    const answer = runOne(request, subrequest, bodies);
    answers.push(answer);
    if (answer.httpStatusCode < 400) bodies.set(subrequest.referenceId, answer.body);
    else if (allOrNone)
      return answers.concat(haltedAfter(subrequests, answers)).map((one) => halted(one, answer));
  }
  return answers;
}

function runOne(
  request: RestRequest,
  subrequest: CompositeSubrequest,
  bodies: ReadonlyMap<string, unknown>,
): Subanswer {
  const { referenceId } = subrequest;
  try {
    const answer = request.runNested({
      ...subrequest,
      url: String(resolveReferences(subrequest.url, bodies)),
      body: resolveReferences(subrequest.body, bodies),
    });
    return {
      body: bodyOf(answer),
      httpHeaders: answer.headers,
      httpStatusCode: answer.status,
      referenceId,
    };
  } catch (error) {
    if (!(error instanceof MissingReference)) throw error;
    return haltedAnswer(referenceId, error.message);
  }
}

function haltedAfter(
  subrequests: readonly CompositeSubrequest[],
  answers: readonly Subanswer[],
): Subanswer[] {
  return subrequests.slice(answers.length).map(({ referenceId }) => haltedAnswer(referenceId, ROLLED_BACK));
}

/** All but the one that failed say that they were rolled back. */
function halted(answer: Subanswer, failed: Subanswer): Subanswer {
  return answer === failed ? answer : haltedAnswer(answer.referenceId, ROLLED_BACK);
}

const ROLLED_BACK = 'The transaction was rolled back since another operation in the same transaction failed.';

function haltedAnswer(referenceId: string, message: string): Subanswer {
  return {
    body: [{ errorCode: 'PROCESSING_HALTED', message }],
    httpHeaders: {},
    httpStatusCode: 400,
    referenceId,
  };
}

/** What `/composite` and every graph of `/composite/graph` hold. @throws SalesforceError */
export function readSubrequestList(body: Readonly<Record<string, unknown>>): CompositeSubrequest[] {
  const list: readonly unknown[] = Array.isArray(body['compositeRequest']) ? body['compositeRequest'] : [];
  if (list.length === 0) {
    throw new SalesforceError(
      400,
      'REQUIRED_FIELD_MISSING',
      'compositeRequest: at least one subrequest is required',
    );
  }
  const seen = new Set<string>();
  return list.map((one): CompositeSubrequest => {
    const entry = isObject(one) ? one : {};
    const referenceId = text(entry['referenceId']);
    if (referenceId === '') {
      throw new SalesforceError(
        400,
        'REQUIRED_FIELD_MISSING',
        'The referenceId is required for every subrequest',
      );
    }
    if (seen.has(referenceId)) {
      throw new SalesforceError(400, 'INVALID_INPUT', `Duplicate referenceId: ${referenceId}`);
    }
    seen.add(referenceId);
    return {
      referenceId,
      method: text(entry['method']).toUpperCase(),
      url: text(entry['url']),
      body: entry['body'],
      headers: lowerCaseNames(entry['httpHeaders']),
    };
  });
}

function readSubrequests(body: Readonly<Record<string, unknown>>): CompositeSubrequest[] {
  const subrequests = readSubrequestList(body);
  assertCount(subrequests.length);
  if (subrequests.filter(isHeavy).length > MAX_HEAVY_SUBREQUESTS) {
    throw new SalesforceError(
      400,
      'LIMIT_EXCEEDED',
      `A maximum of ${MAX_HEAVY_SUBREQUESTS} query and sObject Collections subrequests are allowed in a composite request`,
    );
  }
  return subrequests;
}

function isHeavy({ url }: Subrequest): boolean {
  return /\/v\d+\.\d\/(query|queryAll|composite\/sobjects)\b/i.test(url);
}

/** Each subrequest stands alone, and each counts against the daily limit. */
function answerBatch(request: RestRequest): Answer {
  refuseNesting(request);
  const body = readJsonObject(request);
  const list: readonly unknown[] = Array.isArray(body['batchRequests']) ? body['batchRequests'] : [];
  if (list.length === 0) {
    throw new SalesforceError(
      400,
      'REQUIRED_FIELD_MISSING',
      'batchRequests: at least one request is required',
    );
  }
  assertCount(list.length);
  request.world.hourlyBatches.take(request.caller.userId);
  request.world.usage.spend('batchSubrequest', list.length - 1);
  let stopped = false;
  const results = list.map((one) => {
    if (stopped) {
      return {
        statusCode: 412,
        result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted per request' }],
      };
    }
    const entry = isObject(one) ? one : {};
    const answer = request.runNested({
      method: text(entry['method']).toUpperCase(),
      url: text(entry['url']),
      body: entry['richInput'],
      headers: {},
    });
    stopped = body['haltOnError'] === true && answer.status >= 400;
    return { statusCode: answer.status, result: bodyOf(answer) };
  });
  return json(200, { hasErrors: results.some((result) => result.statusCode >= 400), results });
}

function bodyOf(answer: Answer): unknown {
  return answer.body.kind === 'json' ? answer.body.value : null;
}

function assertCount(count: number): void {
  if (count > MAX_SUBREQUESTS) {
    throw new SalesforceError(
      400,
      'LIMIT_EXCEEDED',
      `The request can't contain more than ${MAX_SUBREQUESTS} operations. It contains ${count}`,
    );
  }
}

function refuseNesting(request: RestRequest): void {
  if (request.nested) {
    throw new SalesforceError(400, 'INVALID_INPUT', 'Composite requests cannot be nested');
  }
}

function lowerCaseNames(headers: unknown): Record<string, string> {
  if (!isObject(headers)) return {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
