import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg, type TestClient } from '../../testing/test-org.ts';

const COVERS = { covers: 'data.objects' } as const;

interface Catalogue {
  readonly product: string;
  readonly standardBook: string;
  readonly entry: string;
}

// oxlint-disable-next-line typescript/no-explicit-any -- answers are picked apart
async function one(client: TestClient, soql: string): Promise<Record<string, any>> {
  const answer = await client.query(soql);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.records[0];
}

async function standardBook(client: TestClient): Promise<string> {
  return (await one(client, 'SELECT Id FROM Pricebook2 WHERE IsStandard = true'))['Id'];
}

async function catalogue(client: TestClient): Promise<Catalogue> {
  const product = await create(client, 'Product2', { Name: 'Pump', ProductCode: 'P-1', IsActive: true });
  const Pricebook2Id = await standardBook(client);
  const entry = await create(client, 'PricebookEntry', {
    Product2Id: product,
    Pricebook2Id,
    UnitPrice: 100,
    IsActive: true,
  });
  return { product, standardBook: Pricebook2Id, entry };
}

async function opportunity(client: TestClient, more: Record<string, unknown> = {}): Promise<string> {
  return create(client, 'Opportunity', {
    Name: 'Pumps',
    StageName: 'Prospecting',
    CloseDate: '2026-12-31',
    Amount: 5,
    ...more,
  });
}

behaviour(
  'a product needs its standard price before that of any other price book',
  { documented: 'Object Reference, PricebookEntry; status code STANDARD_PRICE_NOT_DEFINED of the SOAP API' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const product = await create(admin, 'Product2', { Name: 'Pump', IsActive: true });
    const book = await create(admin, 'Pricebook2', { Name: 'Partners', IsActive: true });
    const price = { Product2Id: product, Pricebook2Id: book, UnitPrice: 90, IsActive: true };
    const early = await admin.post('/sobjects/PricebookEntry', price);
    assert.deepEqual([early.status, early.body[0].errorCode], [400, 'STANDARD_PRICE_NOT_DEFINED']);
    const standard = { ...price, Pricebook2Id: await standardBook(admin), UnitPrice: 100 };
    const standardEntry = await create(admin, 'PricebookEntry', standard);
    const { UnitPrice: _price, ...follower } = { ...price, UseStandardPrice: true };
    const entry = await create(admin, 'PricebookEntry', follower);
    await admin.call('PATCH', `/sobjects/PricebookEntry/${standardEntry}`, { UnitPrice: 120 });
    const row = await one(admin, `SELECT Name, UnitPrice FROM PricebookEntry WHERE Id = '${entry}'`);
    assert.deepEqual([row['Name'], row['UnitPrice']], ['Pump', 120], 'it follows the standard price');
    const again = await admin.post('/sobjects/PricebookEntry', standard);
    assert.equal(again.body[0].errorCode, 'DUPLICATE_VALUE');
  },
  COVERS,
);

