/** Failures B1 (records missed or repeated at the cursor) and B3 (deletes), each test named after what happened elsewhere. */
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { orgSeed } from '../support/org-seed.ts';
import { found, onlyRun, startCensusRig } from './census-rig.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const rig = await startCensusRig({
  seed: orgSeed({ accounts: 40, contacts: 4, widgets: 30 }),
  objects: { Account: 'default', Campaign: 'default', CampaignMember: 'default', Lead: 'default' },
});
const { org, time, sql } = rig;

beforeEach(async () => {
  await time.advance(30 * MINUTE_MS);
  await rig.poll();
});

async function create(object: string, values: Readonly<Record<string, unknown>>): Promise<string> {
  const [id = ''] = await org.save([{ kind: 'create', object, values }]);
  return id;
}

const rename = (id: string, name: string) =>
  org.save([{ kind: 'update', object: 'Account', id, values: { Name: name } }]);

async function nameOf(id: string): Promise<string | undefined> {
  return (await sql<{ name: string }>(`select name from crm_acme.account where id = $1`, [id]))[0]?.name;
}

async function feedOf(id: string): Promise<string[]> {
  const { changes } = await rig.store.changes.list(rig.workspaceId, { limit: 100, recordId: id });
  return changes.map(({ operation }) => operation);
}

async function readThrough(): Promise<string> {
  const object = await rig.ports.objects.read(rig.workspaceId, 'Account');
  return object?.cursor?.readThrough ?? '';
}

describe('B1: missed or repeated at the cursor', () => {
  test('1, 9, 10: rows that become visible after the cursor moved past their stamp arrive', async () => {
    const [id = ''] = (await sql<{ id: string }>(`select id from crm_acme.account limit 1`)).map(
      (row) => row.id,
    );
    const held = await org.holdTransactions();
    await rename(id, 'Saved early, seen late');
    await time.advance(4 * MINUTE_MS);
    await rig.poll();
    assert.notEqual(await nameOf(id), 'Saved early, seen late');
    await held.release();
    await time.advance(MINUTE_MS);
    await rig.poll();
    assert.equal(await nameOf(id), 'Saved early, seen late');
    await rig.assertSame('Account');
  });

  test('3, 4, 5: what a poll lost for whatever reason is found without reading everything again', async () => {
    const id = await create('Account', { Name: 'Before' });
    await rig.poll();
    await time.advance(MINUTE_MS);
    await rename(id, 'After');
    // Lost: the cursor moves past it, beyond what it looks back at.
    await time.advance(3 * 60 * MINUTE_MS);
    await sql(
      `update sync_user.selected_object set read_through = $1, deep_read_at = $1 where sobject = 'Account'`,
      [new Date(time.nowMs())],
    );
    await time.advance(30 * MINUTE_MS);
    await rig.poll();
    assert.equal(await nameOf(id), 'Before');
    assert.deepEqual(found(onlyRun(await rig.census('Account'))), [`stale ${id}`]);
    assert.equal(await nameOf(id), 'After');
  });

  test('6: rows are loaded however old they are', async () => {
    const [oldest] = await sql<{ days: number }>(
      `select extract(day from $1::timestamptz - min(systemmodstamp)) as days from crm_acme.account`,
      [new Date(time.nowMs())],
    );
    assert.ok(Number(oldest?.days) > 2 * 365, 'the seed has rows of more than two years ago');
    await rig.assertSame('Account');
  });

  test('8: what is read twice is applied once', async () => {
    const id = await create('Account', { Name: 'Once' });
    for (let poll = 0; poll < 4; poll += 1) {
      await time.advance(MINUTE_MS);
      await rig.poll();
    }
    assert.deepEqual(await feedOf(id), ['create']);
  });

  test('13: a poll without rows moves the cursor all the same', async () => {
    const before = await readThrough();
    await time.advance(10 * MINUTE_MS);
    await rig.poll();
    await time.advance(10 * MINUTE_MS);
    await rig.poll();
    assert.ok(Date.parse(await readThrough()) - Date.parse(before) > 15 * MINUTE_MS);
  });

  test('14, 15: changes within one minute of a poll, before it and after it, are all read', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 4; n += 1) ids.push(await create('Account', { Name: `Minute ${n}` }));
    await rig.poll();
    // To the whole minute, where windows that ignore seconds begin and end.
    await time.advance(MINUTE_MS - (time.nowMs() % MINUTE_MS));
    for (const [index, seconds] of [0, 15, 30, 45].entries()) {
      await rename(ids[index] ?? '', `At second ${seconds}`);
      if (index % 2 === 1) await rig.poll();
      await time.advance(15_000);
    }
    await time.advance(30 * MINUTE_MS);
    await rig.poll();
    for (const [index, seconds] of [0, 15, 30, 45].entries())
      assert.equal(await nameOf(ids[index] ?? ''), `At second ${seconds}`);
  });

  test('16: two rows of one second, one before and one after the poll that reads it', async () => {
    const [first, second] = [
      await create('Account', { Name: 'Boundary one' }),
      await create('Account', { Name: 'Boundary two' }),
    ];
    await rig.poll();
    await time.advance(MINUTE_MS);
    await rename(first, 'Same second, before');
    await rig.poll();
    await rename(second, 'Same second, after');
    await time.advance(MINUTE_MS);
    await rig.poll();
    assert.equal(await nameOf(first), 'Same second, before');
    assert.equal(await nameOf(second), 'Same second, after');
  });
});

