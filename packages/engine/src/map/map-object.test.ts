import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toInstant } from '../ports/clock.ts';
import { describedField as field } from '../../testing/described-field.ts';
import type { FieldDescribe, ObjectDescribe } from '../ports/source-org.ts';
import { mapObject } from './map-object.ts';
import { refreshColumns } from './refresh-columns.ts';

const PLACE = { workspaceId: 'w1', schema: 'crm_acme' };

function describeOf(name: string, fields: readonly FieldDescribe[], queryable = true): ObjectDescribe {
  return { name, label: name, custom: name.endsWith('__c'), queryable, replicateable: true, fields };
}

const ACCOUNT = describeOf('Account', [
  field('Name', 'string'),
  field('IsDeleted', 'boolean'),
  field('Id', 'id'),
  field('BillingAddress', 'address'),
  field('BillingCity', 'string', { compoundFieldName: 'BillingAddress' }),
  field('Jigsaw', 'string'),
  field('AnnualRevenue', 'currency'),
  field('NumberOfEmployees', 'int'),
  field('ParentId', 'reference', { referenceTo: ['Account'] }),
  field('Erp_Key__c', 'string', { externalId: true }),
  field('SystemModstamp', 'datetime'),
  field('CreatedDate', 'datetime'),
]);

function columnsOf(outcome: ReturnType<typeof mapObject>): Record<string, string> {
  if (outcome.kind !== 'mapped') throw new Error(`not mapped: ${outcome.kind}`);
  return Object.fromEntries(
    outcome.table.columns.map((column) => [
      column.column,
      column.columnType + (column.indexed ? '+index' : ''),
    ]),
  );
}

describe('mapping an object', () => {
  test('the default is what people expect of it, with every custom field', () => {
    assert.deepEqual(columnsOf(mapObject(ACCOUNT, 'default', PLACE)), {
      id: 'text',
      name: 'text',
      billingcity: 'text',
      annualrevenue: 'numeric',
      numberofemployees: 'integer',
      parentid: 'text+index',
      erp_key__c: 'text+index',
      systemmodstamp: 'timestamptz+index',
      createddate: 'timestamptz',
    });
  });

  test('all means all that can have a column, and the id comes first', () => {
    const columns = Object.keys(columnsOf(mapObject(ACCOUNT, 'all', PLACE)));
    assert.equal(columns[0], 'id');
    assert.ok(columns.includes('jigsaw'));
    assert.ok(!columns.includes('billingaddress') && !columns.includes('isdeleted'));
  });

  test('a chosen list is widened by what the sync cannot do without', () => {
    assert.deepEqual(Object.keys(columnsOf(mapObject(ACCOUNT, ['annualrevenue'], PLACE))), [
      'id',
      'name',
      'annualrevenue',
      'systemmodstamp',
      'createddate',
    ]);
  });

  test('unknown and compound fields are named, all at once', () => {
    assert.deepEqual(mapObject(ACCOUNT, ['Nope', 'BillingAddress', 'Name'], PLACE), {
      kind: 'unknown_fields',
      fields: ['Nope', 'BillingAddress'],
    });
  });

  test('an object without SystemModstamp is followed by the next best stamp', () => {
    const history = describeOf('OpportunityFieldHistory', [
      field('Id', 'id'),
      field('CreatedDate', 'datetime'),
      field('OldValue', 'anyType'),
    ]);
    const outcome = mapObject(history, 'default', PLACE);
    assert.equal(outcome.kind === 'mapped' && outcome.table.cursorField, 'CreatedDate');
    assert.equal(outcome.kind === 'mapped' && outcome.table.hasIsDeleted, false);
    assert.equal(outcome.kind === 'mapped' && outcome.table.hasDeletedFeed, false);
  });

  for (const [what, object] of [
    ['cannot be queried', describeOf('X', [field('Id', 'id'), field('SystemModstamp', 'datetime')], false)],
    ['has no Id', describeOf('X', [field('SystemModstamp', 'datetime')])],
    ['has no stamp', describeOf('X', [field('Id', 'id'), field('SystemModstamp', 'string')])],
  ] as const) {
    test(`an object that ${what} is refused with the reason`, () => {
      assert.equal(mapObject(object, 'all', PLACE).kind, 'not_syncable');
    });
  }
});

describe('fields that vanish and return', () => {
  const mapped = mapObject(ACCOUNT, 'default', PLACE);
  if (mapped.kind !== 'mapped') throw new Error('not mapped');
  const { columns } = mapped.table;
  const without = describeOf(
    'Account',
    ACCOUNT.fields.filter((one) => one.name !== 'AnnualRevenue'),
  );
  const now = toInstant(Date.parse('2026-03-01T12:00:00Z'));

  test('a vanished field is named and keeps its column; the others stay as they are', () => {
    const refreshed = refreshColumns(columns, without, now);
    assert.deepEqual(refreshed.lost, ['AnnualRevenue']);
    assert.equal(refreshed.columns.length, columns.length);
    assert.equal(
      refreshed.columns.find((column) => column.field === 'AnnualRevenue')?.trouble?.code,
      'SF_FIELD_NOT_READABLE',
    );
    assert.equal(refreshed.columns.filter((column) => column.trouble !== null).length, 1);
  });

  test('asked again it is not lost twice, and when it is back it is read again', () => {
    const lost = refreshColumns(columns, without, now).columns;
    assert.deepEqual(refreshColumns(lost, without, now).lost, []);
    const back = refreshColumns(lost, ACCOUNT, now);
    assert.deepEqual(back.recovered, ['AnnualRevenue']);
    assert.deepEqual(back.columns, columns);
  });
});
