import type { RowChange, SaveContext } from '../save-context.ts';

/** The record type's default for the caller, and whether the caller may use the one that was given. @throws RowFailure */
export function deriveRecordType(_context: SaveContext, _change: RowChange): void {}
