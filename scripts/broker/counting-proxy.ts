import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One renewal as it passed by. Times are of `performance.now()`. */
export interface Renewal {
  readonly worker: string;
  readonly begunAt: number;
  endedAt: number | undefined;
  /** 0 while no answer has come. */
  status: number;
}

export interface CountingProxy {
  readonly baseUrl: string;
  readonly renewals: readonly Renewal[];
  /** Renewals of processes that live which were under way side by side. */
  readonly overlaps: readonly string[];
  readonly calls: number;
  close(): Promise<void>;
}

export const WORKER_HEADER = 'x-soak-worker';

/**
 * Stands between the workers and the org of one connection and looks at each renewal: who asked, how long, what came.
 * Answers to renewals are held back for a moment, so that a process can die between Salesforce's answer and its note of it.
 *
 * @param isAlive whether a worker's process still runs
 */
export async function startCountingProxy(
  target: string,
  isAlive: (worker: string) => boolean,
): Promise<CountingProxy> {
  const renewals: Renewal[] = [];
  const overlaps: string[] = [];
  let calls = 0;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const isRenewal = request.url === '/services/oauth2/token' && body.includes('grant_type=refresh_token');
    const renewal = isRenewal ? begin(String(request.headers[WORKER_HEADER])) : undefined;
    // Whoever hangs up before that has ended it as far as it knows.
    response.once('close', () => {
      if (renewal !== undefined) renewal.endedAt ??= performance.now();
    });
    if (renewal === undefined) calls += 1;
    const answer = await fetch(target + (request.url ?? '/'), {
      method: request.method ?? 'GET',
      redirect: 'manual',
      headers: Object.fromEntries(
        ['authorization', 'content-type', 'accept'].flatMap((name) => {
          const value = request.headers[name];
          return typeof value === 'string' ? [[name, value]] : [];
        }),
      ),
      ...(body.length === 0 ? {} : { body }),
    });
    const text = (await answer.text()).replaceAll(target, baseUrl);
    if (renewal !== undefined) {
      renewal.status = answer.status;
      await new Promise((done) => setTimeout(done, 20));
    }
    response.statusCode = answer.status;
    for (const name of ['content-type', 'date']) {
      const value = answer.headers.get(name);
      if (value !== null) response.setHeader(name, value);
    }
    // Its asker may go on from here: the event of the closed answer can come after the next one's question.
    if (renewal !== undefined) renewal.endedAt ??= performance.now();
    response.end(text);
  };

  function begin(worker: string): Renewal {
    const now = performance.now();
    for (const other of renewals) {
      if (other.endedAt === undefined && isAlive(other.worker)) {
        overlaps.push(`${worker} asked at ${now.toFixed(0)} ms while ${other.worker} was asking`);
      }
    }
    const renewal: Renewal = { worker, begunAt: now, endedAt: undefined, status: 0 };
    renewals.push(renewal);
    return renewal;
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl,
    renewals,
    overlaps,
    get calls() {
      return calls;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
