/** A row through Salesforce's order of execution, once its values are in place. */
import { requireUnlocked } from '../locks/row-locks.ts';
import type { Row } from '../types.ts';
import { checkRow } from './check-row.ts';
import { afterSave, beforeSave } from './rules.ts';
import { applyAssignmentRule } from './rules/assignment.ts';
import { checkDuplicateRules } from './rules/duplicates.ts';
import { deriveRecordType } from './rules/record-type.ts';
import { refuseConvertedLead } from './rules/lead.ts';
import { refusePersonContact } from './rules/person-account.ts';
import { recalculateRollUps } from './rules/roll-up.ts';
import { afterSetupRow, checkSetupRow } from './rules/setup-rows.ts';
import { checkValidationRules } from './rules/validation.ts';
import { setField, type RowChange, type SaveContext } from './save-context.ts';

/** What is not done when the platform itself writes the row. */
export interface WriteOptions {
  /** Duplicate rules do not run on merges, lead conversions and undeletes. Source: Salesforce Help, "Things to Know About Duplicate Rules". */
  readonly skipDuplicateRules?: boolean;
  readonly skipAssignmentRules?: boolean;
}

/** Writes a new row whose values, id and defaults are set. @throws RowFailure */
export function insertRow(context: SaveContext, change: RowChange, options: WriteOptions = {}): void {
  stampCreated(context, change);
  if (options.skipAssignmentRules !== true) applyAssignmentRule(context, change);
  check(context, change, options);
  requireUnlocked(context.locks, change.model, undefined, change.row);
  context.rows.insert(change.model, change.row);
  finish(context, change, 'create');
}

/** Writes what changed of a known row, with its stamps. @throws RowFailure */
export function updateRow(context: SaveContext, change: RowChange, options: WriteOptions = {}): void {
  refuseConvertedLead(context, change);
  refusePersonContact(change.model, change.before);
  setField(change, 'LastModifiedDate', context.stamp);
  setField(change, 'LastModifiedById', context.caller.userId);
  setField(change, 'SystemModstamp', context.stamp);
  if (options.skipAssignmentRules !== true) applyAssignmentRule(context, change);
  check(context, change, options);
  requireUnlocked(context.locks, change.model, change.before, change.row);
  const changes: Row = {};
  for (const name of change.changed) changes[name] = change.row[name] ?? null;
  context.rows.update(change.model, String(change.row['Id']), changes);
  finish(context, change, 'update');
}

/** Salesforce's order. Source: Apex Developer Guide, "Triggers and Order of Execution". */
function check(context: SaveContext, change: RowChange, { skipDuplicateRules }: WriteOptions): void {
  deriveRecordType(context, change);
  beforeSave(context, change);
  checkRow(context, change);
  checkSetupRow(context, change);
  checkValidationRules(context, change);
  if (skipDuplicateRules !== true) checkDuplicateRules(context, change);
}

function finish(context: SaveContext, change: RowChange, kind: 'create' | 'update'): void {
  const { model, row, before } = change;
  context.touched.add(model.name.toLowerCase());
  context.record({ kind, object: model.name, id: String(row['Id']), before, after: row });
  afterSave(context, change);
  afterSetupRow(context, change);
  recalculateRollUps(context, model, before, row);
}

function stampCreated(context: SaveContext, change: RowChange): void {
  const { stamp, caller } = context;
  const given = (name: string, value: string): void => {
    if (!change.changed.has(name)) setField(change, name, value);
  };
  given('CreatedDate', stamp);
  given('CreatedById', caller.userId);
  given('LastModifiedDate', stamp);
  given('LastModifiedById', caller.userId);
  setField(change, 'SystemModstamp', stamp);
}
