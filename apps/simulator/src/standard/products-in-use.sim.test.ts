/** What becomes of products, price books and prices that opportunities use. */
import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg, type TestAnswer, type TestClient } from '../../testing/test-org.ts';

const COVERS = { covers: 'data.objects' } as const;

interface Sale {
  readonly product: string;
  readonly book: string;
  readonly entry: string;
  readonly item: string;
}

async function standardBook(client: TestClient): Promise<string> {
  const { body } = await client.query('SELECT Id FROM Pricebook2 WHERE IsStandard = true');
  return body.records[0].Id;
}

/** One pump, sold at a price of the partners' price book. */
async function sale(client: TestClient): Promise<Sale> {
  const product = await create(client, 'Product2', { Name: 'Pump', IsActive: true });
  const book = await create(client, 'Pricebook2', { Name: 'Partners', IsActive: true });
  const price = { Product2Id: product, UnitPrice: 100, IsActive: true };
  await create(client, 'PricebookEntry', { ...price, Pricebook2Id: await standardBook(client) });
  const entry = await create(client, 'PricebookEntry', { ...price, Pricebook2Id: book });
  const opportunity = await create(client, 'Opportunity', {
    Name: 'Deal',
    StageName: 'Prospecting',
    CloseDate: '2026-12-31',
    Pricebook2Id: book,
  });
  const item = await create(client, 'OpportunityLineItem', {
    OpportunityId: opportunity,
    PricebookEntryId: entry,
    Quantity: 1,
    UnitPrice: 100,
  });
  return { product, book, entry, item };
}

const remove = (client: TestClient, object: string, id: string): Promise<TestAnswer> =>
  client.call('DELETE', `/sobjects/${object}/${id}`);

behaviour(
  'a product or price book that an opportunity uses, and the standard price book, cannot be deleted',
  { assumed: 'Help says that they can only be archived; the code is that of other deletes that are held up' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const { product, book, item } = await sale(admin);
    for (const [object, id] of [
      ['Product2', product],
      ['Pricebook2', book],
    ] as const) {
      const { status, body } = await remove(admin, object, id);
      assert.deepEqual([status, body[0].errorCode], [400, 'DELETE_FAILED']);
      assert.match(body[0].message, /could not be completed because .* opportunity products\.: Deal Pump/);
    }
    const standard = await remove(admin, 'Pricebook2', await standardBook(admin));
    assert.equal(standard.body[0].errorCode, 'DELETE_FAILED');
    assert.equal((await remove(admin, 'OpportunityLineItem', item)).status, 204);
    assert.equal((await remove(admin, 'Pricebook2', book)).status, 204);
    assert.equal((await remove(admin, 'Product2', product)).status, 204);
    const { body } = await admin.query('SELECT Id FROM PricebookEntry');
    assert.deepEqual(body.records, [], 'their prices go with them');
  },
  COVERS,
);

behaviour(
  'a deleted price that a line item has is archived and out of reach, and the line item stays as it is',
  { documented: 'Object Reference, PricebookEntry, "Usage"' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const { entry, item } = await sale(admin);
    assert.equal((await remove(admin, 'PricebookEntry', entry)).status, 204);
    assert.equal((await admin.get(`/sobjects/PricebookEntry/${entry}`)).status, 404);
    const soql = encodeURIComponent(`SELECT IsArchived, IsDeleted FROM PricebookEntry WHERE Id = '${entry}'`);
    const [row] = (await admin.get(`/queryAll?q=${soql}`)).body.records;
    assert.deepEqual([row.IsArchived, row.IsDeleted], [true, true]);
    const { body } = await admin.get(`/sobjects/OpportunityLineItem/${item}`);
    assert.deepEqual([body.PricebookEntryId, body.UnitPrice, body.ListPrice], [entry, 100, 100]);
  },
  COVERS,
);
