/** Rows that the platform makes or changes as part of something else: no field-level security, no duplicate rules. */
import type { ObjectModel } from '../schema/schema.ts';
import type { Row } from '../types.ts';
import { markDeleted, restoreDeleted } from './delete-row.ts';
import { applyDefaults } from './field-defaults.ts';
import { requireRow } from './require-row.ts';
import { setField, type PlatformWrites, type RowChange, type SaveContext } from './save-context.ts';
import { insertRow, updateRow } from './write-row.ts';

const QUIETLY = { skipDuplicateRules: true, skipAssignmentRules: true } as const;

/** Makes a row through the whole order of execution; fields the object lacks are left out. Its id. @throws RowFailure */
export function platformCreate(context: SaveContext, model: ObjectModel, values: Readonly<Row>): string {
  const change: RowChange = { model, row: {}, before: undefined, changed: new Set() };
  for (const [name, value] of Object.entries(values)) if (value !== null) setField(change, name, value);
  const id = context.newId(model);
  change.row['Id'] = id;
  applyDefaults(context, change);
  insertRow(context, change, QUIETLY);
  return id;
}

/** Changes a row through the whole order of execution, if there is anything to change. @throws RowFailure */
export function platformUpdate(
  context: SaveContext,
  model: ObjectModel,
  id: string,
  values: Readonly<Row>,
): void {
  const before = requireRow(context, model, id);
  const change: RowChange = { model, row: { ...before }, before, changed: new Set() };
  for (const [name, value] of Object.entries(values)) setField(change, name, value);
  if (change.changed.size > 0) updateRow(context, change, QUIETLY);
}

/** What rules get of this: they are stations of the order of execution themselves, and cannot import it. */
export function platformWrites(context: () => SaveContext): PlatformWrites {
  return {
    create: (model, values) => platformCreate(context(), model, values),
    update: (model, id, values) => platformUpdate(context(), model, id, values),
    delete: (model, id) => markDeleted(context(), model, id),
    undelete: (model, id) => restoreDeleted(context(), model, id),
  };
}
