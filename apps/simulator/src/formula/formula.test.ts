import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObjectModel } from '../org/schema/schema.ts';
import { defineObject } from '../org/schema/define.ts';
import type { Row } from '../org/types.ts';
import { checkFormula } from './check.ts';
import { evaluate } from './evaluate.ts';
import { FormulaError } from './formula-error.ts';

const MODELS = new Map(
  [
    defineObject({
      name: 'Order__c',
      keyPrefix: 'a01',
      fields: [
        { name: 'Price__c', type: 'currency' },
        { name: 'Discount__c', type: 'percent' },
        { name: 'Status__c', type: 'picklist' },
        { name: 'Colours__c', type: 'multipicklist' },
        { name: 'Due__c', type: 'date' },
        { name: 'Sent__c', type: 'datetime' },
        { name: 'Note__c', type: 'string' },
        { name: 'Paid__c', type: 'boolean' },
        { name: 'Buyer__c', type: 'reference', referenceTo: ['Buyer__c'] },
        { name: 'Net__c', type: 'currency', calculatedFormula: 'Price__c * (1 - Discount__c)' },
        { name: 'Loop__c', type: 'double', calculatedFormula: 'Pool__c + 1' },
        { name: 'Pool__c', type: 'double', calculatedFormula: 'Loop__c' },
      ],
    }),
    defineObject({ name: 'Buyer__c', keyPrefix: 'a02', fields: [{ name: 'City__c', type: 'string' }] }),
  ].map((definition) => [definition.name.toLowerCase(), new ObjectModel(definition)]),
);
const ROW: Row = {
  Id: 'a01000000000001AAA',
  Name: 'Chairs',
  Price__c: 200,
  Discount__c: 10,
  Status__c: 'Open',
  Colours__c: 'red;blue',
  Due__c: '2026-01-31',
  Sent__c: '2026-01-30T10:00:00.000Z',
  Paid__c: 1,
  Buyer__c: 'a02000000000001AAA',
};

function compute(formula: string, row: Row = ROW, blankIsZero = false, before?: Row): unknown {
  const model = MODELS.get('order__c');
  assert.ok(model);
  const object = (name: string): ObjectModel | undefined => MODELS.get(name.toLowerCase());
  const expression = checkFormula(formula, { model, object, blankIsZero, history: true, within: [] });
  return evaluate(expression, {
    row,
    before,
    now: () => Date.parse('2026-05-13T10:00:05.000Z'),
    today: () => '2026-05-13',
    read: () => ({ Id: 'a02000000000001AAA', Name: 'Ann', City__c: 'Ulm' }),
    globalRow: () => undefined,
    hasCustomPermission: () => false,
    rate: () => 1,
  });
}

