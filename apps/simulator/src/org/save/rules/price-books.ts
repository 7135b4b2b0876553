/** Prices of products: the standard one first, then those of other price books. Source: Object Reference, PricebookEntry. */
import { refuse } from '../row-failure.ts';
import { hasChanged, setField, type RowChange, type SaveContext } from '../save-context.ts';
import type { Row } from '../../types.ts';

export function derivePricebookEntry(context: SaveContext, change: RowChange): void {
  const { row, before, model } = change;
  const products = context.schema.get('Product2');
  const product = row['Product2Id'];
  const productRow =
    products === undefined || typeof product !== 'string' ? undefined : context.rows.read(products, product);
  setField(change, 'Name', productRow?.['Name'] ?? null);
  setField(change, 'ProductCode', productRow?.['ProductCode'] ?? null);
  if (typeof product !== 'string' || typeof row['Pricebook2Id'] !== 'string') return;
  const prices = context.rows
    .findIds(model, 'Product2Id', product)
    .map((id): Row | undefined => context.rows.read(model, id))
    .filter((price) => price !== undefined);
  const same = prices.find(
    (price) =>
      price['Pricebook2Id'] === row['Pricebook2Id'] &&
      price['Id'] !== row['Id'] &&
      price['CurrencyIsoCode'] === row['CurrencyIsoCode'],
  );
  if (same !== undefined && before === undefined) {
    throw refuse('DUPLICATE_VALUE', 'This price definition already exists in this price book');
  }
  if (isStandard(context, row['Pricebook2Id'])) return;
  const standard = prices.find(
    (price) =>
      isStandard(context, price['Pricebook2Id']) && price['CurrencyIsoCode'] === row['CurrencyIsoCode'],
  );
  if (standard === undefined) {
    throw refuse('STANDARD_PRICE_NOT_DEFINED', 'No standard price defined for this product');
  }
  if (row['UseStandardPrice'] === 1) useStandardPrice(change, standard);
}

/** Source: Object Reference, PricebookEntry.UseStandardPrice; the refusal as developers quote it. */
function useStandardPrice(change: RowChange, standard: Readonly<Row>): void {
  const given = change.row['UnitPrice'] ?? null;
  if (hasChanged(change, 'UnitPrice') && given !== null && given !== standard['UnitPrice']) {
    throw refuse('FIELD_INTEGRITY_EXCEPTION', 'field integrity exception: UnitPrice', ['UnitPrice']);
  }
  setField(change, 'UnitPrice', standard['UnitPrice'] ?? null);
}

/** Prices that follow the standard price follow its change. */
export function spreadStandardPrice(context: SaveContext, change: RowChange): void {
  const { row, before, model } = change;
  if (before === undefined || before['UnitPrice'] === row['UnitPrice']) return;
  if (!isStandard(context, row['Pricebook2Id'])) return;
  for (const id of context.rows.findIds(model, 'Product2Id', row['Product2Id'] ?? null)) {
    const follower = context.rows.read(model, id);
    if (follower?.['UseStandardPrice'] !== 1 || id === row['Id']) continue;
    const changes = { UnitPrice: row['UnitPrice'] ?? null, SystemModstamp: context.stamp };
    context.rows.update(model, id, changes);
    context.record({
      kind: 'update',
      object: model.name,
      id,
      before: follower,
      after: { ...follower, ...changes },
    });
  }
}

function isStandard(context: SaveContext, id: Row[string] | undefined): boolean {
  const model = context.schema.get('Pricebook2');
  if (model === undefined || typeof id !== 'string') return false;
  return context.rows.read(model, id)?.['IsStandard'] === 1;
}
