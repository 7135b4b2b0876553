import type { FastifyInstance } from 'fastify';

/**
 * One line per request. The query string is left out: it holds what people search for, and may hold what a careless
 * client puts there.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const isApi = request.url.startsWith('/api/');
    request.log[isApi ? 'info' : 'debug'](
      {
        method: request.method,
        path: request.url.split('?', 1)[0],
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        client: request.headers['x-sync-user'],
      },
      'request',
    );
    done();
  });
}