/** Formula → value. Where Salesforce Help has an example, it is that one. */
const EXAMPLES: readonly (readonly [string, unknown])[] = [
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['-2 ^ 2', 4],
  ['7 / 2', 3.5],
  ['0.1 + 0.2', 0.3],
  ['0.1 + 0.2 = 0.3', true],
  ['100.1 - 100', 0.1],
  ['1 / 0', null],
  ['"a" & "b" + \'c\'', 'abc'],
  ['"it\\"s"', 'it"s'],
  ['/* nothing */ 1', 1],
  ['IF(Price__c > 100, "much", "little")', 'much'],
  ['AND(Paid__c, Price__c = 200) && !FALSE || FALSE', true],
  ['OR(Price__c <> 200, NOT(Paid__c))', false],
  ['CASE(Status__c, "Closed", 1, "Open", 2, 3)', 2],
  ['CASE(MONTH(Due__c), 1, "winter", "else")', 'winter'],
  ['ISPICKVAL(Status__c, "Open")', true],
  ['TEXT(Status__c) & "!"', 'Open!'],
  ['INCLUDES(Colours__c, "blue")', true],
  ['INCLUDES(Colours__c, "blu")', false],
  ['ISBLANK(Note__c)', true],
  ['ISBLANK(Status__c)', false],
  ['BLANKVALUE(Note__c, "none")', 'none'],
  ['NULLVALUE(Price__c, 1)', 200],
  ['Note__c = ""', true],
  ['"a" = "A"', false],
  ['LEFT("Salesforce", 5)', 'Sales'],
  ['RIGHT("Salesforce", 5)', 'force'],
  ['MID("Salesforce", 6, 3)', 'for'],
  ['LEN(Note__c)', 0],
  ['TRIM("  a b ")', 'a b'],
  ['UPPER("a") & LOWER("B")', 'Ab'],
  ['FIND("c", "abcabc", 4)', 6],
  ['FIND("x", "abc")', 0],
  ['SUBSTITUTE("a.b.c", ".", "-")', 'a-b-c'],
  ['CONTAINS("Salesforce", "for")', true],
  ['BEGINS("Salesforce", "sales")', false],
  ['LPAD("Name", 6, "*")', '**Name'],
  ['LPAD("Name", 2)', 'Na'],
  ['RPAD("Name", 7, "ab")', 'Nameaba'],
  ['REGEX("12-34", "[0-9]{2}-[0-9]{2}")', true],
  ['REGEX("12-345", "[0-9]{2}-[0-9]{2}")', false],
  ['VALUE("1.5") + 1', 2.5],
  ['VALUE("one")', null],
  ['TEXT(1000000.5)', '1000000.5'],
  ['TEXT(Due__c)', '2026-01-31'],
  ['TEXT(Sent__c)', '2026-01-30 10:00:00Z'],
  ['HYPERLINK("/x", "X", "_blank")', '<a href="/x" target="_blank">X</a>'],
  ['IMAGE("/x.gif", "X", 10, 20)', '<img src="/x.gif" alt="X" style="height:10px; width:20px;" border="0"/>'],
  ['CASESAFEID("001A0000006Vm9r")', '001A0000006Vm9rIAC'],
  ['Id', 'a01000000000001'],
  ['Id = CASESAFEID(Id)', false],
  ['Due__c + 1', '2026-02-01'],
  ['1 + Due__c', '2026-02-01'],
  ['Due__c - DATE(2026, 1, 1)', 30],
  ['Sent__c + 0.5', '2026-01-30T22:00:00.000Z'],
  ['NOW() - DATETIMEVALUE("2026-05-13 04:00:05")', 0.25],
  ['TODAY()', '2026-05-13'],
  ['DATE(2026, 2, 30)', null],
  ['YEAR(TODAY()) * 10000 + MONTH(TODAY()) * 100 + DAY(TODAY())', 20260513],
  ['WEEKDAY(TODAY())', 4],
  ['ADDMONTHS(Due__c, 1)', '2026-02-28'],
  ['ADDMONTHS(DATE(2026, 2, 28), 1)', '2026-03-31'],
  ['ADDMONTHS(DATE(2026, 3, 15), -1)', '2026-02-15'],
  ['DATEVALUE(Sent__c)', '2026-01-30'],
  ['HOUR(TIMEVALUE("17:30:45.125"))', 17],
  ['ABS(-3)', 3],
  ['ROUND(225.49823, 2)', 225.5],
  ['ROUND(-1.5, 0)', -2],
  ['ROUND(1.005, 2)', 1.01],
  ['ROUND(225.49823, -2)', 200],
  ['CEILING(-2.5)', -3],
  ['FLOOR(-2.5)', -2],
  ['MCEILING(-2.5)', -2],
  ['MFLOOR(-2.5)', -3],
  ['MAX(1, 3, 2) - MIN(1, 3, 2)', 2],
  ['MOD(123, 100)', 23],
  ['MOD(-7, 3)', -1],
  ['SQRT(16) + EXP(0) + LN(1) + LOG(100)', 7],
  ['SQRT(-1)', null],
  ['Discount__c', 0.1],
  ['Net__c', 180],
  ['Buyer__r.City__c', 'Ulm'],
  ['buyer__R.name', 'Ann'],
];

