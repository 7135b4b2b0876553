import type { MirrorTable } from './mirror.ts';

export interface RecordRef {
  readonly object: string;
  /** 18 characters. */
  readonly id: string;
}

/** A record that a lookup named until Salesforce emptied it. */
export interface LeftRecord {
  /** Objects that the lookup may point at. */
  readonly objects: readonly string[];
  /** 18 characters. */
  readonly id: string;
}

/** What the links of other records hang on: who died and who came back, as the feed tells. */
export interface LinkStore {
  /**
   * Records that died or came back since `writeFollowed`, each by its latest word, some thousands at a time. `through` is
   * the feed's position behind them; `more` when the feed goes on behind it. `behind`: objects that were not looked at for a
   * while, because they were paused, failed or loaded, and whose place is before that of the others.
   *
   * `left`: records that lookups ceased to name while the records that hold those had no new stamp. Nobody saved them, so what
   * they named is dead or was, and the mirror may not know.
   */
  readUnfollowed(workspaceId: string): Promise<{
    readonly died: readonly RecordRef[];
    readonly returned: readonly RecordRef[];
    readonly left: readonly LeftRecord[];
    readonly through: number;
    readonly more: boolean;
    readonly behind: readonly string[];
  }>;
  /** Rows of the mirror that have one of the ids in one of the columns. */
  listPointing(
    table: MirrorTable,
    columns: readonly string[],
    ids: readonly string[],
  ): Promise<readonly string[]>;
  /** `caughtUp`: of those behind, the ones that were looked at. */
  writeFollowed(workspaceId: string, through: number, caughtUp: readonly string[]): Promise<void>;
}
