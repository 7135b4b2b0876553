import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import fc from 'fast-check';
import { defineObject } from '../org/schema/define.ts';
import { ObjectModel } from '../org/schema/schema.ts';
import { registerFunctions } from '../org/storage/functions.ts';
import { RowStore } from '../org/storage/row-store.ts';
import { migrateTable } from '../org/storage/tables.ts';
import type { Row } from '../org/types.ts';
import { checkFormula } from './check.ts';
import { evaluate, type FormulaRows } from './evaluate.ts';
import type { FormulaType } from './expression.ts';
import { toSql } from './to-sql.ts';

const MODELS = new Map(
  [
    defineObject({
      name: 'Order__c',
      keyPrefix: 'a01',
      fields: [
        { name: 'Price__c', type: 'currency' },
        { name: 'Count__c', type: 'int' },
        { name: 'Discount__c', type: 'percent' },
        { name: 'Status__c', type: 'picklist' },
        { name: 'Colours__c', type: 'multipicklist' },
        { name: 'Due__c', type: 'date' },
        { name: 'Sent__c', type: 'datetime' },
        { name: 'At__c', type: 'time' },
        { name: 'Note__c', type: 'string' },
        { name: 'Paid__c', type: 'boolean' },
        { name: 'Buyer__c', type: 'reference', referenceTo: ['Buyer__c'] },
        { name: 'Net__c', type: 'currency', calculatedFormula: 'Price__c * (1 - Discount__c)' },
      ],
    }),
    defineObject({
      name: 'Buyer__c',
      keyPrefix: 'a02',
      fields: [
        { name: 'City__c', type: 'string' },
        { name: 'Limit__c', type: 'double' },
        { name: 'Boss__c', type: 'reference', referenceTo: ['Buyer__c'] },
        { name: 'Label__c', type: 'string', calculatedFormula: 'UPPER(City__c) & TEXT(Limit__c)' },
      ],
    }),
  ].map((definition) => [definition.name.toLowerCase(), new ObjectModel(definition)]),
);

function model(name: string): ObjectModel {
  const found = MODELS.get(name.toLowerCase());
  assert.ok(found);
  return found;
}

const NOW = Date.parse('2026-05-13T10:00:05.000Z');
const orNull = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(some, { freq: 3 });
const text = fc.constantFrom(
  '',
  'a',
  'A',
  'Ärger',
  "it's",
  'red;blue',
  '12',
  '1.5',
  '2026-02-28',
  '001A0000006Vm9r',
  ' x ',
);
const date = fc.constantFrom('2024-02-29', '2026-01-31', '2026-05-13', '2025-12-28');
const dateTime = fc.constantFrom('2026-05-13T10:00:05.000Z', '2025-12-31T23:59:59.000Z');
const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(0.1, 0.2, 2.5, -2.5, 1e6, 1234.567));

const ROW: fc.Arbitrary<Row> = fc.record({
  Id: fc.constant('a01000000000001AAA'),
  Price__c: orNull(number),
  Count__c: orNull(fc.integer({ min: -5, max: 5 })),
  Discount__c: orNull(fc.integer({ min: 0, max: 100 })),
  Status__c: orNull(fc.constantFrom('a', 'A', 'Open')),
  Colours__c: orNull(fc.constantFrom('red', 'red;blue')),
  Due__c: orNull(date),
  Sent__c: orNull(dateTime),
  At__c: orNull(fc.constantFrom('00:00:00.000Z', '23:59:59.999Z')),
  Note__c: orNull(text),
  Paid__c: fc.constantFrom(0, 1),
  Buyer__c: orNull(fc.constantFrom('a02000000000001AAA', 'a02000000000002AAA', 'a02000000000009AAA')),
});
const BUYERS: readonly Row[] = [
  { Id: 'a02000000000001AAA', City__c: 'Ulm', Limit__c: 10, Boss__c: 'a02000000000002AAA' },
  { Id: 'a02000000000002AAA', City__c: null, Limit__c: null, Boss__c: null },
];

