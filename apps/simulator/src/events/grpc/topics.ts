/** Topic names, and what is behind them. Source: facts 6.2. */
import { status } from '@grpc/grpc-js';
import type { World } from '../../world.ts';
import { DEFAULT_CHANNEL } from '../channels/selection.ts';
import type { TopicFilter } from '../log/event-log.ts';
import { changeEventName } from '../schema/capable-objects.ts';
import { mayReceive } from '../subscriber-view.ts';
import { RpcError } from './rpc-error.ts';

export interface Topic {
  readonly name: string;
  readonly filter: TopicFilter;
  /** The one object whose events these are; undefined for channels of several. */
  readonly object: string | undefined;
  readonly publishable: boolean;
}

/** Names are case-sensitive. @throws RpcError NOT_FOUND; INVALID_ARGUMENT for none at all */
export function findTopic(world: World, name: string): Topic {
  if (name === '') {
    throw new RpcError(status.INVALID_ARGUMENT, 'topic.validation.empty', "The topic name can't be blank.");
  }
  const topic = eventTopic(world, name) ?? dataTopic(world, name);
  if (topic !== undefined) return topic;
  // Source: a logged answer (pub-sub-api-java-client issue 2); the code is assumed.
  throw new RpcError(
    status.NOT_FOUND,
    'topic.notfound',
    `The topic information for org ${tenantGuid(world)} and topic ${name} not found. ` +
      'Ensure the topic name is correct and that the topic exists.',
  );
}

export function tenantGuid(world: World): string {
  return `CORE/prod/${world.org.organizationId}`;
}

function eventTopic(world: World, name: string): Topic | undefined {
  const [, event] = /^\/event\/(\w+)$/.exec(name) ?? [];
  if (event === undefined) return undefined;
  if (event.endsWith('__chn')) return channelTopic(world, name, event);
  const object = world.org.object(event);
  if (object?.kind !== 'platformEvent' || object.name !== event) return undefined;
  return { name, filter: { channel: null, object: object.name }, object: object.name, publishable: true };
}

function dataTopic(world: World, name: string): Topic | undefined {
  const [, topic] = /^\/data\/(\w+)$/.exec(name) ?? [];
  if (topic === undefined || !world.events.allocations.hasChangeDataCapture) return undefined;
  if (topic === DEFAULT_CHANNEL || topic.endsWith('__chn')) return channelTopic(world, name, topic);
  const { selection } = world.events;
  const object = selection.definitionOf(topic);
  if (object === undefined || changeEventName(object.name) !== topic) return undefined;
  // A topic of one object is there while the default channel has the object.
  const selected = selection.membersOf(object.name).some(({ channel }) => channel === DEFAULT_CHANNEL);
  return selected
    ? {
        name,
        filter: { channel: DEFAULT_CHANNEL, object: object.name },
        object: object.name,
        publishable: false,
      }
    : undefined;
}

function channelTopic(world: World, name: string, channel: string): Topic | undefined {
  return world.events.selection.hasChannel(channel)
    ? { name, filter: { channel, object: null }, object: undefined, publishable: false }
    : undefined;
}

/**
 * A topic of one object asks for permission when somebody subscribes; channels let everybody in and leave out what one
 * may not see. Source: Change Data Capture Developer Guide, "Required Permissions for Change Event Subscribers".
 */
export function maySubscribe(world: World, userId: string, { object }: Topic): boolean {
  return object === undefined || mayReceive(world.org, userId, object);
}

export function requireSubscribable(world: World, userId: string, topic: Topic): void {
  if (maySubscribe(world, userId, topic)) return;
  throw new RpcError(
    status.PERMISSION_DENIED,
    'subscription.topic.cannot.subscribe',
    `You don't have permission to subscribe to the topic ${topic.name}.`,
  );
}