behaviour(
  'the amount of an opportunity with products is their sum, and an amount given for it is passed over',
  { documented: 'Object Reference, Opportunity.Amount, OpportunityLineItem' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const { entry, standardBook: book } = await catalogue(admin);
    const id = await opportunity(admin);
    const first = await create(admin, 'OpportunityLineItem', {
      OpportunityId: id,
      PricebookEntryId: entry,
      Quantity: 3,
      UnitPrice: 90,
    });
    const second = await create(admin, 'OpportunityLineItem', {
      OpportunityId: id,
      PricebookEntryId: entry,
      Quantity: 4,
      TotalPrice: 100,
    });
    const fields = 'Amount, HasOpportunityLineItem, Pricebook2Id, ExpectedRevenue, TotalOpportunityQuantity';
    const row = await one(admin, `SELECT ${fields} FROM Opportunity WHERE Id = '${id}'`);
    assert.deepEqual(
      [row['Amount'], row['HasOpportunityLineItem'], row['Pricebook2Id'], row['ExpectedRevenue']],
      [370, true, book, 37],
    );
    assert.equal(row['TotalOpportunityQuantity'], 7);
    const item = await one(
      admin,
      `SELECT UnitPrice, ListPrice, ProductCode, Name, Product2.Name FROM OpportunityLineItem WHERE Id = '${second}'`,
    );
    assert.deepEqual(
      [item['UnitPrice'], item['ListPrice'], item['ProductCode'], item['Name'], item['Product2'].Name],
      [25, 100, 'P-1', 'Pumps Pump', 'Pump'],
    );
    const passedOver = await admin.call('PATCH', `/sobjects/Opportunity/${id}`, {
      Amount: 1,
      NextStep: 'Call',
    });
    assert.equal(passedOver.status, 204);
    const after = await one(admin, `SELECT Amount, NextStep FROM Opportunity WHERE Id = '${id}'`);
    assert.deepEqual([after['Amount'], after['NextStep']], [370, 'Call']);
    await admin.call('PATCH', `/sobjects/OpportunityLineItem/${first}`, { Quantity: 1 });
    await admin.call('DELETE', `/sobjects/OpportunityLineItem/${second}`);
    const left = await one(admin, `SELECT Amount FROM Opportunity WHERE Id = '${id}'`);
    assert.equal(left['Amount'], 90);
    const history = await one(
      admin,
      `SELECT COUNT(Id) n FROM OpportunityHistory WHERE OpportunityId = '${id}' AND Amount = 90`,
    );
    assert.equal(history['n'], 1, 'the opportunity was saved with it');
  },
  COVERS,
);

behaviour(
  'a line item needs a price of the same price book, and one of the two prices',
  { documented: 'Object Reference, OpportunityLineItem; Salesforce Help 000383141 (text of the refusal)' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const { entry, product, standardBook: book } = await catalogue(admin);
    const other = await create(admin, 'Pricebook2', { Name: 'Partners', IsActive: true });
    const foreign = await opportunity(admin, { Pricebook2Id: other });
    const own = await opportunity(admin, { Pricebook2Id: book });
    const refusal = async (values: Record<string, unknown>): Promise<string> => {
      const answer = await admin.post('/sobjects/OpportunityLineItem', { Quantity: 1, ...values });
      assert.equal(answer.status, 400, JSON.stringify(answer.body));
      return answer.body[0].errorCode;
    };
    const unit = { UnitPrice: 1 };
    assert.equal(await refusal({ OpportunityId: own, ...unit }), 'FIELD_INTEGRITY_EXCEPTION');
    assert.equal(
      await refusal({ OpportunityId: foreign, PricebookEntryId: entry, ...unit }),
      'FIELD_INTEGRITY_EXCEPTION',
    );
    assert.equal(
      await refusal({ OpportunityId: own, PricebookEntryId: entry, UnitPrice: 1, TotalPrice: 1 }),
      'FIELD_INTEGRITY_EXCEPTION',
    );
    assert.equal(await refusal({ OpportunityId: own, PricebookEntryId: entry }), 'REQUIRED_FIELD_MISSING');
    const byProduct = await create(admin, 'OpportunityLineItem', {
      OpportunityId: own,
      Product2Id: product,
      Quantity: 1,
      UnitPrice: 5,
    });
    const row = await one(
      admin,
      `SELECT PricebookEntryId FROM OpportunityLineItem WHERE Id = '${byProduct}'`,
    );
    assert.equal(row['PricebookEntryId'], entry);
    await admin.call('PATCH', `/sobjects/Opportunity/${own}`, { Pricebook2Id: other });
    const items = await admin.query(`SELECT Id FROM OpportunityLineItem WHERE OpportunityId = '${own}'`);
    assert.equal(items.body.totalSize, 0, 'another price book takes the products away');
  },
  COVERS,
);
