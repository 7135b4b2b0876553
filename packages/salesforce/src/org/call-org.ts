import { type CallCause, type CallTransport, type ErrorCode, SyncError } from '@sync-user/contract';
import type { AccessToken, CallContext, Clock, IsoInstant, MadeCall, TokenSource } from '@sync-user/engine';
import type { Dispatcher } from 'undici';
import { HEADERS } from '../constants.ts';
import { type FaultBody, faultFromAnswer } from '../faults.ts';
import { assertSalesforceHost } from '../hosts/assert-salesforce-host.ts';
import { type AnswerHeaders, headerText } from '../http/header-text.ts';
import { MAX_ERROR_BYTES, MAX_JSON_BYTES, readText } from '../http/read-text.ts';
import { hasTriesLeft, isPassingStatus, type RetrySettings, retryDelayMs } from '../http/retry.ts';
import { type HttpAnswer, sendRequest } from '../http/send-request.ts';
import { toByteStream } from '../http/byte-stream.ts';
import { toAskedAt } from '../wire/asked-at.ts';
import { readLimitInfo } from '../wire/limit-info.ts';
import { parseJson } from '../wire/read-json.ts';

export interface OrgRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query on the instance. */
  readonly path: string;
  readonly json?: unknown;
  readonly accept?: 'text/csv';
  /** False when sending it twice would do something twice. */
  readonly repeatable: boolean;
  /** See `FaultSubject`. */
  readonly readsObject: boolean;
  /** False for the list of versions, which is public. */
  readonly authenticated: boolean;
  /** False for OAuth resources and the list of versions, which are free. */
  readonly counted: boolean;
}

export interface OrgConnection {
  readonly tokens: TokenSource;
  readonly dispatcher: Dispatcher;
  readonly extraHosts: readonly string[];
  readonly clientName: string;
  readonly clock: Clock;
  readonly retry: RetrySettings;
  /** 0 ≤ n < 1; spreads retries. */
  readonly random: () => number;
  readonly onCall: (call: MadeCall) => Promise<void> | void;
  /** Asked before every request that counts; throws `API_BUDGET_SPENT` when there are no calls left for its cause. */
  readonly admit: (cause: CallCause) => Promise<void>;
}

/** An answer's JSON; undefined for an answer without a body. */
export interface JsonAnswer {
  readonly body: unknown;
  askedAt(): IsoInstant;
}

export interface StreamAnswer {
  readonly body: AsyncIterable<Uint8Array>;
  readonly headers: AnswerHeaders;
}

/** A session may well end again right after it was renewed, by an administrator's hand; a rule that ends each does not stop. */
const MAX_RENEWALS = 3;

/** Makes a call and reads its JSON. Renews the token, repeats what may be repeated, enters every try in the ledger. */
export async function callForJson(
  org: OrgConnection,
  request: OrgRequest,
  context: CallContext,
): Promise<JsonAnswer> {
  return call(org, request, context, async (answer, host) => {
    const text = await readText(answer.body, { maxBytes: MAX_JSON_BYTES, host, signal: context.signal });
    return {
      body: text === '' ? undefined : readJson(text, answer.headers, host),
      askedAt: () => toAskedAt(answer.headers, answer.elapsedMs),
    };
  });
}

/** Makes a call and hands over its body unread. What happens while it is read is the reader's business. */
export async function callForStream(
  org: OrgConnection,
  request: OrgRequest,
  context: CallContext,
): Promise<StreamAnswer> {
  return call(org, request, context, async (answer, host) => {
    if ((headerText(answer.headers, 'content-type') ?? '').includes('html')) {
      answer.body.destroy();
      throw webPage(host);
    }
    return { body: toByteStream(answer.body, host, context.signal), headers: answer.headers };
  });
}

type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  | {
      readonly kind: 'failed';
      readonly error: SyncError;
      readonly status: number | undefined;
      /** Whether another try, later, may work. */
      readonly passing: boolean;
      /** Whether Salesforce may have acted on it. */
      readonly mayHaveActed: boolean;
    };

type TakeAnswer<T> = (answer: HttpAnswer, host: string) => Promise<T>;

async function call<T>(
  org: OrgConnection,
  request: OrgRequest,
  context: CallContext,
  take: TakeAnswer<T>,
): Promise<T> {
  let token = await org.tokens.current();
  let renewals = 0;
  let failures = 0;
  for (;;) {
    context.signal.throwIfAborted();
    if (request.counted) await org.admit(context.cause);
    const attempt = await tryOnce(org, request, context, token, take);
    if (attempt.kind === 'done') return attempt.value;

    if (attempt.error.code === 'SF_SESSION_EXPIRED' && request.authenticated && renewals < MAX_RENEWALS) {
      if (renewals > 0) await org.clock.sleep(retryDelayMs(org.retry, renewals, org.random), context.signal);
      renewals += 1;
      token = await org.tokens.renew(token);
      continue;
    }
    failures += 1;
    const safe = request.repeatable || !attempt.mayHaveActed;
    if (!attempt.passing || !safe || !hasTriesLeft(org.retry, failures, attempt.status)) throw attempt.error;
    await org.clock.sleep(retryDelayMs(org.retry, failures, org.random), context.signal);
  }
}

