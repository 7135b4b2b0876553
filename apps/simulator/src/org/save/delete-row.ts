/** Deleting, undeleting, and emptying the recycle bin, with what hangs on the row. */
import type { ChildRelationship, ObjectModel } from '../schema/schema.ts';
import type { Row } from '../types.ts';
import { requireRowAccess } from '../access/row-access.ts';
import { recalculateRollUps } from './rules/roll-up.ts';
import { checkSetupRowDelete } from './rules/setup-rows.ts';
import { requireRow } from './require-row.ts';
import { refuse } from './row-failure.ts';
import type { SaveContext } from './save-context.ts';

/** @throws RowFailure */
export function deleteRow(context: SaveContext, model: ObjectModel, id: string): void {
  const access = context.access.access(context.caller.userId, model);
  if (!model.definition.deletable || !access.delete) {
    throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  }
  const row = requireRow(context, model, id);
  requireRowAccess(context, model, row, 'delete');
  checkSetupRowDelete(context, model, row);
  refuseRestricted(context, model, id);
  markDeleted(context, model, id);
}

function childrenOf(
  context: SaveContext,
  relationship: ChildRelationship,
  id: string,
  deleted: boolean,
): string[] {
  const { child, field } = relationship;
  if (child.definition.kind === 'platformEvent') return [];
  const ids = context.rows.findIds(child, field.name, id, true);
  return ids.filter((childId) => (context.rows.read(child, childId)?.['IsDeleted'] === 1) === deleted);
}

function refuseRestricted(context: SaveContext, model: ObjectModel, id: string): void {
  for (const relationship of context.schema.children(model.name)) {
    if (!relationship.field.restrictedDelete) continue;
    const [first] = childrenOf(context, relationship, id, false);
    if (first === undefined) continue;
    const message = `Your attempt to delete the record could not be completed because it is associated with the following ${relationship.child.definition.labelPlural.toLowerCase()}.: ${first}`;
    throw refuse('DELETE_FAILED', message);
  }
}

/** Stamps move with every delete and undelete, so that pollers see them. */
function stamps(context: SaveContext, model: ObjectModel): Row {
  return {
    ...(model.has('LastModifiedDate') ? { LastModifiedDate: context.stamp } : {}),
    ...(model.has('LastModifiedById') ? { LastModifiedById: context.caller.userId } : {}),
    ...(model.has('SystemModstamp') ? { SystemModstamp: context.stamp } : {}),
  };
}

/** Soft where the object has a recycle bin. The row goes before its children, so that circles end. */
function markDeleted(context: SaveContext, model: ObjectModel, id: string): void {
  const before = context.rows.read(model, id);
  if (before === undefined) return;
  context.touched.add(model.name.toLowerCase());
  const after = { ...before, IsDeleted: 1, ...stamps(context, model) };
  if (model.definition.recycleBin && model.hasIsDeleted) {
    context.rows.update(model, id, { IsDeleted: 1, ...stamps(context, model) });
  } else {
    context.rows.removeForGood(model, id, context.stamp);
  }
  context.record({ kind: 'delete', object: model.name, id, before, after });
  for (const relationship of context.schema.children(model.name)) {
    if (!relationship.field.cascadeDelete) continue;
    for (const childId of childrenOf(context, relationship, id, false))
      markDeleted(context, relationship.child, childId);
  }
  recalculateRollUps(context, model, before, undefined);
}

/** Brings back what was deleted with it too. @throws RowFailure */
export function undeleteRow(context: SaveContext, model: ObjectModel, id: string): void {
  const access = context.access.access(context.caller.userId, model);
  if (!model.definition.undeletable || !access.delete) {
    throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  }
  const row = context.rows.read(model, id);
  if (row === undefined) throw refuse('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  if (row['IsDeleted'] !== 1) throw refuse('UNDELETE_FAILED', 'Entity is not in the recycle bin');
  restore(context, model, id, row['SystemModstamp'] ?? null);
}

/** Children that share the parent's stamp were deleted with it. */
function restore(context: SaveContext, model: ObjectModel, id: string, deletedAt: unknown): void {
  const before = context.rows.read(model, id);
  if (before === undefined) return;
  context.touched.add(model.name.toLowerCase());
  const changes = { IsDeleted: 0, ...stamps(context, model) };
  context.rows.update(model, id, changes);
  const after = { ...before, ...changes };
  context.record({ kind: 'undelete', object: model.name, id, before, after });
  for (const relationship of context.schema.children(model.name)) {
    if (!relationship.field.cascadeDelete) continue;
    for (const childId of childrenOf(context, relationship, id, true)) {
      const stamp = context.rows.read(relationship.child, childId)?.['SystemModstamp'] ?? null;
      if (stamp === deletedAt) restore(context, relationship.child, childId, deletedAt);
    }
  }
  recalculateRollUps(context, model, undefined, after);
}

/** Only what is deleted can be purged; nothing is left of it. @throws RowFailure */
export function purgeRow(context: SaveContext, model: ObjectModel, id: string): void {
  const row = context.rows.read(model, id);
  if (row === undefined) throw refuse('INVALID_ID_FIELD', 'invalid record id');
  if (row['IsDeleted'] !== 1) throw refuse('INVALID_ID_FIELD', 'Entity is not in the recycle bin');
  context.rows.removeForGood(model, id, row['SystemModstamp']);
  context.touched.add(model.name.toLowerCase());
  for (const relationship of context.schema.children(model.name)) {
    if (!relationship.field.cascadeDelete) continue;
    for (const childId of childrenOf(context, relationship, id, true))
      purgeRow(context, relationship.child, childId);
  }
}
