import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { behaviour } from '../../testing/behaviour.ts';
import { account, EVENT_SEED, openEventOrg, subscribed } from '../../testing/event-org.ts';
import { setClock, until } from '../../testing/test-org.ts';

const TOPIC = '/data/ChangeEvents';

behaviour(
  'every delivery counts for every subscriber; beyond the allowance streams end, and go on a day later',
  { documented: 'facts 6.8' },
  async () => {
    await using org = await openEventOrg();
    await org.admin.control('POST', '/sessions', { timeoutMs: 1_000 * 3_600_000 });
    await org.admin.control('POST', '/events', { maxDeliveredEvents: 5 });
    const first = await org.all();
    const second = await org.all();
    await account(org);
    await account(org);
    const [, last] = await first.events(2);
    await second.events(2);
    assert.equal((await org.admin.control('GET', '/events')).body.delivered, 4);
    await account(org);
    const refusals = await until('one stream is refused', async () => {
      const over = [first, second].filter(({ refusal }) => refusal !== undefined);
      return over.length > 0 ? over : undefined;
    });
    const refusal = await refusals[0]?.refused();
    assert.equal(refusal?.code, status.RESOURCE_EXHAUSTED);
    assert.equal(refusal.errorCode, 'sfdc.platform.eventbus.grpc.subscription.limit.exceeded');
    assert.match(refusal.details, /^You have exceeded the event delivery limit for your org\./);
    await org.admin.control('POST', '/clock', { advanceMs: 25 * 3_600_000 });
    const again = org.client.subscribe({
      topic_name: TOPIC,
      replay_preset: 2,
      replay_id: last?.replayId ?? '',
    });
    assert.equal((await again.events(1)).length, 1);
    assert.equal((await org.admin.control('GET', '/events')).body.delivered, 1);
  },
  { covers: 'events.allocation' },
);

behaviour(
  "the allowance is the edition's, more with the add-on; others' deliveries count too",
  { documented: 'facts 6.8' },
  async () => {
    const editions = [
      ['Developer Edition', 10_000],
      ['Enterprise Edition', 25_000],
      ['Unlimited Edition', 50_000],
    ] as const;
    for (const [edition, allowance] of editions) {
      await using org = await openEventOrg({
        seed: { ...EVENT_SEED, organization: { name: 'Org', edition } },
      });
      const { max } = (await org.admin.control('GET', '/events')).body;
      assert.equal(max.deliveredPerDay, allowance);
      const spent = await org.admin.control('POST', '/events', { addOn: true, spend: 7 });
      assert.equal(spent.body.max.deliveredPerDay, allowance + 100_000);
      assert.equal(spent.body.delivered, 7);
    }
  },
  { covers: 'events.allocation' },
);

behaviour(
  'gap events have a header alone, with ids, with a wildcard, or with none for an overflow',
  { documented: 'facts 6.6, 6.7' },
  async () => {
    await using org = await openEventOrg();
    const call = await subscribed(org, org.client, { topic_name: '/data/AccountChangeEvent' });
    await org.admin.control('POST', '/events/gap', {
      object: 'Account',
      changeType: 'GAP_CREATE',
      recordIds: ['001000000000001AAA', '001000000000002AAA'],
    });
    await org.admin.control('POST', '/events/gap', { object: 'Account' });
    await org.admin.control('POST', '/events/gap', { object: 'Account', changeType: 'GAP_OVERFLOW' });
    const events = await call.events(3);
    assert.deepEqual(
      events.map(({ header }) => [header.changeType, header.recordIds]),
      [
        ['GAP_CREATE', ['001000000000001AAA', '001000000000002AAA']],
        ['GAP_UPDATE', ['001*']],
        ['GAP_OVERFLOW', ['000000000000000AAA']],
      ],
    );
    for (const { value } of events) {
      assert.ok(Object.entries(value).every(([name, part]) => name === 'ChangeEventHeader' || part === null));
    }
  },
  { covers: 'events.gaps' },
);

behaviour(
  'a transaction of too many changes ends in one overflow event for each object',
  { documented: 'facts 6.7' },
  async () => {
    await using org = await openEventOrg();
    await org.admin.control('POST', '/events', { overflowChanges: 3 });
    const call = await org.all();
    const operations = [
      ...['A', 'B', 'C', 'D', 'E'].map((Name) => ({ kind: 'create', object: 'Account', values: { Name } })),
      { kind: 'create', object: 'Contact', values: { LastName: 'F' } },
    ];
    await org.admin.control('POST', '/records', { operations, allOrNone: true });
    const events = await call.events(5);
    assert.deepEqual(
      events.map(({ header }) => [header.entityName, header.changeType, header.sequenceNumber]),
      [
        ['Account', 'CREATE', 1],
        ['Account', 'CREATE', 2],
        ['Account', 'CREATE', 3],
        ['Account', 'GAP_OVERFLOW', 4],
        ['Contact', 'GAP_OVERFLOW', 5],
      ],
    );
    assert.equal(new Set(events.map(({ header }) => header.transactionKey)).size, 1);
  },
  { covers: 'events.gaps' },
);

behaviour(
  'an event that is too large becomes a gap event for its record',
  { documented: 'facts 6.7, 6.8' },
  async () => {
    await using org = await openEventOrg();
    await org.admin.control('POST', '/events', { maxEventBytes: 2000 });
    const call = await org.all();
    const id = await account(org, { Description: 'x'.repeat(3000) });
    const [gap] = await call.events(1);
    assert.equal(gap?.header.changeType, 'GAP_CREATE');
    assert.deepEqual(gap.header.recordIds, [id]);
    assert.equal(gap.value.Name, null);
  },
  { covers: 'events.gaps' },
);

behaviour(
  'published and delivered events are counted by metric: of 24 hours up to the last full one, and of full days',
  { documented: 'Object Reference, PlatformEventUsageMetric; facts 6.8' },
  async () => {
    await using org = await openEventOrg();
    await setClock(org, '2026-11-21T10:59:00Z');
    const call = await org.all();
    await account(org);
    await account(org);
    await call.events(2);
    await org.admin.post('/sobjects/Alarm__e', { Place__c: 'Hall' });
    const soql =
      'SELECT Name, StartDate, EndDate, Value FROM PlatformEventUsageMetric ORDER BY EndDate, Name';
    const metrics = async (): Promise<unknown[]> =>
      (await org.admin.query(soql)).body.records.map((row: object) => Object.values(row).slice(1));
    assert.deepEqual(await metrics(), []);
    await org.admin.control('POST', '/clock', { advanceMs: 120_000 });
    const hours = ['2026-11-20T11:00:00.000+0000', '2026-11-21T11:00:00.000+0000'];
    const counted = (range: readonly string[]): unknown[] => [
      ['CHANGE_EVENTS_DELIVERED', ...range, 2],
      ['CHANGE_EVENTS_PUBLISHED', ...range, 2],
      ['PLATFORM_EVENTS_PUBLISHED', ...range, 1],
    ];
    assert.deepEqual(await metrics(), counted(hours));
    await org.admin.control('POST', '/clock', { advanceMs: 36 * 3_600_000 });
    assert.deepEqual(
      await metrics(),
      counted(['2026-11-21T00:00:00.000+0000', '2026-11-22T00:00:00.000+0000']),
    );
  },
  { covers: ['events.allocation', 'events.platform'] },
);
