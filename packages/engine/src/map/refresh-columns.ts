import type { IsoInstant } from '../ports/clock.ts';
import type { MappedColumn } from '../ports/mirror.ts';
import type { ObjectDescribe } from '../ports/source-org.ts';
import { compareFields } from '../schema/compare-fields.ts';

export interface RefreshedColumns {
  readonly columns: readonly MappedColumn[];
  /** Fields that describe no longer shows: deleted, renamed, or hidden by field-level security. */
  readonly lost: readonly string[];
  readonly recovered: readonly string[];
}

/** The mapped columns alone, as the sync user sees their fields now; new fields are left to `refreshObject`. */
export function refreshColumns(
  columns: readonly MappedColumn[],
  describe: ObjectDescribe,
  now: IsoInstant,
): RefreshedColumns {
  return compareFields(describe, {
    columns,
    cursorField: 'SystemModstamp',
    known: null,
    privateFields: [],
    policy: 'ask',
    now,
    whereGone: () => 'unknown',
  });
}
