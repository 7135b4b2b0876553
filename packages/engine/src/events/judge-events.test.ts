import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mappedColumn } from '../../testing/mapped-column.ts';
import { toInstant } from '../ports/clock.ts';
import type { ChangeEvent, EventValue, StreamedEvent } from '../ports/event-source.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { judgeEvents } from './judge-events.ts';
import { splitTransactions } from './split-transactions.ts';

const AT = Date.parse('2026-03-01T09:30:00.000Z');
const account = (more: Partial<StoredObject> = {}, rowFilter: string | null = null): StoredObject => ({
  label: 'Account',
  custom: false,
  state: 'live',
  trouble: null,
  cursor: { readThrough: toInstant(AT), deepReadAt: null, deepReadRows: 0 },
  mode: 'auto',
  transport: 'poll',
  intervalSeconds: null,
  everySeconds: 1800,
  paused: false,
  nextReadAt: toInstant(AT),
  ...more,
  table: {
    workspaceId: 'w',
    schema: 'crm_acme',
    sobject: 'Account',
    table: 'account',
    cursorField: 'SystemModstamp',
    hasIsDeleted: true,
    hasDeletedFeed: true,
    nameField: 'Name',
    rowFilter,
    columns: [
      mappedColumn('Id'),
      mappedColumn('Name'),
      mappedColumn('Founded__c', { sfType: 'date', columnType: 'date' }),
      mappedColumn('Opens__c', { sfType: 'time', columnType: 'time' }),
      mappedColumn('Score__c', { calculated: true, formula: '1' }),
      mappedColumn('Old__c', { removedAt: toInstant(AT) }),
      mappedColumn('LastModifiedDate', { sfType: 'datetime', columnType: 'timestamptz' }),
      mappedColumn('SystemModstamp', { sfType: 'datetime', columnType: 'timestamptz' }),
    ],
  },
});
const ID = '001000000000001AAA';
const event = (type: ChangeEvent['type'], more: Partial<ChangeEvent> = {}): ChangeEvent => ({
  kind: 'change',
  replayId: new Uint8Array([1]),
  sobject: 'Account',
  type,
  recordIds: [ID],
  transactionKey: 't1',
  committedAt: toInstant(AT + 5000),
  committedBy: '005000000000001AAA',
  fields: new Map(),
  untold: [],
  tells: new Set(['name', 'founded__c', 'opens__c', 'old__c', 'lastmodifieddate']),
  ...more,
});

test('an update has what changed, as the API writes it, and the lower bound of its stamp', () => {
  const fields = new Map<string, EventValue>([
    ['Name', 'Acme'],
    ['Founded__c', Date.parse('1999-12-31')],
    ['Opens__c', 9.5 * 3_600_000],
    ['Old__c', 'taken out of the mapping'],
    ['Unmapped__c', 'x'],
    ['LastModifiedDate', AT],
  ]);
  const judged = judgeEvents([event('UPDATE', { fields })], [account()]);
  const [change] = judged.objects[0]?.changes ?? [];
  assert.deepEqual(change?.values, {
    Name: 'Acme',
    Founded__c: '1999-12-31',
    Opens__c: '09:30:00.000Z',
    LastModifiedDate: '2026-03-01T09:30:00.000Z',
  });
  assert.equal(change.stamp, '2026-03-01T09:30:00.000Z');
  assert.deepEqual(judged.reads, []);
  assert.equal(judged.committedAt, toInstant(AT + 5000));
});

test('a created record with fields that events never tell is read again; an update is not', () => {
  const judged = judgeEvents([event('CREATE'), event('UPDATE')], [account()]);
  assert.deepEqual(judged.reads, [{ sobject: 'Account', id: ID, reason: 'incomplete' }]);
});

test('an update that moves what no event tells is read again: a stage, but not a name', () => {
  const known = account();
  const columns = [mappedColumn('Id'), mappedColumn('StageName'), mappedColumn('LastStageChangeDate')];
  const opportunity = (more: typeof columns): StoredObject => ({
    ...known,
    table: { ...known.table, sobject: 'Opportunity', columns: more },
  });
  const changed = (field: string, tells: string[] = []): StreamedEvent =>
    event('UPDATE', { sobject: 'Opportunity', fields: new Map([[field, 'x']]), tells: new Set(tells) });
  const reads = (of: StreamedEvent, more = columns) => judgeEvents([of], [opportunity(more)]).reads;
  assert.deepEqual(reads(changed('StageName')), [{ sobject: 'Opportunity', id: ID, reason: 'incomplete' }]);
  assert.deepEqual(reads(changed('Name')), []);
  assert.deepEqual(reads(changed('StageName', ['laststagechangedate'])), [], 'the event tells it');
  assert.deepEqual(reads(changed('StageName'), columns.slice(0, 2)), [], 'it is not mapped');
});

