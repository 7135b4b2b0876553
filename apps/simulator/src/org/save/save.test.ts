import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { openTestOrg, refusals } from '../testing/open-test-org.ts';

const world = openTestOrg();
const { org, create, saveOne, records, caller } = world;
after(() => org.close());

org.defineObject({
  name: 'Invoice__c',
  fields: [
    { name: 'Name', type: 'string', autoNumberFormat: 'INV-{YYYY}-{0000}' },
    { name: 'Ext__c', type: 'string', externalId: true, unique: true },
    { name: 'Code__c', type: 'string', externalId: true },
    { name: 'Number__c', type: 'double', precision: 5, scale: 2 },
    { name: 'Count__c', type: 'int' },
    {
      name: 'Color__c',
      type: 'picklist',
      restrictedPicklist: true,
      picklistValues: [{ value: 'Red', label: 'Rot', active: true, defaultValue: true }],
    },
    {
      name: 'Tags__c',
      type: 'multipicklist',
      picklistValues: ['b', 'a'].map((value) => ({ value, label: value, active: true, defaultValue: false })),
    },
    { name: 'Mail__c', type: 'email' },
    { name: 'Day__c', type: 'date' },
    { name: 'At__c', type: 'datetime' },
    { name: 'Flag__c', type: 'boolean', defaultValue: true },
    { name: 'Short__c', type: 'string', length: 3 },
    { name: 'Account__c', type: 'reference', referenceTo: ['Account'], label: 'Account' },
    { name: 'Required__c', type: 'string', nillable: false, defaultValue: 'x' },
  ],
});
org.defineObject({
  name: 'Line__c',
  fields: [
    {
      name: 'Invoice__c',
      type: 'reference',
      referenceTo: ['Invoice__c'],
      masterDetail: true,
      childRelationshipName: 'Lines__r',
    },
  ],
});

function read(object: string, id: string): Record<string, unknown> {
  const row = org.retrieve(caller, object, id);
  assert.ok(row !== undefined);
  return row;
}

describe('create', () => {
  test('stamps a row with whole seconds, the caller and the defaults', () => {
    const row = read('Invoice__c', create('Invoice__c', {}));
    for (const name of ['CreatedDate', 'LastModifiedDate', 'SystemModstamp'])
      assert.equal(row[name], '2026-05-13T10:00:05.000Z');
    assert.equal(row['OwnerId'], caller.userId);
    assert.match(String(row['Name']), /^INV-2026-\d{4}$/);
    assert.deepEqual([row['Color__c'], row['Flag__c'], row['IsDeleted']], ['Red', true, false]);
  });

  test('trims text, makes empty text null, and puts picklist values in their order and spelling', () => {
    const row = read(
      'Invoice__c',
      create('invoice__C', { short__c: ' x ', Mail__c: '  ', Tags__c: 'a;b;a', Color__c: 'red' }),
    );
    assert.deepEqual(
      [row['Short__c'], row['Mail__c'], row['Tags__c'], row['Color__c']],
      ['x', null, 'b;a', 'Red'],
    );
  });

  test('takes numbers, booleans and times in the forms clients send', () => {
    const row = read(
      'Invoice__c',
      create('Invoice__c', {
        Number__c: '12.5',
        Flag__c: 'false',
        At__c: '2026-01-02T03:04:05.999+0100',
        Day__c: '2026-01-02T00:00:00Z',
      }),
    );
    assert.deepEqual(
      [row['Number__c'], row['Flag__c'], row['At__c'], row['Day__c']],
      [12.5, false, '2026-01-02T02:04:05.000Z', '2026-01-02'],
    );
  });

  test('finds a parent by 15 characters or by its external id', () => {
    const account = create('Account', { Name: 'Acme' });
    const invoice = create('Invoice__c', { Ext__c: 'P-1', Account__c: account.slice(0, 15) });
    assert.equal(read('Invoice__c', invoice)['Account__c'], account);
    const line = create('Line__c', { Invoice__r: { Ext__c: 'p-1' } });
    assert.equal(read('Line__c', line)['Invoice__c'], invoice);
  });
});

const account = create('Account', { Name: 'Known' });
create('Invoice__c', { Ext__c: 'taken' });

