import { type ErrorCode, SyncError } from '@sync-user/contract';
import type { Arrival, EventFlow, EventSource, StreamedEvent } from '@sync-user/engine';
import type { OrgControl } from '../support/org-control.ts';
import type { Random } from './random.ts';

/** How a subscription of the simulation ends: the process is stopped, or Salesforce says this. */
export type StreamEnding = 'stop' | ErrorCode;

export interface DeliveryOptions {
  readonly source: EventSource;
  readonly org: OrgControl;
  readonly random: Random;
  /** Chances of events that come again: what is delivered at least once may come twice. Without them none does. */
  readonly repeats: Random | undefined;
  readonly ending: StreamEnding;
  /** Part of what waits does not come any more before the end. */
  readonly isLate: boolean;
  /** Happens after the subscription was asked for, and before it has begun. */
  readonly beforeItBegins: () => Promise<void>;
  /** Lets a second pass, and waits until nobody is at work. */
  readonly idle: () => Promise<void>;
  /** The process is to end. */
  readonly stop: () => void;
}

/** Times that nothing comes, after everything has: for reading again, and for what joins. */
const IDLE_LOOKS = 2;
/** Of the machine's time. */
const LOOK_MS = 50;

/**
 * The org's event bus, as it delivers: everything that waits, in parts of any size, and then an end. What comes and in which
 * parts is decided by the seed, not by the network.
 */
export function deliveries(options: DeliveryOptions): EventSource {
  const { source, org } = options;
  return {
    async open(topic, start, signal) {
      await options.beforeItBegins();
      const flow = await source.open(topic, start, signal);
      try {
        // Answered on the same connection after the subscription: what happens from now on is told.
        if (start.kind === 'latest') await source.maySubscribe(topic);
        const from = start.kind === 'latest' ? await tipOf(org) : undefined;
        return delivered(options, flow, {
          topic,
          from,
          after: start.kind === 'after' ? start.replayId : undefined,
        });
      } catch (error) {
        flow.close();
        throw error;
      }
    },
    maySubscribe: (topic) => source.maySubscribe(topic),
    close: () => {},
  };
}

function delivered(
  { org, random, repeats, ending, isLate, idle, stop }: DeliveryOptions,
  flow: EventFlow,
  start: {
    readonly topic: string;
    readonly from: Buffer | undefined;
    readonly after: Uint8Array | undefined;
  },
): EventFlow {
  let waiting: Arrival[] | undefined;
  let broken: unknown;
  let looks = 0;

  async function collect(): Promise<Arrival[]> {
    const events: StreamedEvent[] = [];
    let latest: Uint8Array | undefined = start.from ?? start.after;
    try {
      for (;;) {
        const tip = await tipOf(org);
        if (latest !== undefined && tip.equals(latest)) break;
        const arrival = await flow.next(LOOK_MS);
        if (arrival === undefined) {
          // A place that is not ours to see: the sign of life tells that we are there.
          await idle();
          continue;
        }
        events.push(...arrival.events);
        latest = arrival.latestReplayId ?? latest;
      }
    } catch (error) {
      broken = error;
    }
    const kept = isLate ? events.slice(0, random.int(0, events.length)) : events;
    const parts: Arrival[] = start.from === undefined ? [] : [{ events: [], latestReplayId: start.from }];
    for (let at = 0; at < kept.length; ) {
      const part = kept.slice(at, at + random.int(1, kept.length));
      const twice = part.flatMap((event) => (repeats?.chance(0.08) ? [event, event] : [event]));
      parts.push({ events: twice, latestReplayId: part.at(-1)?.replayId });
      at += part.length;
      // Once more from somewhere before, up to where it was.
      if (repeats?.chance(0.25)) {
        const again = kept.slice(repeats.int(0, at - 1), at);
        parts.push({ events: again, latestReplayId: again.at(-1)?.replayId });
      }
    }
    // The sign of life that a quiet subscription gives.
    if (kept.length === events.length && broken === undefined && latest !== undefined)
      parts.push({ events: [], latestReplayId: latest });
    return parts;
  }

  return {
    async next() {
      if (waiting === undefined) waiting = await collect();
      const part = waiting.shift();
      if (part !== undefined) return part;
      if (broken !== undefined) throw broken;
      looks += 1;
      if (looks <= IDLE_LOOKS) {
        await idle();
        return undefined;
      }
      if (ending === 'stop') {
        stop();
        throw new SyncError('SF_UNAVAILABLE', 'the process is stopped');
      }
      throw new SyncError(ending, `the subscription ends with ${ending}`);
    },
    close: () => flow.close(),
  };
}

/** The place of the org's newest event. */
async function tipOf(org: OrgControl): Promise<Buffer> {
  const { latestReplayId } = await org.send<{ latestReplayId: string }>('GET', '/events');
  return Buffer.from(latestReplayId, 'base64');
}
