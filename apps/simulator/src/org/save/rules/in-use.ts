/** Products and price books that opportunities use stay. */
import type { ObjectModel } from '../../schema/schema.ts';
import type { Row, Scalar } from '../../types.ts';
import { refuse } from '../row-failure.ts';
import type { SaveContext } from '../save-context.ts';

/**
 * Source: Salesforce Help, "Guidelines for Deleting Products", "Guidelines for Deleting Price Books": what is used on an
 * opportunity cannot be deleted, only archived in Setup. The code and the text, those of other deletes that are held up, are
 * assumed.
 *
 * @throws RowFailure
 */
export function refuseInUse(context: SaveContext, model: ObjectModel, row: Readonly<Row>): void {
  if (model.name !== 'Product2' && model.name !== 'Pricebook2') return;
  if (row['IsStandard'] === 1) {
    throw refuse('DELETE_FAILED', 'The standard price book cannot be deleted');
  }
  const items = context.schema.get('OpportunityLineItem');
  if (items === undefined) return;
  const id = row['Id'] ?? null;
  const names = (
    model.name === 'Product2' ? itemsBy(context, 'Product2Id', id) : itemsOfBook(context, id)
  ).map((itemId) => String(context.rows.read(items, itemId)?.['Name']));
  if (names.length === 0) return;
  const message = `Your attempt to delete ${String(row['Name'])} could not be completed because it is associated with the following ${items.definition.labelPlural.toLowerCase()}.: ${names.join(', ')}\n`;
  throw refuse('DELETE_FAILED', message);
}

function itemsBy(context: SaveContext, field: string, id: Scalar): string[] {
  const items = context.schema.get('OpportunityLineItem');
  return items === undefined ? [] : context.rows.findIds(items, field, id);
}

function itemsOfBook(context: SaveContext, bookId: Scalar): string[] {
  const entries = context.schema.get('PricebookEntry');
  if (entries === undefined) return [];
  return context.rows
    .findIds(entries, 'Pricebook2Id', bookId)
    .flatMap((entry) => itemsBy(context, 'PricebookEntryId', entry));
}

/** A price that line items have is archived; they stay as they are. Source: Object Reference, PricebookEntry, "Usage". */
export function archivedWhenUsed(context: SaveContext, model: ObjectModel, id: string): Row {
  const used = model.name === 'PricebookEntry' && itemsBy(context, 'PricebookEntryId', id).length > 0;
  return used ? { IsArchived: 1 } : {};
}
