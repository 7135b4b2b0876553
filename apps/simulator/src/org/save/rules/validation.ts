import type { RowChange, SaveContext } from '../save-context.ts';

/** @throws RowFailure `FIELD_CUSTOM_VALIDATION_EXCEPTION` */
export function checkValidationRules(_context: SaveContext, _change: RowChange): void {}