const REFUSED: readonly (readonly [object: string, values: Record<string, unknown>, refusal: string])[] = [
  ['Account', {}, 'REQUIRED_FIELD_MISSING: Required fields are missing: [Name]'],
  [
    'Account',
    { Name: 'x', AccountNumer: 1 },
    "INVALID_FIELD: No such column 'AccountNumer' on sobject of type Account",
  ],
  [
    'Account',
    { Name: 'x', MasterRecordId: null },
    'INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create/update fields: MasterRecordId. Please check the security settings of this field and verify that it is read/write for your profile or permission set.',
  ],
  [
    'Account',
    { Name: 'x', Id: account },
    'INVALID_FIELD_FOR_INSERT_UPDATE: cannot specify Id in an insert call',
  ],
  [
    'Invoice__c',
    { Name: 'mine' },
    'INVALID_FIELD_FOR_INSERT_UPDATE: Unable to create/update fields: Name. Please check the security settings of this field and verify that it is read/write for your profile or permission set.',
  ],
  ['Invoice__c', { Short__c: 'four' }, 'STRING_TOO_LONG: Short: data value too large: four (max length=3)'],
  [
    'Invoice__c',
    { Color__c: 'Blue' },
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: Color: bad value for restricted picklist field: Blue',
  ],
  [
    'Invoice__c',
    { Ext__c: 'TAKEN' },
    'DUPLICATE_VALUE: duplicate value found: Ext__c duplicates value on record with id: ',
  ],
  [
    'Invoice__c',
    { Account__c: '0015f00000zzzzz' },
    'INVALID_CROSS_REFERENCE_KEY: invalid cross reference id',
  ],
  [
    'Invoice__c',
    { Account__c: '0035f0000000001AAA' },
    'MALFORMED_ID: Account: id value of incorrect type: 0035f0000000001AAA',
  ],
  ['Invoice__c', { Account__c: 'nonsense' }, 'MALFORMED_ID: Account: id value of incorrect type: nonsense'],
  [
    'Invoice__c',
    { Number__c: 1000 },
    'NUMBER_OUTSIDE_VALID_RANGE: Number: value outside of valid range on numeric field: 1000',
  ],
  [
    'Invoice__c',
    { Number__c: 'abc' },
    'JSON_PARSER_ERROR: Cannot deserialize instance of double from VALUE_STRING value abc',
  ],
  [
    'Invoice__c',
    { Count__c: 1.5 },
    'JSON_PARSER_ERROR: Cannot deserialize instance of int from VALUE_NUMBER value 1.5',
  ],
  ['Invoice__c', { Day__c: '2026-02-30' }, 'JSON_PARSER_ERROR: Cannot deserialize instance of date'],
  ['Invoice__c', { Mail__c: 'nobody' }, 'INVALID_EMAIL_ADDRESS: Mail: invalid email address: nobody'],
  ['Invoice__c', { Required__c: '' }, 'REQUIRED_FIELD_MISSING: Required fields are missing: [Required__c]'],
  ['Line__c', {}, 'REQUIRED_FIELD_MISSING: Required fields are missing: [Invoice__c]'],
  [
    'Line__c',
    { Invoice__r: { Ext__c: 'none' } },
    'INVALID_FIELD: Foreign key external ID: none not found for field Ext__c in entity Invoice__c',
  ],
  ['Nope__c', {}, "INVALID_TYPE: sObject type 'Nope__c' is not supported."],
];

for (const [object, values, expected] of REFUSED) {
  test(`create ${object} ${JSON.stringify(values)} is refused with ${expected.split(':')[0] ?? ''}`, () => {
    const before = object === 'Nope__c' ? 0 : org.countRows(object);
    const [refusal] = refusals(saveOne({ kind: 'create', object, values }));
    assert.ok(refusal?.startsWith(expected), refusal);
    assert.equal(object === 'Nope__c' ? 0 : org.countRows(object), before);
  });
}

