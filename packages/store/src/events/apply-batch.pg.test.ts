import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  type EventChange,
  type EventLease,
  type MirrorTable,
  type SourceRecord,
  toInstant,
} from '@sync-user/engine';
import fc from 'fast-check';
import { batchOf, claim, feedAccounts } from '../../testing/event-workspace.ts';
import { accountId, accountRecord, createTestStore, type TestStore } from '../../testing/sample-workspace.ts';

const BASE = Date.parse('2026-03-01T09:30:00.000Z');
const second = (n: number) => toInstant(BASE + n * 1000);
const change = (
  n: number,
  at: number,
  type: EventChange['type'],
  values: SourceRecord = {},
): EventChange => ({
  id: accountId(n),
  type,
  values,
  stamp: type === 'CREATE' || type === 'UPDATE' ? second(at) : null,
  committedAt: toInstant(BASE + at * 1000 + 400),
  committedBy: '005000000000009AAA',
});

describe('applying events', () => {
  let t: TestStore;
  let table: MirrorTable;
  let lease: EventLease;
  before(async () => {
    t = await createTestStore();
    ({ table, lease } = await feedAccounts(t));
  });
  after(() => t[Symbol.asyncDispose]());
  beforeEach(async () => {
    await t.database.pool.query(
      `truncate ${t.workspace.schema}.account, ${t.workspace.schema}.sync_tombstone`,
    );
    await t.database.pool.query(`delete from event_read; delete from event_batch`);
  });

  const apply = (...changes: readonly EventChange[]) =>
    t.store.events.applyBatch(lease, batchOf(table, changes));
  const poll = (...records: readonly SourceRecord[]) =>
    t.store.mirror.applyRecords(table, records, { cause: 'poll', cursor: null });
  const nameOf = async (n: number) =>
    (await t.store.records.read(table.workspaceId, 'Account', accountId(n)))?.['name'];
  const waiting = async () =>
    (
      await t.database.pool.query<{ reason: string }>(`select reason from event_read order by record_id`)
    ).rows.map(({ reason }) => reason);

  test('an update changes what it tells and nothing else', async () => {
    await poll(accountRecord(1, 0, { Name: 'Before', NumberOfEmployees: 7 }));
    assert.equal((await apply(change(1, 10, 'UPDATE', { Name: 'After' }))).kind, 'applied');
    const row = await t.store.records.read(table.workspaceId, 'Account', accountId(1));
    assert.deepEqual([row?.['name'], row?.['numberofemployees']], ['After', 7]);
    const { changes } = await t.store.changes.list(table.workspaceId, {
      after: undefined,
      limit: 1,
    });
    const last = changes.at(-1);
    assert.equal(last?.cause, 'event');
    assert.equal(last?.userId, '005000000000009AAA');
    assert.deepEqual(Object.keys(last?.changed ?? {}).toSorted(), ['name', 'systemmodstamp']);
  });

  test('an event that is older than the row is dropped', async () => {
    await poll(accountRecord(1, 30, { Name: 'Newer' }));
    await apply(change(1, 10, 'UPDATE', { Name: 'Older' }), change(1, 12, 'DELETE'));
    assert.equal(await nameOf(1), 'Newer');
    assert.deepEqual(await waiting(), []);
  });

  test('where nobody can say which is older the record is read again, and left as it is until then', async () => {
    await poll(accountRecord(1, 10, { Name: 'Polled' }));
    const outcome = await apply(change(1, 10, 'UPDATE', { Name: 'Of the same second' }));
    assert.equal(await nameOf(1), 'Polled');
    assert.deepEqual(await waiting(), ['order']);
    assert.equal(outcome.kind === 'applied' && outcome.reads, 1);
  });

  test('events of one second are in their order, in one batch and in several', async () => {
    await apply(
      change(1, 10, 'CREATE', { Name: 'One' }),
      change(1, 10, 'UPDATE', { Name: 'Two' }),
      change(1, 10, 'DELETE'),
      change(1, 10, 'UNDELETE', { Name: 'Three' }),
    );
    assert.equal(await nameOf(1), 'Three');
    await apply(change(1, 10, 'UPDATE', { Name: 'Four' }));
    await apply(change(1, 10, 'UPDATE', { Name: 'Five' }));
    assert.equal(await nameOf(1), 'Five');
    assert.deepEqual(await waiting(), []);
  });

  test('a record that the mirror lacks is read whole', async () => {
    await apply(change(4, 10, 'UPDATE', { Name: 'Where is the rest?' }));
    assert.equal(await nameOf(4), undefined);
    assert.deepEqual(await waiting(), ['missing']);
  });

  test('an answer that was under way while an event was applied is not put over it', async () => {
    await apply(change(1, 10, 'CREATE', { Name: 'One' }), change(1, 10, 'UPDATE', { Name: 'Two' }));
    await poll(accountRecord(1, 10, { Name: 'One' }));
    assert.equal(await nameOf(1), 'Two');
    assert.deepEqual(await waiting(), ['doubt']);
    await apply(change(2, 10, 'CREATE', { Name: 'Gone' }), change(2, 11, 'DELETE'));
    await poll(accountRecord(2, 11, { Name: 'Gone' }));
    assert.equal(await nameOf(2), undefined, 'and what an event deleted does not come back');
  });

  test('an answer that is older than an event, and knows what changed before events came, is asked for once more', async () => {
    await poll(accountRecord(1, 0, { Name: 'Before', NumberOfEmployees: 7 }));
    await apply(change(1, 12, 'UPDATE', { Name: 'By event' }));
    await poll(accountRecord(1, 11, { Name: 'Under way', NumberOfEmployees: 8 }));
    assert.equal(await nameOf(1), 'By event');
    assert.deepEqual(await waiting(), ['doubt']);
    await t.store.mirror.applyRecords(
      table,
      [accountRecord(1, 12, { Name: 'By event', NumberOfEmployees: 8 })],
      { cause: 'event', cursor: null },
    );
    await t.database.pool.query(`delete from event_read`);
    await poll(accountRecord(1, 11, { Name: 'Under way', NumberOfEmployees: 8 }));
    assert.deepEqual(await waiting(), [], 'what was read whole lacks nothing');
  });

  test('an event that is told again over what a later one wrote is left out, and the feed does not go back', async () => {
    const before = await t.store.changes.list(table.workspaceId, { after: undefined, limit: 1 });
    await apply(change(1, 10, 'CREATE', { Name: 'One' }));
    await apply(change(1, 20, 'UPDATE', { Name: 'Two' }));
    await apply(change(1, 10, 'CREATE', { Name: 'One' }), change(1, 20, 'UPDATE', { Name: 'Two' }));
    assert.equal(await nameOf(1), 'Two');
    const { changes } = await t.store.changes.list(table.workspaceId, {
      limit: 10,
      after: before.changes.at(-1)?.seq ?? 0,
    });
    assert.deepEqual(
      changes.map(({ changed }) => changed['name']),
      [
        [null, 'One'],
        ['One', 'Two'],
      ],
    );
  });

  test('a poll that brings what is there already asks for nothing more', async () => {
    await poll(accountRecord(1, 0, { Name: 'One' }));
    await apply(change(1, 10, 'UPDATE', { Name: 'Two' }));
    await poll(accountRecord(1, 10, { Name: 'Two' }));
    assert.deepEqual(await waiting(), []);
    await poll(accountRecord(1, 10, { Name: 'Two', Views: 1 }));
    assert.deepEqual(await waiting(), ['doubt'], 'of the same second, and not the same');
  });

  test('an answer that was under way while a record was read again is not put over it', async () => {
    await poll(accountRecord(1, 10, { Name: 'One' }));
    await apply(change(1, 10, 'UPDATE', { Name: 'Two' }));
    assert.deepEqual(await waiting(), ['order']);
    await t.database.pool.query(`update event_read set due_at = now()`);
    const [reads] = await t.store.events.listReads(table.workspaceId, { objects: 1, records: 9 });
    const again = [accountRecord(1, 10, { Name: 'Two' })];
    await t.store.mirror.applyRecords(table, again, { cause: 'event', cursor: null });
    await t.store.events.settleReads(table.workspaceId, reads ?? assert.fail('one is due'), 1);
    await poll(accountRecord(1, 10, { Name: 'One' }));
    assert.equal(await nameOf(1), 'Two');
    assert.deepEqual(await waiting(), ['doubt'], 'who of them is right is asked once more');
    await apply(change(1, 10, 'UPDATE', { Name: 'Older than what was read?' }));
    assert.equal(await nameOf(1), 'Two', 'in no order with events');
  });

  test('a delete that was under way while an undelete was applied does not undo it', async () => {
    await apply(change(1, 10, 'CREATE', { Name: 'One' }), change(1, 10, 'DELETE'));
    await apply(change(1, 10, 'UNDELETE', { Name: 'One' }));
    await poll(accountRecord(1, 10, { Name: 'One', IsDeleted: true }));
    assert.equal(await nameOf(1), 'One');
    assert.deepEqual(await waiting(), ['doubt']);
  });

  test('a value that does not fit its column is read by id, where it is put aside', async () => {
    await poll(accountRecord(1, 0));
    const outcome = await apply(
      change(1, 10, 'UPDATE', { NumberOfEmployees: 'many' }),
      change(2, 10, 'CREATE', { Name: 'Beside it' }),
    );
    assert.equal(outcome.kind, 'applied');
    assert.deepEqual(await waiting(), ['refused', 'refused']);
  });

  test('whoever lost the subscription writes nothing, not even its position', async () => {
    await t.database.pool.query(`update event_subscription set lease_until = now() - interval '1 second'`);
    const next = await claim(t, 'two');
    const late = batchOf(table, [change(1, 10, 'CREATE', { Name: 'Too late' })], 7);
    assert.equal((await t.store.events.applyBatch(lease, late)).kind, 'taken_over');
    assert.equal(await nameOf(1), undefined);
    assert.notDeepEqual((await t.store.events.readPosition(next))?.replayId, Buffer.from([0, 7]));
    lease = next;
    const inTime = batchOf(table, [change(1, 10, 'CREATE', { Name: 'In time' })], 8);
    assert.equal((await t.store.events.applyBatch(lease, inTime)).kind, 'applied');
    assert.deepEqual((await t.store.events.readPosition(next))?.replayId, Buffer.from([0, 8]));
  });

  test('what was read in another org is not applied once the workspace was moved', async () => {
    await t.database.pool.query(`update workspace set organization_id = '00D000000000002AAA'`);
    assert.equal((await apply(change(1, 10, 'CREATE', { Name: 'Of the old org' }))).kind, 'taken_over');
    await t.database.pool.query(`update workspace set organization_id = $1`, [lease.organizationId]);
    assert.equal(await nameOf(1), undefined);
  });

  test('however events and polls meet, the mirror ends as the org', { timeout: 240_000 }, async () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          kind: fc.constant('commit' as const),
          n: fc.integer({ min: 1, max: 3 }),
          later: fc.constantFrom(0, 0, 0, 1, 4),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant('deliver' as const),
          count: fc.integer({ min: 1, max: 4 }),
        }),
      },
      { weight: 2, arbitrary: fc.constant({ kind: 'take' as const }) },
      { weight: 2, arbitrary: fc.constant({ kind: 'answer' as const }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'read' as const }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await t.database.pool.query(
          `truncate ${t.workspace.schema}.account, ${t.workspace.schema}.sync_tombstone;
           delete from event_read; delete from event_batch`,
        );
        const org = new Org();
        let delivered = 0;
        let answer: SourceRecord[] | undefined;
        const deliver = async (count: number) => {
          const events = org.events.slice(delivered, delivered + count);
          delivered += events.length;
          if (events.length > 0) await apply(...events);
        };
        const readAgain = async () => {
          await t.database.pool.query(`update event_read set due_at = now()`);
          for (const reads of await t.store.events.listReads(table.workspaceId, {
            objects: 5,
            records: 100,
          })) {
            const ids = reads.records.map(({ id }) => id);
            const found = org.records().filter((record) => ids.includes(String(record['Id'])));
            await t.store.mirror.applyRecords(table, found, { cause: 'event', cursor: null });
            await t.store.events.settleReads(table.workspaceId, reads, 0);
          }
        };
        for (const one of steps) {
          if (one.kind === 'commit') org.commit(one.n, one.later);
          else if (one.kind === 'deliver') await deliver(one.count);
          else if (one.kind === 'take') answer = org.records();
          else if (one.kind === 'read') await readAgain();
          else if (answer !== undefined) {
            await poll(...answer);
            answer = undefined;
          }
        }
        if (answer !== undefined) await poll(...answer);
        await deliver(org.events.length);
        await readAgain();
        for (const record of org.records()) {
          const n = Number(String(record['Id']).slice(3, 15));
          const wanted = record['IsDeleted'] === true ? undefined : record['Name'];
          // A record that no event and no poll told of cannot be there.
          assert.equal(await nameOf(n), wanted, `account ${n} of ${JSON.stringify(org.events)}`);
        }
      }),
      { numRuns: 30 },
    );
  });
});

/** A few records whose transactions follow each other, several in a second. */
class Org {
  readonly events: EventChange[] = [];
  readonly #records = new Map<number, SourceRecord>();
  #now = 100;
  #version = 0;

  commit(n: number, later: number): void {
    this.#now += later;
    this.#version += 1;
    const Name = `Version ${this.#version}`;
    const before = this.#records.get(n);
    const isGone = before?.['IsDeleted'] === true;
    const type =
      before === undefined ? 'CREATE' : isGone ? 'UNDELETE' : this.#version % 5 === 0 ? 'DELETE' : 'UPDATE';
    const record = accountRecord(n, 0, {
      SystemModstamp: second(this.#now),
      Name: type === 'DELETE' || type === 'UNDELETE' ? before?.['Name'] : Name,
      IsDeleted: type === 'DELETE',
    });
    this.#records.set(n, record);
    this.events.push(change(n, this.#now, type, type === 'DELETE' ? {} : { Name: record['Name'] }));
  }

  records(): SourceRecord[] {
    return [...this.#records.values()];
  }
}
