import { createHash, randomBytes } from 'node:crypto';
import { isSyncError, type SyncError } from '@sync-user/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { askPage, troublePage } from './oauth-page.ts';
import type { Caller, Services } from './services.ts';
import type { SessionCookie } from './session-cookie.ts';

/** A login takes no longer (`AUTHORIZATION_EXPIRED`); the cookie is of no use afterwards. */
const COOKIE_SECONDS = 15 * 60;
const TOKEN = /^[\w-]{43}$/;

/**
 * The two addresses a browser opens while somebody logs in to Salesforce. They are no API: they answer with redirects and
 * pages, and know the browser by a cookie of their own, which Salesforce's redirect brings along (`SameSite=Lax`).
 *
 * What they must withstand: a foreign login pushed into somebody's browser (the cookie and the state must belong together),
 * a callback played again (a state works once), a link that somebody else sent (people are asked), and being used to
 * redirect anywhere (addresses come from the services, never from the request).
 */
export function serveOAuthPages(
  app: FastifyInstance,
  services: Pick<Services, 'authorizations' | 'sessions'>,
  session: SessionCookie,
  secure: boolean,
): void {
  const cookie = createBrowserCookie(secure);

  app.addHook('onSend', (_request, reply, _payload, done) => {
    // Addresses hold the code and the state: nobody stores them, and no page that follows is told.
    void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    done();
  });

  app.get('/oauth/start/:authorization', { schema: { hide: true } }, async (request, reply) => {
    const { authorization } = request.params as { readonly authorization: string };
    const known = cookie.read(request);
    const token = known ?? randomBytes(32).toString('base64url');
    const isConfirmed = known !== undefined && queryOf(request, 'confirm') === confirmationOf(known);
    try {
      const started = await services.authorizations.start(authorization, {
        token,
        isConfirmed,
        caller: await personOf(request, services, session),
      });
      cookie.write(reply, token);
      if (started.kind === 'redirect') return await reply.redirect(started.redirectTo, 303);
      return await sendPage(
        reply,
        200,
        askPage(
          started,
          `/oauth/start/${encodeURIComponent(authorization)}?confirm=${confirmationOf(token)}`,
        ),
      );
    } catch (error) {
      return sendTrouble(reply, error);
    }
  });

  app.get('/oauth/callback', { schema: { hide: true } }, async (request, reply) => {
    try {
      const { redirectTo } = await services.authorizations.finish(
        {
          state: queryOf(request, 'state'),
          code: queryOf(request, 'code'),
          error: queryOf(request, 'error'),
          errorDescription: queryOf(request, 'error_description'),
        },
        cookie.read(request),
      );
      return await reply.redirect(redirectTo, 303);
    } catch (error) {
      return sendTrouble(reply, error);
    }
  });
}

/** Who is signed in here; nobody, when the session has ended. */
async function personOf(
  request: FastifyRequest,
  services: Pick<Services, 'sessions'>,
  session: SessionCookie,
): Promise<Caller | undefined> {
  const token = session.read(request);
  return token === undefined ? undefined : await services.sessions.read(token);
}

/** Only our own page knows it, as it is made of a cookie that no script and no other site can read. */
function confirmationOf(token: string): string {
  return createHash('sha256').update(`confirm ${token}`).digest('base64url');
}

/** A parameter that is given twice is none: nobody honest sends that. */
function queryOf(request: FastifyRequest, name: string): string | undefined {
  const value = (request.query as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function createBrowserCookie(secure: boolean) {
  const name = secure ? '__Host-sync_user_login' : 'sync_user_login';
  return {
    read: (request: FastifyRequest): string | undefined => {
      const value = request.cookies[name];
      return value !== undefined && TOKEN.test(value) ? value : undefined;
    },
    write: (reply: FastifyReply, token: string): void => {
      void reply.setCookie(name, token, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure,
        maxAge: COOKIE_SECONDS,
      });
    },
  };
}

function sendTrouble(reply: FastifyReply, error: unknown): FastifyReply {
  if (!isSyncError(error)) throw error;
  return sendPage(reply, statusOf(error), troublePage(error));
}

function statusOf(error: SyncError): number {
  return error.spec.httpStatus;
}

function sendPage(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(html);
}
