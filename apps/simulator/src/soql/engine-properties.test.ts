/** The query engine against a plain evaluator, over random schemas, rows and queries. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { openTestOrg } from '../org/testing/open-test-org.ts';
import type { QueryPage, Row } from '../org/types.ts';
import { holds, order, pathOf, sorted, toSoql } from './testing/naive-soql.ts';
import type {
  FieldKind,
  FieldRef,
  PlainCondition,
  PlainOrder,
  PlainRow,
  Value,
} from './testing/naive-soql.ts';

const { org, caller } = openTestOrg();
after(() => org.close());

const CHOICES = ['red', 'green', 'blue'];
const TYPES = {
  text: { type: 'string' },
  number: { type: 'double', precision: 18, scale: 2 },
  flag: { type: 'boolean' },
  day: { type: 'date' },
  instant: { type: 'datetime' },
  choices: {
    type: 'multipicklist',
    picklistValues: CHOICES.map((value) => ({ value, label: value, active: true, defaultValue: false })),
  },
} as const;

const VALUES: Readonly<Record<FieldKind, fc.Arbitrary<Value>>> = {
  text: fc.string({
    unit: fc.constantFrom('a', 'A', 'b', '_', 'z', 'é', 'É', '漢'),
    minLength: 1,
    maxLength: 3,
  }),
  number: fc.integer({ min: -4, max: 4 }).map((value) => value / 2),
  flag: fc.boolean(),
  day: fc.constantFrom('2026-01-31', '2026-02-28', '2026-03-29'),
  instant: fc.constantFrom(
    '2026-01-31T23:59:59.000Z',
    '2026-02-01T00:00:00.000Z',
    '2026-03-29T01:30:00.000Z',
  ),
  choices: fc.subarray(CHOICES, { minLength: 1 }).map((chosen) => chosen.join(';')),
};

type Schema = readonly FieldKind[];

/** Two to five fields of any kinds; parents and children have the same ones. */
const schemas = fc.array(fc.constantFrom<FieldKind>('text', 'number', 'flag', 'day', 'instant', 'choices'), {
  minLength: 2,
  maxLength: 5,
});

function fieldsOf(schema: Schema, ofParent: boolean): FieldRef[] {
  return schema.map((kind, index) => ({ name: `F${index}__c`, kind, ofParent }));
}

function rowsOf(schema: Schema, prefix: string, most: number): fc.Arbitrary<PlainRow[]> {
  const values = schema.map((kind) => (kind === 'flag' ? VALUES.flag : fc.option(VALUES[kind], { freq: 3 })));
  return fc.array(fc.tuple(...values), { maxLength: most }).map((list) =>
    list.map(
      (row, index): PlainRow => ({
        Name: `${prefix}${String(index).padStart(3, '0')}`,
        ...Object.fromEntries(row.map((value, field) => [`F${field}__c`, value])),
      }),
    ),
  );
}

function conditionsOn(fields: readonly FieldRef[]): fc.Arbitrary<PlainCondition> {
  const { node } = fc.letrec<{ node: PlainCondition }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(...fields).chain(comparisonOf),
      tie('node').map((item): PlainCondition => ({ kind: 'not', item })),
      fc
        .tuple(
          fc.constantFrom<'and' | 'or'>('and', 'or'),
          fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
        )
        .map(([kind, items]): PlainCondition => ({ kind, items })),
    ),
  }));
  return node;
}

