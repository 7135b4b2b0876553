import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { fillFields, pollWorkspace, setRowFilter } from '@sync-user/engine';
import { orgSeed } from '../support/org-seed.ts';
import { startLoadRig } from './load-rig.ts';

const SIGNAL = AbortSignal.timeout(240_000);
const rig = await startLoadRig(orgSeed({ accounts: 3, contacts: 0, widgets: 0 }));
const { ports, workspaceId, schema } = rig;
const poll = () => pollWorkspace(ports, workspaceId, SIGNAL);
const save = (id: string, values: Record<string, unknown>) =>
  rig.org.save([{ kind: 'update', object: 'Widget__c', id, values }]);
const titles = async () =>
  (await rig.sql<{ title__c: string }>(`select title__c from ${schema}.widget__c order by title__c`)).map(
    (row) => row.title__c,
  );
async function filter(condition: string | null, checkOnly = false) {
  const request = { filter: condition, checkOnly };
  const outcome = await setRowFilter(ports, await rig.read('Widget__c'), request, SIGNAL);
  await fillFields(ports, workspaceId, 'Widget__c', 'filter', SIGNAL);
  return outcome;
}
/** Polls reach back over a quarter of an hour, and what changed in it is theirs. */
async function pass(ms: number): Promise<void> {
  await rig.org.send('POST', '/clock', { advanceMs: ms });
  await ports.clock.sleep(ms, SIGNAL);
}

let small = '';
let large = '';
await rig.select('Widget__c');

beforeEach(async () => {
  const old = (await rig.orgRows('Widget__c', ['Id'])).map((row) => String(row['Id']));
  if (old.length > 0)
    await rig.org.save(old.map((id) => ({ kind: 'delete' as const, object: 'Widget__c', id })));
  await ports.fields.writeRowFilter(workspaceId, 'Widget__c', null);
  const ids = await rig.org.save(
    [1, 2, 30, 40].map((size) => ({
      kind: 'create' as const,
      object: 'Widget__c',
      values: { Title__c: `w${size}`, Size__c: size },
    })),
  );
  [small = '', , large = ''] = ids;
  await ports.objects.writeState(workspaceId, 'Widget__c', 'waiting', null, { from: 'live' });
  await rig.load('Widget__c');
  await pass(3_600_000);
  await poll();
  assert.deepEqual(await titles(), ['w1', 'w2', 'w30', 'w40']);
});

describe('row filters', () => {
  test('rows that do not meet the condition leave, and come back when it is lifted', async () => {
    const checked = await filter('Size__c > 10', true);
    assert.deepEqual([checked.matching, checked.total, checked.applied], [2, 4, false]);
    assert.deepEqual(await titles(), ['w1', 'w2', 'w30', 'w40'], 'a check changes nothing');
    const outcome = await filter('Size__c > 10');
    assert.deepEqual([outcome.matching, outcome.total, outcome.follows], [2, 4, 'record']);
    assert.deepEqual(await titles(), ['w30', 'w40']);
    await filter('Size__c < 10');
    assert.deepEqual(await titles(), ['w1', 'w2']);
    await filter(null);
    await rig.assertSame('Widget__c', ['Id', 'Title__c', 'Size__c']);
  });

  test('a row that stops meeting it leaves with the poll, and returns with the poll', async () => {
    await filter('Size__c > 10');
    await save(large, { Size__c: 3, Title__c: 'now small' });
    await save(small, { Size__c: 300, Title__c: 'now large' });
    await poll();
    assert.deepEqual(await titles(), ['now large', 'w40']);
    await save(large, { Size__c: 31, Title__c: 'large again' });
    await poll();
    assert.deepEqual(await titles(), ['large again', 'now large', 'w40']);
    await rig.org.save([{ kind: 'delete', object: 'Widget__c', id: large }]);
    await poll();
    assert.deepEqual(await titles(), ['now large', 'w40']);
  });

  test('what never met it is nowhere: no row, no tombstone, no feed entry', async () => {
    await filter('Size__c > 10');
    const [tiny = ''] = await rig.org.save([
      { kind: 'create', object: 'Widget__c', values: { Title__c: 'tiny secret', Size__c: 1 } },
    ]);
    await poll();
    await save(tiny, { Title__c: 'tiny secret two' });
    await poll();
    for (const table of ['widget__c', 'sync_change', 'sync_tombstone']) {
      const found = await rig.sql<{ text: string }>(`select t::text as text from ${schema}.${table} t`);
      assert.deepEqual(
        found.filter((row) => row.text.includes(tiny)),
        [],
        table,
      );
    }
  });

  test('a filtered object is loaded under its filter alone', async () => {
    await ports.fields.writeRowFilter(workspaceId, 'Widget__c', 'Size__c = 40');
    await rig.sql(`delete from ${schema}.widget__c`);
    await ports.objects.writeState(workspaceId, 'Widget__c', 'waiting', null, { from: 'live' });
    assert.equal((await rig.load('Widget__c')).kind, 'live');
    assert.deepEqual(await titles(), ['w40']);
  });

  for (const [what, condition] of [
    ['Salesforce does not know', 'Sise__c > 10'],
    ['is more than a condition', 'Size__c > 10 ORDER BY Name'],
    ['breaks out of its brackets', 'Size__c > 10) OR (Name != null'],
    ['reads another object', 'Id IN (SELECT ParentId FROM Account)'],
    ['has an open text', "Title__c = 'x"],
    ['leaves a bracket open', '(Size__c > 10'],
  ] as const) {
    test(`a condition that ${what} is refused, and nothing changes`, async () => {
      rig.calls.length = 0;
      await assert.rejects(filter(condition), { code: 'ROW_FILTER_REFUSED' });
      // What would change the query around it is not even asked.
      assert.equal(rig.calls.length, what === 'Salesforce does not know' ? 1 : 0);
      assert.equal((await rig.read('Widget__c')).table.rowFilter, null);
      assert.equal((await titles()).length, 4);
    });
  }

  test('a condition over texts with brackets, quotes and SOQL words in them is taken', async () => {
    await filter("Title__c != 'it\\'s (SELECT) ORDER BY' AND NOT Title__c LIKE 'w3%'");
    assert.deepEqual(await titles(), ['w1', 'w2', 'w40']);
  });
});