for (const [formula, expected] of EXAMPLES) {
  test(`${formula} is ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(compute(formula), expected);
  });
}

test('blank numbers are nothing, or zero where the field says so', () => {
  const row = { ...ROW, Price__c: null };
  assert.equal(compute('Price__c + 1', row), null);
  assert.equal(compute('Price__c + 1', row, true), 1);
  assert.equal(compute('ISBLANK(Price__c)', row), true);
  assert.equal(compute('ISBLANK(Price__c)', row, true), false);
  assert.equal(compute('Price__c < 100', row), false);
  assert.equal(compute('Price__c < 100', row, true), true);
  assert.equal(compute('NOT(Price__c > 100)', row), true);
});

test('a formula can ask what a row was before', () => {
  const before = { ...ROW, Price__c: 100, Status__c: 'New' };
  assert.equal(compute('ISCHANGED(Price__c) && PRIORVALUE(Price__c) = 100', ROW, false, before), true);
  assert.equal(compute('ISCHANGED(Note__c)', ROW, false, before), false);
  assert.equal(compute('ISPICKVAL(PRIORVALUE(Status__c), "New")', ROW, false, before), true);
  assert.equal(compute('ISNEW()', ROW, false, before), false);
  assert.equal(compute('ISNEW() && !ISCHANGED(Price__c)'), true);
});

/** Formula → what is wrong with it, and where. */
const MISTAKES: readonly (readonly [string, string])[] = [
  ['1 +', 'Syntax error. Found end of formula (line 1, column 4)'],
  ['LEFT("a", 1', "Syntax error. Missing ')' (line 1, column 12)"],
  ['1 +\n  Prize__c', 'Field Prize__c does not exist. Check spelling. (line 2, column 3)'],
  ['Buyer__r.Town__c', 'Field Buyer__r.Town__c does not exist. Check spelling. (line 1, column 1)'],
  ['LEFTY("a")', 'Unknown function LEFTY. Check spelling. (line 1, column 1)'],
  [
    'LEFT("a")',
    "Incorrect number of parameters for function 'LEFT()'. Expected 2, received 1 (line 1, column 1)",
  ],
  [
    'LEFT(1, 1)',
    "Incorrect parameter type for function 'LEFT()'. Expected Text, received Number (line 1, column 1)",
  ],
  [
    'IF(1, 2, 3)',
    "Incorrect parameter type for function 'IF()'. Expected Boolean, received Number (line 1, column 1)",
  ],
  ['"a" & 1', "Incorrect parameter type for operator '&'. Expected Text, received Number (line 1, column 5)"],
  [
    'Price__c = "1"',
    "Incorrect parameter type for operator '='. Expected Number, received Text (line 1, column 10)",
  ],
  [
    'Status__c = "Open"',
    'Field Status__c is a picklist field. Picklist fields are only supported in certain functions. (line 1, column 11)',
  ],
  ['Loop__c', 'Formula field Loop__c refers to itself (line 1, column 1)'],
  ['"abc', 'Syntax error. Missing closing quote (line 1, column 1)'],
  ['1 # 2', "Syntax error. Found '#' (line 1, column 3)"],
];

for (const [formula, message] of MISTAKES) {
  test(`${JSON.stringify(formula)} is refused: ${message}`, () => {
    assert.throws(
      () => compute(formula),
      new FormulaError(message.replace(/ \(line.*$/, ''), formula, offsetOf(message, formula)),
    );
  });
}

function offsetOf(message: string, formula: string): number {
  const [, line = '1', column = '1'] = /line (\d+), column (\d+)/.exec(message) ?? [];
  const lines = formula.split('\n').slice(0, Number(line) - 1);
  return lines.reduce((sum, one) => sum + one.length + 1, 0) + Number(column) - 1;
}
