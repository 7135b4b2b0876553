import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { answerControl } from './control/routes.ts';
import { callKind } from './control/call-kind.ts';
import { defaultFaultBody } from './control/fault-rules.ts';
import type { FaultAction } from './control/fault-rules.ts';
import { SalesforceError } from './errors.ts';
import { json, withHeaders } from './http/answer.ts';
import type { Answer } from './http/answer.ts';
import type { Incoming } from './http/incoming.ts';
import type { WireFault } from './http/send-answer.ts';
import { assertInstanceHost } from './oauth/hosts.ts';
import { sourceIpOf } from './oauth/login-history.ts';
import { bearerOf } from './oauth/bearer.ts';
import { answerOAuth } from './oauth/routes.ts';
import { apiRefusal } from './oauth/session-scope.ts';
import { dispatchRest, splitDataPath } from './rest/dispatch.ts';
import { answerForError } from './rest/error-answer.ts';
import { parseJsonBody } from './rest/parse-json-body.ts';
import { API_VERSIONS } from './rest/versions.ts';
import { platformCaller } from './org/system-user.ts';
import { answerSoap } from './soap/answer-soap.ts';
import type { World } from './world.ts';

export interface ChainResult {
  /** Undefined: break the connection and say nothing. */
  readonly answer: Answer | undefined;
  readonly fault: WireFault | undefined;
}

/**
 * The path of every request:
 *
 *   log → faults → ┬ /__simulator     control plane, never spoiled nor counted
 *                  ├ /services/data   auth → limits → route
 *                  ├ /services/Soap   the same, in XML
 *                  └ anything else    sign-in, tokens, identity
 *                  → shape: errors to Salesforce's words, usage header, the org's date
 */
export async function runChain(world: World, incoming: Incoming): Promise<ChainResult> {
  const startedAt = performance.now();
  const url = urlOf(incoming);
  const kind = callKind(incoming.path);
  if (kind === 'control') {
    const answer = await settle(world, () => answerControl(world, incoming));
    world.usage.forgetAllocation();
    return { answer, fault: undefined };
  }

  const logged = world.calls.open(world.org.clock.now(), incoming.method, url, kind);
  const fault = world.faults.take(incoming.method, url);
  logged.fault = fault?.kind ?? null;
  const answer = await answerUnlessSpoiled(world, incoming, kind, fault);
  world.calls.close(logged, answer?.status ?? 0, performance.now() - startedAt);
  const complete = answer === undefined ? undefined : withPlatformHeaders(world, answer, kind);
  return { answer: complete, fault: wireFault(fault) };
}

async function answerUnlessSpoiled(
  world: World,
  incoming: Incoming,
  kind: string,
  fault: FaultAction | undefined,
): Promise<Answer | undefined> {
  const isData = kind !== 'page' && kind !== 'oauth';
  // Whether too many long requests are at work is asked when a request comes, not when a delay lets it go on.
  const busy = isData ? world.usage.busy() : undefined;
  const over = isData ? world.usage.longRequests.begin() : undefined;
  try {
    return await answerInTime(world, incoming, kind, fault, busy);
  } finally {
    over?.();
  }
}

async function answerInTime(
  world: World,
  incoming: Incoming,
  kind: string,
  fault: FaultAction | undefined,
  busy: SalesforceError | undefined,
): Promise<Answer | undefined> {
  if (fault?.kind === 'reset') return undefined;
  if (fault?.kind === 'delay') await wait(fault.ms);
  if (fault?.kind === 'status') return faultAnswer(fault);
  if (kind !== 'page' && kind !== 'oauth' && world.instances.hasLeft(incoming.instance)) return edgeAnswer();
  return settle(world, () => {
    if (kind === 'page' || kind === 'oauth') return answerOAuth(world, incoming);
    if (kind === 'soap') return answerSoap(world, incoming, busy);
    return answerData(world, incoming, kind, busy);
  });
}

async function settle(world: World, run: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    return answerForError(error, world.report);
  }
}

