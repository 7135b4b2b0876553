/** Values that are not what describe promised, and large deltas; each test is named after the failure elsewhere. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { deselectObject, pollWorkspace } from '@sync-user/engine';
import { orgSeed } from '../support/org-seed.ts';
import { BULK, startLoadRig } from './load-rig.ts';

const rig = await startLoadRig(orgSeed({ widgets: 12, accounts: 3, contacts: 0 }));
const FIELDS = ['Id', 'Name', 'Title__c'];

/** What people type and other systems cannot read back. */
const TEXTS = [
  'N/A',
  '',
  'null',
  '#N/A',
  'NaN',
  'He said "hi", and\nwent\r\nhome',
  'Zoë Åström 株式会社 🙂',
  "'; drop table account; --",
  '\\N',
  '0.0',
  'a,b;c\td',
  'Infinity',
];

beforeEach(async () => {
  rig.lies.clear();
  for (const { table } of await rig.ports.objects.list(rig.workspaceId))
    await deselectObject(rig.store, rig.workspaceId, table.sobject);
});

async function writeTitles(titles: readonly string[]): Promise<string[]> {
  const rows = await rig.orgRows('Widget__c', ['Id']);
  const ids = rows.map((row) => String(row['Id']));
  await rig.org.save(
    titles.map((title, index) => ({
      kind: 'update',
      object: 'Widget__c',
      id: ids[index] ?? '',
      values: { Title__c: title },
    })),
  );
  return ids;
}

/** Describe says that `Title__c`, which is a text, is something else. */
async function selectWithLie(type: 'int' | 'double'): Promise<void> {
  rig.lies.set('Title__c', { type, precision: 18, scale: type === 'int' ? 0 : 2 });
  await rig.select('Widget__c', FIELDS);
}

const cells = async () =>
  (await rig.store.quarantine.list(rig.workspaceId, { limit: 100 })).cells.map(
    ({ recordId, value, kept }) => [recordId, value, kept],
  );
const titles = async () =>
  Object.fromEntries(
    (
      await rig.sql<{ id: string; title__c: unknown }>(`select id, title__c from ${rig.schema}.widget__c`)
    ).map((row) => [row.id, row.title__c]),
  );
const poll = async (deltaByBulkRows?: number) => {
  await rig.sql(`update sync_user.selected_object set next_read_at = '-infinity'`);
  const report = await pollWorkspace(
    rig.ports,
    rig.workspaceId,
    AbortSignal.timeout(60_000),
    deltaByBulkRows === undefined ? {} : { deltaByBulkRows },
  );
  assert.deepEqual(report.troubled, []);
  return report;
};

for (const [how, sizes] of [
  ['bulk jobs', BULK],
  ['queries', {}],
] as const) {
  test(`N/A becomes null, quotes break rows, newlines vanish, names arrive in another encoding: texts stay as they are (${how})`, async () => {
    await writeTitles(TEXTS);
    await rig.select('Widget__c', FIELDS);
    assert.equal((await rig.load('Widget__c', sizes)).kind, 'live');
    await rig.assertSame('Widget__c', FIELDS);
    assert.deepEqual(await cells(), []);
  });

  test(`integers arrive as "0.0": they are the integers they mean (${how})`, async () => {
    const ids = await writeTitles([
      '0.0',
      '10.0',
      '1.5E3',
      '-7',
      '+8',
      '2147483647',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
    ]);
    await selectWithLie('int');
    assert.equal((await rig.load('Widget__c', sizes)).kind, 'live');
    const found = await titles();
    assert.deepEqual(
      ids.slice(0, 6).map((id) => found[id]),
      [0, 10, 1500, -7, 8, 2_147_483_647],
    );
    assert.deepEqual(await cells(), []);
  });

  test(`one value that lies about its type breaks the loader: it is left out and named, its row and all others are kept (${how})`, async () => {
    const ids = await writeTitles([
      '7',
      'many',
      'NaN',
      '99999999999',
      '1.5',
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      '8',
    ]);
    await selectWithLie('int');
    assert.equal((await rig.load('Widget__c', sizes)).kind, 'live');
    const found = await titles();
    assert.equal(Object.keys(found).length, 12);
    assert.deepEqual(
      ids.slice(0, 6).map((id) => found[id]),
      [7, null, null, null, null, 1],
    );
    assert.deepEqual(
      await cells(),
      [
        [ids[1], 'many', null],
        [ids[2], 'NaN', null],
        [ids[3], '99999999999', null],
        [ids[4], '1.5', null],
      ].toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
    );

    // By polls just so; and what fits again leaves the quarantine.
    await rig.org.save([
      { kind: 'update', object: 'Widget__c', id: ids[0] ?? '', values: { Title__c: 'seven' } },
      { kind: 'update', object: 'Widget__c', id: ids[1] ?? '', values: { Title__c: '77' } },
      { kind: 'update', object: 'Widget__c', id: ids[5] ?? '', values: { Title__c: '11' } },
    ]);
    await poll();
    const later = await titles();
    assert.deepEqual([later[ids[0] ?? ''], later[ids[1] ?? ''], later[ids[5] ?? '']], [null, 77, 11]);
    const named = (await cells()).map(([id]) => id);
    assert.deepEqual(
      [named.includes(ids[0] ?? ''), named.includes(ids[1] ?? ''), named.length],
      [true, false, 4],
    );
  });
}

test('NaN and infinity break the loader: in a number’s column they are left out and named', async () => {
  const ids = await writeTitles([
    'NaN',
    'Infinity',
    '1.25',
    '-Infinity',
    '1',
    '1',
    '1',
    '1',
    '1',
    '1',
    '1',
    '1',
  ]);
  await selectWithLie('double');
  assert.equal((await rig.load('Widget__c', BULK)).kind, 'live');
  const found = await titles();
  assert.deepEqual(
    ids.slice(0, 4).map((id) => found[id]),
    [null, null, 1.25, null],
  );
  assert.equal((await cells()).length, 3);
});

test('a mass update is drained page by page: many changes come by a bulk job, to the same feed as few', async () => {
  await rig.select('Widget__c', FIELDS);
  await rig.load('Widget__c', BULK);
  await poll();
  const ids = await writeTitles(Array.from({ length: 12 }, (_, n) => `mass ${n}`));
  await rig.org.save([
    { kind: 'delete', object: 'Widget__c', id: ids[0] ?? '' },
    { kind: 'create', object: 'Widget__c', values: { Title__c: 'new' } },
  ]);
  const lastSeq = (await rig.store.changes.list(rig.workspaceId, { limit: 1 })).lastSeq;
  rig.calls.length = 0;
  const report = await poll(5);
  assert.ok(rig.calls.some(({ transport }) => transport === 'bulk'));
  assert.deepEqual([report.created, report.updated, report.deleted], [1, 11, 1]);
  const { changes } = await rig.store.changes.list(rig.workspaceId, { after: lastSeq, limit: 100 });
  assert.equal(changes.length, 13);
  await rig.assertSame('Widget__c', FIELDS);
});
