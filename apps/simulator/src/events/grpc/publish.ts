/** Platform events that come in encoded. Source: facts 6.1, 6.8. */
import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import avro from 'avsc';
import type { Row, Scalar } from '../../org/types.ts';
import type { World } from '../../world.ts';
import { replayIdOf } from '../log/event-log.ts';
import { schemaOf } from '../schema/event-schema.ts';
import type { ProducerEvent, PublishRequest, PublishResponse, PublishResult } from './messages.ts';
import { RpcError } from './rpc-error.ts';
import { findTopic } from './topics.ts';
import type { Topic } from './topics.ts';

const PUBLISH_ERROR = 1;
/** Source: facts 6.8. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

interface ReadEvent {
  readonly id: string;
  readonly schemaId: string;
  readonly payload: Uint8Array;
  readonly told: Row;
}

/** One result for each event, in order; what cannot be read is refused alone. @throws RpcError for the whole request */
export function publish(
  world: World,
  userId: string,
  request: PublishRequest,
  rpcId: string,
): PublishResponse {
  requireSize(request);
  if (request.events.length === 0) {
    throw new RpcError(
      status.INVALID_ARGUMENT,
      'publish.event.count.invalid',
      'A publish request must contain at least one event.',
    );
  }
  const topic = findTopic(world, request.topic_name);
  const object = requirePublishable(world, userId, topic);
  const read = request.events.map((event) => readEvent(world, object, event));
  const good = read.filter((one): one is ReadEvent => typeof one !== 'string');
  const places = publishWithinLimit(world, object, good);
  let next = 0;
  const results = read.map((one, index): PublishResult => {
    const key = request.events[index]?.id ?? '';
    if (typeof one === 'string') return refusal(key, one);
    const place = places?.[next];
    next += 1;
    if (place === undefined)
      return refusal(one.id, 'LIMIT_EXCEEDED: the hourly publishing limit is exceeded.');
    return { replay_id: replayIdOf(place), correlation_key: one.id };
  });
  return { results, schema_id: request.events[0]?.schema_id ?? '', rpc_id: rpcId };
}

/** Beyond it the service drops the connection. Source: facts 6.8. @throws RpcError UNAVAILABLE */
function requireSize({ events }: PublishRequest): void {
  const bytes = events.reduce(
    (sum, { id, schema_id, payload }) => sum + id.length + schema_id.length + payload.length,
    0,
  );
  if (bytes <= MAX_REQUEST_BYTES) return;
  throw new RpcError(
    status.UNAVAILABLE,
    'service.unavailable',
    'Connection reset: the request is too large.',
  );
}

function refusal(correlationKey: string, msg: string): PublishResult {
  return {
    replay_id: new Uint8Array(),
    error: { code: PUBLISH_ERROR, msg },
    correlation_key: correlationKey,
  };
}

function publishWithinLimit(
  { events }: World,
  object: string,
  good: readonly ReadEvent[],
): readonly number[] | undefined {
  const { allocations } = events;
  if (allocations.published() + good.length > allocations.max.publishedPerHour) return undefined;
  return good.length === 0 ? [] : events.publish(object, good);
}

function requirePublishable(world: World, userId: string, topic: Topic): string {
  const { object } = topic;
  if (object === undefined || !topic.publishable) {
    throw new RpcError(
      status.INVALID_ARGUMENT,
      'publish.topic.invalid',
      `Events can't be published to the topic ${topic.name}.`,
    );
  }
  if (!world.org.access(userId, object).create) {
    throw new RpcError(
      status.PERMISSION_DENIED,
      'publish.topic.cannot.publish',
      `You don't have permission to publish to the topic ${topic.name}.`,
    );
  }
  return object;
}

/** The event, or why it is refused. */
function readEvent(world: World, object: string, event: ProducerEvent): ReadEvent | string {
  const { log } = world.events;
  const definition = world.org.object(object);
  if (definition !== undefined) log.keepSchema(schemaOf(definition));
  const json = log.schemaJson(event.schema_id);
  if (json === undefined) return `The schema ${event.schema_id} was not found.`;
  const type = typeOf(event.schema_id, json);
  if (type.name !== `com.sforce.eventbus.${object}`)
    return `The schema ${event.schema_id} is not one of ${object}.`;
  if (event.payload.length > world.settings.current.events.maxEventBytes) {
    return 'The event is larger than 1 MB.';
  }
  try {
    const told = type.fromBuffer(Buffer.from(event.payload)) as Row;
    return {
      id: event.id === '' ? randomUUID() : event.id,
      schemaId: event.schema_id,
      payload: event.payload,
      told: asRow(told),
    };
  } catch (error) {
    return `The payload does not follow its schema: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const types = new Map<string, avro.Type>();

/** Schemas never change under their ids, so what was made of one is kept. */
function typeOf(schemaId: string, json: string): avro.Type {
  const known = types.get(schemaId);
  if (known !== undefined) return known;
  const type = avro.Type.forSchema(JSON.parse(json) as avro.Schema, { wrapUnions: false });
  types.set(schemaId, type);
  return type;
}

/** Values as filters compare them: booleans are 0 and 1. */
function asRow(told: Readonly<Record<string, Scalar>>): Row {
  return Object.fromEntries(
    Object.entries(told).map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value]),
  );
}