async function answerData(
  world: World,
  incoming: Incoming,
  kind: string,
  busy: SalesforceError | undefined,
): Promise<Answer> {
  // The list of versions needs no session and costs nothing: clients read the org's clock from it.
  if (splitDataPath(incoming.path) === undefined) return answerVersions(incoming);
  assertInstanceHost(world, incoming);
  const userId = authenticate(world, incoming);
  if (typeof userId !== 'string') return userId;
  const { usage } = world;
  const app = appOf(world, incoming);
  const refusal = usage.exhausted() ?? busy;
  if (refusal !== undefined) return withUsage(world, answerForError(refusal, world.report), app);
  usage.spend(kind, 1, app);
  const answer = await settle(world, () =>
    dispatchRest({
      world,
      userId,
      method: incoming.method,
      path: incoming.path,
      query: incoming.query,
      headers: incoming.headers,
      baseUrl: incoming.baseUrl,
      readJson: () => parseJsonBody(incoming),
      rawBody: incoming.body,
    }),
  );
  return withUsage(world, answer, app);
}

/** The app of a session, where apps are counted one by one. */
function appOf(world: World, incoming: Incoming): string | undefined {
  if (!world.usage.countsApps) return undefined;
  const bearer = bearerOf(incoming);
  const token = bearer === undefined ? undefined : world.tokens.useSession(bearer);
  return token === undefined ? undefined : world.apps.read(token.consumerKey)?.name;
}

function answerVersions(incoming: Incoming): Answer {
  if (!/^\/services\/data$/i.test(incoming.path)) {
    throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
  }
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD') {
    const message = `HTTP Method '${incoming.method}' not allowed. Allowed are HEAD,GET`;
    throw new SalesforceError(405, 'METHOD_NOT_ALLOWED', message);
  }
  return json(
    200,
    API_VERSIONS.map(({ label, version }) => ({ label, url: `/services/data/v${version}`, version })),
  );
}

/** The session's user, or the refusal. */
function authenticate(world: World, incoming: Incoming): string | Answer {
  const bearer = bearerOf(incoming);
  const token =
    bearer === undefined ? undefined : world.tokens.useSession(bearer, sourceIpOf(world, incoming));
  const user = token === undefined ? undefined : world.org.retrieve(platformCaller(), 'User', token.userId);
  if (token === undefined || !isSet(user?.['IsActive'])) {
    const refusal = new SalesforceError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    return withHeaders(answerForError(refusal, world.report), { 'WWW-Authenticate': 'Token' });
  }
  const unfit = apiRefusal(token);
  if (unfit !== undefined) return answerForError(unfit, world.report);
  if (!world.org.hasPermission(token.userId, 'ApiEnabled')) {
    const refusal = new SalesforceError(
      403,
      'API_DISABLED_FOR_ORG',
      'The REST API is not enabled for this Organization',
    );
    return answerForError(refusal, world.report);
  }
  return token.userId;
}

function isSet(value: unknown): boolean {
  return value === true || value === 1;
}

function withUsage(world: World, answer: Answer, app: string | undefined): Answer {
  return withHeaders(answer, { 'Sforce-Limit-Info': world.usage.limitInfo(app) });
}

/** The org's date; on API answers the request's id too, and no Retry-After. Source: facts 2.8. */
function withPlatformHeaders(world: World, answer: Answer, kind: string): Answer {
  const api = { Vary: 'Accept-Encoding', 'X-Request-Id': randomBytes(16).toString('hex') };
  return withHeaders(answer, {
    ...(kind === 'page' || kind === 'oauth' ? {} : api),
    Date: new Date(world.org.clock.now()).toUTCString(),
  });
}

/** Nothing lives at this address any more. */
function edgeAnswer(): Answer {
  return faultAnswer({ kind: 'status', status: 420, body: null, contentType: null, headers: {} });
}

function faultAnswer(fault: Extract<FaultAction, { kind: 'status' }>): Answer {
  const standard = defaultFaultBody(fault.status);
  const contentType =
    fault.contentType ?? (fault.body === null ? standard.contentType : 'application/json;charset=UTF-8');
  return {
    status: fault.status,
    headers: fault.headers,
    body: { kind: 'text', text: fault.body ?? standard.body, contentType },
  };
}

function wireFault(fault: FaultAction | undefined): WireFault | undefined {
  return fault?.kind === 'lost' || fault?.kind === 'cut' || fault?.kind === 'drip' ? fault : undefined;
}

function urlOf(incoming: Incoming): string {
  const search = incoming.query.toString();
  return search === '' ? incoming.path : `${incoming.path}?${search}`;
}
