import type { LoadPhase, ObjectState, ReadMode, ReadTransport, Trouble } from '@sync-user/contract';
import type { IsoInstant } from './clock.ts';
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
  /** When it is read next. */
  readonly nextReadAt: IsoInstant;
}

/** A first load or reload in progress: all that is needed to go on after a crash. */
export interface StoredLoad {
  readonly loadId: string;
  readonly phase: LoadPhase;
  /** True when the table held synced rows before (reload): pages are merged and the feed records changes. */
  readonly reload: boolean;
  /** Org clock just before the job was made: polling starts here. Null until there is a job. */
  readonly position: IsoInstant | null;
  readonly jobId: string | null;
  /** Locator of the page to fetch next; null for the first. */
  readonly locator: string | null;
  readonly pagesLoaded: number;
  readonly rowsLoaded: number;
  readonly rowsExpected: number | null;
  /** 1 for the first try. */
  readonly attempts: number;
}

/** Selected objects, their loads and cursors. */
export interface ObjectStore {
  read(workspaceId: string, sobject: string): Promise<StoredObject | undefined>;
  list(workspaceId: string): Promise<readonly StoredObject[]>;
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

  readLoad(workspaceId: string, sobject: string): Promise<StoredLoad | undefined>;
  /**
   * Takes over a load that was not finished, under a new `loadId`: a worker that is still busy with it (its database
   * was away, its machine asleep) can write nothing more. Undefined when there is none.
   */
  resumeLoad(workspaceId: string, sobject: string): Promise<StoredLoad | undefined>;
  /** Begins a load (a new `loadId`), replacing an earlier one. `attempts` counts on when it is a restart. */
  startLoad(
    workspaceId: string,
    sobject: string,
    load: { readonly reload: boolean; readonly restart: boolean },
  ): Promise<StoredLoad>;
  writeLoadJob(loadId: string, job: { readonly jobId: string; readonly position: IsoInstant }): Promise<void>;
  writeLoadProgress(
    loadId: string,
    progress: { readonly phase: LoadPhase; readonly rowsExpected: number | null },
  ): Promise<void>;
  /** Marks the load done, the object live and sets its first cursor, in one transaction. */
  finishLoad(workspaceId: string, sobject: string, loadId: string, cursor: PollCursor): Promise<void>;
}
