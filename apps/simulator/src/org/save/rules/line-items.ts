/** The products of an opportunity, and what they make of its amount. Source: Object Reference, OpportunityLineItem, Opportunity.Amount. */
import type { ObjectModel } from '../../schema/schema.ts';
import { quote, tableName } from '../../storage/tables.ts';
import type { Row, Scalar } from '../../types.ts';
import { refuse } from '../row-failure.ts';
import { hasChanged, setField, type RowChange, type SaveContext } from '../save-context.ts';

const BOTH_PRICES = 'field integrity exception: unknown (cannot specify both unit price and total price)';
const NO_ENTRY =
  'field integrity exception: PricebookEntryId, unknown (versions 3.0 and higher must specify pricebook entry id; others must specify product id)';
const OTHER_BOOK =
  'field integrity exception: PricebookEntryId (pricebook entry is in a different pricebook than the one assigned to the opportunity)';
const CENTS = 100;

export function deriveLineItem(context: SaveContext, change: RowChange): void {
  if (change.before === undefined) deriveProduct(context, change);
  derivePrices(change);
}

/** The entry says which product it is; an opportunity without a price book gets the entry's. */
function deriveProduct(context: SaveContext, change: RowChange): void {
  const { row } = change;
  const opportunities = context.schema.get('Opportunity');
  const opportunityId = row['OpportunityId'];
  const opportunity =
    opportunities === undefined || typeof opportunityId !== 'string'
      ? undefined
      : context.rows.read(opportunities, opportunityId);
  // A missing opportunity is told of when the row is checked.
  if (opportunities === undefined || opportunity === undefined) return;
  const entry = findEntry(context, row, opportunity);
  if (entry === undefined) throw refuse('FIELD_INTEGRITY_EXCEPTION', NO_ENTRY, ['PricebookEntryId']);
  const book = opportunity['Pricebook2Id'] ?? null;
  if (book !== null && book !== entry['Pricebook2Id']) {
    throw refuse('FIELD_INTEGRITY_EXCEPTION', OTHER_BOOK, ['PricebookEntryId']);
  }
  if (entry['IsActive'] !== 1) {
    const message = 'field integrity exception: PricebookEntryId (pricebook entry is inactive)';
    throw refuse('FIELD_INTEGRITY_EXCEPTION', message, ['PricebookEntryId']);
  }
  if (book === null) {
    context.platform.update(opportunities, String(opportunity['Id']), {
      Pricebook2Id: entry['Pricebook2Id'] ?? null,
    });
  }
  setField(change, 'PricebookEntryId', entry['Id'] ?? null);
  setField(change, 'Product2Id', entry['Product2Id'] ?? null);
  setField(change, 'ProductCode', entry['ProductCode'] ?? null);
  setField(change, 'ListPrice', entry['UnitPrice'] ?? null);
  setField(change, 'Name', `${String(opportunity['Name'])} ${String(entry['Name'])}`);
}

/** By its id, or by the product and the opportunity's price book. */
function findEntry(
  context: SaveContext,
  row: Readonly<Row>,
  opportunity: Readonly<Row>,
): Readonly<Row> | undefined {
  const entries = context.schema.get('PricebookEntry');
  const { PricebookEntryId: id, Product2Id: product } = row;
  if (entries === undefined) return undefined;
  if (typeof id === 'string') return context.rows.read(entries, id);
  if (typeof product !== 'string') return undefined;
  return context.rows
    .findIds(entries, 'Product2Id', product)
    .map((entryId) => context.rows.read(entries, entryId))
    .find((entry) => entry?.['Pricebook2Id'] === opportunity['Pricebook2Id']);
}

/** One of the two prices is given, the other follows. */
function derivePrices(change: RowChange): void {
  const { row, before } = change;
  const quantity = Number(row['Quantity'] ?? 0);
  const unit = hasChanged(change, 'UnitPrice') && row['UnitPrice'] !== null;
  const total = hasChanged(change, 'TotalPrice') && row['TotalPrice'] !== null;
  if (unit && total) throw refuse('FIELD_INTEGRITY_EXCEPTION', BOTH_PRICES, ['UnitPrice', 'TotalPrice']);
  if (before === undefined && !unit && !total) {
    throw refuse('REQUIRED_FIELD_MISSING', 'Required fields are missing: [UnitPrice]', ['UnitPrice']);
  }
  if (total) setField(change, 'UnitPrice', quantity === 0 ? 0 : cents(Number(row['TotalPrice']) / quantity));
  else setField(change, 'TotalPrice', cents(Number(row['UnitPrice'] ?? 0) * quantity));
}

function cents(amount: number): number {
  return Math.round(amount * CENTS) / CENTS;
}

interface Totals {
  readonly count: number;
  readonly amount: number;
  readonly quantity: number;
}

function totalsOf(context: SaveContext, model: ObjectModel, opportunityId: string): Totals {
  const sql = `select count(*) as n, total("TotalPrice") as amount, total("Quantity") as quantity from ${tableName(model.name)} where ${quote('OpportunityId')} = ? and "IsDeleted" = 0`;
  const row = context.rows.compute(sql, opportunityId);
  return {
    count: Number(row?.['n'] ?? 0),
    amount: cents(Number(row?.['amount'] ?? 0)),
    quantity: Number(row?.['quantity'] ?? 0),
  };
}

/**
 * With products the amount is their sum, and what a caller gives for it is passed over without a word. Another price book
 * takes the products of the old one away.
 */
export function deriveAmount(context: SaveContext, change: RowChange): void {
  const items = context.schema.get('OpportunityLineItem');
  const { before, row } = change;
  if (before === undefined || items === undefined) return;
  const id = String(row['Id']);
  const leavesBook = (before['Pricebook2Id'] ?? null) !== null && hasChanged(change, 'Pricebook2Id');
  if (leavesBook) {
    for (const item of context.rows.findIds(items, 'OpportunityId', id)) context.platform.delete(items, item);
  }
  const totals = totalsOf(context, items, id);
  if (totals.count > 0) {
    setField(change, 'Amount', totals.amount);
    setField(change, 'TotalOpportunityQuantity', totals.quantity);
  }
  setField(change, 'HasOpportunityLineItem', totals.count > 0 ? 1 : 0);
}

/** Saves the opportunity of a line item that came, changed or went. The last one leaves the amount as it was (assumed). */
export function carryAmount(context: SaveContext, model: ObjectModel, opportunityId: Scalar): void {
  const opportunities = context.schema.get('Opportunity');
  if (opportunities === undefined || typeof opportunityId !== 'string') return;
  const opportunity = context.rows.read(opportunities, opportunityId);
  if (opportunity === undefined || opportunity['IsDeleted'] === 1) return;
  const totals = totalsOf(context, model, opportunityId);
  context.platform.update(opportunities, opportunityId, {
    HasOpportunityLineItem: totals.count > 0 ? 1 : 0,
    ...(totals.count === 0 ? {} : { Amount: totals.amount, TotalOpportunityQuantity: totals.quantity }),
  });
}
