import type { IsoInstant } from './clock.ts';

/** Source: Change Data Capture Developer Guide, "ChangeEventHeader Fields". */
export const CHANGE_EVENT_TYPES = [
  'CREATE',
  'UPDATE',
  'DELETE',
  'UNDELETE',
  'GAP_CREATE',
  'GAP_UPDATE',
  'GAP_DELETE',
  'GAP_UNDELETE',
  'GAP_OVERFLOW',
] as const;
export type ChangeEventType = (typeof CHANGE_EVENT_TYPES)[number];

/** As Avro has it: dates, datetimes and times of day are milliseconds. */
export type EventValue = string | number | boolean | null;

/** What one transaction did to one record, or the same to several. */
export interface ChangeEvent {
  readonly kind: 'change';
  readonly replayId: Uint8Array;
  readonly sobject: string;
  readonly type: ChangeEventType;
  /** 18 characters each; `001*` and zeros stand for records that are not named. */
  readonly recordIds: readonly string[];
  readonly transactionKey: string;
  /** When the transaction was committed, by the org's clock. */
  readonly committedAt: IsoInstant;
  /** User who did it. */
  readonly committedBy: string;
  /** By API name, parts of compound fields under their own: all that are told for CREATE and UNDELETE, for UPDATE those that changed. */
  readonly fields: ReadonlyMap<string, EventValue>;
  /** Fields that changed and whose value the event does not have: differences of long texts, whole names of persons. */
  readonly untold: readonly string[];
  /** API names in lower case of all fields that events of this schema tell. */
  readonly tells: ReadonlySet<string>;
}

/** An event that could not be decoded. */
export interface UnreadableEvent {
  readonly kind: 'unreadable';
  readonly replayId: Uint8Array;
  /** Undefined when not even that is known. */
  readonly sobject: string | undefined;
  readonly reason: string;
}

export type StreamedEvent = ChangeEvent | UnreadableEvent;

/** Everything that came since the last look. Without events it is a sign of life. */
export interface Arrival {
  readonly events: readonly StreamedEvent[];
  /** A later subscription that begins after it misses nothing but `events`. Undefined when Salesforce told none. */
  readonly latestReplayId: Uint8Array | undefined;
}

export type EventStart =
  /** What happens from now on. */
  { readonly kind: 'latest' } | { readonly kind: 'after'; readonly replayId: Uint8Array };

/** An open subscription. */
export interface EventFlow {
  /**
   * Waits for the next arrival. With `patienceMs`: undefined when nothing came within it.
   * @throws SyncError when the subscription ended: `SF_SESSION_EXPIRED`, `SF_REPLAY_ID_REFUSED`, `SF_EVENT_LIMIT`,
   *   `SF_EVENTS_REFUSED`, `SF_EVENTS_SILENT`, `SF_UNAVAILABLE`, `SF_HOST_UNREACHABLE`
   */
  next(patienceMs?: number): Promise<Arrival | undefined>;
  close(): void;
}

/** The org's event bus, through one connection. Nothing of it is an API call. */
export interface EventSource {
  /** @throws SyncError as `EventFlow.next` */
  open(topic: string, start: EventStart, signal: AbortSignal): Promise<EventFlow>;
  /** Whether the connection's user may subscribe; false for a topic that does not exist. */
  maySubscribe(topic: string): Promise<boolean>;
  close(): void;
}

/** Objects whose changes the org publishes, and what it allows. */
export interface EventSelection {
  /** API names of objects on the channel that is read; null when the user may not see it. */
  readonly entities: readonly string[] | null;
  /** Objects selected over all channels of the org. */
  readonly entitiesUsed: number | null;
  /** Null: not known. */
  readonly deliveriesPerDay: number | null;
  readonly deliveriesLeft: number | null;
}
