import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { type ApiOptions, createApi } from '../src/create-api.ts';
import { createMemoryWorld, type MemoryWorld } from './memory-services.ts';

export interface LogLine {
  readonly level: string;
  readonly fields: unknown;
  readonly message: string | undefined;
}

export interface TestApi extends MemoryWorld, AsyncDisposable {
  readonly baseUrl: string;
  /** Everything that was logged. */
  readonly log: readonly LogLine[];
}

/** The real API on a free port over services in memory. */
export async function startTestApi(options: Partial<ApiOptions> = {}): Promise<TestApi> {
  const world = createMemoryWorld();
  const log: LogLine[] = [];
  const app = await createApi({
    version: '0.0.0-test',
    logger: recordLog(log),
    ...options,
    services: options.services ?? world.services,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return {
    ...world,
    baseUrl: `http://127.0.0.1:${port}`,
    log,
    [Symbol.asyncDispose]: () => app.close(),
  };
}

function recordLog(lines: LogLine[]): FastifyBaseLogger {
  const at =
    (level: string) =>
    (fields: unknown, message?: string): void =>
      void lines.push({ level, fields, message });
  const logger: FastifyBaseLogger = {
    level: 'debug',
    silent: at('silent'),
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    child: () => logger,
  };
  return logger;
}
