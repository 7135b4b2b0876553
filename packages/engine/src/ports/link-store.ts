import type { MirrorTable } from './mirror.ts';

export interface RecordRef {
  readonly object: string;
  /** 18 characters. */
  readonly id: string;
}

/** What the links of other records hang on: who died and who came back, as the feed tells. */
export interface LinkStore {
  /**
   * Records that died or came back since `writeFollowed`, each by its latest word, some thousands at a time. `through` is
   * the feed's position behind them; `more` when the feed goes on behind it.
   */
  readUnfollowed(workspaceId: string): Promise<{
    readonly died: readonly RecordRef[];
    readonly returned: readonly RecordRef[];
    readonly through: number;
    readonly more: boolean;
  }>;
  /** Rows of the mirror that have one of the ids in one of the columns. */
  listPointing(
    table: MirrorTable,
    columns: readonly string[],
    ids: readonly string[],
  ): Promise<readonly string[]>;
  writeFollowed(workspaceId: string, through: number): Promise<void>;
}
