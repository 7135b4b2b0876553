import { isSyncError, SyncError } from '@sync-user/contract';
import type { Arrival, Clock, EventFlow, EventStart, StreamedEvent } from '@sync-user/engine';
import { type RpcFailure, toEventFault } from './event-fault.ts';
import type { FetchResponse, SubscribeCall } from './pubsub-client.ts';

/** Most events that may be asked for and not delivered yet. Source: Pub/Sub API guide, "Allocations". */
const MOST_OUTSTANDING = 100;
/** More is asked for before the last ones are here, so that a round trip costs no standstill. */
const ASK_BELOW = 60;
/** What waits in memory; beyond it nothing is asked for until somebody takes it. */
const MOST_WAITING = 3000;
const MOST_WAITING_BYTES = 32 * 1024 * 1024;
/** Salesforce gives a sign of life within 270 s. Source: pubsub_api.proto, "latest_replay_id". */
const SILENCE_MS = 300_000;

type RawEvent = FetchResponse['events'][number];

export interface FlowOptions {
  readonly call: SubscribeCall;
  readonly topic: string;
  readonly start: EventStart;
  readonly target: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Decodes in the order given. @throws SyncError when a schema cannot be had */
  readonly decode: (events: readonly RawEvent[]) => Promise<StreamedEvent[]>;
}

/** Keeps up to a hundred events asked for, as long as there is room for them here. */
export function createEventFlow(options: FlowOptions): EventFlow {
  const { call, topic, start, target, clock, signal } = options;
  let waiting: RawEvent[] = [];
  let waitingBytes = 0;
  let outstanding = 0;
  let latestReplayId: Uint8Array | undefined;
  let heard = false;
  let heardAtMs = clock.nowMs();
  let ended: SyncError | undefined;
  let wake: () => void = () => {};
  let asked = false;
  const closing = new AbortController();

  const ask = (): void => {
    if (ended !== undefined || (asked && outstanding >= ASK_BELOW)) return;
    if (waiting.length >= MOST_WAITING || waitingBytes >= MOST_WAITING_BYTES) return;
    const count = MOST_OUTSTANDING - outstanding;
    outstanding = MOST_OUTSTANDING;
    call.write({
      topic_name: topic,
      num_requested: count,
      ...(asked ? {} : toStart(start)),
    });
    asked = true;
  };
  const end = (error: SyncError): void => {
    if (ended !== undefined) return;
    ended = error;
    closing.abort();
    wake();
  };

  call.on('data', (response: FetchResponse) => {
    heard = true;
    heardAtMs = clock.nowMs();
    if (response.latest_replay_id.length > 0) latestReplayId = response.latest_replay_id;
    for (const event of response.events) {
      waiting.push(event);
      waitingBytes += event.event?.payload.length ?? 0;
    }
    outstanding = Math.max(0, outstanding - response.events.length);
    ask();
    wake();
  });
  call.on('error', (failure: RpcFailure) => end(toEventFault(failure, target)));
  call.on('end', () => end(new SyncError('SF_UNAVAILABLE', `${target}: the subscription was ended`)));
  signal.addEventListener('abort', close, { once: true });
  ask();
  void watch();

  /** Nothing tells of a connection that died on the way: its silence does. */
  async function watch(): Promise<void> {
    for (;;) {
      if (ended !== undefined) return;
      const left = heardAtMs + SILENCE_MS - clock.nowMs();
      if (left <= 0) {
        const minutes = Math.round(SILENCE_MS / 60_000);
        end(new SyncError('SF_EVENTS_SILENT', `${target}: nothing was heard for ${minutes} minutes`));
        call.cancel();
        return;
      }
      await clock.sleep(Math.min(left, 30_000), closing.signal).catch(() => {});
    }
  }

  function close(): void {
    end(new SyncError('SF_UNAVAILABLE', 'the subscription was closed'));
    signal.removeEventListener('abort', close);
    call.cancel();
  }

  async function something(patienceMs: number | undefined): Promise<boolean> {
    if (waiting.length > 0 || heard) return true;
    if (ended !== undefined) throw ended;
    const patience = new AbortController();
    const woken = new Promise<void>((done) => (wake = done));
    try {
      await (patienceMs === undefined
        ? woken
        : Promise.race([
            woken,
            clock.sleep(patienceMs, patience.signal).catch((error: unknown) => {
              if (isSyncError(error)) throw error;
            }),
          ]));
    } finally {
      wake = () => {};
      patience.abort();
    }
    if (waiting.length > 0 || heard) return true;
    if (ended !== undefined) throw ended;
    return patienceMs === undefined ? await something(undefined) : false;
  }

  return {
    async next(patienceMs): Promise<Arrival | undefined> {
      if (!(await something(patienceMs))) return undefined;
      const taken = waiting;
      const latest = latestReplayId;
      waiting = [];
      waitingBytes = 0;
      heard = false;
      ask();
      return { events: await options.decode(taken), latestReplayId: latest };
    },
    close,
  };
}

function toStart(start: EventStart): { replay_preset: 0 | 2; replay_id?: Uint8Array } {
  return start.kind === 'latest' ? { replay_preset: 0 } : { replay_preset: 2, replay_id: start.replayId };
}
