/** Deleting, undeleting, and emptying the recycle bin, with what hangs on the row. */
import type { ChildRelationship, ObjectModel } from '../schema/schema.ts';
import type { Row } from '../types.ts';
import { requireRowAccess } from '../access/row-access.ts';
import { requireUnlocked } from '../locks/row-locks.ts';
import { clearLookups, restoreLookups } from './cleared-lookups.ts';
import { leaveActivities } from './rules/activity-relations.ts';
import { archivedWhenUsed, refuseInUse } from './rules/in-use.ts';
import { refusePersonContact } from './rules/person-account.ts';
import { recalculateRollUps } from './rules/roll-up.ts';
import { followRemoval } from './rules/standard-records.ts';
import { afterSetupRowDelete, checkSetupRowDelete } from './rules/setup-rows.ts';
import { requireRow } from './require-row.ts';
import { refuse } from './row-failure.ts';
import type { SaveContext } from './save-context.ts';

/** @throws RowFailure */
export function deleteRow(context: SaveContext, model: ObjectModel, id: string): void {
  const row = requireDeletable(context, model, id);
  const documents = model.name === 'ContentNote' ? context.schema.get('ContentDocument') : undefined;
  if (documents !== undefined) {
    deleteRow(context, documents, id);
    return;
  }
  refusePersonContact(model, row);
  checkSetupRowDelete(context, model, row);
  refuseRestricted(context, model, row);
  refuseClosedWon(context, model, row);
  refuseInUse(context, model, row);
  markDeleted(context, model, id, archivedWhenUsed(context, model, id));
  afterSetupRowDelete(context, model);
}

/** The row, when the caller may delete it. @throws RowFailure */
export function requireDeletable(context: SaveContext, model: ObjectModel, id: string): Row {
  const access = context.access.access(context.caller.userId, model);
  if (!model.definition.deletable || !access.delete) {
    throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  }
  const row = requireRow(context, model, id);
  requireRowAccess(context, model, row, 'delete');
  return row;
}

function childrenOf(
  context: SaveContext,
  relationship: ChildRelationship,
  id: string,
  deleted: boolean,
): string[] {
  const { child, field } = relationship;
  if (child.definition.kind === 'platformEvent' || child.definition.view === true) return [];
  const ids = context.rows.findIds(child, field.name, id, true);
  return ids.filter((childId) => (context.rows.read(child, childId)?.['IsDeleted'] === 1) === deleted);
}

function nameOf(model: ObjectModel, row: Readonly<Row> | undefined): string {
  return String(row?.[model.nameField?.name ?? 'Id'] ?? row?.['Id']);
}

/** Nobody reads in a refusal the name of a row they may not see. That it is left out is assumed. */
function seenNames(
  { access, sharing, caller }: SaveContext,
  model: ObjectModel,
  rows: readonly (Readonly<Row> | undefined)[],
): string {
  if (!access.access(caller.userId, model).read) return '';
  return rows
    .filter((row) => sharing.allows(caller.userId, model, String(row?.['Id']), 'read'))
    .map((row) => nameOf(model, row))
    .join(', ');
}

/** Source: recorded answers of orgs whose accounts have cases: the row's name, then its children's names. */
function refuseRestricted(context: SaveContext, model: ObjectModel, row: Readonly<Row>): void {
  const id = String(row['Id']);
  for (const relationship of context.schema.children(model.name)) {
    if (!relationship.field.restrictedDelete) continue;
    const { child } = relationship;
    const children = childrenOf(context, relationship, id, false);
    if (children.length === 0) continue;
    const rows = children.map((childId) => context.rows.read(child, childId));
    const names = seenNames(context, child, rows);
    const message = `Your attempt to delete ${nameOf(model, row)} could not be completed because it is associated with the following ${child.definition.labelPlural.toLowerCase()}.: ${names}\n`;
    throw refuse('DELETE_FAILED', message);
  }
}

/**
 * An account with closed-won opportunities of other people stays. Source: Salesforce Help, "Deleting Accounts"; the text from
 * a recorded answer. That administrators are not held up is assumed.
 */
