import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type IsoInstant, type MadeCall, toInstant } from '@sync-user/engine';
import { connectWorkspace, createTestStore, type TestStore } from '../../testing/sample-workspace.ts';

const made = (cause: string, sobject: string | null, rest: Partial<MadeCall> = {}): MadeCall => ({
  cause,
  sobject,
  transport: 'rest',
  counted: true,
  failed: false,
  orgUsage: undefined,
  ...rest,
});
const clock = (time: string) => `2026-03-01T${time}.000Z` as IsoInstant;

describe('the ledger', () => {
  let t: TestStore;
  let workspaceId: string;
  before(async () => {
    t = await createTestStore();
    workspaceId = t.workspace.workspaceId;
    await connectWorkspace(t.store, workspaceId);
  });
  after(() => t[Symbol.asyncDispose]());

  test('adds calls up by cause, object and time, and leaves out what Salesforce does not count', async () => {
    await Promise.all([
      t.store.calls.record(
        workspaceId,
        [made('poll', null), made('poll', null, { failed: true })],
        clock('10:00:10'),
      ),
      t.store.calls.record(workspaceId, [made('poll', null), made('load', 'Account')], clock('10:00:50')),
      t.store.calls.record(workspaceId, [made('connect', null, { counted: false })], clock('10:00:50')),
      t.store.calls.record(workspaceId, [made('load', 'Account'), made('load', 'Lead')], clock('11:30:00')),
    ]);
    const report = await t.store.calls.read(workspaceId, {
      since: clock('09:00:00'),
      until: clock('12:00:00'),
      bucketSeconds: 3600,
    });
    assert.equal(report.total, 6);
    assert.deepEqual(report.byCause, { poll: 3, load: 3 });
    assert.deepEqual(
      report.byObject.map(({ object, cause, calls }) => `${object ?? '-'} ${cause} ${calls}`).sort(),
      ['- poll 3', 'Account load 2', 'Lead load 1'],
    );
    assert.deepEqual(report.buckets, [
      { at: clock('09:00:00'), byCause: {} },
      { at: clock('10:00:00'), byCause: { poll: 3, load: 1 } },
      { at: clock('11:00:00'), byCause: { load: 2 } },
    ]);
    const later = { since: clock('11:00:00'), until: clock('12:00:00'), bucketSeconds: 3600 };
    assert.equal((await t.store.calls.read(workspaceId, later)).total, 2);
  });

  test('keeps the org’s latest word on its allowance, and when the connection was last used', async () => {
    const used = (n: number) => [made('poll', null, { orgUsage: { used: n, limit: 15_000 } })];
    await t.store.calls.record(workspaceId, used(20), clock('12:00:20'));
    await t.store.calls.record(workspaceId, used(19), clock('12:00:10'));
    assert.deepEqual(await t.store.calls.readOrgUsage(workspaceId), {
      used: 20,
      limit: 15_000,
      at: clock('12:00:20'),
    });
    assert.equal(
      (await t.store.connections.read({ workspaceId, role: 'sync_user' }))?.lastCallAt,
      clock('12:00:20'),
    );
  });

  test('a span that is empty or has too many buckets is the caller’s mistake', async () => {
    const read = (since: IsoInstant, until: IsoInstant) =>
      t.store.calls.read(workspaceId, { since, until, bucketSeconds: 60 });
    await assert.rejects(read(clock('12:00:00'), clock('12:00:00')), { code: 'API_INVALID_REQUEST' });
    await assert.rejects(read(toInstant(0), clock('12:00:00')), { code: 'API_INVALID_REQUEST' });
  });
});
