import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import { type EndpointName, SyncError } from '@sync-user/contract';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { handleError, sendProblem } from './handle-error.ts';
import { logRequests } from './log-requests.ts';
import { documentApi } from './openapi.ts';
import { serveOAuthPages } from './oauth-pages.ts';
import { toProblem } from './problem.ts';
import { createScopeReader } from './request-scope.ts';
import { auditRoutes } from './routes/audit.ts';
import { appRoutes } from './routes/app.ts';
import { authorizationRoutes } from './routes/authorizations.ts';
import { callRoutes } from './routes/calls.ts';
import { changeRoutes } from './routes/changes.ts';
import { completenessRoutes } from './routes/completeness.ts';
import { moneyRoutes } from './routes/money.ts';
import { reportRoutes } from './routes/reports.ts';
import { configurationRoutes } from './routes/configuration.ts';
import { connectionRoutes } from './routes/connection.ts';
import { eventRoutes } from './routes/events.ts';
import { fieldRoutes } from './routes/fields.ts';
import { healthRoutes } from './routes/health.ts';
import { meRoutes } from './routes/me.ts';
import { noticeRoutes } from './routes/notices.ts';
import { objectRoutes } from './routes/objects.ts';
import { peopleRoutes } from './routes/people.ts';
import { permissionRoutes } from './routes/permissions.ts';
import { planRoutes } from './routes/plan.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { recordRoutes } from './routes/records.ts';
import { secretRoutes } from './routes/secrets.ts';
import { sessionRoutes } from './routes/session.ts';
import { workspaceRoutes } from './routes/workspaces.ts';
import { sendSecurityHeaders } from './security-headers.ts';
import { serveConsole } from './serve-console.ts';
import { type Handlers, serveEndpoint } from './serve-endpoint.ts';
import type { Services } from './services.ts';
import { createSessionCookie } from './session-cookie.ts';
import { serveStream } from './stream/serve-stream.ts';

export interface ApiOptions {
  readonly services: Services;
  /** A pino logger, or one like it. */
  readonly logger: FastifyBaseLogger;
  readonly version: string;
  /** The built console; without it only the API is served. */
  readonly consoleDir?: string | undefined;
  /**
   * How many proxies stand in front. Each adds the address it was called from at the end of `X-Forwarded-For`; what
   * stands before that many is the caller's own word, and not believed. 0 unless given.
   */
  readonly proxyHops?: number | undefined;
  /** The site is served over HTTPS: the cookie is sent over nothing else. */
  readonly cookieSecure?: boolean | undefined;
  /** Requests per minute and address. */
  readonly requestsPerMinute?: number | undefined;
  /** Of one address; accepting an invitation counts by itself. */
  readonly signInsPerMinute?: number | undefined;
  /** How often a live stream asks again whether its reader is still signed in. */
  readonly streamRecheckSeconds?: number | undefined;
}

const MAX_BODY_BYTES = 1_048_576;
/** Guessing passwords and links is what a tight limit is for. */
const GUESSABLE: ReadonlySet<EndpointName> = new Set<EndpointName>(['signIn', 'acceptInvitation']);

/** The HTTP server, complete but not listening. `close()` ends live streams, then waits for running requests. */
export async function createApi(options: ApiOptions): Promise<FastifyInstance> {
  const { services, cookieSecure = false } = options;
  const app: FastifyInstance = fastify({
    loggerInstance: options.logger,
    trustProxy: (_address, hop) => hop < (options.proxyHops ?? 0),
    bodyLimit: MAX_BODY_BYTES,
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    frameworkErrors: (error, request, reply) => void handleError(error, request, reply),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(handleError);
  acceptJsonOnly(app);
  logRequests(app);
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  await sendSecurityHeaders(app, cookieSecure);
  await app.register(cookie);
  await documentApi(app, options.version);

  await app.register((api) => serveApi(api, options), { prefix: '/api/v1' });

  await app.register(async (pages) => {
    await limitRequests(pages, options.requestsPerMinute);
    serveOAuthPages(pages, services, createSessionCookie(cookieSecure), cookieSecure);
  });

  const { metrics } = services;
  if (metrics !== undefined) {
    app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
      reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics()),
    );
  }

  const fallback = options.consoleDir === undefined ? undefined : await serveConsole(app, options.consoleDir);
  app.setNotFoundHandler((request, reply) => {
    const isApi = request.url === '/api' || request.url.startsWith('/api/');
    const page = isApi ? undefined : fallback?.(request, reply);
    if (page !== undefined) return page;
    const path = request.url.split('?', 1)[0] ?? '';
    const detail = `Nothing answers ${request.method} ${path}.`;
    return sendProblem(reply, toProblem('API_NOT_FOUND', detail, request.id));
  });
  await app.ready();
  return app;
}

async function serveApi(api: FastifyInstance, options: ApiOptions): Promise<void> {
  const { services, cookieSecure = false, signInsPerMinute = 10 } = options;
  await limitRequests(api, options.requestsPerMinute);
  api.addHook('onSend', (_request, reply, _payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
    done();
  });

  const sessionCookie = createSessionCookie(cookieSecure);
  const readScope = createScopeReader(api, services, sessionCookie);
  const handlers: Handlers = {
    ...healthRoutes(services),
    ...sessionRoutes(services, sessionCookie),
    ...workspaceRoutes(services),
    ...configurationRoutes(services),
    ...connectionRoutes(services),
    ...authorizationRoutes(services),
    ...appRoutes(services),
    ...meRoutes(services),
    ...permissionRoutes(services),
    ...eventRoutes(services),
    ...objectRoutes(services),
    ...completenessRoutes(services),
    ...moneyRoutes(services),
    ...reportRoutes(services),
    ...fieldRoutes(services),
    ...recordRoutes(services),
    ...quarantineRoutes(services),
    ...changeRoutes(services),
    ...callRoutes(services),
    ...planRoutes(services),
    ...peopleRoutes(services, sessionCookie),
    ...auditRoutes(services),
    ...noticeRoutes(services),
    ...secretRoutes(services),
  };
  for (const name of Object.keys(handlers) as EndpointName[]) {
    const config = GUESSABLE.has(name)
      ? { rateLimit: { max: signInsPerMinute, timeWindow: 60_000 } }
      : undefined;
    serveEndpoint(api, name, handlers, readScope, config && { config });
  }
  serveStream(api, services, readScope, options.streamRecheckSeconds ?? 60);
  api.get('/openapi.json', { schema: { hide: true } }, () => api.swagger());
}

async function limitRequests(app: FastifyInstance, perMinute = 3000): Promise<void> {
  // Whoever hung up before we got to the request has no address any more: the limit cannot count it, nobody waits.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.raw.socket.remoteAddress === undefined) void reply.hijack();
    else done();
  });
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, { after }) =>
      new SyncError('API_TOO_MANY_REQUESTS', `The limit of this address is reached; try again in ${after}.`),
  });
}

/**
 * Bodies are JSON. Without the plain-text parser a foreign page's form cannot reach a route at all, and an empty body
 * counts as none, as many clients send the header always.
 */
function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    return parseJson(request, body.toString(), done);
  });
  const parseJson = app.getDefaultJsonParser('error', 'error');
}
