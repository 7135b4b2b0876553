/** Whatever an all-or-none request did before it failed leaves no trace. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { behaviour } from '../../../testing/behaviour.ts';
import { commitsOf } from '../../../testing/commits.ts';
import { create, openTestOrg, TEST_SEED, type TestClient } from '../../../testing/test-org.ts';

const [WIDGET, ...OTHERS] = TEST_SEED.objects;
const SEED = {
  ...TEST_SEED,
  objects: [
    {
      ...WIDGET,
      fields: [
        ...(WIDGET?.fields ?? []),
        {
          name: 'Lines__c',
          type: 'rollUp',
          summaryOperation: 'count',
          summaryForeignKey: 'Line__c.Widget__c',
        },
      ],
    },
    ...OTHERS,
    {
      name: 'Line__c',
      fields: [
        { name: 'Widget__c', type: 'masterDetail', referenceTo: 'Widget__c' },
        { name: 'No__c', type: 'autoNumber', format: '{000}' },
      ],
    },
  ],
  historyTracking: { Account: ['Industry'] },
  changeDataCapture: ['Account', 'Contact', 'Opportunity', 'Widget__c', 'Line__c'],
};

/** Every row of every table, but the counters: numbers that were given are not given again. */
function dump(file: string): ReadonlyMap<string, string> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database
      .prepare("select name from sqlite_schema where type = 'table' and name <> 'sim_counter' order by name")
      .all();
    return new Map(
      tables.map(({ name }) => [
        String(name),
        JSON.stringify(database.prepare(`select * from "${String(name)}" order by 1, 2`).all()),
      ]),
    );
  } finally {
    database.close();
  }
}

/** The tables that are not as they were. */
function changedTables(file: string, before: ReadonlyMap<string, string>): string[] {
  return [...dump(file)].filter(([name, rows]) => before.get(name) !== rows).map(([name]) => name);
}

interface Known {
  readonly account: string;
  readonly contact: string;
  readonly deal: string;
  readonly widget: string;
  readonly line: string;
  /** No step but the wrong ones touches it: its key stays taken, and somebody works on its line. */
  readonly held: string;
}

type Step = {
  readonly method: string;
  readonly object: string;
  readonly id?: keyof Known;
  readonly values?: Record<string, unknown>;
};

const text = fc.stringMatching(/^[a-z]{1,8}$/);
const good: fc.Arbitrary<Step> = fc.oneof(
  text.map((Name): Step => ({ method: 'POST', object: 'Account', values: { Name, Industry: 'Energy' } })),
  text.map(
    (LastName): Step => ({ method: 'POST', object: 'Contact', values: { LastName, AccountId: '@account' } }),
  ),
  text.map(
    (Name): Step => ({
      method: 'POST',
      object: 'Opportunity',
      values: { Name, StageName: 'Prospecting', CloseDate: '2026-01-01', AccountId: '@account' },
    }),
  ),
  fc.constant<Step>({ method: 'POST', object: 'Line__c', values: { Widget__c: '@widget' } }),
  fc.constant<Step>({
    method: 'POST',
    object: 'Task',
    values: { Subject: 'Call', Status: 'Completed', ActivityDate: '2026-01-01', WhatId: '@account' },
  }),
  fc
    .nat(9999)
    .map((Amount): Step => ({ method: 'PATCH', object: 'Opportunity', id: 'deal', values: { Amount } })),
  text.map((Industry): Step => ({ method: 'PATCH', object: 'Account', id: 'account', values: { Industry } })),
  fc.constantFrom<Step>(
    { method: 'DELETE', object: 'Contact', id: 'contact' },
    { method: 'DELETE', object: 'Line__c', id: 'line' },
    { method: 'DELETE', object: 'Widget__c', id: 'widget' },
  ),
);
const bad: fc.Arbitrary<Step> = fc.constantFrom<Step>(
  { method: 'POST', object: 'Account', values: {} },
  { method: 'POST', object: 'Contact', values: { LastName: 'x', Email: 'nobody' } },
  { method: 'POST', object: 'Line__c', values: {} },
  { method: 'POST', object: 'Widget__c', values: { Name: 'w', Key__c: 'taken' } },
  { method: 'PATCH', object: 'Opportunity', id: 'deal', values: { StageName: null } },
  { method: 'PATCH', object: 'Account', id: 'account', values: { Nope__c: 1 } },
  // Fails when the widget is marked as deleted already.
  { method: 'DELETE', object: 'Widget__c', id: 'held' },
);

async function seedRows(admin: TestClient): Promise<Known> {
  const account = await create(admin, 'Account', { Name: 'a' });
  const contact = await create(admin, 'Contact', { LastName: 'c', AccountId: account });
  const deal = await create(admin, 'Opportunity', {
    Name: 'd',
    StageName: 'Prospecting',
    CloseDate: '2026-01-01',
    AccountId: account,
  });
  const widget = await create(admin, 'Widget__c', { Name: 'w', Account__c: account });
  const line = await create(admin, 'Line__c', { Widget__c: widget });
  const held = await create(admin, 'Widget__c', { Name: 'held', Key__c: 'taken' });
  const heldLine = await create(admin, 'Line__c', { Widget__c: held });
  await admin.control('POST', '/locks', { ids: [heldLine] });
  return { account, contact, deal, widget, line, held };
}

