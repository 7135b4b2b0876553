import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fillFields, pollWorkspace, refreshFormulas } from '@sync-user/engine';
import { orgSeed } from '../support/org-seed.ts';
import { startLoadRig } from './load-rig.ts';

const SIGNAL = AbortSignal.timeout(240_000);
const DAY_MS = 24 * 3_600_000;

/** Bills of accounts: formulas over the bill, its account, that account's parent, and the clock. */
const FORMULAS = ['Double__c', 'Where__c', 'Group_City__c', 'Of_Formula__c', 'Late__c'];
const rig = await startLoadRig(seedOfBills());
const { ports, workspaceId, schema } = rig;
for (const sobject of ['Account', 'Bill__c']) {
  await rig.select(
    sobject,
    sobject === 'Bill__c' ? 'all' : ['BillingCity', 'ParentId', 'Site', 'Tag__c', 'Bills__c'],
  );
  assert.equal((await rig.load(sobject)).kind, 'live');
}
const accounts = (await rig.orgRows('Account', ['Id'])).map((row) => String(row['Id'])).toSorted();
const [hub = '', branch = '', leaf = '', other = ''] = accounts;
const poll = () => pollWorkspace(ports, workspaceId, SIGNAL);
const formulas = () => refreshFormulas(ports, { workspaceId, schema }, SIGNAL);
const save = (object: string, id: string, values: Record<string, unknown>) =>
  rig.org.save([{ kind: 'update', object, id, values }]);
const same = () => rig.assertSame('Bill__c', ['Id', 'Title__c', 'Price__c', ...FORMULAS]);
/** Polls reach back over a quarter of an hour; what happened before, no poll reads again. */
async function pass(ms: number): Promise<void> {
  await rig.org.send('POST', '/clock', { advanceMs: ms });
  await ports.clock.sleep(ms, SIGNAL);
}
async function sweepAll(): Promise<void> {
  for (const sobject of ['Account', 'Bill__c'])
    await fillFields(ports, workspaceId, sobject, 'sweep', SIGNAL);
}

const bills = await rig.org.save(
  Array.from({ length: 30 }, (_, index) => ({
    kind: 'create' as const,
    object: 'Bill__c',
    values: {
      Title__c: `bill ${index}`,
      Price__c: index,
      Due__c: new Date(Date.now() + DAY_MS).toISOString().slice(0, 10),
      Account__c: [branch, leaf, other][index % 3],
    },
  })),
);
await save('Account', leaf, { ParentId: branch });
await poll();
await formulas();
await sweepAll();
await formulas();
await pass(3_600_000);
await poll();
await formulas();