function comparisonOf(field: FieldRef): fc.Arbitrary<PlainCondition> {
  const value = VALUES[field.kind];
  // A parent that is not there has no flag either, which nothing but a parent's flag could show.
  const maybe = field.kind === 'flag' ? value : fc.option(value, { freq: 4 });
  const equal = fc
    .tuple(fc.constantFrom('=', '!='), maybe)
    .map(([operator, bound]): PlainCondition => ({ kind: 'compare', field, operator, value: bound }));
  const list = fc
    .tuple(fc.boolean(), fc.array(maybe, { minLength: 1, maxLength: 3 }))
    .map(([negated, values]): PlainCondition => ({ kind: 'in', field, negated, values }));
  const ordered = fc
    .tuple(fc.constantFrom('<', '<=', '>', '>='), value)
    .map(([operator, bound]): PlainCondition => ({ kind: 'compare', field, operator, value: bound }));
  switch (field.kind) {
    case 'flag':
      return equal;
    case 'choices': {
      const sets = fc.array(fc.subarray(CHOICES, { minLength: 1 }), { minLength: 1, maxLength: 2 });
      return fc
        .tuple(fc.boolean(), sets)
        .map(([negated, chosen]): PlainCondition => ({ kind: 'includes', field, negated, sets: chosen }));
    }
    case 'text': {
      const pattern = fc.string({
        unit: fc.constantFrom('a', 'B', '%', '_', 'é'),
        minLength: 1,
        maxLength: 3,
      });
      return fc.oneof(
        equal,
        list,
        ordered,
        pattern.map((one): PlainCondition => ({ kind: 'like', field, pattern: one })),
      );
    }
    default:
      return fc.oneof(equal, list, ordered);
  }
}

function ordersOn(fields: readonly FieldRef[]): fc.Arbitrary<PlainOrder> {
  const sortable = fields.filter((field) => field.kind !== 'choices');
  const field = fc.constantFrom(...(sortable.length > 0 ? sortable : [NAME]));
  return fc.record({ field, descending: fc.boolean(), nullsLast: fc.boolean() });
}

const NAME: FieldRef = { name: 'Name', kind: 'text', ofParent: false };

function orderSoql({ field, descending, nullsLast }: PlainOrder): string {
  return `ORDER BY ${pathOf(field)} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsLast ? 'LAST' : 'FIRST'}, Name`;
}

/** An org's worth of one run: parents, and children that point at some of them. */
interface World {
  readonly parents: readonly PlainRow[];
  readonly children: readonly PlainRow[];
  /** Of each child, which parent; null for none. */
  readonly links: readonly (number | null)[];
}

function worldsOf(schema: Schema): fc.Arbitrary<World> {
  return fc.tuple(rowsOf(schema, 'P', 6), rowsOf(schema, 'C', 14)).chain(([parents, children]) => {
    const link =
      parents.length === 0 ? fc.constant(null) : fc.option(fc.nat(parents.length - 1), { freq: 4 });
    return fc
      .array(link, { minLength: children.length, maxLength: children.length })
      .map((links) => ({ parents, children, links }));
  });
}

let made = 0;

interface Made {
  readonly parent: string;
  readonly child: string;
  readonly parentOf: (row: PlainRow) => PlainRow | undefined;
  readonly childrenOf: (parent: PlainRow) => PlainRow[];
}

/** Objects of their own for every run: nothing is left over from the one before. */
function make(schema: Schema, { parents, children, links }: World): Made {
  made += 1;
  const [parent, child] = [`Parent${made}__c`, `Child${made}__c`];
  const fields = schema.map((kind, index) => ({ name: `F${index}__c`, ...TYPES[kind] }));
  org.defineObject({ name: parent, fields });
  const lookup = {
    name: 'Parent__c',
    type: 'reference',
    referenceTo: [parent],
    relationshipName: 'Parent__r',
  } as const;
  org.defineObject({
    name: child,
    fields: [...fields, { ...lookup, childRelationshipName: `Kids${made}__r` }],
  });
  org.load(parent, parents.map(toStored));
  const ids = new Map(names(parent, 'Id').map((row) => [row['Name'], String(row['Id'])]));
  org.load(
    child,
    children.map((row, index): Row => {
      const link = links[index] ?? null;
      const parentName = link === null ? undefined : parents[link]?.Name;
      return { ...toStored(row), Parent__c: ids.get(parentName) ?? null };
    }),
  );
  const parentOf = (row: PlainRow): PlainRow | undefined => {
    const link = links[children.indexOf(row)] ?? null;
    return link === null ? undefined : parents[link];
  };
  return {
    parent,
    child,
    parentOf,
    childrenOf: (wanted) => children.filter((row) => parentOf(row) === wanted),
  };
}

function toStored(row: PlainRow): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value]),
  );
}

