import type { ObjectModel } from '../../schema/schema.ts';
import type { Row } from '../../types.ts';
import type { SaveContext } from '../save-context.ts';

/** Brings the roll-up summary fields of the row's parents up to date; `before` or `after` is undefined for a row that came or went. */
export function recalculateRollUps(
  _context: SaveContext,
  _model: ObjectModel,
  _before: Readonly<Row> | undefined,
  _after: Readonly<Row> | undefined,
): void {}
