import { requireUnlocked } from '../locks/row-locks.ts';
import type { ObjectModel } from '../schema/schema.ts';
import type { Row } from '../types.ts';
import { beforeSave } from './rules.ts';
import { relateActivity } from './rules/activity-relations.ts';
import { writeFieldHistory } from './rules/field-history.ts';
import { recalculateRollUps } from './rules/roll-up.ts';
import { setField, type RowChange, type SaveContext } from './save-context.ts';

/**
 * The platform itself points a child at another parent, as merges and lead conversions do: derived fields follow and the
 * stamps move, but neither validation nor duplicate rules run. Source: Apex Developer Guide, "Merging Records".
 */
export function reparent(context: SaveContext, model: ObjectModel, id: string, links: Readonly<Row>): void {
  const before = context.rows.read(model, id);
  if (before === undefined || before['IsDeleted'] === 1) return;
  const change: RowChange = { model, row: { ...before }, before, changed: new Set() };
  for (const [name, value] of Object.entries(links)) setField(change, name, value);
  if (change.changed.size === 0) return;
  setField(change, 'LastModifiedDate', context.stamp);
  setField(change, 'LastModifiedById', context.caller.userId);
  setField(change, 'SystemModstamp', context.stamp);
  beforeSave(context, change);
  requireUnlocked(context.locks, model, before, change.row);
  const changes: Row = {};
  for (const name of change.changed) changes[name] = change.row[name] ?? null;
  context.rows.update(model, id, changes);
  context.touched.add(model.name.toLowerCase());
  context.record({ kind: 'update', object: model.name, id, before, after: change.row });
  if (model.name === 'Task' || model.name === 'Event') relateActivity(context, change);
  writeFieldHistory(context, change);
  recalculateRollUps(context, model, before, change.row);
}
