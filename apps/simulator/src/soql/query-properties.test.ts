import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { openTestOrg } from '../org/testing/open-test-org.ts';

const { org, column } = openTestOrg();
after(() => org.close());
org.defineObject({
  name: 'Thing__c',
  fields: [
    { name: 'Text__c', type: 'string' },
    { name: 'Number__c', type: 'double', precision: 18, scale: 4 },
  ],
});

interface Thing {
  readonly Name: string;
  readonly Text__c: string | null;
  readonly Number__c: number | null;
}

/** Letters that differ in case, wildcards, quotes and escapes, and some letters beyond ASCII. */
const text = fc.string({
  unit: fc.constantFrom('a', 'A', 'b', 'B', '%', '_', "'", '\\', 'é', 'É', 'ß', '漢'),
  minLength: 1,
  maxLength: 4,
});
const number = fc.integer({ min: -3, max: 3 }).map((value) => value / 2);
const thing = fc.record({ Text__c: fc.option(text), Number__c: fc.option(number) });
const things = fc
  .array(thing, { minLength: 1, maxLength: 12 })
  .map((list) => list.map((one, index): Thing => ({ Name: String(index), ...one })));

function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function check(rows: readonly Thing[], where: string, expected: (row: Thing) => boolean): void {
  for (const id of column('SELECT Id FROM Thing__c')) {
    org.save(
      { userId: '005000000000000AAA', client: null, apiVersion: 60 },
      [{ kind: 'delete', object: 'Thing__c', id: String(id) }],
      { allOrNone: true },
    );
  }
  org.load(
    'Thing__c',
    rows.map((row) => ({ ...row })),
  );
  const names = column(`SELECT Name FROM Thing__c WHERE ${where} ORDER BY Id`);
  assert.deepEqual(
    names,
    rows.filter((row) => expected(row)).map((row) => row.Name),
    where,
  );
}

const same = (a: string | null, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/** LIKE in plain JavaScript; a backslash takes the wildcard's meaning away. */
function likes(value: string | null, pattern: string): boolean {
  const source = pattern.replace(/\\(.)|[%_]|[.*+?^${}()|[\]/]/gs, (whole, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
    if (whole === '%') return '.*';
    return whole === '_' ? '.' : `\\${whole}`;
  });
  return value !== null && new RegExp(`^${source}$`, 'su').test(value.toLowerCase());
}

test('IN and NOT IN agree with JavaScript', () => {
  fc.assert(
    fc.property(things, fc.array(text, { minLength: 1, maxLength: 4 }), (rows, values) => {
      const list = values.map((value) => quoted(value)).join(',');
      const hit = (row: Thing): boolean => values.some((value) => same(row.Text__c, value));
      check(rows, `Text__c IN (${list})`, hit);
      check(rows, `Text__c NOT IN (${list})`, (row) => !hit(row));
    }),
    { numRuns: 60 },
  );
});

test('LIKE and NOT LIKE agree with JavaScript', () => {
  const literal = fc.constantFrom('a', 'B', '%', '_', 'é', '漢');
  const pattern = fc.array(
    fc.oneof(
      literal,
      literal.map((one) => (one === '%' || one === '_' ? `\\${one}` : one)),
    ),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(things, pattern, (rows, parts) => {
      const soql = parts.join('');
      const lower = soql.toLowerCase();
      check(rows, `Text__c LIKE '${soql}'`, (row) => likes(row.Text__c, lower));
      check(rows, `(NOT Text__c LIKE '${soql}')`, (row) => !likes(row.Text__c, lower));
    }),
    { numRuns: 80 },
  );
});

test('comparisons know two truth values only, also under NOT, AND and OR', () => {
  const operators: Record<string, (a: number, b: number) => boolean> = {
    '<': (a, b) => a < b,
    '<=': (a, b) => a <= b,
    '>': (a, b) => a > b,
    '>=': (a, b) => a >= b,
  };
  fc.assert(
    fc.property(
      things,
      fc.constantFrom(...Object.keys(operators)),
      number,
      text,
      (rows, operator, bound, word) => {
        const compare = (row: Thing): boolean =>
          row.Number__c !== null && operators[operator]?.(row.Number__c, bound) === true;
        check(rows, `Number__c ${operator} ${bound}`, compare);
        check(
          rows,
          `NOT (Number__c ${operator} ${bound} AND Text__c = ${quoted(word)})`,
          (row) => !(compare(row) && same(row.Text__c, word)),
        );
        check(
          rows,
          `Text__c != ${quoted(word)} OR Number__c ${operator} ${bound}`,
          (row) => !same(row.Text__c, word) || compare(row),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('ORDER BY agrees with JavaScript, nulls where they belong', () => {
  fc.assert(
    fc.property(things, fc.boolean(), fc.boolean(), (rows, descending, nullsLast) => {
      check(rows, 'Name != null', () => true);
      const soql = `SELECT Name FROM Thing__c ORDER BY Number__c ${descending ? 'DESC' : 'ASC'} NULLS ${nullsLast ? 'LAST' : 'FIRST'}, Name`;
      const byName = (a: Thing, b: Thing): number => (a.Name < b.Name ? -1 : 1);
      const expected = rows.toSorted((a, b) => {
        if (a.Number__c === b.Number__c) return byName(a, b);
        if (a.Number__c === null) return nullsLast ? 1 : -1;
        if (b.Number__c === null) return nullsLast ? -1 : 1;
        return descending ? b.Number__c - a.Number__c : a.Number__c - b.Number__c;
      });
      assert.deepEqual(
        column(soql),
        expected.map((row) => row.Name),
      );
    }),
    { numRuns: 60 },
  );
});