describe('B3: deletes', () => {
  test('25, 26, 33: rows deleted for good while nobody looked for a month do not stay for ever', async () => {
    const account = await create('Account', { Name: 'Short-lived' });
    const campaign = await create('Campaign', { Name: 'Spring' });
    const lead = await create('Lead', { LastName: 'Verdi', Company: 'Verdi SpA' });
    // An object without a recycle bin.
    const member = await create('CampaignMember', { CampaignId: campaign, LeadId: lead });
    await rig.poll();
    await org.save([
      { kind: 'delete', object: 'Account', id: account },
      { kind: 'purge', object: 'Account', id: account },
      { kind: 'delete', object: 'CampaignMember', id: member },
    ]);
    await time.advance(32 * DAY_MS);
    await rig.poll();
    await time.advance(30 * MINUTE_MS);
    await rig.poll();
    assert.notEqual(await nameOf(account), undefined, 'Salesforce does not tell of it any more');
    const taken = await rig.census();
    assert.deepEqual(taken.flatMap(found).sort(), [`extra ${account}`, `extra ${member}`].sort());
    for (const object of ['Account', 'CampaignMember', 'Lead', 'Campaign']) await rig.assertSame(object);
    assert.deepEqual((await feedOf(member)).at(-1), 'delete');
  });

  test('27, 29, 32: a row in the recycle bin leaves the table, and can be told from one that never was', async () => {
    const id = await create('Account', { Name: 'Binned' });
    await rig.poll();
    await org.save([{ kind: 'delete', object: 'Account', id }]);
    await time.advance(MINUTE_MS);
    await rig.poll();
    assert.equal(await nameOf(id), undefined);
    assert.deepEqual(await feedOf(id), ['create', 'delete']);
    assert.equal((await rig.store.records.trace(rig.workspaceId, id)).state, 'deleted');
  });

  test('28: what was deleted before the first load is not loaded', async () => {
    const id = await create('Account', { Name: 'Dead before' });
    await org.save([{ kind: 'delete', object: 'Account', id }]);
    await sql(`update sync_user.selected_object set state = 'waiting' where sobject = 'Account'`);
    await rig.load('Account');
    assert.equal(await nameOf(id), undefined);
    await rig.assertSame('Account');
  });

  test('30: every way of going reaches the feed once, as a delete', async () => {
    const ids = [
      await create('Account', { Name: 'Deleted' }),
      await create('Account', { Name: 'Purged' }),
      await create('Account', { Name: 'Deleted twice' }),
    ];
    const [deleted = '', purged = '', twice = ''] = ids;
    await rig.poll();
    await org.save([
      { kind: 'delete', object: 'Account', id: deleted },
      { kind: 'delete', object: 'Account', id: purged },
      { kind: 'purge', object: 'Account', id: purged },
      { kind: 'delete', object: 'Account', id: twice },
    ]);
    await time.advance(MINUTE_MS);
    await rig.poll();
    await org.save([{ kind: 'undelete', object: 'Account', id: twice }]);
    await time.advance(MINUTE_MS);
    await rig.poll();
    await org.save([{ kind: 'delete', object: 'Account', id: twice }]);
    await time.advance(MINUTE_MS);
    await rig.poll();
    await rig.poll();
    assert.deepEqual(await feedOf(deleted), ['create', 'delete']);
    assert.deepEqual(await feedOf(purged), ['create', 'delete']);
    assert.deepEqual(await feedOf(twice), ['create', 'delete', 'undelete', 'delete']);
    await rig.assertSame('Account');
  });

  test('31: asking for deletes after a pause longer than Salesforce remembers is no failure', async () => {
    await time.advance(20 * DAY_MS);
    await create('Account', { Name: 'After the pause' });
    await rig.poll();
    const object = await rig.ports.objects.read(rig.workspaceId, 'Account');
    assert.deepEqual([object?.state, object?.trouble], ['live', null]);
    await rig.assertSame('Account');
  });
});
