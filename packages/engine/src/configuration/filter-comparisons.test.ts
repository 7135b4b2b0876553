import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { betterThanId } from './check-filter.ts';
import { readComparisons, toSoqlText } from './filter-comparisons.ts';

const said = (filter: string): string[] =>
  readComparisons(filter).map(({ path, values }) => `${path.join('.')}: ${values.join(' | ')}`);

test('texts that a filter compares with are read with the field they are compared to', () => {
  for (const [filter, ...expected] of [
    ["Industry = 'Banking'", 'Industry: Banking'],
    ["Owner.Username in ('a@x.example', 'b@x.example')", 'Owner.Username: a@x.example | b@x.example'],
    ["NOT (RecordType . DeveloperName != 'Partner')", 'RecordType.DeveloperName: Partner'],
    ["Type NOT IN ('A','B') AND Rating <> 'Hot'", 'Type: A | B', 'Rating: Hot'],
    ["Skills__c INCLUDES ('Go;SQL', 'C')", 'Skills__c: Go | SQL | C'],
    ["Name = 'O\\'Brien \\\\ Sons (and) Owner = \\'x\\''", "Name: O'Brien \\ Sons (and) Owner = 'x'"],
    ['CloseDate >= LAST_N_DAYS:30 AND Amount = 5 AND IsWon = true'],
    ["Name LIKE 'A%'"],
    ["Id = '001000000000000AAA'", 'Id: 001000000000000AAA'],
  ] as const)
    assert.deepEqual(said(filter), expected, filter);
});

test('any text comes back from SOQL as it was', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (text) => {
      assert.deepEqual(readComparisons(`Name = ${toSoqlText(text)}`), [{ path: ['Name'], values: [text] }]);
    }),
    { examples: [["it's \\ here"], ["\\' OR Name != '"], ['two\nlines']] },
  );
});

test('a record is named so that another org knows it', () => {
  const owner = { relationshipName: 'Owner' };
  assert.match(betterThanId(['OwnerId'], owner, ['Group', 'User']), /Owner\.Username =/);
  assert.match(
    betterThanId(['RecordTypeId'], { relationshipName: 'RecordType' }, ['RecordType']),
    /RecordType\.DeveloperName =/,
  );
  assert.match(
    betterThanId(['Account', 'ParentId'], { relationshipName: 'Parent' }, ['Account']),
    /Account\.Parent\.Name =/,
  );
  assert.match(betterThanId(['Account', 'Id'], { relationshipName: null }, ['Account']), / Account\.Name =/);
});
