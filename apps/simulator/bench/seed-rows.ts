import type { TestClient } from '../testing/test-org.ts';

/** The object of the benches: as wide as a usual custom object. */
export const BIG_TABLE = 'Big_Table__c';

const OBJECT = {
  name: BIG_TABLE,
  label: 'Big Table',
  plural: 'Big Tables',
  fields: [
    { name: 'Key__c', type: 'text', length: 40, externalId: true, unique: true },
    { name: 'Email__c', type: 'email' },
    { name: 'City__c', type: 'text', length: 80 },
    { name: 'State__c', type: 'picklist', values: ['New', 'Open', 'Closed'] },
    { name: 'Amount__c', type: 'currency', precision: 16, scale: 2 },
    { name: 'Pieces__c', type: 'integer' },
    { name: 'Due__c', type: 'date' },
    { name: 'Is_Urgent__c', type: 'checkbox' },
    { name: 'Note__c', type: 'textArea' },
  ],
};

export interface SeedMeasure {
  readonly rows: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
}

/** Declares the big table and fills it by the control plane, and says how long the filling took. */
export async function seedRows(client: TestClient, rows: number): Promise<SeedMeasure> {
  await client.control('POST', '/seed', { seed: { objects: [OBJECT] } });
  const startedAt = performance.now();
  await client.control('POST', '/rows', {
    object: BIG_TABLE,
    rows,
    fields: {
      Key__c: 'key-{n}',
      Email__c: 'person{n}@example.com',
      City__c: { oneOf: ['Berlin', 'Paris', 'Oslo', null] },
      Note__c: { oneOf: ['plain', 'with, a comma', 'with "quotes"', null] },
    },
  });
  const seconds = (performance.now() - startedAt) / 1000;
  return { rows, seconds, rowsPerSecond: Math.round(rows / seconds) };
}
