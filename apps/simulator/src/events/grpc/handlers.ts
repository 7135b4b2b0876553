/**
 * What each call of the Pub/Sub API does. Source: facts 6.1 to 6.4; error codes that the facts lack: Pub/Sub API guide,
 * "Handle Errors".
 */
import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import type {
  handleBidiStreamingCall,
  handleUnaryCall,
  ServerDuplexStream,
  ServerUnaryCall,
} from '@grpc/grpc-js';
import type { World } from '../../world.ts';
import { schemaOf } from '../schema/event-schema.ts';
import { EventStream, requireCount } from './event-stream.ts';
import { commitReplay, findManagedSubscription } from './managed-start.ts';
import type { ManagedSubscription } from './managed-start.ts';
import type {
  FetchRequest,
  FetchResponse,
  ManagedFetchRequest,
  ManagedFetchResponse,
  PublishRequest,
  PublishResponse,
  SchemaInfo,
  SchemaRequest,
  TopicInfo,
  TopicRequest,
} from './messages.ts';
import type { OpenStreams } from './open-streams.ts';
import { publish } from './publish.ts';
import { RpcError, toStatus } from './rpc-error.ts';
import { authenticate } from './rpc-session.ts';
import type { RpcSession } from './rpc-session.ts';
import { startPosition } from './start-position.ts';
import { findTopic, maySubscribe, requireSubscribable, tenantGuid } from './topics.ts';

/** A publish stream has to be used this often. Source: facts 6.3. */
const PUBLISH_IDLE_MS = 70_000;

export interface Handlers {
  [name: string]: handleUnaryCall<any, any> | handleBidiStreamingCall<any, any>; // oxlint-disable-line typescript/no-explicit-any -- the service definition types them
}

export function handlersFor(world: World, streams: OpenStreams): Handlers {
  return {
    GetTopic: unary(world, (request: TopicRequest, session, rpcId) =>
      getTopic(world, request, session, rpcId),
    ),
    GetSchema: unary(world, (request: SchemaRequest, _, rpcId) => getSchema(world, request, rpcId)),
    Publish: unary(world, (request: PublishRequest, { userId }, rpcId) =>
      publish(world, userId, request, rpcId),
    ),
    PublishStream: stream(world, streams, publishStream),
    Subscribe: stream(world, streams, subscribe),
    ManagedSubscribe: stream(world, streams, managedSubscribe),
  };
}

function unary<Request, Response>(
  world: World,
  answer: (request: Request, session: RpcSession, rpcId: string) => Response,
): handleUnaryCall<Request, Response> {
  return ({ metadata, request }: ServerUnaryCall<Request, Response>, callback) => {
    const rpcId = randomUUID();
    try {
      callback(null, answer(request, authenticate(world, metadata), rpcId));
    } catch (error) {
      callback(toStatus(error, rpcId, world.report));
    }
  };
}

function getTopic(world: World, request: TopicRequest, { userId }: RpcSession, rpcId: string): TopicInfo {
  const topic = findTopic(world, request.topic_name);
  const definition = topic.object === undefined ? undefined : world.org.object(topic.object);
  const schema = definition === undefined ? undefined : schemaOf(definition);
  if (schema !== undefined) world.events.log.keepSchema(schema);
  return {
    topic_name: topic.name,
    tenant_guid: tenantGuid(world),
    can_publish: topic.publishable && world.org.access(userId, topic.object ?? '').create,
    can_subscribe: maySubscribe(world, userId, topic),
    // A channel of several objects has no schema of its own.
    schema_id: schema?.id ?? '',
    rpc_id: rpcId,
  };
}

function getSchema(world: World, { schema_id }: SchemaRequest, rpcId: string): SchemaInfo {
  if (schema_id === '') {
    throw new RpcError(
      status.INVALID_ARGUMENT,
      'schema.validation.failed',
      "Schema validation failed. The schema ID can't be blank.",
    );
  }
  const json = world.events.log.schemaJson(schema_id);
  if (json === undefined) {
    throw new RpcError(status.NOT_FOUND, 'schema.notfound', `The schema ${schema_id} was not found.`);
  }
  return { schema_json: json, schema_id, rpc_id: rpcId };
}

/** One open call, as the code of a single RPC sees it. */
interface Conversation<Response> {
  readonly world: World;
  readonly session: RpcSession;
  readonly rpcId: string;
  readonly send: (response: Response) => void;
}

