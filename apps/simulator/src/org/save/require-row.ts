import type { ObjectModel } from '../schema/schema.ts';
import type { Row } from '../types.ts';
import { refuse } from './row-failure.ts';
import type { SaveContext } from './save-context.ts';

/** @throws RowFailure when there is no such row, or it is deleted */
export function requireRow(context: SaveContext, model: ObjectModel, id: string): Row {
  if (model.definition.keyPrefix !== null && id.slice(0, 3) !== model.definition.keyPrefix) {
    throw refuse('MALFORMED_ID', `${model.definition.label} ID: id value of incorrect type: ${id}`, ['Id']);
  }
  const row = context.rows.read(model, id);
  if (row === undefined) throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  if (row['IsDeleted'] === 1) throw refuse('ENTITY_IS_DELETED', 'entity is deleted');
  return row;
}