/** Random formulas of each type. */
const { formula } = fc.letrec<Record<FormulaType | 'formula', string>>((tie) => {
  const call = (name: string, ...args: (FormulaType | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
    fc
      .tuple(...args.map((arg) => (typeof arg === 'string' ? tie(arg) : arg)))
      .map((values) => `${name}(${values.join(', ')})`);
  const infix = (operators: string[], left: FormulaType, right: FormulaType): fc.Arbitrary<string> =>
    fc.tuple(tie(left), fc.constantFrom(...operators), tie(right)).map((parts) => `(${parts.join(' ')})`);
  const either = (type: FormulaType): fc.Arbitrary<string>[] => [
    call('IF', 'boolean', type, type),
    call('BLANKVALUE', type, type),
    call('CASE', 'number', 'number', type, type),
    call('CASE', fc.constant('Status__c'), fc.constantFrom('"a"', '"Open"'), type, type),
  ];
  const quotedText = text.map((one) => `"${one}"`);
  const small = fc.constantFrom('1', '2', '0', '3');
  return {
    formula: fc.oneof(tie('number'), tie('text'), tie('boolean'), tie('date'), tie('datetime'), tie('time')),
    number: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'formula' },
      fc.constantFrom(
        'Price__c',
        'Count__c',
        'Discount__c',
        'Net__c',
        'Buyer__r.Limit__c',
        'IF(Paid__c, 1, NULL)',
        '0.1',
        '7',
        '2.5',
      ),
      infix(['+', '-', '*', '/'], 'number', 'number'),
      call('ROUND', 'number', small),
      call('MOD', 'number', 'number'),
      call('MAX', 'number', 'number', 'number'),
      call('FLOOR', 'number'),
      call('CEILING', 'number'),
      call('ABS', 'number'),
      call('SQRT', 'number'),
      call('-', 'number'),
      call('LEN', 'text'),
      call('VALUE', 'text'),
      call('FIND', 'text', 'text'),
      call('YEAR', 'date'),
      call('WEEKDAY', 'date'),
      call('ISOWEEK', 'date'),
      call('HOUR', 'time'),
      infix(['-'], 'date', 'date'),
      infix(['-'], 'datetime', 'datetime'),
      ...either('number'),
    ),
    text: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'formula' },
      fc.constantFrom(
        'Note__c',
        'Id',
        'Buyer__c',
        'Buyer__r.City__c',
        'Buyer__r.Boss__r.Label__c',
        'TEXT(Status__c)',
      ),
      quotedText,
      infix(['&', '+'], 'text', 'text'),
      call('LEFT', 'text', small),
      call('RIGHT', 'text', small),
      call('MID', 'text', small, small),
      call('UPPER', 'text'),
      call('TRIM', 'text'),
      call('SUBSTITUTE', 'text', 'text', 'text'),
      call('LPAD', 'text', small, quotedText),
      call('TEXT', 'number'),
      call('TEXT', 'date'),
      call('TEXT', 'datetime'),
      call('CASESAFEID', 'text'),
      ...either('text'),
    ),
    boolean: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'formula' },
      fc.constantFrom(
        'Paid__c',
        'TRUE',
        'FALSE',
        'ISPICKVAL(Status__c, "Open")',
        'INCLUDES(Colours__c, "blue")',
      ),
      infix(['=', '<>', '<', '<=', '>', '>='], 'number', 'number'),
      infix(['=', '<>', '<', '>='], 'date', 'date'),
      infix(['=', '!='], 'text', 'text'),
      infix(['&&', '||'], 'boolean', 'boolean'),
      call('NOT', 'boolean'),
      call('ISBLANK', 'text'),
      call('ISBLANK', 'number'),
      call('ISNULL', 'date'),
      call('CONTAINS', 'text', 'text'),
      call('BEGINS', 'text', 'text'),
      call('ISNUMBER', 'text'),
      call('IF', 'boolean', 'boolean', 'boolean'),
    ),
    date: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'formula' },
      fc.constantFrom('Due__c', 'TODAY()', 'DATE(2026, 2, 28)'),
      infix(['+', '-'], 'date', 'number'),
      call('ADDMONTHS', 'date', 'number'),
      call('DATEVALUE', 'text'),
      call('DATEVALUE', 'datetime'),
      call('IF', 'boolean', 'date', 'date'),
    ),
    datetime: fc.oneof(
      { maxDepth: 2, depthIdentifier: 'formula' },
      fc.constantFrom('Sent__c', 'NOW()'),
      infix(['+', '-'], 'datetime', 'number'),
      call('DATETIMEVALUE', 'date'),
    ),
    time: fc.oneof(
      { maxDepth: 2, depthIdentifier: 'formula' },
      fc.constantFrom('At__c', 'TIMENOW()'),
      call('TIMEVALUE', 'datetime'),
    ),
    picklist: fc.constant('Status__c'),
    multipicklist: fc.constant('Colours__c'),
    null: fc.constant('NULL'),
  };
});

test('a formula comes to the same in SQL as when it is computed step by step', () => {
  const database = new DatabaseSync(':memory:');
  registerFunctions(database);
  for (const one of MODELS.values()) migrateTable(database, one);
  const store = new RowStore(database);
  for (const buyer of BUYERS) store.insert(model('Buyer__c'), buyer);
  const globals = {
    now: () => NOW,
    today: () => '2026-05-13',
    globalRow: () => undefined,
    hasCustomPermission: () => false,
    rate: () => 1,
  };
  const insideOut = { total: 0, nulls: 0 };
  const property = fc.property(formula, ROW, fc.boolean(), (source, row, blankIsZero) => {
    const scope = { model: model('Order__c'), object: model, blankIsZero, history: false, within: [] };
    const expression = checkFormula(source, scope);
    const rows: FormulaRows = {
      ...globals,
      row,
      before: undefined,
      read: (parent, id) => store.read(parent, id),
    };
    const expected = evaluate(expression, rows);
    database.exec('delete from "o_Order__c"');
    store.insert(model('Order__c'), row);
    let aliases = 0;
    const sql = toSql(expression, 'o', { ...globals, nextAlias: () => `x${(aliases += 1)}` });
    const computed = database.prepare(`select ${sql} as value from "o_Order__c" o`).get()?.['value'];
    insideOut.total += 1;
    if (expected === null) insideOut.nulls += 1;
    assert.deepEqual(computed, typeof expected === 'boolean' ? Number(expected) : expected);
  });
  fc.assert(property, { numRuns: 2000 });
  assert.ok(insideOut.nulls < insideOut.total / 2, 'most formulas come to something');
  database.close();
});
