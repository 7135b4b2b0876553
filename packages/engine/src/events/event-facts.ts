import type { EventStreamState, ReadTransport, Trouble } from '@sync-user/contract';
import type { IsoInstant } from '../ports/clock.ts';

/** Objects whose changes an org publishes without the add-on. Source: Change Data Capture Developer Guide, "Allocations". */
export const ENTITIES_WITHOUT_ADD_ON = 5;

/** What is known of a workspace's events. */
export interface EventFacts {
  /** A process has looked after them: there is an address for the org, and a process with the role `stream`. */
  readonly possible: boolean;
  /** Nobody switched them off for this workspace. */
  readonly enabled: boolean;
  readonly state: EventStreamState;
  readonly trouble: Trouble | null;
  readonly channel: string | null;
  /** Null: more than five are selected, so the org has the add-on. */
  readonly entityLimit: number | null;
  readonly entitiesUsed: number | null;
  readonly deliveriesPerDay: number | null;
  readonly deliveriesLeft: number | null;
  readonly selectionReadAt: IsoInstant | null;
  /** Objects whose changes are events in the org, and that are not selected here. */
  readonly foreignEntities: readonly string[];
  readonly connectedAt: IsoInstant | null;
  readonly lastEventAt: IsoInstant | null;
  readonly lastCommitAt: IsoInstant | null;
  readonly lastHeardAt: IsoInstant | null;
  readonly retryAt: IsoInstant | null;
  readonly lagMs: number | null;
  readonly waitingReads: number;
  readonly openRepairs: number;
  /** By API name; all selected objects. */
  readonly objects: ReadonlyMap<string, EventObjectFacts>;
}

export interface EventObjectFacts {
  readonly label: string;
  readonly capable: boolean;
  /** Null: nobody connected may see it. */
  readonly selected: boolean | null;
  /** Its changes arrive, and a poll has read what was committed before: it could be read by events. */
  readonly feeds: boolean;
  /** How it is read, as planned; null while it is not. */
  readonly transport: ReadTransport | null;
  readonly since: IsoInstant | null;
  readonly lastEventAt: IsoInstant | null;
  /** Applied in the last 24 hours. */
  readonly eventsPerDay: number;
}
