import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mappedColumn } from '../../testing/mapped-column.ts';
import type { MappedColumn, MirrorTable } from '../ports/mirror.ts';
import { formulaGraph } from './formula-graph.ts';
import { localDate } from './local-date.ts';
import { parseReferences } from './parse-references.ts';

describe('what a formula reads', () => {
  for (const [formula, paths] of [
    ['Price__c * (1 - Discount__c)', ['Price__c', 'Discount__c']],
    [
      'IF(ISBLANK(Account.Industry), "Name is Account.Name", Account . Parent.Name)',
      ['Account.Industry', 'Account.Parent.Name'],
    ],
    ["TEXT(Stage) & 'it''s \\'Fake__c\\'' /* Other__c */", ['Stage']],
    ['CASE(StageName, "Won", 1, NULL) > 0 && TRUE', ['StageName']],
    ['Owner:User.Email & Owner:Queue.Name', ['Owner:User.Email', 'Owner:Queue.Name']],
  ] as const) {
    test(formula, () => {
      assert.deepEqual(
        parseReferences(formula).paths.map((path) => path.join('.')),
        paths,
      );
    });
  }

  test('the clock and globals are told from fields of their names', () => {
    const read = parseReferences('TODAY() - Now_Date__c > 3 || $User.Id = OwnerId');
    assert.equal(read.readsClock, true);
    assert.deepEqual(read.globals, ['$User.Id']);
    assert.equal(parseReferences('"TODAY()" & Today__c').readsClock, false);
  });
});

function table(sobject: string, ...columns: MappedColumn[]): MirrorTable {
  return {
    workspaceId: 'w1',
    schema: 'crm_acme',
    sobject,
    table: sobject.toLowerCase(),
    columns: [mappedColumn('Id'), ...columns],
    cursorField: 'SystemModstamp',
    hasIsDeleted: true,
    hasDeletedFeed: true,
    nameField: 'Name',
    rowFilter: null,
  };
}
const formula = (field: string, text: string | null) =>
  mappedColumn(field, { calculated: true, formula: text });
const lookup = (field: string, relationshipName: string, ...referenceTo: string[]) =>
  mappedColumn(field, { relationshipName, referenceTo });

describe('what keeps a column fresh', () => {
  const account = table(
    'Account',
    mappedColumn('Industry'),
    mappedColumn('LastActivityDate'),
    lookup('ParentId', 'Parent', 'Account'),
    formula('Age__c', 'TODAY() - CreatedDate'),
    formula('Total__c', null),
  );
  const contact = table(
    'Contact',
    lookup('AccountId', 'Account', 'Account'),
    lookup('OwnerId', 'Owner', 'User', 'Group'),
    formula('Own__c', 'FirstName & LastName'),
    formula('Of_Own__c', 'UPPER(Own__c)'),
    formula('Far__c', 'Account.Parent.Industry'),
    formula('Aged__c', 'Account.Age__c + 1'),
    formula('Boss__c', 'Owner:User.Email'),
    formula('Unmapped__c', 'Account.Rating'),
    formula('Guess__c', 'Other__c + 1'),
    formula('Seen__c', 'Account.LastActivityDate'),
    formula('Who__c', '$User.Id'),
  );
  const graph = formulaGraph([account, contact]);

  for (const [field, freshness] of [
    ['Own__c', 'record'],
    ['Of_Own__c', 'record'],
    ['Far__c', 'related'],
    ['Aged__c', 'clock'],
    ['Boss__c', 'sweep'],
    ['Unmapped__c', 'sweep'],
    ['Guess__c', 'sweep'],
    ['Seen__c', 'sweep'],
    ['Who__c', 'sweep'],
  ] as const) {
    test(`Contact.${field}: ${freshness}`, () => {
      const found = graph.of('Contact', field);
      assert.equal(found.freshness, freshness);
      assert.equal(found.why === null, freshness === 'record', 'it says why');
    });
  }

  test('a field on the way is watched, and so is the lookup in the middle', () => {
    const watches = graph.watches
      .filter((watch) => watch.target === 'Contact' && watch.steps.length > 0)
      .map(
        ({ sobject, column, steps }) =>
          `${sobject}.${column} by ${steps.map((step) => step.lookup).join(' ')}`,
      );
    assert.ok(watches.includes('Account.industry by accountid parentid'), watches.join('\n'));
    assert.ok(watches.includes('Account.parentid by accountid'));
  });

  test('a roll-up is watched through every lookup that leads to it', () => {
    const down = graph.watches.filter((watch) => watch.direction === 'down').map(({ sobject }) => sobject);
    assert.deepEqual(down.toSorted(), ['Account', 'Contact']);
    assert.ok(graph.sweptFields('Account').includes('Total__c'));
  });

  test('a status that follows from dates changes without a stamp: it is read again daily', () => {
    const item = table('ContractLineItem', mappedColumn('Status'), mappedColumn('Description'));
    assert.deepEqual(formulaGraph([item]).sweptFields('ContractLineItem'), ['Status']);
  });

  test('formulas in a circle end', () => {
    const circle = table('Loop__c', formula('A__c', 'B__c'), formula('B__c', 'A__c'));
    assert.equal(formulaGraph([circle]).of('Loop__c', 'A__c').freshness, 'sweep');
  });
});

test('a day begins where the org is', () => {
  const at = Date.parse('2026-03-01T03:00:00Z');
  assert.equal(localDate(at, 'America/Los_Angeles'), '2026-02-28');
  assert.equal(localDate(at, 'Asia/Tokyo'), '2026-03-01');
  assert.equal(localDate(at, 'Not/AZone'), '2026-03-01');
});
