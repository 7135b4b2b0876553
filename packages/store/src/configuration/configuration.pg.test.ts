import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Configuration } from '@sync-user/contract';
import { accountTable, at, createTestStore, type TestStore } from '../../testing/sample-workspace.ts';
import { openDatabase } from '../database/database.ts';
import type { NewSnapshot } from './configuration-snapshot.ts';
import { createConfigurationStore } from './create-configuration-store.ts';

const CONFIGURATION = Configuration.parse({
  format: 'sync-user-configuration',
  version: 1,
  workspace: { censusEveryHours: null },
  objects: { Account: { fields: { Id: 'id', Name: 'string' }, private: ['Phone'] } },
});
const SNAPSHOT: NewSnapshot = {
  takenBy: 'user:ada@example.com',
  organizationId: '00D000000000001AAA',
  source: 'sandbox',
  changes: 4,
  configuration: CONFIGURATION,
};

describe('configurations', () => {
  let t: TestStore;
  let workspaceId: string;
  before(async () => {
    t = await createTestStore();
    ({ workspaceId } = t.workspace);
  });
  after(() => t[Symbol.asyncDispose]());
  const tables = async (): Promise<string[]> => {
    const { rows } = await t.database.pool.query<{ table_name: string }>(
      `select table_name from information_schema.tables where table_schema = 'crm_acme' and table_name in ('account', 'contact')`,
    );
    return rows.map(({ table_name }) => table_name);
  };

  test('what fails in the middle leaves nothing behind: no table, no object, no setting, no snapshot', async () => {
    const stop = new Error('stop');
    await assert.rejects(
      t.store.configuration.change(workspaceId, async (change) => {
        const table = accountTable(t.workspace);
        await change.mirror.ensureTable(table);
        await change.objects.write({ table, label: 'Account', custom: false });
        await change.fields.makePrivate(table, ['Name']);
        await change.changeReading('Account', { mode: 'poll', intervalSeconds: 60 }, at(1));
        await change.changeWorkspace({ apiSharePercent: 7, name: 'Other' });
        await change.writePolicy('ask');
        await change.changeNoticeSettings({ emails: ['ops@acme.example'] });
        await change.writeCensusInterval({ everyHours: 3, now: at(1) });
        await change.switchEvents(false);
        assert.equal(await change.readEventsOn(), false);
        await change.keep(SNAPSHOT);
        await change.audit({ actor: 'system', action: 'configuration.applied', target: null, details: {} });
        assert.equal((await change.objects.list(workspaceId))[0]?.mode, 'poll', 'inside it is there');
        throw stop;
      }),
      (error) => error === stop,
    );
    assert.deepEqual(await tables(), []);
    assert.deepEqual(await t.store.objects.list(workspaceId), []);
    assert.deepEqual(await t.store.fields.listPrivate(workspaceId, 'Account'), []);
    const { name, apiSharePercent } = (await t.store.workspaces.read(workspaceId)) ?? {};
    assert.deepEqual([name, apiSharePercent], ['Acme', 50]);
    assert.equal(await t.store.fields.readPolicy(workspaceId), 'add');
    assert.deepEqual((await t.store.notices.readSettings(workspaceId)).emails, []);
    assert.equal(await t.store.census.readInterval(workspaceId), null);
    assert.equal(await t.store.events.areOn(workspaceId), true);
    assert.deepEqual(await t.store.configuration.listSnapshots(workspaceId), []);
    assert.deepEqual(await t.store.audit.list(workspaceId, { limit: 5, action: 'configuration.' }), []);
  });

  test('a snapshot is kept as it was taken, and read by its workspace alone', async () => {
    const other = await t.store.workspaces.create({ slug: 'other', name: 'Other', pollIntervalSeconds: 60 });
    const kept = await t.store.configuration.change(workspaceId, (change) => change.keep(SNAPSHOT));
    assert.deepEqual(
      [kept.takenBy, kept.from, kept.changes, kept.objects, kept.rolledBackAt, kept.organizationId],
      [SNAPSHOT.takenBy, 'sandbox', 4, 1, null, '00D000000000001AAA'],
    );
    assert.deepEqual(kept.configuration, CONFIGURATION);
    assert.deepEqual(await t.store.configuration.listSnapshots(workspaceId), [kept]);
    assert.deepEqual(await t.store.configuration.listSnapshots(other.workspaceId), []);
    assert.equal(await t.store.configuration.readSnapshot(other.workspaceId, kept.id), undefined);
    assert.equal(
      await t.store.configuration.change(other.workspaceId, (change) =>
        change.markRolledBack(kept.id, 'system'),
      ),
      undefined,
    );
    assert.deepEqual(await t.store.configuration.readSnapshot(workspaceId), kept, 'nobody went back to it');
  });

  test('going back to one goes back over those taken since, once', async () => {
    const [first] = await t.store.configuration.listSnapshots(workspaceId);
    const second = await t.store.configuration.change(workspaceId, (change) => change.keep(SNAPSHOT));
    assert.deepEqual(await t.store.configuration.readSnapshot(workspaceId), second);
    const id = first?.id ?? 0;
    const mark = () =>
      t.store.configuration.change(workspaceId, (change) =>
        change.markRolledBack(id, 'user:bob@example.com'),
      );
    assert.equal((await mark())?.rolledBackBy, 'user:bob@example.com');
    assert.equal(await mark(), undefined);
    assert.equal(
      await t.store.configuration.readSnapshot(workspaceId),
      undefined,
      'there is nothing to go back to',
    );
    assert.ok((await t.store.configuration.readSnapshot(workspaceId, second.id))?.rolledBackAt !== null);
  });

  test('of two changes at once, the second sees what the first did', async () => {
    const inTurn: string[] = [];
    const begun = Promise.withResolvers<void>();
    const first = t.store.configuration.change(workspaceId, async (change) => {
      begun.resolve();
      await change.changeWorkspace({ name: 'First' });
      inTurn.push('first');
    });
    await begun.promise;
    const second = t.store.configuration.change(workspaceId, async (change) => {
      inTurn.push((await change.readWorkspace())?.name ?? '');
    });
    await Promise.all([first, second]);
    assert.deepEqual(inTurn, ['first', 'First']);
  });

  test('while it goes on nobody writes what was found in the org, and nobody writes the feed', async () => {
    await t.store.configuration.change(workspaceId, async () => {
      for (const place of ['workspace', 'crm_acme.sync_feed_head'])
        await assert.rejects(
          t.database.pool.query(`select 1 from ${place} for share nowait`),
          { code: '55P03' },
          place,
        );
    });
  });

  test('a change does not wait for ever for what others hold, and changes nothing then', async () => {
    const impatient = createConfigurationStore(openDatabase(t.database.pool), 50);
    await t.store.configuration.change(workspaceId, async () => {
      await assert.rejects(
        impatient.change(workspaceId, (change) => change.changeWorkspace({ name: 'Never' })),
        { code: 'API_CONFLICT' },
      );
    });
    assert.equal((await t.store.workspaces.read(workspaceId))?.name, 'First');
  });

  test('a change that PostgreSQL chose to end a deadlock is done again', async () => {
    let runs = 0;
    await t.store.configuration.change(workspaceId, async () => {
      runs += 1;
      if (runs === 1) throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
    });
    assert.equal(runs, 2);
  });
});
