import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accountTable, at, createTestStore, type TestStore } from '../../testing/sample-workspace.ts';

const TROUBLE = {
  code: 'SF_BULK_JOB_FAILED',
  title: 'A bulk job failed',
  message: 'It did.',
  fix: 'Try again.',
  since: at(1),
} as const;
const CURSOR = { readThrough: at(1), deepReadAt: null, deepReadRows: 0 };

describe('the history of an object’s loads', () => {
  let t: TestStore;
  let workspaceId: string;
  before(async () => {
    t = await createTestStore();
    ({ workspaceId } = t.workspace);
    const table = accountTable(t.workspace);
    await t.store.mirror.ensureTable(table);
    await t.store.objects.write({ table, label: 'Account', custom: false });
  });
  after(() => t[Symbol.asyncDispose]());

  const begin = async (options: { reload?: boolean; restart?: boolean } = {}) => {
    const load = { reload: options.reload === true, restart: options.restart === true };
    const { loadId } = await t.store.objects.startLoad(workspaceId, 'Account', load);
    return loadId;
  };
  const plan = (loadId: string, ...transports: ('bulk' | 'query')[]) =>
    t.store.objects.planLoad(loadId, {
      position: at(1),
      rowsCounted: 7,
      parts: transports.map((transport) => ({
        transport,
        range: { after: null, through: null },
        fields: null,
        fills: false,
        merge: false,
        attempts: 1,
      })),
    });
  const finish = (loadId: string) => t.store.objects.finishLoad(workspaceId, 'Account', loadId, CURSOR);
  const loads = () => t.store.selected.listLoads(workspaceId, 'Account');
  const state = (from: 'waiting' | 'loading' | 'live', to: 'loading' | 'failed' | 'waiting') =>
    t.store.objects.writeState(workspaceId, 'Account', to, to === 'failed' ? TROUBLE : null, { from });

  test('a load says why it was, who asked, and by what it came; restarts and another worker are the same load', async () => {
    await t.store.selected.noteSelectedBy(workspaceId, 'Account', 'user:ada@acme.example');
    await begin();
    await begin({ restart: true });
    await state('waiting', 'loading');
    const resumed = await t.store.objects.resumeLoad(workspaceId, 'Account');
    await plan(resumed?.loadId ?? '', 'bulk', 'query');
    await t.database.pool.query(
      `update object_load_part set rows_loaded = part + 3, pages_loaded = 1;
       insert into api_call (workspace_id, minute, cause, sobject, counted, calls, failed)
       select workspace_id, date_trunc('minute', now()), c.cause, c.sobject, true, 4, 0
         from workspace, (values ('load', 'Account'), ('poll', 'Account'), ('load', 'Contact')) c(cause, sobject)`,
    );
    const [running, ...none] = await loads();
    assert.deepEqual(none, []);
    assert.deepEqual(
      [running?.outcome, running?.by, running?.rows, running?.rowsExpected, running?.finishedAt],
      ['running', 'both', 7, 7, null],
    );
    await finish('00000000-0000-4000-8000-000000000000');
    assert.equal((await loads())[0]?.outcome, 'running', 'it was another load that ended');
    await finish(resumed?.loadId ?? '');
    const [done] = await loads();
    assert.partialDeepStrictEqual(done, {
      why: 'first',
      askedBy: 'user:ada@acme.example',
      outcome: 'done',
      by: 'both',
      rows: 7,
      rowsExpected: 7,
      pages: 2,
      tries: 2,
      calls: 4,
      trouble: null,
    });
    assert.ok(done !== undefined && done.finishedAt !== null && done.seconds >= 0);
  });

  test('who asks for a load is named with the next one only', async () => {
    await t.store.selected.noteLoadAsked(workspaceId, 'Account', 'key:pipeline');
    await finish(await begin({ reload: true }));
    await finish(await begin({ reload: true }));
    assert.deepEqual(
      (await loads()).map(({ why, askedBy }) => [why, askedBy]),
      [
        ['row_filter', null],
        ['reload', 'key:pipeline'],
        ['first', 'user:ada@acme.example'],
      ],
    );
  });

  test('a load that failed says why, one that another replaced says so, and what failed later is no load', async () => {
    await state('live', 'waiting');
    await begin({ reload: true });
    await state('waiting', 'loading');
    await state('loading', 'failed');
    await begin({ reload: true });
    await finish(await begin({ reload: true }));
    await state('live', 'failed');
    const [last, replaced, failed] = await loads();
    assert.deepEqual([last?.outcome, replaced?.outcome, failed?.outcome], ['done', 'replaced', 'failed']);
    assert.equal(failed?.trouble?.code, 'SF_BULK_JOB_FAILED');
    assert.ok([replaced, failed].every((load) => load !== undefined && load.finishedAt !== null));
  });

  test('twenty are kept', async () => {
    for (let load = 0; load < 21; load += 1) await finish(await begin({ reload: true }));
    const kept = await loads();
    assert.equal(kept.length, 20);
    assert.ok(kept.every(({ outcome, why }) => outcome === 'done' && why === 'row_filter'));
    assert.deepEqual(await t.store.selected.listLoads(workspaceId, 'Contact'), []);
  });
});