async function tryOnce<T>(
  org: OrgConnection,
  request: OrgRequest,
  context: CallContext,
  token: AccessToken,
  take: TakeAnswer<T>,
): Promise<Attempt<T>> {
  const url = new URL(request.path, instanceOrigin(token, org.extraHosts));
  const enter = (failed: boolean, headers: AnswerHeaders, error?: SyncError): Promise<void> | void =>
    org.onCall({
      cause: context.cause,
      sobject: context.sobject,
      transport: transportOf(request.path),
      counted: request.counted && !isRefusedUncounted(error),
      failed,
      orgUsage: readLimitInfo(headers),
    });

  const answer = await sendRequest({
    method: request.method,
    url,
    headers: headersFor(org, request, token),
    ...(request.json === undefined ? {} : { body: JSON.stringify(request.json) }),
    signal: context.signal,
    dispatcher: org.dispatcher,
  }).catch(async (cause: unknown) => {
    // Aborted while under way: Salesforce may well have counted it.
    await enter(true, {});
    throw cause;
  });

  if (answer.kind === 'no_answer') {
    const { error, passing, mayHaveArrived } = answer.fault;
    if (mayHaveArrived) await enter(true, {});
    return { kind: 'failed', error, status: undefined, passing, mayHaveActed: mayHaveArrived };
  }

  let outcome: Attempt<T>;
  try {
    outcome = await readAnswer(answer, request, context, url.host, take);
  } catch (cause) {
    await enter(true, answer.headers);
    throw cause;
  }
  try {
    const error = outcome.kind === 'failed' ? outcome.error : undefined;
    await enter(error !== undefined, answer.headers, error);
  } catch (cause) {
    // Nobody will read the body that was opened.
    answer.body.destroy();
    throw cause;
  }
  return outcome;
}

async function readAnswer<T>(
  answer: HttpAnswer,
  request: OrgRequest,
  context: CallContext,
  host: string,
  take: TakeAnswer<T>,
): Promise<Attempt<T>> {
  const { status } = answer;
  if (status >= 200 && status < 300) {
    try {
      return { kind: 'done', value: await take(answer, host) };
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      const passing = error.code === 'SF_ANSWER_CUT' || error.code === 'SF_UNAVAILABLE';
      return { kind: 'failed', error, status, passing, mayHaveActed: true };
    }
  }
  const body = await readFaultBody(answer, host, context.signal);
  const error = faultFromAnswer(status, body, { sobject: context.sobject, readsObject: request.readsObject });
  return {
    kind: 'failed',
    error,
    status,
    passing: error.code === 'SF_CONCURRENCY_LIMIT' || (isPassingStatus(status) && !isSettled(error.code)),
    // Salesforce counts running requests before it begins another, so a refusal for that reason did nothing.
    mayHaveActed: error.code !== 'SF_CONCURRENCY_LIMIT',
  };
}

/**
 * Refused before anything was done: without a valid session, or because the allowance is used up. Such requests do not
 * use it up further. Source: the org's own counter (`Sforce-Limit-Info`) does not move.
 */
function isRefusedUncounted(error: SyncError | undefined): boolean {
  return error?.code === 'SF_SESSION_EXPIRED' || error?.code === 'SF_REQUEST_LIMIT';
}

/** Salesforce's own code is believed before the status: an allowance that is used up does not come back in seconds. */
function isSettled(code: ErrorCode): boolean {
  return code === 'SF_REQUEST_LIMIT' || code === 'SF_BULK_LIMIT';
}

/** An error answer that breaks off still has its status: that is enough to go on. */
async function readFaultBody(answer: HttpAnswer, host: string, signal: AbortSignal): Promise<FaultBody> {
  let text: string;
  try {
    text = await readText(answer.body, { maxBytes: MAX_ERROR_BYTES, host, signal });
  } catch (error) {
    if (error instanceof SyncError) return { kind: 'text', value: '' };
    throw error;
  }
  try {
    return { kind: 'json', value: parseJson(text) };
  } catch {
    // A web page of the edge, or nothing at all.
    return { kind: 'text', value: text };
  }
}

/** Success with something else than whole JSON: cut off when it says it is JSON, else a maintenance or login page. */
function readJson(text: string, headers: AnswerHeaders, host: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    if (!(headerText(headers, 'content-type') ?? '').includes('json')) throw webPage(host);
    const details = { host, bytes: Buffer.byteLength(text) };
    // The cause quotes the text, which is record contents: its kind is all that may travel on.
    const kind = cause instanceof Error ? cause.name : 'unknown';
    throw new SyncError('SF_ANSWER_CUT', `${host}: the answer broke off (${kind})`, details);
  }
}

function webPage(host: string): SyncError {
  return new SyncError('SF_UNAVAILABLE', `${host}: a web page instead of an answer`, { host });
}

/** By which of Salesforce's interfaces a call goes, as its path tells. */
function transportOf(path: string): CallTransport {
  if (path.startsWith('/services/oauth2/')) return 'oauth';
  if (path.includes('/jobs/')) return 'bulk';
  return /\/composite(?:\/|$)/.test(path) ? 'composite' : 'rest';
}

function headersFor(org: OrgConnection, request: OrgRequest, token: AccessToken): Record<string, string> {
  return {
    accept: request.accept ?? 'application/json',
    [HEADERS.callOptions]: `client=${org.clientName}`,
    'user-agent': org.clientName,
    ...(request.authenticated ? { authorization: `Bearer ${token.token}` } : {}),
    ...(request.json === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
  };
}

/** Checked at every call, whoever stored the URL: this is the last line before a token leaves the machine. */
export function instanceOrigin(token: AccessToken, extraHosts: readonly string[]): string {
  try {
    return assertSalesforceHost(token.instanceUrl, { extraHosts });
  } catch (cause) {
    if (!(cause instanceof SyncError)) throw cause;
    throw new SyncError(
      'SF_UNEXPECTED',
      `The instance URL of the connection is not Salesforce's: ${cause.message}`,
      {},
      { cause },
    );
  }
}