function refuseClosedWon(context: SaveContext, model: ObjectModel, row: Readonly<Row>): void {
  const opportunities = model.name === 'Account' ? context.schema.get('Opportunity') : undefined;
  const { userId } = context.caller;
  if (opportunities === undefined || context.access.hasPermission(userId, 'ModifyAllData')) return;
  const won = context.rows
    .findIds(opportunities, 'AccountId', row['Id'] ?? null)
    .map((id) => context.rows.read(opportunities, id))
    .filter((opportunity) => opportunity?.['IsWon'] === 1 && opportunity['OwnerId'] !== userId);
  if (won.length === 0) return;
  const names = seenNames(context, opportunities, won);
  const message = `Your attempt to delete ${nameOf(model, row)} could not be completed because some opportunities in that account were closed won. The opportunities that could not be deleted are shown below.: ${names}\n`;
  throw refuse('DELETE_FAILED', message);
}

/** Stamps move with every delete and undelete, so that pollers see them. */
export function stamps(context: SaveContext, model: ObjectModel): Row {
  return {
    ...(model.has('LastModifiedDate') ? { LastModifiedDate: context.stamp } : {}),
    ...(model.has('LastModifiedById') ? { LastModifiedById: context.caller.userId } : {}),
    ...(model.has('SystemModstamp') ? { SystemModstamp: context.stamp } : {}),
  };
}

/**
 * Soft where the object has a recycle bin. The row goes before its children, so that circles end. `more` is written with the
 * mark.
 */
export function markDeleted(context: SaveContext, model: ObjectModel, id: string, more: Row = {}): void {
  const before = context.rows.read(model, id);
  if (before === undefined) return;
  requireUnlocked(context.locks, model, before, undefined);
  context.touched.add(model.name.toLowerCase());
  const changes = { ...more, IsDeleted: 1, ...stamps(context, model) };
  if (model.definition.recycleBin && model.hasIsDeleted) context.rows.update(model, id, changes);
  else context.rows.removeForGood(model, id, context.stamp);
  context.record({ kind: 'delete', object: model.name, id, before, after: { ...before, ...changes } });
  leaveActivities(context, model, id);
  for (const relationship of context.schema.children(model.name)) {
    if (!relationship.field.cascadeDelete) continue;
    for (const childId of childrenOf(context, relationship, id, false))
      markDeleted(context, relationship.child, childId);
  }
  clearLookups(context, model, id);
  recalculateRollUps(context, model, before, undefined);
  followRemoval(context, model, before, undefined);
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
  requireRowAccess(context, model, row, 'delete');
  if (typeof row['MasterRecordId'] === 'string') {
    // Source: SOAP API Developer Guide, undelete(): the losers of a merge come back only when the master is undeleted too.
    throw refuse('UNDELETE_FAILED', 'Entity is not in the recycle bin');
  }
  requireLiveMasters(context, model, row);
  restore(context, model, id, row['SystemModstamp'] ?? null);
}

/** A detail cannot come back before its master. Source: Salesforce Help, "Restore Records from the Recycle Bin". */
function requireLiveMasters(context: SaveContext, model: ObjectModel, row: Readonly<Row>): void {
  for (const field of model.storedFields) {
    const id = row[field.name];
    if (!field.masterDetail || typeof id !== 'string') continue;
    const master = context.schema.byPrefix(id.slice(0, 3));
    const parent = master === undefined ? undefined : context.rows.read(master, id);
    if (parent === undefined || parent['IsDeleted'] === 1) {
      throw refuse('UNDELETE_FAILED', 'Undelete failed: the master of the record is deleted', [field.name]);
    }
  }
}

/** Brings a row back as part of something else. */
export function restoreDeleted(context: SaveContext, model: ObjectModel, id: string): void {
  const row = context.rows.read(model, id);
  if (row?.['IsDeleted'] === 1) restore(context, model, id, row['SystemModstamp'] ?? null);
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
  restoreLookups(context, id);
  recalculateRollUps(context, model, undefined, after);
  followRemoval(context, model, undefined, after);
}

/** Only what is deleted can be purged; nothing is left of it. @throws RowFailure */
export function purgeRow(context: SaveContext, model: ObjectModel, id: string): void {
  const row = context.rows.read(model, id);
  if (row === undefined) throw refuse('INVALID_ID_FIELD', 'invalid record id');
  if (row['IsDeleted'] !== 1) throw refuse('INVALID_ID_FIELD', 'Entity is not in the recycle bin');
  context.rows.removeForGood(model, id, row['SystemModstamp']);
  context.rows.takeCleared(id);
  context.touched.add(model.name.toLowerCase());
  for (const relationship of context.schema.children(model.name)) {
    if (!relationship.field.cascadeDelete) continue;
    for (const childId of childrenOf(context, relationship, id, true))
      purgeRow(context, relationship.child, childId);
  }
}
