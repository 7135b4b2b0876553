import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const INDEX = 'index.html';
/** Vite puts files whose name holds a hash of their content here. */
const HASHED = '/assets/';

/** Answers requests that no route and no file answers, with the console's page; false when it is not its business. */
export type ConsoleFallback = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined;

/**
 * Serves the built console: hashed assets for ever, the page itself checked each time. Dot files, directories and
 * anything outside of `consoleDir` do not exist.
 */
export async function serveConsole(app: FastifyInstance, consoleDir: string): Promise<ConsoleFallback> {
  if (!existsSync(join(consoleDir, INDEX))) {
    throw new Error(`no ${INDEX} in ${consoleDir}: build the console first`);
  }
  await app.register(fastifyStatic, {
    root: consoleDir,
    index: INDEX,
    redirect: false,
    dotfiles: 'ignore',
    cacheControl: false,
    schemaHide: true,
    setHeaders: (reply, path) => {
      void reply.header('cache-control', cacheControlOf(path.slice(consoleDir.length)));
    },
  });

  return (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !path.startsWith(HASHED);
    return isPage ? reply.sendFile(INDEX) : undefined;
  };
}

function cacheControlOf(path: string): string {
  return path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache';
}
