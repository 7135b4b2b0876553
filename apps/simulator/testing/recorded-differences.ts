/** One place where our answer differs from what a real org was recorded to answer. */
export interface RecordedDifference {
  /** File under the fixtures, e.g. `describes/GET_sobjects_Account_describe.json`. */
  readonly fixture: string;
  /** Path inside the answer. */
  readonly where: string;
  readonly ours: string;
  readonly recorded: string;
  readonly reason: string;
}

export const RECORDED_DIFFERENCES: readonly RecordedDifference[] = [];
