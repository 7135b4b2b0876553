/** Which rows a user reaches: owner, role hierarchy, organization-wide defaults, shares. */
import type { ObjectModel } from '../schema/schema.ts';
import type { SaveContext } from '../save/save-context.ts';
import type { Row } from '../types.ts';

export type RowRight = 'read' | 'edit' | 'delete' | 'transfer';

/** @throws RowFailure `INSUFFICIENT_ACCESS_OR_READONLY` or `INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY` */
export function requireRowAccess(
  _context: SaveContext,
  _model: ObjectModel,
  _row: Readonly<Row>,
  _right: RowRight,
): void {}

export interface RowFilter {
  /** An SQL condition over the table's alias. */
  readonly text: string;
  readonly params: readonly (string | number | null)[];
}

/** The rows of an object that a user may read; undefined when that is all of them. */
export function rowFilter(_userId: string, _model: ObjectModel, _alias: string): RowFilter | undefined {
  return undefined;
}