/** What an RPC does with requests, commits and time; each may throw an RpcError, which ends the call. */
interface Talk<Request> {
  receive(request: Request): void;
  deliver(): void;
  tick(): void;
}

function stream<Request, Response>(
  world: World,
  streams: OpenStreams,
  open: (conversation: Conversation<Response>) => Talk<Request>,
): handleBidiStreamingCall<Request, Response> {
  return (call: ServerDuplexStream<Request, Response>) => {
    const rpcId = randomUUID();
    let over = false;
    const end = (error: unknown): void => {
      if (over) return;
      over = true;
      call.emit('error', toStatus(error, rpcId, world.report));
    };
    try {
      const session = authenticate(world, call.metadata);
      const send = (response: Response): void => {
        if (!over) call.write(response);
      };
      const talk = open({ world, session, rpcId, send });
      const entry = { session, deliver: () => talk.deliver(), tick: () => talk.tick(), end };
      streams.add(entry);
      const leave = (): void => {
        over = true;
        streams.remove(entry);
      };
      call.on('data', (request: Request) => {
        if (over) return;
        try {
          talk.receive(request);
        } catch (error) {
          streams.remove(entry);
          end(error);
        }
      });
      call.on('end', () => {
        if (over) return;
        leave();
        call.end();
      });
      call.on('cancelled', leave);
    } catch (error) {
      end(error);
    }
  };
}

/** The first request says where to begin; the others only ask for more. */
function subscribe({ world, session, rpcId, send }: Conversation<FetchResponse>): Talk<FetchRequest> {
  let events: EventStream | undefined;
  return {
    receive: (request) => {
      requireCount(request.num_requested);
      events ??= openSubscription(world, session, rpcId, request, send);
      if (request.topic_name !== '' && request.topic_name !== events.topicName) {
        throw new RpcError(
          status.INVALID_ARGUMENT,
          'subscription.fetch.topic.mismatch',
          'The topic name cannot change within a subscription.',
        );
      }
      events.request(request.num_requested);
    },
    deliver: () => events?.deliver(),
    tick: () => events?.tick(),
  };
}

function openSubscription(
  world: World,
  session: RpcSession,
  rpcId: string,
  request: FetchRequest,
  send: (response: FetchResponse) => void,
): EventStream {
  const topic = findTopic(world, request.topic_name);
  requireSubscribable(world, session.userId, topic);
  const position = startPosition(world.events.log, request.replay_preset, request.replay_id);
  return new EventStream(world, session, topic, { position, rpcId }, send);
}

function managedSubscribe({
  world,
  session,
  rpcId,
  send,
}: Conversation<ManagedFetchResponse>): Talk<ManagedFetchRequest> {
  let events: EventStream | undefined;
  let subscription: ManagedSubscription | undefined;
  return {
    receive: (request) => {
      subscription ??= findManagedSubscription(world, request);
      if (events === undefined) {
        const topic = findTopic(world, subscription.topicName);
        requireSubscribable(world, session.userId, topic);
        const { position } = subscription;
        events = new EventStream(world, session, topic, { position, rpcId }, send);
      }
      const commit = request.commit_replay_id_request;
      if (commit !== null) {
        const response = commitReplay(world, subscription.id, commit);
        send({
          events: [],
          latest_replay_id: commit.replay_id,
          rpc_id: rpcId,
          pending_num_requested: events.owed,
          commit_response: response,
        });
      }
      // A request may only commit.
      if (request.num_requested !== 0 || commit === null) events.request(request.num_requested);
    },
    deliver: () => events?.deliver(),
    tick: () => events?.tick(),
  };
}

function publishStream({ world, session, rpcId, send }: Conversation<PublishResponse>): Talk<PublishRequest> {
  let topicName = '';
  let usedAt = world.org.clock.now();
  return {
    receive: (request) => {
      usedAt = world.org.clock.now();
      if (request.topic_name !== '' && topicName !== '' && request.topic_name !== topicName) {
        throw new RpcError(
          status.INVALID_ARGUMENT,
          'publish.topic.mismatch',
          'The topic name cannot change within a publish stream.',
        );
      }
      topicName ||= request.topic_name;
      send(publish(world, session.userId, { ...request, topic_name: topicName }, rpcId));
    },
    deliver: () => undefined,
    tick: () => {
      if (world.org.clock.now() - usedAt <= PUBLISH_IDLE_MS) return;
      throw new RpcError(
        status.INVALID_ARGUMENT,
        'publish.stream.sweeper.timeout',
        'The publish stream was not used for 70 seconds.',
      );
    },
  };
}
