import { Readable } from 'node:stream';
import { STREAM_PATH } from '@sync-user/contract';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { InvalidRequest } from '../problem.ts';
import { type ScopeReader, scopeOf } from '../request-scope.ts';
import type { Services } from '../services.ts';
import { workspaceEvents } from './workspace-events.ts';

const DESCRIPTION = `Server-sent events. \`change\`: one entry of the change feed; its SSE id is its \`seq\`.
\`objects\`: all selected objects, whenever one of them moved, at most once a second.
After an interruption send the last id as \`Last-Event-ID\`: the stream goes on after it, nothing lost or doubled.
Without it the stream begins now. A comment line every 15 s keeps proxies from closing the connection.`;

const Headers = z.object({
  'last-event-id': z.string().optional().describe('Resume after this change (`seq`)'),
});

/** How long a closing server waits for a reader that takes nothing. */
const GOODBYE_MS = 1000;

/** Serves the live stream of a workspace. All streams end when the server begins to close. */
export function serveStream(
  app: FastifyInstance,
  services: Services,
  readScope: ScopeReader,
  recheckSeconds: number,
): void {
  const closing = new AbortController();
  // Records pass through it.
  const readAdminScope = readScope('admin');
  app.addHook('preClose', (done) => {
    closing.abort();
    done();
  });

  app.route({
    method: 'GET',
    url: STREAM_PATH,
    exposeHeadRoute: false,
    onRequest: readAdminScope,
    schema: {
      operationId: 'stream',
      summary: 'Live events (SSE)',
      description: DESCRIPTION,
      tags: ['Changes'],
      security: [{ apiKey: [] }, { session: [] }],
      params: z.object({ workspace: z.string() }),
      headers: Headers,
      response: {
        200: {
          description: 'Events until one side closes the connection',
          content: { 'text/event-stream': { schema: z.string() } },
        },
      },
    },
    handler: async (request, reply) => {
      const { workspace } = scopeOf(request);
      if (workspace === undefined) throw new Error('the stream route has no workspace');
      const gone = new AbortController();
      const cutOff = (): void => void setTimeout(() => reply.raw.destroy(), GOODBYE_MS).unref();
      closing.signal.addEventListener('abort', cutOff, { once: true });
      reply.raw.once('close', () => {
        gone.abort();
        closing.signal.removeEventListener('abort', cutOff);
      });

      const events = workspaceEvents(services, {
        workspaceId: workspace.id,
        after: readPosition(request.headers['last-event-id']),
        signal: AbortSignal.any([gone.signal, closing.signal]),
        recheckMs: recheckSeconds * 1000,
        isStillAllowed: () =>
          readAdminScope(request).then(
            () => true,
            () => false,
          ),
      });
      const body = Readable.from(events, { highWaterMark: 1 });
      // A fault ends the stream; the client comes back with Last-Event-ID and misses nothing.
      body.once('error', (error) => request.log.warn({ err: error }, 'stream broke off'));
      return (
        reply
          .type('text/event-stream')
          .header('cache-control', 'no-cache, no-transform')
          .header('x-accel-buffering', 'no')
          // Else the idle connection would outlive the stream, and hold up a server that wants to close.
          .header('connection', 'close')
          .send(body)
      );
    },
  });
}

function readPosition(header: string | string[] | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  const position = Number(header);
  if (Number.isSafeInteger(position) && position >= 0) return position;
  throw new InvalidRequest([{ path: 'Last-Event-ID', message: 'Must be the id of a change.' }]);
}
