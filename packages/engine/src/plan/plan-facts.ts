import type { CallCause, ReadMode } from '@sync-user/contract';
import type { BudgetFacts } from './budget.ts';

/** An object as the planner knows it. */
export interface PlanObject {
  readonly sobject: string;
  readonly rows: number;
  /** As measured, or estimated before it is selected. */
  readonly changesPerDay: number;
  readonly mode: ReadMode;
  /** Null: the workspace's. */
  readonly intervalSeconds: number | null;
  readonly paused: boolean;
  /** Salesforce tells of its changes and deletes by getUpdated and getDeleted. */
  readonly watchable: boolean;
}

/** What the org allows of change events. */
export interface PlanEvents {
  /** The stream runs, and the sync user may listen. */
  readonly possible: boolean;
  /** Why not, for people; null when it is possible. */
  readonly why: string | null;
  /** Objects that may have change events in the org; null: the org has the add-on and there is no limit. */
  readonly entityLimit: number | null;
  readonly deliveriesPerDay: number | null;
  readonly deliveriesLeft: number | null;
  readonly objects: ReadonlyMap<
    string,
    {
      /** Salesforce has change events of it. */
      readonly capable: boolean;
      /** It takes one of the org's places. Null: nobody connected may see that. */
      readonly selected: boolean | null;
      /** Its events arrive now. */
      readonly feeds: boolean;
    }
  >;
}

export interface PlanFacts {
  /** The workspace's interval. */
  readonly intervalSeconds: number;
  readonly objects: readonly PlanObject[];
  readonly events: PlanEvents;
  readonly budget: BudgetFacts;
  /** Calls a day beside polls: describes, census, checks, people's writes; as measured, else as expected. */
  readonly otherCalls: Partial<Record<CallCause, number>>;
}

export const NO_EVENTS: PlanEvents = {
  possible: false,
  why: 'Change events are not set up.',
  entityLimit: 5,
  deliveriesPerDay: null,
  deliveriesLeft: null,
  objects: new Map(),
};
