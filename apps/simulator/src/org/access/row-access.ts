/** What a save demands of the rows it touches and points at: owner, role hierarchy, organization-wide defaults, shares. */
import type { ObjectModel } from '../schema/schema.ts';
import type { FieldDefinition } from '../schema/types.ts';
import { refuse, rowError } from '../save/row-failure.ts';
import type { RowChange, SaveContext } from '../save/save-context.ts';
import type { Row, RowError } from '../types.ts';
import type { RowRight } from './row-sharing.ts';

/** @throws RowFailure `INSUFFICIENT_ACCESS_OR_READONLY` */
export function requireRowAccess(
  context: SaveContext,
  model: ObjectModel,
  row: Readonly<Row>,
  right: RowRight,
): void {
  if (!context.sharing.allows(context.caller.userId, model, String(row['Id']), right)) {
    throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  }
}

export interface RowFilter {
  /** An SQL condition over the table's alias. Ids stand in the text itself, so that it can go into joins. */
  readonly text: string;
  readonly params: readonly [];
}

/**
 * A row may only point at rows its writer can read; a detail at a master they may edit. A new owner must be able to read
 * the object. Source: facts 2.7 and 8.7; Salesforce Help, "Master-Detail" (sharing setting Read/Write).
 */
export function checkReferenceAccess(
  context: SaveContext,
  change: RowChange,
  field: FieldDefinition,
  target: ObjectModel,
  id: string,
): RowError[] {
  const { sharing, caller } = context;
  if (field.name === 'OwnerId') return checkNewOwner(context, change, target, id);
  if (target.definition.kind === 'setup' || target.name === 'User') return [];
  if (sharing.allows(caller.userId, target, id, field.masterDetail ? 'edit' : 'read')) return [];
  const message = `insufficient access rights on cross-reference id: ${id.slice(0, 15)}`;
  return [rowError('INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', message)];
}

function checkNewOwner(
  context: SaveContext,
  { model, row, before }: RowChange,
  target: ObjectModel,
  owner: string,
): RowError[] {
  const { access, sharing, caller } = context;
  if (before !== undefined && !sharing.allows(caller.userId, model, String(row['Id']), 'transfer')) {
    return [rowError('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id')];
  }
  if (target.name !== 'User' || owner === caller.userId || access.access(owner, model).read) return [];
  return [rowError('TRANSFER_REQUIRES_READ', 'The new owner must have read permission', ['OwnerId'])];
}