test('a field that changed to nobody knows what is read; one that is not mapped is not', () => {
  const judged = judgeEvents(
    [event('UPDATE', { untold: ['Name'] }), event('UPDATE', { untold: ['Description'] })],
    [account()],
  );
  assert.deepEqual(judged.reads, [{ sobject: 'Account', id: ID, reason: 'untold' }]);
});

test('identical changes of several records are a change of each', () => {
  const second = '001000000000002AAA';
  const judged = judgeEvents([event('DELETE', { recordIds: [ID, second] })], [account()]);
  assert.deepEqual(
    judged.objects[0]?.changes.map(({ id, type }) => [id, type]),
    [
      [ID, 'DELETE'],
      [second, 'DELETE'],
    ],
  );
});

test('with a row filter only Salesforce can say what belongs here; a delete is a delete', () => {
  const judged = judgeEvents([event('UPDATE'), event('DELETE')], [account({}, "Name != 'x'")]);
  assert.deepEqual(judged.reads, [{ sobject: 'Account', id: ID, reason: 'filtered' }]);
  assert.deepEqual(
    judged.objects[0]?.changes.map(({ type }) => type),
    ['DELETE'],
  );
});

test('gaps of one object are one repair with all its records, nothing of them is applied', () => {
  const second = '001000000000002AAA';
  const judged = judgeEvents(
    [event('GAP_UPDATE'), event('GAP_DELETE', { recordIds: [second] }), event('GAP_UPDATE')],
    [account()],
  );
  assert.deepEqual(judged.objects, []);
  assert.deepEqual(
    judged.repairs.map(({ kind, sobject, ids }) => ({ kind, sobject, ids })),
    [{ kind: 'gap', sobject: 'Account', ids: [ID, second] }],
  );
});

for (const [what, more] of [
  ['an overflow', event('GAP_OVERFLOW', { recordIds: ['000000000000000AAA'] })],
  ['a wildcard', event('GAP_UPDATE', { recordIds: ['001*'] })],
  ['an ordinary update of a wildcard', event('UPDATE', { recordIds: ['001*'] })],
  [
    'an event that cannot be read',
    { kind: 'unreadable', replayId: new Uint8Array(), sobject: 'Account', reason: '?' },
  ],
] as const) {
  test(`${what} polls the object`, () => {
    const judged = judgeEvents([more], [account()]);
    assert.deepEqual(judged.objects, []);
    assert.deepEqual(
      judged.repairs.map(({ sobject, ids }) => ({ sobject, ids })),
      [{ sobject: 'Account', ids: null }],
    );
  });
}

test('paused, polled, waiting and unselected objects are left alone', () => {
  for (const object of [
    account({ paused: true }),
    account({ mode: 'poll' }),
    account({ state: 'waiting', cursor: null }),
  ]) {
    const judged = judgeEvents([event('CREATE'), event('GAP_UPDATE'), event('GAP_OVERFLOW')], [object]);
    assert.deepEqual([judged.objects, judged.reads, judged.repairs], [[], [], []]);
    assert.deepEqual(judged.skipped, ['Account'], 'that they were is noted: a poll has to cover it');
  }
  assert.deepEqual(judgeEvents([event('CREATE')], []).objects, []);
});

test('only the last transaction may have more to come, and no event is lost or moved', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean())), (made) => {
      const events: StreamedEvent[] = made.map(([transactionKey, isReadable]) =>
        isReadable
          ? event('UPDATE', { transactionKey })
          : { kind: 'unreadable', replayId: new Uint8Array(), sobject: undefined, reason: '?' },
      );
      const { whole, tail } = splitTransactions(events);
      assert.deepEqual([...whole, ...tail], events);
      const keys = new Set(tail.map((one) => (one.kind === 'change' ? one.transactionKey : '')));
      assert.ok(keys.size <= 1);
      const before = whole.at(-1);
      if (tail.length > 0 && before?.kind === 'change') assert.ok(!keys.has(before.transactionKey));
    }),
  );
});
