import type { ObjectModel } from '../schema/schema.ts';
import type { SaveOperation } from '../types.ts';
import type { Done } from './apply-operation.ts';
import { refuse } from './row-failure.ts';
import type { SaveContext } from './save-context.ts';

/** @throws RowFailure */
export function mergeRows(
  _context: SaveContext,
  model: ObjectModel,
  _operation: SaveOperation & { kind: 'merge' },
): Done {
  throw refuse('INVALID_TYPE', `${model.name} cannot be merged`);
}
