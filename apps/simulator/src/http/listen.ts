import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { runChain } from '../chain.ts';
import type { World } from '../world.ts';
import { readIncoming } from './incoming.ts';
import { refuseOversized } from './refuse-oversized.ts';
import { sendAnswer } from './send-answer.ts';

/** Salesforce: URI and headers together up to 16 KB, 414 and 431 beyond. Source: facts 2.1. */
const MAX_HEADER_BYTES = 16_384;

/** PEM: the server's certificate, with whatever leads from it to its authority, and its key. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves the world over HTTP, or HTTPS where there is a certificate. @throws when the port is taken */
export async function listen(
  world: World,
  options: {
    readonly host: string;
    readonly port: number;
    readonly publicUrl: string | undefined;
    readonly tls?: TlsFiles | undefined;
    /** Which of the org's addresses this is; 0 for the first. */
    readonly instance: number;
  },
): Promise<Listener> {
  const server = openServer(options.tls, (request, response) => {
    serve(world, request, response, options).catch((error: unknown) => {
      world.report(error);
      response.socket?.destroy();
    });
  });
  refuseOversized(server, MAX_HEADER_BYTES);
  // Long reads and drips are legitimate; whoever wants a timeout has it on the client's side.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

function openServer(tls: TlsFiles | undefined, listener: RequestListener): Server {
  const settings: ServerOptions = { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: 30_000 };
  return tls === undefined
    ? createServer(settings, listener)
    : createTlsServer({ ...settings, cert: tls.cert, key: tls.key }, listener);
}

async function serve(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  { publicUrl, instance }: { readonly publicUrl: string | undefined; readonly instance: number },
): Promise<void> {
  const incoming = await readIncoming(request, publicUrl, instance);
  const { answer, fault } = await runChain(world, incoming);
  if (answer === undefined) {
    response.socket?.destroy();
    return;
  }
  const acceptsGzip = /\bgzip\b/i.test(incoming.headers['accept-encoding'] ?? '');
  await sendAnswer(response, answer, {
    acceptsGzip,
    withBody: incoming.method !== 'HEAD',
    pretty: /^(1|true)$/i.test(incoming.headers['x-prettyprint'] ?? ''),
    fault,
  });
}

/** Ends quickly: open connections are cut, as a client must be able to stand. */
async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
