import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** One answer the scripted org gives, in the order they were written. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes as they are; anything else as JSON. */
  readonly body?: unknown;
  readonly gzip?: boolean;
  /** Sends this many bytes of the body, then cuts the connection. */
  readonly cutAfterBytes?: number;
  /** Cuts the connection before any answer. */
  readonly reset?: boolean;
  /** Never answers. */
  readonly silent?: boolean;
  readonly delayMs?: number;
}

export interface SeenRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on loopback that plays Salesforce's answers from a script and remembers what it was asked. */
export interface ScriptedOrg extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly url: string;
  /** Without the list of versions, which is answered by itself. */
  readonly requests: readonly SeenRequest[];
  /** Adds answers to the script. */
  play(...answers: readonly ScriptedAnswer[]): void;
  /** Takes over the whole answer. */
  playBy(handler: (request: IncomingMessage, response: ServerResponse) => void): void;
  openConnections(): Promise<number>;
}

type Step = ScriptedAnswer | ((request: IncomingMessage, response: ServerResponse) => void);

export async function startScriptedOrg(
  versions: readonly string[] = ['31.0', '65.0', '66.0', '67.0'],
): Promise<ScriptedOrg> {
  const script: Step[] = [];
  const requests: SeenRequest[] = [];

  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      if (request.url === '/services/data') {
        respond(response, { body: versions.map((version) => ({ version })) });
        return;
      }
      requests.push({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body,
      });
      const step = script.shift() ?? { status: 500, body: 'the script has ended' };
      if (typeof step === 'function') step(request, response);
      else respond(response, step);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    host,
    url: `http://${host}`,
    requests,
    play: (...answers) => void script.push(...answers),
    playBy: (handler) => void script.push(handler),
    openConnections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function respond(response: ServerResponse, answer: ScriptedAnswer): void {
  if (answer.silent === true) return;
  if (answer.reset === true) {
    response.socket?.resetAndDestroy();
    return;
  }
  const plain = toBytes(answer.body);
  const bytes = answer.gzip === true ? gzipSync(plain) : plain;
  const json = typeof answer.body === 'object' && !Buffer.isBuffer(answer.body);
  const send = (): void => {
    response.writeHead(answer.status ?? 200, {
      ...(json ? { 'content-type': 'application/json;charset=UTF-8' } : {}),
      ...(answer.gzip === true ? { 'content-encoding': 'gzip' } : {}),
      'content-length': String(bytes.byteLength),
      ...answer.headers,
    });
    if (answer.cutAfterBytes === undefined) {
      response.end(bytes);
      return;
    }
    response.write(bytes.subarray(0, answer.cutAfterBytes), () => response.socket?.destroy());
  };
  if (answer.delayMs === undefined) send();
  else setTimeout(send, answer.delayMs);
}

function toBytes(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