function names(object: string, more: string): readonly Record<string, unknown>[] {
  return ask(`SELECT Name, ${more} FROM ${object} ORDER BY Name`).records;
}

function ask(soql: string, batchSize = 2000): QueryPage {
  return org.query(caller, soql, { includeDeleted: false, batchSize });
}

function nameList(rows: readonly Readonly<Record<string, unknown>>[]): unknown[] {
  return rows.map((row) => row['Name']);
}

/** Everything a run needs, made from a schema. */
function runs<T>(more: (schema: Schema) => fc.Arbitrary<T>): fc.Arbitrary<readonly [Schema, World, T]> {
  return schemas.chain((schema) => fc.tuple(fc.constant(schema), worldsOf(schema), more(schema)));
}

const RUNS = { numRuns: 60 };

test('conditions over rows and their parents, order, LIMIT and OFFSET agree with the plain evaluator', () => {
  const queries = runs((schema) => {
    const fields = [...fieldsOf(schema, false), ...fieldsOf(schema, true)];
    return fc.record({
      where: conditionsOn(fields),
      by: ordersOn(fields),
      limit: fc.integer({ min: 1, max: 20 }),
      offset: fc.nat(5),
    });
  });
  fc.assert(
    fc.property(queries, ([schema, world, { where, by, limit, offset }]) => {
      const { child, parentOf } = make(schema, world);
      const soql = `SELECT Name FROM ${child} WHERE ${toSoql(where)} ${orderSoql(by)} LIMIT ${limit} OFFSET ${offset}`;
      const kept = world.children.filter((row) => holds(where, row, parentOf));
      const expected = sorted(kept, by, parentOf).slice(offset, offset + limit);
      assert.deepEqual(nameList(ask(soql).records), nameList(expected), soql);
    }),
    RUNS,
  );
});

test('semi-joins and anti-joins agree with the plain evaluator', () => {
  const queries = runs((schema) =>
    fc.record({ inner: conditionsOn(fieldsOf(schema, false)), negated: fc.boolean() }),
  );
  fc.assert(
    fc.property(queries, ([schema, world, { inner, negated }]) => {
      const { parent, child, parentOf, childrenOf } = make(schema, world);
      const soql = `SELECT Name FROM ${parent} WHERE Id ${negated ? 'NOT IN' : 'IN'} (SELECT Parent__c FROM ${child} WHERE ${toSoql(inner)}) ORDER BY Name`;
      const expected = world.parents.filter(
        (row) => childrenOf(row).some((one) => holds(inner, one, parentOf)) !== negated,
      );
      assert.deepEqual(nameList(ask(soql).records), nameList(expected), soql);
    }),
    RUNS,
  );
});

test('child subqueries agree with the plain evaluator', () => {
  const queries = runs((schema) => {
    const fields = fieldsOf(schema, false);
    return fc.record({
      inner: conditionsOn(fields),
      by: ordersOn(fields),
      limit: fc.integer({ min: 1, max: 4 }),
    });
  });
  fc.assert(
    fc.property(queries, ([schema, world, { inner, by, limit }]) => {
      const { parent, parentOf, childrenOf } = make(schema, world);
      const kids = `Kids${made}__r`;
      const soql = `SELECT Name, (SELECT Name FROM ${kids} WHERE ${toSoql(inner)} ${orderSoql(by)} LIMIT ${limit}) FROM ${parent} ORDER BY Name`;
      const answered = ask(soql).records.map((row) => {
        const page = row[kids] as { records: { Name: string }[]; totalSize: number } | null;
        return [row['Name'], page === null ? [] : nameList(page.records), page?.totalSize ?? 0];
      });
      const expected = world.parents.map((row) => {
        const kept = childrenOf(row).filter((one) => holds(inner, one, parentOf));
        const shown = nameList(sorted(kept, by, parentOf).slice(0, limit));
        return [row.Name, shown, shown.length];
      });
      assert.deepEqual(answered, expected, soql);
    }),
    RUNS,
  );
});