function resolve(
  { method, object, id, values }: Step,
  known: Known,
): { method: string; object: string; id: string | undefined; body: Record<string, unknown> | undefined } {
  const body =
    values === undefined
      ? undefined
      : Object.fromEntries(
          Object.entries(values).map(([name, value]) => [
            name,
            typeof value === 'string' && value.startsWith('@') ? known[value.slice(1) as keyof Known] : value,
          ]),
        );
  return { method, object, id: id === undefined ? undefined : known[id], body };
}

/** The request that carries the steps, in each shape that can be all-or-none. */
const SHAPES: Readonly<
  Record<string, (admin: TestClient, steps: readonly Step[], known: Known) => Promise<unknown>>
> = {
  composite: (admin, steps, known) =>
    admin.post('/composite', {
      allOrNone: true,
      compositeRequest: steps.map((step, index) => {
        const { method, object, id, body } = resolve(step, known);
        return {
          method,
          url: `/services/data/v60.0/sobjects/${object}${id === undefined ? '' : `/${id}`}`,
          referenceId: `r${index}`,
          ...(body === undefined ? {} : { body }),
        };
      }),
    }),
  'collection of new rows': (admin, steps, known) =>
    admin.post('/composite/sobjects', {
      allOrNone: true,
      records: steps
        .filter(({ method }) => method === 'POST')
        .map((step) => ({ attributes: { type: step.object }, ...resolve(step, known).body })),
    }),
  'collection of changed rows': (admin, steps, known) =>
    admin.call('PATCH', '/composite/sobjects', {
      allOrNone: true,
      records: steps
        .filter(({ method }) => method === 'PATCH')
        .map((step) => ({
          attributes: { type: step.object },
          id: resolve(step, known).id,
          ...resolve(step, known).body,
        })),
    }),
  'single row': (admin, [step], known) => {
    assert.ok(step);
    const { method, object, id, body } = resolve(step, known);
    return admin.call(method, `/sobjects/${object}${id === undefined ? '' : `/${id}`}`, body);
  },
  tree: (admin, steps, known) =>
    admin.post('/composite/tree/Account', {
      records: [
        {
          attributes: { type: 'Account', referenceId: 'good' },
          Name: 'tree',
          Contacts: {
            records: [
              { attributes: { type: 'Contact', referenceId: 'child' }, LastName: String(steps.length) },
            ],
          },
        },
        { attributes: { type: 'Account', referenceId: 'bad' }, ParentId: known.contact, Name: 'bad' },
      ],
    }),
};

/** What the shape can carry, with a wrong step that it can carry. */
function stepsOf(shape: string, first: readonly Step[], wrong: Step, last: readonly Step[]): Step[] {
  if (shape === 'single row') return [wrong];
  const badRow: Step = { method: 'POST', object: 'Account', values: {} };
  const badChange: Step = { method: 'PATCH', object: 'Opportunity', id: 'deal', values: { StageName: null } };
  const own =
    shape === 'collection of new rows' && wrong.method !== 'POST'
      ? badRow
      : shape === 'collection of changed rows' && wrong.method !== 'PATCH'
        ? badChange
        : wrong;
  return [...first, own, ...last];
}

behaviour(
  'a failed save or all-or-none leaves no trace: no row, no history, no silent mark, no event',
  { documented: 'REST API Developer Guide, "Composite", "sObject Collections", "sObject Tree": allOrNone' },
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'rollback-'));
    try {
      await using org = await openTestOrg({ seed: SEED, dataDir: directory });
      const { admin } = org;
      const known = await seedRows(admin);
      const commits = commitsOf(org.simulator.org);
      const file = join(directory, 'org.sqlite');
      // The schema's own tables settle with the first request.
      await admin.query('SELECT COUNT() FROM Account');
      const before = dump(file);
      await fc.assert(
        fc.asyncProperty(
          fc.array(good, { maxLength: 6 }),
          bad,
          fc.array(good, { maxLength: 3 }),
          fc.constantFrom(...Object.keys(SHAPES)),
          async (first, wrong, last, shape) => {
            const steps = stepsOf(shape, first, wrong, last);
            await SHAPES[shape]?.(admin, steps, known);
            assert.deepEqual(changedTables(file, before), [], `${shape} ${JSON.stringify(steps)}`);
            assert.deepEqual(commits, [], 'nobody is told of what did not happen');
          },
        ),
        // An org that kept a trace is no ground for further tries: the first failure is the one to read.
        { numRuns: 80, endOnFailure: true },
      );
      // Steps of the same kind without a wrong one do leave their traces: the test could fail.
      const right: Step[] = [
        { method: 'PATCH', object: 'Account', id: 'account', values: { Industry: 'Energy' } },
        { method: 'POST', object: 'Line__c', values: { Widget__c: '@widget' } },
        { method: 'DELETE', object: 'Contact', id: 'contact' },
      ];
      await SHAPES['composite']?.(admin, right, known);
      assert.equal(commits.length, 1);
      const changed = changedTables(file, before);
      for (const name of ['Account', 'AccountHistory', 'Line__c', 'Widget__c', 'Contact'])
        assert.ok(changed.includes(`o_${name}`), `${name} among ${changed.join(', ')}`);
      assert.ok(changed.includes('sim_event'));
      const [widget] = (await admin.query(`SELECT Lines__c FROM Widget__c WHERE Id = '${known.widget}'`)).body
        .records;
      assert.equal(widget.Lines__c, 2);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  },
  { covers: 'commit.rollback' },
);
