import type { RowChange, SaveContext } from '../save-context.ts';

/** @throws RowFailure `DUPLICATES_DETECTED` */
export function checkDuplicateRules(_context: SaveContext, _change: RowChange): void {}
