import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openTestOrg } from '../org/testing/open-test-org.ts';

const { org, create, records, caller } = openTestOrg();
after(() => org.close());
const acme = create('Account', { Name: 'Acme', Industry: 'Energy' });
const zeta = create('Account', { Name: 'Zeta', Industry: 'Retail' });
const deals: readonly (readonly [string, string, string, number | null])[] = [
  [acme, 'Prospecting', '2025-11-30', 100],
  [acme, 'Closed Won', '2026-01-15', 250.5],
  [zeta, 'Prospecting', '2026-02-01', null],
  [zeta, 'Closed Lost', '2026-02-28', 50],
];
for (const [AccountId, StageName, CloseDate, Amount] of deals) {
  create('Opportunity', { Name: StageName, AccountId, StageName, CloseDate, Amount });
}

function rows(soql: string): Record<string, unknown>[] {
  return records(soql).map(({ attributes, ...values }) => {
    assert.deepEqual(attributes, { type: 'AggregateResult' });
    return values;
  });
}

test('unnamed columns are expr0, expr1 …; named ones have their alias; grouped ones their field', () => {
  assert.deepEqual(
    rows(
      'SELECT StageName, COUNT(Id), SUM(Amount) total, MAX(CloseDate) FROM Opportunity GROUP BY StageName ORDER BY StageName',
    ),
    [
      { StageName: 'Closed Lost', expr0: 1, total: 50, expr1: '2026-02-28' },
      { StageName: 'Closed Won', expr0: 1, total: 250.5, expr1: '2026-01-15' },
      { StageName: 'Prospecting', expr0: 2, total: 100, expr1: '2026-02-01' },
    ],
  );
});

test('COUNT(field) and AVG leave empty values out', () => {
  assert.deepEqual(
    rows('SELECT COUNT(Id) a, COUNT(Amount) b, AVG(Amount) c, COUNT_DISTINCT(AccountId) d FROM Opportunity'),
    [{ a: 4, b: 3, c: 400.5 / 3, d: 2 }],
  );
});

test('groups may be parents and parts of dates', () => {
  assert.deepEqual(
    rows(
      'SELECT Account.Name, CALENDAR_YEAR(CloseDate) y, COUNT(Id) n FROM Opportunity GROUP BY Account.Name, CALENDAR_YEAR(CloseDate) ORDER BY Account.Name, CALENDAR_YEAR(CloseDate)',
    ),
    [
      { Name: 'Acme', y: 2025, n: 1 },
      { Name: 'Acme', y: 2026, n: 1 },
      { Name: 'Zeta', y: 2026, n: 2 },
    ],
  );
});

test('HAVING and ORDER BY take aggregates', () => {
  assert.deepEqual(
    rows(
      'SELECT AccountId, SUM(Amount) s FROM Opportunity GROUP BY AccountId HAVING SUM(Amount) > 10 ORDER BY SUM(Amount) DESC LIMIT 1',
    ),
    [{ AccountId: acme, s: 350.5 }],
  );
});

test('more groups than fit a page are refused, for aggregates have no locator', () => {
  const soql = 'SELECT Name, COUNT(Id) FROM Opportunity GROUP BY Name';
  assert.throws(() => org.query(caller, soql, { includeDeleted: false, batchSize: 2 }), {
    errorCode: 'EXCEEDED_ID_LIMIT',
  });
});

test('text cannot be summed', () => {
  assert.throws(() => records('SELECT SUM(Name) FROM Opportunity'), { errorCode: 'MALFORMED_QUERY' });
});

test('no aggregate function takes a checkbox or a long text', () => {
  for (const [object, call] of [
    ['Opportunity', 'COUNT(IsWon)'],
    ['Opportunity', 'MAX(IsClosed)'],
    ['Account', 'COUNT(Description)'],
    ['Account', 'COUNT_DISTINCT(Description)'],
  ] as const) {
    assert.throws(() => records(`SELECT ${call} FROM ${object}`), /does not support aggregate operator/);
  }
});
