import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applySeed } from '../../../seed/apply-seed.ts';
import { noSink } from '../../../seed/seed-testing.ts';
import { openTestOrg } from '../../testing/open-test-org.ts';

const rollUp = (name: string, summaryOperation: string, more: object = {}): object => ({
  name,
  type: 'rollUp',
  summaryForeignKey: 'Line__c.Invoice__c',
  summaryOperation,
  ...more,
});
const amount = { summarizedField: 'Line__c.Amount__c' };
const filtered = {
  summarizedField: 'Line__c.Twice__c',
  summaryFilterItems: [
    { field: 'Line__c.Kind__c', operation: 'notEqual', value: 'gift' },
    { field: 'Line__c.Amount__c', operation: 'greaterThan', value: 1 },
  ],
};
const SEED = {
  currencies: [
    { isoCode: 'EUR', rate: 1, corporate: true },
    { isoCode: 'USD', rate: 2 },
  ],
  objects: [
    {
      name: 'Invoice__c',
      fields: [
        rollUp('Lines__c', 'count'),
        rollUp('Total__c', 'sum', amount),
        rollUp('Least__c', 'min', amount),
        rollUp('Most__c', 'max', amount),
        rollUp('Some__c', 'sum', filtered),
        rollUp('Gifts__c', 'count', {
          summaryFilterItems: [{ field: 'Line__c.Kind__c', operation: 'equals', value: 'Gift,Sample' }],
        }),
      ],
    },
    {
      name: 'Line__c',
      fields: [
        {
          name: 'Invoice__c',
          type: 'masterDetail',
          referenceTo: 'Invoice__c',
          childRelationshipName: 'Lines',
          reparentableMasterDetail: true,
        },
        { name: 'Amount__c', type: 'currency' },
        { name: 'Kind__c', type: 'text' },
        { name: 'Twice__c', type: 'currency', formula: 'Amount__c * 2', blanksAs: 'blank' },
      ],
    },
  ],
};

const line = fc.record(
  {
    Amount__c: fc.constantFrom(null, 0.1, 0.2, 1, 2.5, 100, -3),
    Kind__c: fc.constantFrom(null, 'gift', 'Gift', 'sample', 'sold'),
    CurrencyIsoCode: fc.constantFrom('EUR', 'USD'),
    invoice: fc.nat({ max: 2 }),
  },
  { requiredKeys: ['invoice'] },
);
const step = fc.record({
  kind: fc.constantFrom('create', 'create', 'update', 'delete', 'undelete'),
  which: fc.nat(),
  line,
});

test('summaries that moved child by child are what all children come to', () => {
  const { org, create, saveOne } = openTestOrg();
  applySeed(org, SEED, noSink);
  let worked = 0;
  const property = fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
    const invoices = [0, 1, 2].map((index) =>
      create('Invoice__c', { Name: `I-${index}`, CurrencyIsoCode: index === 2 ? 'USD' : 'EUR' }),
    );
    const lines: string[] = [];
    for (const { kind, which, line: given } of steps) {
      const { invoice, ...rest } = given;
      const values = { ...rest, Invoice__c: invoices[invoice] };
      const id = lines[which % Math.max(lines.length, 1)];
      if (kind === 'create' || id === undefined) lines.push(create('Line__c', values));
      else if (kind === 'update') saveOne({ kind, object: 'Line__c', id, values });
      else if (kind === 'delete' || kind === 'undelete') saveOne({ kind, object: 'Line__c', id });
      worked += 1;
    }
    assert.equal(org.recalculateRollUps(), 0);
  });
  fc.assert(property, { numRuns: 60 });
  assert.ok(worked > 100);
  org.close();
});
