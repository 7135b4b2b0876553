/** What Salesforce demands of rows that say who may do what. */
import type { ObjectModel } from '../../schema/schema.ts';
import type { Row } from '../../types.ts';
import type { RowChange, SaveContext } from '../save-context.ts';

/** @throws RowFailure */
export function checkSetupRow(_context: SaveContext, _change: RowChange): void {}

/** Follow-ups in other setup rows, once the row is written. */
export function afterSetupRow(_context: SaveContext, _change: RowChange): void {}

/** Before a setup row goes. @throws RowFailure */
export function checkSetupRowDelete(_context: SaveContext, _model: ObjectModel, _row: Readonly<Row>): void {}
