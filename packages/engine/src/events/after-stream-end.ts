import type { ErrorCode, EventRepairKind, EventStreamState } from '@sync-user/contract';
import { connectionEventOf } from '../states/connection-transitions.ts';

/** Salesforce keeps events for so long. Source: Pub/Sub API guide, "Event Message Durability". */
export const EVENT_RETENTION_MS = 72 * 60 * 60_000;

export interface StreamEnd {
  readonly code: ErrorCode;
  /** How long ago the position was stored; undefined when there is none. */
  readonly positionAgeMs: number | undefined;
  /** Failures in a row; 1 for the first. */
  readonly failures: number;
}

export interface StreamNext {
  readonly state: EventStreamState;
  /**
   * `resume`: subscribe again where it stood. `begin_anew`: what was missed is polled, and events begin with what happens
   * then. `give_up`: let go of the workspace; it is claimed again after `delayMs`.
   */
  readonly next: 'resume' | 'begin_anew' | 'give_up';
  readonly delayMs: number;
  /** What is opened: with `begin_anew` objects are polled when the new subscription stands, else at once. */
  readonly repair: { readonly kind: EventRepairKind; readonly reason: string } | null;
}

const MINUTE_MS = 60_000;
/** Deliveries come back as the window of 24 hours moves on. */
const LIMITED_RETRY_MS = 15 * MINUTE_MS;
/** Somebody has to change something in Salesforce first. */
const REFUSED_RETRY_MS = 60 * MINUTE_MS;

/** What follows when a subscription ends: total over the catalogue's codes. Nothing goes on silently after a loss. */
export function afterStreamEnd({ code, positionAgeMs, failures }: StreamEnd): StreamNext {
  const backoffMs = failures <= 1 ? 0 : Math.min(MINUTE_MS, 1000 * 2 ** (failures - 2));
  const resume: StreamNext = { state: 'reconnecting', next: 'resume', delayMs: backoffMs, repair: null };
  switch (code) {
    case 'SF_SESSION_EXPIRED':
      return resume;
    case 'SF_REPLAY_ID_REFUSED': {
      const expired = positionAgeMs !== undefined && positionAgeMs >= EVENT_RETENTION_MS - 60 * MINUTE_MS;
      const repair = expired
        ? {
            kind: 'expired_replay' as const,
            reason: 'Nothing read the events for longer than the 72 hours that Salesforce keeps them.',
          }
        : {
            kind: 'corrupted_replay' as const,
            reason: 'The org does not know the place where reading events stopped: it was moved or restored.',
          };
      return { state: 'reconnecting', next: 'begin_anew', delayMs: backoffMs, repair };
    }
    case 'SF_EVENTS_SILENT':
      return {
        ...resume,
        repair: { kind: 'silence', reason: 'Nothing was heard for longer than Salesforce is ever silent.' },
      };
    case 'SF_EVENT_LIMIT':
      return {
        state: 'limited',
        next: 'give_up',
        delayMs: LIMITED_RETRY_MS,
        // What waits would use up the next deliveries at once, and is polled by then.
        repair: {
          kind: 'interrupted',
          reason: 'The day’s event deliveries are used up; objects are polled meanwhile.',
        },
      };
    case 'SF_EVENTS_REFUSED':
      return { state: 'refused', next: 'give_up', delayMs: REFUSED_RETRY_MS, repair: null };
    case 'DATABASE_UNAVAILABLE':
      return { ...resume, delayMs: Math.max(1000, backoffMs) };
    default: {
      const event = connectionEventOf(code);
      // The connection as a whole: its own state says what is wrong and pauses everything.
      if (event !== undefined && event !== 'unreachable')
        return { state: 'reconnecting', next: 'give_up', delayMs: MINUTE_MS, repair: null };
      if (code === 'CONNECTION_MISSING' || code === 'CONNECTION_NOT_ACTIVE')
        return { state: 'off', next: 'give_up', delayMs: 10_000, repair: null };
      return { ...resume, delayMs: Math.max(1000, backoffMs) };
    }
  }
}
