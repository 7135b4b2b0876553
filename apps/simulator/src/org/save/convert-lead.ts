import type { SaveOperation } from '../types.ts';
import type { Done } from './apply-operation.ts';
import { refuse } from './row-failure.ts';
import type { SaveContext } from './save-context.ts';

/** @throws RowFailure */
export function convertLead(
  _context: SaveContext,
  _operation: SaveOperation & { kind: 'convertLead' },
): Done {
  throw refuse('INVALID_TYPE', 'Lead cannot be converted');
}
