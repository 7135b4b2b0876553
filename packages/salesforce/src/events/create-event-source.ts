import { isSyncError } from '@sync-user/contract';
import type { AccessToken, Clock, EventSource, StreamedEvent, TokenSource } from '@sync-user/engine';
import { fromEventName } from '@sync-user/engine';
import { createEventDecoder, type EventDecoder } from './decode-event.ts';
import type { EventEndpoint } from './event-endpoint.ts';
import { createEventFlow } from './event-flow.ts';
import { createPubSubClient, type FetchResponse, toMetadata } from './pubsub-client.ts';

export interface EventSourceOptions {
  readonly endpoint: EventEndpoint;
  readonly tokens: TokenSource;
  /** 18 characters. */
  readonly organizationId: string;
  readonly clock: Clock;
}

/** Schemas are remembered by id, as many as a channel has in ordinary life. */
const SCHEMAS_KEPT = 500;

type Decoding = Promise<EventDecoder | { readonly reason: string }>;

/** The event bus behind one connection. A session that is refused is renewed at the next `open`. */
export function createEventSource(options: EventSourceOptions): EventSource {
  const { endpoint, tokens, organizationId, clock } = options;
  let client = createPubSubClient(endpoint);
  const decoders = new Map<string, Decoding>();
  let session: AccessToken | undefined;
  let isRefused = false;

  async function logIn(): Promise<ReturnType<typeof toMetadata>> {
    session = isRefused && session !== undefined ? await tokens.renew(session) : await tokens.current();
    isRefused = false;
    return toMetadata({ ...session, organizationId });
  }

  async function noting<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (isSyncError(error, 'SF_SESSION_EXPIRED')) isRefused = true;
      // Whatever swallows the answers on this connection would swallow those of the next subscription, too.
      if (isSyncError(error, 'SF_EVENTS_SILENT')) {
        client.close();
        client = createPubSubClient(endpoint);
      }
      throw error;
    }
  }

  async function fetchDecoder(schemaId: string): Decoding {
    const metadata = toMetadata({ ...(session ?? (await tokens.current())), organizationId });
    const { schema_json } = await noting(client.getSchema(schemaId, metadata));
    try {
      return createEventDecoder(schema_json);
    } catch (error) {
      return { reason: `schema ${schemaId} cannot be read: ${wordsOf(error)}` };
    }
  }

  function decoderOf(schemaId: string): Decoding {
    const known = decoders.get(schemaId);
    if (known !== undefined) return known;
    const decoding = fetchDecoder(schemaId);
    decoders.set(schemaId, decoding);
    decoding.catch(() => decoders.delete(schemaId));
    for (const oldest of decoders.keys()) {
      if (decoders.size <= SCHEMAS_KEPT) break;
      decoders.delete(oldest);
    }
    return decoding;
  }

  async function decode(raw: FetchResponse['events']): Promise<StreamedEvent[]> {
    const events: StreamedEvent[] = [];
    for (const { event, replay_id: replayId } of raw) {
      const decoder = await decoderOf(event?.schema_id ?? '');
      events.push(decodeOne(decoder, event?.payload ?? new Uint8Array(), replayId));
    }
    return events;
  }

  return {
    async open(topic, start, signal) {
      const call = client.subscribe(await logIn());
      const flow = createEventFlow({ call, topic, start, target: endpoint.target, clock, signal, decode });
      return { ...flow, next: (patienceMs) => noting(flow.next(patienceMs)) };
    },
    async maySubscribe(topic) {
      try {
        return (await noting(client.getTopic(topic, await logIn()))).can_subscribe;
      } catch (error) {
        if (isSyncError(error, 'SF_EVENTS_REFUSED')) return false;
        throw error;
      }
    },
    close: () => client.close(),
  };
}

function decodeOne(
  decoder: EventDecoder | { readonly reason: string },
  payload: Uint8Array,
  replayId: Uint8Array,
): StreamedEvent {
  if (!('decode' in decoder))
    return { kind: 'unreadable', replayId, sobject: undefined, reason: decoder.reason };
  try {
    return decoder.decode(payload, replayId);
  } catch (error) {
    return { kind: 'unreadable', replayId, sobject: fromEventName(decoder.name), reason: wordsOf(error) };
  }
}

/** Our own words and avsc's; the latter may quote a value, so they are cut. */
function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll(/"[^"]*"/g, '…').slice(0, 120) : 'unknown';
}