describe('update', () => {
  test('moves the stamps and leaves the rest alone', () => {
    world.setTime('2026-05-13T10:00:05Z');
    const id = create('Invoice__c', { Short__c: 'a', Number__c: 1 });
    world.setTime('2026-05-13T11:00:00Z');
    assert.ok(saveOne({ kind: 'update', object: 'Invoice__c', id, values: { Number__c: 2 } }).success);
    const row = read('Invoice__c', id);
    assert.deepEqual(
      [row['Short__c'], row['Number__c'], row['CreatedDate'], row['SystemModstamp']],
      ['a', 2, '2026-05-13T10:00:05.000Z', '2026-05-13T11:00:00.000Z'],
    );
  });

  test('a row that is deleted, missing or of another object is refused', () => {
    const id = create('Invoice__c', {});
    saveOne({ kind: 'delete', object: null, id });
    assert.deepEqual(refusals(saveOne({ kind: 'update', object: 'Invoice__c', id, values: {} })), [
      'ENTITY_IS_DELETED: entity is deleted',
    ]);
    assert.deepEqual(
      refusals(saveOne({ kind: 'update', object: 'Invoice__c', id: 'a005f00000zzzzz', values: {} })),
      ['INVALID_CROSS_REFERENCE_KEY: invalid cross reference id'],
    );
    assert.match(
      refusals(saveOne({ kind: 'update', object: 'Invoice__c', id: account, values: {} }))[0] ?? '',
      /^MALFORMED_ID: /,
    );
  });

  test('a required field cannot be emptied, and a detail cannot change its master', () => {
    assert.deepEqual(
      refusals(saveOne({ kind: 'update', object: 'Account', id: account, values: { Name: ' ' } })),
      ['REQUIRED_FIELD_MISSING: Required fields are missing: [Name]'],
    );
    const line = create('Line__c', { Invoice__c: create('Invoice__c', {}) });
    const other = create('Invoice__c', {});
    assert.match(
      refusals(saveOne({ kind: 'update', object: 'Line__c', id: line, values: { Invoice__c: other } }))[0] ??
        '',
      /^INVALID_FIELD_FOR_INSERT_UPDATE/,
    );
  });
});

describe('upsert', () => {
  const upsert = (externalId: string | null, values: Record<string, unknown> = {}, field = 'Ext__c') =>
    saveOne({ kind: 'upsert', object: 'Invoice__c', externalIdField: field, externalId, values });

  test('creates once and updates after', () => {
    const first = upsert('U-1', { Short__c: 'a' });
    const second = upsert('u-1', { Short__c: 'b' });
    assert.ok(first.success && second.success);
    assert.deepEqual([first.created, second.created, second.id], [true, false, first.id]);
    assert.equal(read('Invoice__c', first.id)['Short__c'], 'b');
    assert.equal(read('Invoice__c', first.id)['Ext__c'], 'U-1');
  });

  test('by Id updates, and without one creates', () => {
    const made = upsert(null, {}, 'id');
    assert.ok(made.success && made.created);
    const changed = upsert(made.id, { Short__c: 'c' }, 'Id');
    assert.ok(changed.success && !changed.created);
  });

  test('more than one match is refused', () => {
    create('Invoice__c', { Code__c: 'same' });
    create('Invoice__c', { Code__c: 'same' });
    assert.match(refusals(upsert('same', {}, 'Code__c'))[0] ?? '', /^DUPLICATE_EXTERNAL_ID/);
    assert.equal(org.findIds(caller, 'Invoice__c', 'code__c', 'SAME').length, 2);
  });

  test('update-only refuses to create', () => {
    const result = saveOne({
      kind: 'upsert',
      object: 'Invoice__c',
      externalIdField: 'Ext__c',
      externalId: 'never',
      values: {},
      updateOnly: true,
    });
    assert.match(refusals(result)[0] ?? '', /^NOT_FOUND/);
  });
});

describe('several rows', () => {
  const operations = [
    { kind: 'create', object: 'Account', values: { Name: 'one' } },
    { kind: 'create', object: 'Account', values: {} },
  ] as const;

  test('without all-or-none the good ones are kept', () => {
    const before = org.countRows('Account');
    assert.deepEqual(
      org.save(caller, operations, { allOrNone: false }).map((result) => result.success),
      [true, false],
    );
    assert.equal(org.countRows('Account'), before + 1);
  });

  test('with all-or-none one refusal rolls back all, and ids are not given twice', () => {
    const before = org.countRows('Account');
    const results = org.save(caller, operations, { allOrNone: true });
    assert.deepEqual(
      results.flatMap((result) => (result.success ? [] : result.errors.map((error) => error.statusCode))),
      ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING'],
    );
    assert.equal(org.countRows('Account'), before);
    const next = create('Account', { Name: 'next' });
    assert.equal(records(`SELECT Id FROM Account WHERE Id = '${next}'`).length, 1);
  });

  test('several saves are one transaction when they are wrapped in one', () => {
    const before = org.countRows('Account');
    const results = org.atomically(
      () => [saveOne(operations[0]), saveOne(operations[1])],
      (all) => all.every((result) => result.success),
    );
    assert.equal(results[0]?.success, true);
    assert.equal(org.countRows('Account'), before);
  });
});

test('an event is published, not kept', () => {
  org.defineObject({ name: 'Ping__e', fields: [{ name: 'Text__c', type: 'string' }] });
  assert.ok(saveOne({ kind: 'create', object: 'Ping__e', values: { Text__c: 'hello' } }).success);
  assert.equal(org.countRows('Ping__e'), 0);
});
