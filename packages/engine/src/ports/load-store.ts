import type { LoadPhase } from '@sync-user/contract';
import type { IsoInstant } from './clock.ts';
import type { PollCursor } from './mirror.ts';

/** Records with `after` < Id ≤ `through`, in Salesforce's order of ids (which is ASCII's). Null: no bound. 18 characters. */
export interface IdRange {
  readonly after: string | null;
  readonly through: string | null;
}

/** What a load is read in: a range of records, by one bulk job or by queries of 2,000 records each. */
export interface NewLoadPart {
  readonly transport: 'bulk' | 'query';
  readonly range: IdRange;
  /** Of a wide object some of its fields, `Id` and the cursor field among them; null: all. */
  readonly fields: readonly string[] | null;
  /** Adds its fields to rows that another part brought; read after all parts that bring rows. */
  readonly fills: boolean;
  /** Rows of it may be in the table from an earlier try: they are merged. */
  readonly merge: boolean;
  /** 1 for the first try. */
  readonly attempts: number;
}

export interface LoadPart extends NewLoadPart {
  readonly part: number;
  readonly jobId: string | null;
  /** Our clock when the job was made. */
  readonly begunAt: IsoInstant | null;
  /** Bulk: locator of the page to fetch next, null for the first. Query: the last id read. */
  readonly locator: string | null;
  readonly pagesLoaded: number;
  readonly rowsLoaded: number;
  readonly rowsExpected: number | null;
  readonly done: boolean;
}

/** A first load or reload: all that is needed to go on after a crash. */
export interface StoredLoad {
  readonly loadId: string;
  readonly phase: LoadPhase;
  /** True when the table held synced rows before (reload): pages are merged and the feed records changes. */
  readonly reload: boolean;
  /** Org clock just before anything was read: polling starts here. Null until it is planned. */
  readonly position: IsoInstant | null;
  /** Records in the org when it was planned; null when Salesforce could not count them. */
  readonly rowsCounted: number | null;
  /** False until its parts are written. */
  readonly planned: boolean;
  /** 1 for the first try; goes up with every part that begins again. */
  readonly attempts: number;
  /** In order; empty until planned. */
  readonly parts: readonly LoadPart[];
}

/** Loads of objects. Verbs that take a `loadId` do nothing when the load is another's by now. */
export interface LoadStore {
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
  /** Undefined when the load is another's by now. */
  planLoad(
    loadId: string,
    plan: {
      readonly position: IsoInstant;
      readonly rowsCounted: number | null;
      readonly parts: readonly NewLoadPart[];
    },
  ): Promise<StoredLoad | undefined>;
  writePartJob(
    loadId: string,
    part: number,
    job: { readonly jobId: string; readonly begunAt: IsoInstant },
  ): Promise<void>;
  writePartExpected(loadId: string, part: number, rowsExpected: number): Promise<void>;
  finishPart(loadId: string, part: number): Promise<void>;
  /**
   * Puts others in the place of a part that came to nothing; they merge when it left rows behind. Undefined when the load is
   * another's by now.
   */
  replacePart(loadId: string, part: number, others: readonly NewLoadPart[]): Promise<StoredLoad | undefined>;
  writeLoadPhase(loadId: string, phase: LoadPhase): Promise<void>;
  /** Records that changed between the column chunks of a load, some at a time. */
  listRereads(workspaceId: string, sobject: string, limit: number): Promise<readonly string[]>;
  removeRereads(workspaceId: string, sobject: string, ids: readonly string[]): Promise<void>;
  /** Marks the load done, the object live and sets its first cursor, in one transaction. */
  finishLoad(workspaceId: string, sobject: string, loadId: string, cursor: PollCursor): Promise<void>;
}
