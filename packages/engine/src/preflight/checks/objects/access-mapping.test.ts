import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredObject } from '../../../ports/object-store.ts';
import { toAccessMapping } from './access-mapping.ts';

function selected(sobject: string, fields: readonly string[]): StoredObject {
  const columns = fields.map((field) => ({ field, trouble: null }));
  return { table: { sobject, columns }, label: sobject, custom: false } as unknown as StoredObject;
}

test('what is selected is read with its mapped fields, and nothing is written', () => {
  const mapping = toAccessMapping([selected('Account', ['Id', 'Name'])], 'least_privilege');
  assert.deepEqual(mapping.objects, [
    { name: 'Account', label: 'Account', fields: ['Id', 'Name'], writes: false },
  ]);
});

test('the standard user policy reads and writes its own objects, selected or not', () => {
  const { objects } = toAccessMapping([selected('Lead', ['Id']), selected('Case', ['Id'])], 'standard_user');
  const byName = new Map(objects.map((object) => [object.name, object]));
  assert.equal(objects.length, byName.size, 'each once');
  assert.deepEqual(
    objects
      .filter(({ writes }) => writes)
      .map(({ name }) => name)
      .sort(),
    ['Account', 'Contact', 'Lead', 'Opportunity'],
  );
  assert.deepEqual(byName.get('Lead')?.fields, ['Id']);
  assert.equal(byName.get('Case')?.writes, false);
  for (const name of ['OpportunityHistory', 'OpportunityFieldHistory', 'User', 'Campaign', 'CampaignMember'])
    assert.equal(byName.get(name)?.writes, false, name);
});
