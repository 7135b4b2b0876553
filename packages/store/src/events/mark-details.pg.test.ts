import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  type EventChange,
  type EventLease,
  type MirrorTable,
  type NewEventRead,
  type SourceRecord,
  toInstant,
} from '@sync-user/engine';
import { mappedColumn } from '@sync-user/engine/testing';
import { batchOf, feedAccounts } from '../../testing/event-workspace.ts';
import {
  accountId,
  accountRecord,
  accountTable,
  createTestStore,
  type TestStore,
} from '../../testing/sample-workspace.ts';

const BASE = Date.parse('2026-03-01T09:30:00.000Z');
const second = (n: number) => toInstant(BASE + n * 1000);

describe('entries of the feed that add to what an event told', () => {
  let t: TestStore;
  let table: MirrorTable;
  let lease: EventLease;
  before(async () => {
    t = await createTestStore();
    const plain = accountTable(t.workspace);
    const modified = mappedColumn('LastModifiedDate', { columnType: 'timestamptz', sfType: 'datetime' });
    ({ table, lease } = await feedAccounts(t, { ...plain, columns: [...plain.columns, modified] }));
  });
  after(() => t[Symbol.asyncDispose]());

  const event = async (
    n: number,
    at: number,
    values: SourceRecord,
    reason?: NewEventRead['reason'],
  ): Promise<void> => {
    const change: EventChange = {
      id: accountId(n),
      type: 'UPDATE',
      values: { ...values, LastModifiedDate: second(at) },
      stamp: second(at),
      committedAt: toInstant(BASE + at * 1000 + 400),
      committedBy: '005000000000009AAA',
    };
    const reads = reason === undefined ? [] : [{ sobject: 'Account', id: accountId(n), reason }];
    await t.store.events.applyBatch(lease, { ...batchOf(table, [change]), reads });
  };
  const record = (n: number, at: number, values: SourceRecord): SourceRecord => ({
    ...accountRecord(n, at, values),
    LastModifiedDate: second(at),
  });
  const polled = (one: SourceRecord) =>
    t.store.mirror.applyRecords(table, [one], { cause: 'poll', cursor: null });
  const readAgain = (one: SourceRecord) =>
    t.store.mirror.applyRecords(table, [one], { cause: 'event', cursor: null });
  const feedOf = async (n: number) => {
    const { changes } = await t.store.changes.list(table.workspaceId, {
      limit: 100,
      recordId: accountId(n),
    });
    return changes.map(({ seq, cause, completes }) => ({ seq, cause, completes }));
  };
  const causes = async (n: number) => (await feedOf(n)).map(({ cause }) => cause);

  test('what was read by id after an event says which entry it completes, once and again', async () => {
    await polled(record(1, 0, { Name: 'Before' }));
    await event(1, 10, { Name: 'After' }, 'incomplete');
    await readAgain(record(1, 10, { Name: 'After', Views: 1 }));
    await readAgain(record(1, 10, { Name: 'After', Views: 2 }));
    const [, told, ...details] = await feedOf(1);
    assert.deepEqual([told?.cause, told?.completes], ['event', null]);
    assert.deepEqual(
      details.map(({ cause, completes }) => [cause, completes]),
      [
        ['event_detail', told?.seq],
        ['event_detail', told?.seq],
      ],
    );
  });

  test('a record that was saved once more meanwhile has an entry of its own', async () => {
    await polled(record(2, 0, { Name: 'Before' }));
    await event(2, 10, { Name: 'After' }, 'incomplete');
    await readAgain(record(2, 12, { Name: 'Again' }));
    assert.deepEqual(await causes(2), ['poll', 'event', 'event']);
  });

  test('a record that is read for a change of its own has an entry of its own, whatever else it waits for', async () => {
    await polled(record(3, 0, { Name: 'Before' }));
    await event(3, 10, { Name: 'After' }, 'incomplete');
    await event(3, 30, { Name: 'Later' }, 'order');
    await readAgain(record(3, 30, { Name: 'Later', Views: 1 }));
    assert.deepEqual(await causes(3), ['poll', 'event', 'event', 'event']);
  });

  test('a poll that comes in between leaves it as it is: the event told the change', async () => {
    await polled(record(5, 0, { Name: 'Before' }));
    for (const at of [10, 40]) {
      const isFirst = at === 10;
      if (isFirst) await event(5, at, { Name: `At ${at}` }, 'incomplete');
      else await event(5, at, { Name: `At ${at}` });
      await polled(record(5, at, { Name: `At ${at}`, Views: at }));
      if (!isFirst) await event(5, at, { Name: 'Once more' }, 'untold');
      await readAgain(record(5, at, { Name: isFirst ? 'At 10' : 'Once more', Views: at }));
      await t.database.pool.query(`delete from event_read`);
    }
    assert.deepEqual(await causes(5), ['poll', 'event', 'event_detail', 'event', 'event', 'event_detail']);
  });

  test('what a poll brings is a change, though an event was told before it', async () => {
    await polled(record(4, 0, { Name: 'Before' }));
    await event(4, 10, { Name: 'After' }, 'incomplete');
    await t.database.pool.query(`delete from event_batch`);
    await polled(record(4, 10, { Name: 'After', Views: 1 }));
    await readAgain(record(4, 10, { Name: 'After', Views: 2 }));
    assert.deepEqual(await causes(4), ['poll', 'event', 'poll', 'event'], 'it adds to no event');
  });
});
