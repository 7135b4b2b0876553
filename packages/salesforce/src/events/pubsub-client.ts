import { fileURLToPath } from 'node:url';
import {
  type Client,
  type ClientDuplexStream,
  credentials,
  type GrpcObject,
  loadPackageDefinition,
  Metadata,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import type { EventEndpoint } from './event-endpoint.ts';
import { type RpcFailure, toEventFault } from './event-fault.ts';

/** Messages of `pubsub.proto` as proto-loader gives and takes them. Enums are numbers: a name would become 0 unseen. */
export interface FetchRequest {
  readonly topic_name: string;
  readonly replay_preset?: 0 | 1 | 2;
  readonly replay_id?: Uint8Array;
  readonly num_requested: number;
}
export interface FetchResponse {
  readonly events: readonly {
    readonly event: { readonly id: string; readonly schema_id: string; readonly payload: Uint8Array } | null;
    readonly replay_id: Uint8Array;
  }[];
  readonly latest_replay_id: Uint8Array;
  readonly pending_num_requested: number;
}

export type SubscribeCall = ClientDuplexStream<FetchRequest, FetchResponse>;

export interface PubSubClient {
  subscribe(metadata: Metadata): SubscribeCall;
  /** @throws SyncError */
  getSchema(schemaId: string, metadata: Metadata): Promise<{ readonly schema_json: string }>;
  /** @throws SyncError */
  getTopic(topic: string, metadata: Metadata): Promise<{ readonly can_subscribe: boolean }>;
  close(): void;
}

const UNARY_PATIENCE_MS = 30_000;
/** Events are 1 MB at most, and a response may hold several. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

let clientClass: ServiceClientConstructor | undefined;

export function createPubSubClient({ target, tls }: EventEndpoint): PubSubClient {
  clientClass ??= loadClass();
  const client = new clientClass(target, tls ? credentials.createSsl() : credentials.createInsecure(), {
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 20_000,
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.enable_retries': 0,
    // A new client is a new connection, and shares none with another workspace's.
    'grpc.use_local_subchannel_pool': 1,
  });
  const unary = <T>(method: 'GetSchema' | 'GetTopic', request: object, metadata: Metadata): Promise<T> =>
    new Promise((resolve, reject) => {
      const call = (client as unknown as UnaryCalls)[method];
      call.call(
        client,
        request,
        metadata,
        { deadline: Date.now() + UNARY_PATIENCE_MS },
        (error: RpcFailure | null, answer: unknown) => {
          if (error === null) resolve(answer as T);
          else reject(toEventFault(error, target));
        },
      );
    });
  return {
    subscribe: (metadata) =>
      (client as unknown as { Subscribe(metadata: Metadata): SubscribeCall }).Subscribe(metadata),
    getSchema: (schemaId, metadata) => unary('GetSchema', { schema_id: schemaId }, metadata),
    getTopic: (topic, metadata) => unary('GetTopic', { topic_name: topic }, metadata),
    close: () => (client as Client).close(),
  };
}

type UnaryCalls = Readonly<
  Record<
    'GetSchema' | 'GetTopic',
    (
      this: unknown,
      request: object,
      metadata: Metadata,
      options: { readonly deadline: number },
      done: (error: RpcFailure | null, answer: unknown) => void,
    ) => void
  >
>;

/** Source: Pub/Sub API guide, "Pub/Sub API Authentication": the tenant is the org's id of 18 characters. */
export function toMetadata(session: {
  readonly token: string;
  readonly instanceUrl: string;
  readonly organizationId: string;
}): Metadata {
  const metadata = new Metadata();
  metadata.set('accesstoken', session.token);
  metadata.set('instanceurl', session.instanceUrl);
  metadata.set('tenantid', session.organizationId);
  return metadata;
}

function loadClass(): ServiceClientConstructor {
  const proto = fileURLToPath(new URL('./pubsub.proto', import.meta.url));
  const definition = loadSync(proto, { keepCase: true, defaults: true, longs: String, enums: Number });
  const eventbus = loadPackageDefinition(definition)['eventbus'] as GrpcObject;
  return (eventbus['v1'] as GrpcObject)['PubSub'] as ServiceClientConstructor;
}
