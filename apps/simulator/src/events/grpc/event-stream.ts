/** One open stream of events to one subscriber: what it asked for, where it stands, what it is owed. */
import { status } from '@grpc/grpc-js';
import type { World } from '../../world.ts';
import { replayIdOf } from '../log/event-log.ts';
import { SubscriberView } from '../subscriber-view.ts';
import type { ConsumerEvent, FetchResponse } from './messages.ts';
import { RpcError } from './rpc-error.ts';
import type { RpcSession } from './rpc-session.ts';
import { requireSubscribable } from './topics.ts';
import type { Topic } from './topics.ts';

/** Source: facts 6.3. */
const MAX_OUTSTANDING = 100;
/** Clients take messages of 4 MB at most. Source: facts 6.8. */
const MAX_RESPONSE_BYTES = 3 * 1024 * 1024;
/** An idle topic's tip gets a younger id after this long, so that those who keep it do not fall out of the retention. */
const MARK_AFTER_MS = 60 * 60 * 1000;

/** An event, and whose it is. */
interface TakenEvent extends ConsumerEvent {
  readonly object: string;
}

export class EventStream {
  readonly #world: World;
  readonly #session: RpcSession;
  readonly #topic: Topic;
  readonly #rpcId: string;
  readonly #send: (response: FetchResponse) => void;
  #position: number;
  #owed = 0;
  #sentAt: number;

  constructor(
    world: World,
    session: RpcSession,
    topic: Topic,
    start: { readonly position: number; readonly rpcId: string },
    send: (response: FetchResponse) => void,
  ) {
    this.#world = world;
    this.#session = session;
    this.#topic = topic;
    this.#rpcId = start.rpcId;
    this.#position = start.position;
    this.#send = send;
    this.#sentAt = world.org.clock.now();
  }

  get session(): RpcSession {
    return this.#session;
  }

  /** How many events it may still be sent. */
  get owed(): number {
    return this.#owed;
  }

  get topicName(): string {
    return this.#topic.name;
  }

  /** More events are asked for: what is owed adds up, to a hundred. @throws RpcError */
  request(count: number): void {
    requireCount(count);
    this.#owed = Math.min(MAX_OUTSTANDING, this.#owed + count);
    this.deliver();
  }

  /** Sends what is there and was asked for. @throws RpcError when the stream has to end */
  deliver(): void {
    while (this.#owed > 0 && this.#position < this.#world.events.log.tip()) {
      requireSubscribable(this.#world, this.#session.userId, this.#topic);
      const events = this.#take();
      if (events.length > 0) this.#deliver(events);
    }
  }

  /** The next events that are for this subscriber; moves on past those that are not. */
  #take(): TakenEvent[] {
    const { log } = this.#world.events;
    const view = new SubscriberView(this.#world.org, this.#world.events, this.#session.userId);
    const { events, readTo } = log.read(this.#topic.filter, this.#position, this.#owed);
    const taken: TakenEvent[] = [];
    let bytes = 0;
    for (const event of events) {
      const payload = view.payload(event);
      if (payload !== undefined) {
        if (taken.length === this.#owed || (bytes > 0 && bytes + payload.length > MAX_RESPONSE_BYTES))
          return taken;
        bytes += payload.length;
        taken.push({
          object: event.object,
          event: { id: event.id, schema_id: event.schemaId, payload, headers: [] },
          replay_id: replayIdOf(event.position),
        });
      }
      this.#position = event.position;
    }
    this.#position = readTo;
    return taken;
  }

  /** Every delivery counts, for every subscriber. Source: facts 6.8. */
  #deliver(events: readonly TakenEvent[]): void {
    const { allocations } = this.#world.events;
    const left = allocations.max.deliveredPerDay - allocations.delivered();
    const allowed = events.slice(0, Math.max(0, left));
    if (allowed.length > 0) {
      allocations.spend('delivered', allowed.length);
      allocations.count('DELIVERED', allowed);
      this.#owed -= allowed.length;
      this.#respond(allowed, allowed.at(-1)?.replay_id ?? replayIdOf(this.#position));
    }
    if (allowed.length < events.length) {
      throw new RpcError(
        status.RESOURCE_EXHAUSTED,
        'subscription.limit.exceeded',
        'You have exceeded the event delivery limit for your org.',
      );
    }
  }

  /** Now and then: has it been silent for too long? */
  tick(): void {
    const { clock } = this.#world.org;
    const { keepaliveMs } = this.#world.settings.current.events;
    if (clock.now() - this.#sentAt < keepaliveMs) return;
    const { log } = this.#world.events;
    const caughtUp = this.#position >= log.tip();
    if (caughtUp && clock.now() - log.tipStoredAt() > MARK_AFTER_MS) this.#position = log.mark();
    this.#respond([], replayIdOf(this.#position));
  }

  #respond(events: readonly ConsumerEvent[], latest: Uint8Array): void {
    this.#sentAt = this.#world.org.clock.now();
    this.#send({
      events,
      latest_replay_id: latest,
      rpc_id: this.#rpcId,
      pending_num_requested: this.#owed,
    });
  }
}

/** @throws RpcError */
export function requireCount(count: number): void {
  if (count > 0) return;
  throw new RpcError(
    status.INVALID_ARGUMENT,
    'subscription.fetch.requested.events.invalid',
    'The number of events requested is invalid. Ensure that num_requested is greater than 0.',
  );
}
