import type { EventRepairKind, EventStreamState, Trouble } from '@sync-user/contract';
import type { IsoInstant } from './clock.ts';
import type { MirrorTable } from './mirror.ts';
import type { SourceRecord } from './source-org.ts';

/** The right to feed a workspace by events. Whoever takes it over counts `fence` up; what an older one writes is refused. */
export interface EventLease {
  readonly workspaceId: string;
  /** What was read in that org is applied while the workspace holds its data. */
  readonly organizationId: string;
  readonly owner: string;
  readonly fence: number;
}

/** What one event says of one record. */
export interface EventChange {
  readonly id: string;
  readonly type: 'CREATE' | 'UPDATE' | 'DELETE' | 'UNDELETE';
  /** Mapped fields that the event tells, as the API writes them; without Id and without the cursor field unless told. */
  readonly values: SourceRecord;
  /** LastModifiedDate, a lower bound of the record's stamp; null when the event does not tell it. */
  readonly stamp: IsoInstant | null;
  readonly committedAt: IsoInstant;
  readonly committedBy: string;
}

/**
 * Why a record is read again by id.
 * `order`: the mirror's row and the event are of the same second; `missing`: the mirror has no row to change; `untold`: the
 * event says that a field changed, not to what; `incomplete`: a new row has fields that events never tell; `filtered`: only
 * Salesforce can judge the row filter; `gap`: the event says nothing but that there was a change; `doubt`: a poll's answer is of
 * the same second as what an event wrote.
 */
export type EventReadReason =
  | 'order'
  | 'missing'
  | 'untold'
  | 'incomplete'
  | 'filtered'
  | 'gap'
  | 'refused'
  | 'doubt';

export interface NewEventRead {
  readonly sobject: string;
  readonly id: string;
  readonly reason: EventReadReason;
}

export interface NewEventRepair {
  readonly kind: EventRepairKind;
  /** Null: all objects that are fed. */
  readonly sobject: string | null;
  readonly reason: string;
  /** Records that are read again; null: the objects are polled once from where polling stands. */
  readonly ids: readonly string[] | null;
  /** Changes since then may have been missed (org clock), as far as known. */
  readonly from: IsoInstant | null;
}

/** Whole transactions, or as much of a large one as has come. */
export interface EventBatch {
  readonly channel: string;
  /** In the order of the events, per object. */
  readonly objects: readonly { readonly table: MirrorTable; readonly changes: readonly EventChange[] }[];
  readonly reads: readonly NewEventRead[];
  readonly repairs: readonly NewEventRepair[];
  /** Selected objects of which events came that were not applied: they are no longer without a gap. */
  readonly skipped: readonly string[];
  /** The next subscription begins after it. */
  readonly replayId: Uint8Array;
  /** Of the last event; null when the batch has none. */
  readonly committedAt: IsoInstant | null;
}

export type EventBatchOutcome =
  | {
      readonly kind: 'applied';
      readonly created: number;
      readonly updated: number;
      readonly deleted: number;
      /** Records that have to be read again, of this batch. */
      readonly reads: number;
    }
  /** Another process feeds the workspace, or it was moved to another org. Nothing was written. */
  | { readonly kind: 'taken_over' };

/** Records of one object that are due to be read again. */
export interface DueEventReads {
  readonly sobject: string;
  readonly records: readonly {
    readonly id: string;
    /** Grows with each note: a record noted again meanwhile stays due. */
    readonly note: number;
    /** The row's stamp in the mirror; null when it has none. */
    readonly stamp: IsoInstant | null;
  }[];
}

/** Where a workspace's events stand. Each method is one transaction. */
export interface EventStore {
  /** Applies a batch and moves the position behind it: both or neither. */
  applyBatch(lease: EventLease, batch: EventBatch): Promise<EventBatchOutcome>;
  /** Those whose time has come, of at most `objects` objects and `records` each. */
  listReads(
    workspaceId: string,
    limit: { readonly objects: number; readonly records: number },
  ): Promise<readonly DueEventReads[]>;
  /** They were read again and applied. `changed`: rows that this changed. */
  settleReads(workspaceId: string, reads: DueEventReads, changed: number): Promise<void>;
  /** They could not be read; not due again before. */
  putOffReads(workspaceId: string, sobject: string, delayMs: number): Promise<void>;
}

/** What people and metrics see of a subscription. */
export interface EventStreamFacts {
  readonly state: EventStreamState;
  readonly trouble: Trouble | null;
}
