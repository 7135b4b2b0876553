/** Serves the Pub/Sub API. */
import { fileURLToPath } from 'node:url';
import { loadPackageDefinition, Server, ServerCredentials } from '@grpc/grpc-js';
import type { GrpcObject, ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { TlsFiles } from '../../http/listen.ts';
import type { World } from '../../world.ts';
import { handlersFor } from './handlers.ts';
import { OpenStreams } from './open-streams.ts';

const PROTO = fileURLToPath(new URL('../../../proto/pubsub_api.proto', import.meta.url));

/** What is read at all; Salesforce takes publish requests of 4 MB, and says so in words of its own. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

/** The service's client class, whose `service` is its definition. */
export function pubSubClass(): ServiceClientConstructor {
  const definition = loadSync(PROTO, { keepCase: true, defaults: true, longs: Number, enums: Number });
  const eventbus = loadPackageDefinition(definition)['eventbus'] as GrpcObject;
  return (eventbus['v1'] as GrpcObject)['PubSub'] as ServiceClientConstructor;
}

export interface PubSubServer {
  /** One for each address asked for, in order. */
  readonly ports: readonly number[];
  /** Ends all streams, as a restart of the service does; how many there were. */
  cutStreams(): number;
  openStreams(): number;
  close(): void;
}

export interface PubSubAddress {
  readonly host: string;
  /** 0: any. */
  readonly port: number;
  readonly tls: TlsFiles | undefined;
}

/** @throws when a port is taken */
export async function servePubSub(world: World, addresses: readonly PubSubAddress[]): Promise<PubSubServer> {
  const streams = new OpenStreams(world);
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
  server.addService(pubSubClass().service, handlersFor(world, streams));
  const close = (): void => {
    streams.close();
    server.forceShutdown();
  };
  try {
    const ports: number[] = [];
    for (const address of addresses) ports.push(await bind(server, address));
    return { ports, cutStreams: () => streams.cut(), openStreams: () => streams.size, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function bind(server: Server, { host, port, tls }: PubSubAddress): Promise<number> {
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [
          { cert_chain: Buffer.from(tls.cert), private_key: Buffer.from(tls.key) },
        ]);
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, bound) => {
      if (error === null) resolve(bound);
      else reject(withCode(error));
    });
  });
}

/** grpc-js tells of a taken port in its message alone. */
function withCode(error: Error): Error {
  const code = /\b(EADDRINUSE|EACCES)\b/.exec(error.message)?.[1];
  return code === undefined ? error : Object.assign(error, { code });
}