test('aggregates, groups and HAVING agree with the plain evaluator', () => {
  // The first two fields are always a text to group by and a number to sum up.
  const queries = schemas
    .map((schema): Schema => ['text', 'number', ...schema])
    .chain((schema) =>
      fc.tuple(
        fc.constant(schema),
        worldsOf(schema),
        fc.record({
          where: conditionsOn(fieldsOf(schema, false)),
          atLeast: fc.integer({ min: 1, max: 3 }),
          orSum: fc.integer({ min: -3, max: 3 }),
        }),
      ),
    );
  fc.assert(
    fc.property(queries, ([schema, world, { where, atLeast, orSum }]) => {
      const { child, parentOf } = make(schema, world);
      const columns =
        'COUNT(Id) n, COUNT(F1__c) c, SUM(F1__c) s, MIN(F1__c) low, MAX(F1__c) high, AVG(F1__c) a, COUNT_DISTINCT(F1__c) d';
      const from = `FROM ${child} WHERE ${toSoql(where)}`;
      const having = `HAVING COUNT(Id) >= ${atLeast} OR SUM(F1__c) > ${orSum}`;
      const soql = `SELECT F0__c, ${columns} ${from} GROUP BY F0__c ${having} ORDER BY F0__c`;
      const groups = new Map<string | null, PlainRow[]>();
      const kept = world.children.filter((row) => holds(where, row, parentOf));
      for (const row of kept) {
        const text = row['F0__c'] ?? null;
        const key = typeof text === 'string' ? text.toUpperCase() : null;
        groups.set(key, [...(groups.get(key) ?? []), row]);
      }
      const expected = [...groups]
        .map(([key, rows]) => ({ key, ...summary(rows) }))
        .filter(({ n, s }) => n >= atLeast || (s !== null && s > orSum))
        .toSorted((a, b) => {
          if (a.key === null || b.key === null) return a.key === b.key ? 0 : a.key === null ? -1 : 1;
          return order(a.key, b.key);
        });
      const answered = ask(soql).records.map(({ attributes: _attributes, F0__c, ...numbers }) => ({
        key: typeof F0__c === 'string' ? F0__c.toUpperCase() : null,
        ...numbers,
      }));
      assert.deepEqual(answered, expected, soql);
      const [all] = ask(`SELECT ${columns} ${from}`).records;
      const { attributes: _attributes, ...whole } = all ?? { attributes: {} };
      assert.deepEqual(whole, summary(kept), soql);
      assert.equal(ask(`SELECT COUNT() ${from}`).totalSize, kept.length);
    }),
    RUNS,
  );
});

interface Summary {
  readonly n: number;
  readonly c: number;
  readonly s: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly a: number | null;
  readonly d: number;
}

function summary(rows: readonly PlainRow[]): Summary {
  const numbers = rows.flatMap((row) => (typeof row['F1__c'] === 'number' ? [row['F1__c']] : []));
  const sum = numbers.reduce((total, one) => total + one, 0);
  const some = numbers.length > 0;
  return {
    n: rows.length,
    c: numbers.length,
    s: some ? sum : null,
    low: some ? Math.min(...numbers) : null,
    high: some ? Math.max(...numbers) : null,
    a: some ? sum / numbers.length : null,
    d: new Set(numbers).size,
  };
}

test('pages hold every row once and in order, whatever their size', () => {
  const queries = runs((schema) =>
    fc.record({ by: ordersOn(fieldsOf(schema, true)), batchSize: fc.integer({ min: 1, max: 6 }) }),
  );
  fc.assert(
    fc.property(queries, ([schema, world, { by, batchSize }]) => {
      const { child, parentOf } = make(schema, world);
      const options = { includeDeleted: false, batchSize };
      let page = ask(`SELECT Name FROM ${child} ${orderSoql(by)}`, batchSize);
      const found = [...page.records];
      while (page.nextLocator !== undefined) {
        assert.deepEqual(
          [page.totalSize, page.done, page.records.length],
          [world.children.length, false, batchSize],
        );
        page = org.queryMore(caller, page.nextLocator, options);
        found.push(...page.records);
      }
      assert.deepEqual(nameList(found), nameList(sorted(world.children, by, parentOf)));
    }),
    RUNS,
  );
});