describe('formulas', () => {
  test('a formula over a parent is read again when the parent changes, although no stamp of its row moved', async () => {
    await same();
    const before = await feedEnd();
    await save('Account', branch, { BillingCity: 'Basel' });
    await poll();
    rig.calls.length = 0;
    const report = await formulas();
    // Ten bills of the branch itself, ten of the leaf below it, and the two accounts that count them.
    assert.deepEqual([report.read, report.changed], [22, 20]);
    assert.deepEqual(
      rig.calls.map((call) => call.cause),
      ['formula', 'formula'],
      'a call for the bills, one for the accounts',
    );
    await same();
    const told = await rig.sql<{ cause: string; changed: Record<string, unknown> }>(
      `select cause, changed from ${schema}.sync_change where seq > $1 and object = 'Bill__c'`,
      [before],
    );
    assert.equal(told.length, 20);
    assert.ok(told.every(({ cause, changed }) => cause === 'formula' && !('title__c' in changed)));
    assert.deepEqual(await formulas(), { read: 0, changed: 0, swept: [] }, 'and then there is peace');
  });

  test('a formula over a grandparent follows when the parent moves to another', async () => {
    await save('Account', hub, { BillingCity: 'Oslo' });
    await poll();
    await formulas();
    await save('Account', leaf, { ParentId: hub });
    await poll();
    await formulas();
    await same();
  });

  test('a formula over a parent’s formula follows it', async () => {
    await save('Account', other, { Site: 'north' });
    await poll();
    await formulas();
    await same();
  });

  test('a change of what no formula reads asks nothing', async () => {
    await save('Account', other, { Description: 'new' });
    await poll();
    rig.calls.length = 0;
    assert.equal((await formulas()).read, 0);
    assert.equal(rig.calls.length, 0);
  });

  test('what changes with the clock is read again after midnight, and nothing else is blanked', async () => {
    await pass(3 * DAY_MS);
    const stale = await rig.sql(`select 1 from ${schema}.bill__c where late__c`);
    assert.equal(stale.length, 0);
    assert.ok((await formulas()).swept.includes('Bill__c'));
    await sweepAll();
    await same();
    const late = await rig.sql(`select 1 from ${schema}.bill__c where late__c`);
    assert.equal(late.length, 30);
    const column = (await rig.read('Bill__c')).table.columns.find((one) => one.field === 'Late__c');
    assert.ok(column?.asOf !== null && column?.asOf !== undefined, 'the column says as of when');
    assert.deepEqual((await formulas()).swept, [], 'once a day');
  });

  test('a roll-up follows its children where the parent is not stamped', async () => {
    // The cursor goes past what was stamped before: no poll brings these accounts.
    await poll();
    await formulas();
    await rig.org.send('POST', '/roll-ups', { stamping: false });
    await rig.org.save([{ kind: 'delete', object: 'Bill__c', id: bills[0] ?? '' }]);
    await save('Bill__c', bills[1] ?? '', { Account__c: other });
    await poll();
    const known = await rig.sql(`select 1 from ${schema}.account where bills__c = 10`);
    assert.equal(known.length, 3, 'no stamp of an account moved');
    await formulas();
    await rig.assertSame('Account', ['Id', 'Bills__c', 'Tag__c']);
  });

  test('one missing id fails the whole batch: a record that went meanwhile leaves the others to be read', async () => {
    await pass(3_600_000);
    await poll();
    await formulas();
    const gone = bills[3] ?? '';
    await save('Account', branch, { BillingCity: 'Bern' });
    await poll();
    await rig.org.save([
      { kind: 'delete', object: 'Bill__c', id: gone },
      { kind: 'purge', object: 'Bill__c', id: gone },
    ]);
    await formulas();
    const stale = await rig.sql<{ id: string }>(
      `select id from ${schema}.bill__c where account__c = $1 and where__c not like 'Bern/%'`,
      [branch],
    );
    assert.deepEqual(stale, [{ id: gone }]);
    assert.deepEqual(await formulas(), { read: 0, changed: 0, swept: [] });
    await poll();
    await same();
  });
});

async function feedEnd(): Promise<number> {
  const [head] = await rig.sql<{ last_seq: number }>(`select last_seq from ${schema}.sync_feed_head`);
  return Number(head?.last_seq);
}

function seedOfBills(): object {
  const seed = orgSeed({ accounts: 6, contacts: 0, widgets: 0 }) as {
    permissionSets: { objects: Record<string, string>; fields: Record<string, string> }[];
    objects: object[];
  };
  const [set] = seed.permissionSets;
  if (set === undefined) throw new Error('a seed without a permission set');
  set.objects['Bill__c'] = 'rV';
  set.fields['Bill__c.*'] = 'read';
  return {
    ...seed,
    objects: [
      ...seed.objects,
      {
        name: 'Bill__c',
        label: 'Bill',
        plural: 'Bills',
        fields: [
          { name: 'Title__c', type: 'text', length: 80 },
          { name: 'Price__c', type: 'number', precision: 12, scale: 2 },
          { name: 'Due__c', type: 'date' },
          {
            name: 'Account__c',
            type: 'masterDetail',
            referenceTo: 'Account',
            childRelationshipName: 'Bills__r',
            reparentableMasterDetail: true,
          },
          { name: 'Double__c', type: 'number', precision: 14, scale: 2, formula: 'Price__c * 2' },
          { name: 'Where__c', type: 'text', formula: 'Account__r.BillingCity & "/" & Title__c' },
          { name: 'Group_City__c', type: 'text', formula: 'Account__r.Parent.BillingCity' },
          { name: 'Of_Formula__c', type: 'text', formula: '"of " & Account__r.Tag__c' },
          { name: 'Late__c', type: 'checkbox', formula: 'Due__c < TODAY()' },
        ],
      },
    ],
    fields: {
      Account: [
        { name: 'Tag__c', type: 'text', formula: 'UPPER(Site)' },
        {
          name: 'Bills__c',
          type: 'rollUp',
          summaryForeignKey: 'Bill__c.Account__c',
          summaryOperation: 'count',
        },
      ],
    },
  };
}
