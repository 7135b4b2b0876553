import type { ObjectState, ReadMode, ReadTransport, Trouble } from '@sync-user/contract';
import type { IsoInstant } from './clock.ts';
import type { LoadStore } from './load-store.ts';
import type { MappedColumn, MirrorTable, PollCursor } from './mirror.ts';

/** A selected object as the engine works on it. */
export interface StoredObject {
  readonly table: MirrorTable;
  readonly label: string;
  readonly custom: boolean;
  readonly state: ObjectState;
  readonly trouble: Trouble | null;
  /** Null until the first load is done. */
  readonly cursor: PollCursor | null;
  /** What was asked for. */
  readonly mode: ReadMode;
  /** How it is read at present, as planned. */
  readonly transport: ReadTransport;
  /** The freshness wanted; null: the workspace's. */
  readonly intervalSeconds: number | null;
  /** A person paused it: it is neither loaded, nor polled, nor fed by events, and keeps everything. */
  readonly paused: boolean;
  /** How often it is read, as planned; before the first plan, as often as wanted. */
  readonly everySeconds: number;
  /** When it is read next. */
  readonly nextReadAt: IsoInstant;
}

/** Selected objects, their loads and cursors. */
export interface ObjectStore extends LoadStore {
  read(workspaceId: string, sobject: string): Promise<StoredObject | undefined>;
  list(workspaceId: string): Promise<readonly StoredObject[]>;
  /**
   * Moves the next reads of objects that were read from `begunAt` on. A read that was asked for since stays due; an object
   * that is not selected any more is passed over.
   */
  writeNextReads(
    workspaceId: string,
    begunAt: IsoInstant,
    reads: readonly { readonly sobject: string; readonly at: IsoInstant }[],
  ): Promise<void>;
  /** Adds the object in state `waiting`, or replaces label and columns of one that is there. */
  write(object: {
    readonly table: MirrorTable;
    readonly label: string;
    readonly custom: boolean;
  }): Promise<void>;
  /**
   * Forgets the object, its columns, load and cursor, and drops its table and tombstones: all or nothing. The feed
   * keeps what it told.
   *
   * @throws `API_CONFLICT` naming what depends on the table, such as a view somebody made
   */
  remove(table: MirrorTable): Promise<void>;
  writeColumns(workspaceId: string, sobject: string, columns: readonly MappedColumn[]): Promise<void>;
  /**
   * Does nothing when the object is not in the state `from` any more: it was reloaded, or moved to another org, while the
   * finding was under way. `nextAttemptAt`: a waiting or loading object is not picked up before; absent: at once.
   */
  writeState(
    workspaceId: string,
    sobject: string,
    state: ObjectState,
    trouble: Trouble | null,
    change: { readonly from: ObjectState; readonly nextAttemptAt?: IsoInstant },
  ): Promise<void>;
}
