import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { MirrorTable, NewLoadPart } from '@sync-user/engine';
import {
  accountId,
  accountRecord,
  accountTable,
  at,
  createTestStore,
  type TestStore,
} from '../../testing/sample-workspace.ts';

const TROUBLE = { code: 'SF_FIELD_NOT_READABLE', title: 't', message: 'm', fix: 'f', since: at(1) } as const;

const PART: NewLoadPart = {
  transport: 'bulk',
  range: { after: null, through: null },
  fields: null,
  fills: false,
  merge: false,
  attempts: 1,
};

describe('selected objects', () => {
  let t: TestStore;
  let table: MirrorTable;
  let workspaceId: string;
  before(async () => {
    t = await createTestStore();
    table = accountTable(t.workspace);
    workspaceId = table.workspaceId;
  });
  after(() => t[Symbol.asyncDispose]());
  beforeEach(async () => {
    await t.store.objects.remove(table);
    await t.store.objects.write({ table, label: 'Account', custom: false });
  });

  test('what is written is read again, columns in their order, whatever the letter case asked for', async () => {
    const object = await t.store.objects.read(workspaceId, 'ACCOUNT');
    assert.deepEqual(
      [object?.table, object?.label, object?.custom, object?.state, object?.trouble, object?.cursor],
      [table, 'Account', false, 'waiting', null, null],
    );
    assert.deepEqual(await t.store.objects.list(workspaceId), [object]);
  });

  test('writing it again replaces label and columns and keeps state and cursor', async () => {
    const load = await t.store.objects.startLoad(workspaceId, 'Account', { reload: false, restart: false });
    await t.store.mirror.ensureTable(table);
    const cursor = { readThrough: at(5), deepReadAt: null, deepReadRows: 0 };
    await t.store.objects.finishLoad(workspaceId, 'Account', load.loadId, cursor);
    const narrower = { ...table, columns: table.columns.slice(0, 2) };
    await t.store.objects.write({ table: narrower, label: 'Konto', custom: false });
    const object = await t.store.objects.read(workspaceId, 'Account');
    assert.deepEqual([object?.label, object?.state, object?.cursor], ['Konto', 'live', cursor]);
    assert.equal(object?.table.columns.length, 2);
  });

  test('a trouble of one field is kept with it and counted', async () => {
    const columns = table.columns.map((column) =>
      column.field === 'Views' ? { ...column, trouble: TROUBLE } : column,
    );
    await t.store.objects.writeColumns(workspaceId, 'Account', columns);
    assert.deepEqual((await t.store.objects.read(workspaceId, 'Account'))?.table.columns, columns);
    const detail = await t.store.selected.read(workspaceId, 'Account');
    assert.deepEqual([detail?.fieldCount, detail?.fieldTroubles], [columns.length, 1]);
    assert.deepEqual(detail?.fields.find((field) => field.name === 'Views')?.trouble, TROUBLE);
  });

  test('a load goes from job to pages to done, and a restart counts its attempts', async () => {
    const { objects } = t.store;
    const first = await objects.startLoad(workspaceId, 'Account', { reload: false, restart: false });
    assert.deepEqual([first.planned, first.parts], [false, []]);
    const plan = {
      position: at(1),
      rowsCounted: 12,
      parts: [PART, { ...PART, fields: ['Id'], fills: true }],
    };
    const planned = await objects.planLoad(first.loadId, plan);
    await objects.writePartJob(first.loadId, 0, { jobId: '750', begunAt: at(2) });
    await objects.writePartExpected(first.loadId, 0, 12);
    await objects.writeLoadPhase(first.loadId, 'copying');
    await objects.writeLoadPhase(first.loadId, 'job_running');
    await objects.finishPart(first.loadId, 1);
    const part = { ...PART, jobId: null, begunAt: null, locator: null, pagesLoaded: 0, rowsLoaded: 0 };
    const began = { ...part, part: 0, jobId: '750', begunAt: at(2), rowsExpected: 12, done: false };
    const expected = {
      ...first,
      phase: 'copying',
      position: at(1),
      rowsCounted: 12,
      planned: true,
      parts: [began, { ...part, part: 1, fields: ['Id'], fills: true, rowsExpected: null, done: true }],
    };
    assert.deepEqual(await objects.readLoad(workspaceId, 'Account'), expected, 'phases go forward only');
    assert.deepEqual({ ...planned, parts: [] }, { ...expected, phase: 'describing', parts: [] });

    const halves = [
      { ...PART, range: { after: null, through: '001' }, attempts: 2 },
      { ...PART, range: { after: '001', through: null }, attempts: 2, merge: true },
    ];
    const cut = await objects.replacePart(first.loadId, 0, halves);
    assert.equal(cut?.attempts, 2);
    assert.deepEqual(
      cut.parts.map(({ part: n, range, merge, done }) => [n, range.after, range.through, merge, done]),
      [
        [1, null, null, false, true],
        [2, null, '001', false, false],
        [3, '001', null, true, false],
      ],
    );
    const second = await objects.startLoad(workspaceId, 'Account', { reload: false, restart: true });
    assert.notEqual(second.loadId, first.loadId);
    assert.deepEqual(
      [second.attempts, second.planned, second.position, second.rowsCounted, second.parts],
      [3, false, null, null, []],
    );

    await objects.finishLoad(workspaceId, 'Account', first.loadId, {
      readThrough: at(1),
      deepReadAt: null,
      deepReadRows: 0,
    });
    assert.equal(
      (await objects.read(workspaceId, 'Account'))?.state,
      'waiting',
      'a replaced load finishes nothing',
    );
    const fresh = await objects.startLoad(workspaceId, 'Account', { reload: true, restart: false });
    assert.deepEqual([fresh.attempts, fresh.reload], [1, true]);
  });

  test('a load that is resumed is taken from the worker that had it', async () => {
    const { objects, mirror } = t.store;
    const first = await objects.startLoad(workspaceId, 'Account', { reload: false, restart: false });
    const plan = { position: at(1), rowsCounted: null, parts: [PART] };
    const planned = await objects.planLoad(first.loadId, plan);
    const resumed = await objects.resumeLoad(workspaceId, 'Account');
    assert.ok(resumed);
    assert.notEqual(resumed.loadId, first.loadId);
    assert.deepEqual({ ...resumed, loadId: '' }, { ...planned, loadId: '' });

    await objects.writePartJob(first.loadId, 0, { jobId: '751', begunAt: at(2) });
    await objects.writePartExpected(first.loadId, 0, 3);
    await objects.finishPart(first.loadId, 0);
    await objects.writeLoadPhase(first.loadId, 'checking');
    assert.equal(await objects.planLoad(first.loadId, plan), undefined);
    assert.equal(await objects.replacePart(first.loadId, 0, []), undefined);
    assert.deepEqual(
      await objects.readLoad(workspaceId, 'Account'),
      resumed,
      'the old worker writes nothing',
    );
    const { table } = (await objects.read(workspaceId, 'Account')) ?? assert.fail('it is selected');
    assert.equal(await mirror.prepareLoad(table, first), false, 'nor does it empty the table');
    assert.equal(await mirror.prepareLoad(table, resumed), true);

    await objects.finishLoad(workspaceId, 'Account', resumed.loadId, {
      readThrough: at(1),
      deepReadAt: null,
      deepReadRows: 0,
    });
    assert.equal(
      await objects.resumeLoad(workspaceId, 'Account'),
      undefined,
      'a finished load is not resumed',
    );
  });

  test('removed, it takes columns and load with it; a load of it cannot begin', async () => {
    await t.store.objects.startLoad(workspaceId, 'Account', { reload: false, restart: false });
    await t.store.objects.remove(table);
    assert.equal(await t.store.objects.read(workspaceId, 'Account'), undefined);
    assert.equal(await t.store.objects.readLoad(workspaceId, 'Account'), undefined);
    await t.store.objects.writeColumns(workspaceId, 'Account', table.columns);
    await assert.rejects(
      t.store.objects.startLoad(workspaceId, 'Account', { reload: false, restart: false }),
      {
        code: 'OBJECT_NOT_SELECTED',
      },
    );
  });

  test('while a view depends on its table it stays whole, and the refusal names the view', async () => {
    const { objects, mirror, records } = t.store;
    const { pool } = t.database;
    await mirror.ensureTable(table);
    await mirror.applyRecords(table, [accountRecord(1, 1), accountRecord(2, 1, { IsDeleted: true })], {
      cause: 'poll',
      cursor: null,
    });
    const load = await objects.startLoad(workspaceId, 'Account', { reload: true, restart: false });
    const before = await objects.read(workspaceId, 'Account');
    const countTombstones = async () =>
      (await pool.query(`select 1 from ${table.schema}.sync_tombstone where object = 'Account'`)).rowCount;
    assert.equal(await countTombstones(), 1);
    await pool.query(`create schema reports`);
    await pool.query(`create view reports.big_accounts as select name from ${table.schema}.account`);

    await assert.rejects(objects.remove(table), {
      code: 'API_CONFLICT',
      message: /view reports\.big_accounts depends on table crm_acme\.account/,
    });
    assert.deepEqual(await objects.read(workspaceId, 'Account'), before);
    assert.deepEqual(await objects.readLoad(workspaceId, 'Account'), load);
    assert.equal((await records.read(workspaceId, 'Account', accountId(1)))?.['name'], 'Account 1');
    assert.equal(await countTombstones(), 1);

    await pool.query(`drop view reports.big_accounts`);
    await objects.remove(table);
    assert.equal(await objects.read(workspaceId, 'Account'), undefined);
    assert.equal(await countTombstones(), 0);
    const { rows } = await pool.query(`select to_regclass('${table.schema}.account') as found`);
    assert.deepEqual(rows, [{ found: null }]);
  });
});
