/** Lookups that a deleted parent empties, and an undelete fills again. */
import type { ObjectModel } from '../schema/schema.ts';
import type { SaveContext } from './save-context.ts';

/** Links of history rows, logs and people stay, whatever becomes of the row they name. */
const KEPT = new Set([
  'masterrecordid',
  'convertedaccountid',
  'convertedcontactid',
  'convertedopportunityid',
  // A line item keeps its price, which is archived. Source: Object Reference, PricebookEntry, "Usage".
  'pricebookentryid',
]);

/**
 * Empties the lookups to a row that is being deleted, those of rows in the recycle bin too: they may come back first.
 * Nothing else of the children moves: neither stamps nor a change event.
 * Source: Salesforce Help, "Considerations for Relationships": "Clear the value of this field" is what lookups do unless
 * set otherwise; that no stamp moves is assumed.
 */
export function clearLookups(context: SaveContext, model: ObjectModel, parentId: string): void {
  for (const { child, field } of context.schema.children(model.name)) {
    const { kind, view } = child.definition;
    if (
      view === true ||
      kind === 'setup' ||
      kind === 'platformEvent' ||
      child.definition.associateParentEntity !== null
    )
      continue;
    if (
      field.cascadeDelete ||
      field.restrictedDelete ||
      !field.nillable ||
      KEPT.has(field.name.toLowerCase())
    )
      continue;
    if (field.calculated) continue;
    for (const childId of context.rows.findIds(child, field.name, parentId, true)) {
      context.rows.update(child, childId, { [field.name]: null });
      context.rows.rememberCleared({ parentId, object: child.name, childId, field: field.name });
    }
  }
}

/** Lookups that nobody has filled since point at the row again. Source: Apex Developer Guide, "Restoring Deleted Records". */
export function restoreLookups(context: SaveContext, parentId: string): void {
  for (const { object, childId, field } of context.rows.takeCleared(parentId)) {
    const child = context.schema.get(object);
    if (child === undefined || !child.has(field)) continue;
    const row = context.rows.read(child, childId);
    if (row !== undefined && (row[field] ?? null) === null)
      context.rows.update(child, childId, { [field]: parentId });
  }
}
