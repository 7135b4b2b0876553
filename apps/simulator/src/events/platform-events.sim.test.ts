import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { behaviour } from '../../testing/behaviour.ts';
import { eventClient } from '../../testing/event-client.ts';
import type { EventClient } from '../../testing/event-client.ts';
import { openEventOrg, subscribed } from '../../testing/event-org.ts';
import type { EventOrg } from '../../testing/event-org.ts';
import { REP, signIn, until } from '../../testing/test-org.ts';

const TOPIC = '/event/Alarm__e';
const NOBODY = '005000000000009AAA';

async function alarm(client: EventClient, place: string, id = ''): Promise<object> {
  const { schema_id } = await client.call('GetTopic', { topic_name: TOPIC });
  const type = await client.typeOf(schema_id);
  const payload = type.toBuffer({
    CreatedDate: 1_700_000_000_000,
    CreatedById: NOBODY,
    Place__c: { string: place },
    Level__c: { double: 3 },
    Loud__c: { boolean: true },
  });
  return { id, schema_id, payload };
}

const listening = (org: EventOrg) => subscribed(org, org.client, { topic_name: TOPIC });

behaviour(
  'an event published by REST answers with its UUID and arrives with who and when; it is no row',
  { documented: 'Platform Events Developer Guide, "Publish Event Messages with Salesforce APIs"' },
  async () => {
    await using org = await openEventOrg();
    const call = await listening(org);
    const answer = await org.admin.post('/sobjects/Alarm__e', {
      Place__c: 'Hall',
      Level__c: 2,
      Loud__c: true,
    });
    assert.equal(answer.status, 201);
    const [notice] = answer.body.errors;
    assert.equal(notice.statusCode, 'OPERATION_ENQUEUED');
    const [event] = await call.events(1);
    assert.ok(event);
    assert.equal(event.id, notice.message);
    assert.deepEqual(Object.keys(event.value), [
      'CreatedDate',
      'CreatedById',
      'Place__c',
      'Level__c',
      'Loud__c',
    ]);
    assert.deepEqual(
      [event.value.Place__c, event.value.Level__c, event.value.Loud__c],
      [{ string: 'Hall' }, { double: 2 }, { boolean: true }],
    );
    const users = await org.admin.query("SELECT Id FROM User WHERE Username = 'admin@test.example'");
    assert.equal(event.value.CreatedById, users.body.records[0].Id);
    assert.ok(Math.abs(event.value.CreatedDate - Date.now()) < 60_000);
    assert.notEqual((await org.admin.query('SELECT Id FROM Alarm__e')).status, 200);
  },
  { covers: 'events.platform' },
);

behaviour(
  'events of a transaction that is rolled back are not published',
  { documented: 'Platform Events Developer Guide, "Publish Behavior": Publish After Commit' },
  async () => {
    await using org = await openEventOrg();
    const call = await listening(org);
    const refused = await org.admin.post('/composite/sobjects', {
      allOrNone: true,
      records: [
        { attributes: { type: 'Alarm__e' }, Place__c: 'Nowhere' },
        { attributes: { type: 'Account' } },
      ],
    });
    assert.equal(refused.body[0].success, false);
    const published = await org.admin.post('/composite/sobjects', {
      records: [{ attributes: { type: 'Alarm__e' }, Place__c: 'Here' }],
    });
    assert.equal(published.body[0].errors[0].statusCode, 'OPERATION_ENQUEUED');
    const [event] = await call.events(1);
    assert.deepEqual(event?.value.Place__c, { string: 'Here' });
  },
  { covers: ['events.platform', 'commit.rollback'] },
);

behaviour(
  'Publish takes encoded events, also with a creator nobody knows, and refuses what it cannot read alone',
  { documented: 'facts 6.1; client-quirks "Pub/Sub"' },
  async () => {
    await using org = await openEventOrg();
    const call = await listening(org);
    const good = await alarm(org.client, 'Hall', 'my-key');
    const broken = { ...good, id: 'broken', payload: Buffer.from([1]) };
    const unknown = { ...good, id: 'unknown', schema_id: 'AAAAAAAAAAAAAAAAAAAAAA' };
    const { results } = await org.client.call('Publish', {
      topic_name: TOPIC,
      events: [broken, good, unknown],
    });
    assert.deepEqual(
      results.map((result: { correlation_key: string; error: { code: number } | null }) => [
        result.correlation_key,
        result.error?.code,
      ]),
      [
        ['broken', 1],
        ['my-key', undefined],
        ['unknown', 1],
      ],
    );
    const [event] = await call.events(1);
    assert.equal(event?.id, 'my-key');
    assert.equal(event.value.CreatedById, NOBODY);
    assert.equal(event.replayId, results[1].replay_id.toString('hex'));
    assert.equal((await org.admin.control('GET', '/events')).body.published, 1);
  },
  { covers: ['events.rpc', 'events.platform'] },
);

behaviour(
  'only platform events can be published to, and only by those who may create them',
  { assumed: 'facts 6.4: permission failures are PERMISSION_DENIED (recalled)' },
  async () => {
    await using org = await openEventOrg();
    const events = [await alarm(org.client, 'Hall')];
    await assert.rejects(org.client.call('Publish', { topic_name: '/data/AccountChangeEvent', events }), {
      code: status.INVALID_ARGUMENT,
    });
    using rep = eventClient(org, await signIn(org.baseUrl, REP));
    await assert.rejects(rep.call('Publish', { topic_name: TOPIC, events }), {
      code: status.PERMISSION_DENIED,
    });
    assert.equal((await rep.subscribe({ topic_name: TOPIC }).refused()).code, status.PERMISSION_DENIED);
  },
  { covers: ['events.rpc', 'events.access'] },
);

behaviour(
  'a publish stream answers each request, and ends when it is not used for 70 seconds',
  { documented: 'facts 6.3; how it ends is assumed' },
  async () => {
    await using org = await openEventOrg();
    const call = await listening(org);
    const stream = org.client.open('PublishStream');
    stream.send({ topic_name: TOPIC, events: [await alarm(org.client, 'One')] });
    await until('the first answer', async () => (stream.raw.length === 1 ? true : undefined));
    stream.send({ events: [await alarm(org.client, 'Two'), await alarm(org.client, 'Three')] });
    const events = await call.events(3);
    assert.deepEqual(
      events.map(({ value }) => value.Place__c.string),
      ['One', 'Two', 'Three'],
    );
    assert.equal(stream.raw.length, 2);
    await org.admin.control('POST', '/clock', { advanceMs: 71_000 });
    assert.equal((await stream.refused()).code, status.INVALID_ARGUMENT);
  },
  { covers: 'events.rpc' },
);

behaviour(
  'beyond the hourly allowance nothing is published',
  { documented: 'facts 6.8: LIMIT_EXCEEDED' },
  async () => {
    await using org = await openEventOrg();
    const events = [await alarm(org.client, 'Hall')];
    const { max } = (await org.admin.control('POST', '/events', { spendPublished: 49_999 })).body;
    assert.equal(max.publishedPerHour, 50_000);
    const last = await org.client.call('Publish', { topic_name: TOPIC, events });
    assert.equal(last.results[0].error, null);
    const { results } = await org.client.call('Publish', { topic_name: TOPIC, events });
    assert.match(results[0].error.msg, /LIMIT_EXCEEDED/);
    await org.admin.control('POST', '/clock', { advanceMs: 3_660_000 });
    const later = await org.client.call('Publish', { topic_name: TOPIC, events });
    assert.equal(later.results[0].error, null);
  },
  { covers: ['events.platform', 'events.allocation'] },
);

behaviour(
  'a managed subscription goes on where it was last committed, whoever opens it',
  { documented: 'facts 6.1, 6.9' },
  async () => {
    await using org = await openEventOrg();
    const made = await org.admin.post('/tooling/sobjects/ManagedEventSubscription', {
      FullName: 'Alarms',
      Metadata: {
        label: 'Alarms',
        topicName: TOPIC,
        defaultReplay: 'EARLIEST',
        errorRecoveryReplay: 'LATEST',
        state: 'RUN',
      },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    for (const Place__c of ['One', 'Two', 'Three']) await org.admin.post('/sobjects/Alarm__e', { Place__c });
    const first = org.client.open('ManagedSubscribe');
    first.send({ developer_name: 'Alarms', num_requested: 2 });
    const [one] = await first.events(2);
    first.send({
      commit_replay_id_request: {
        commit_request_id: 'c1',
        replay_id: Buffer.from(one?.replayId ?? '', 'hex'),
      },
    });
    const commit = await until(
      'the commit is answered',
      async () => first.raw[1] as ManagedAnswer | undefined,
    );
    assert.equal(commit.commit_response.commit_request_id, 'c1');
    assert.equal(commit.commit_response.error, null);
    first.cancel();
    const second = org.client.open('ManagedSubscribe');
    second.send({ subscription_id: made.body.id, num_requested: 5 });
    const events = await second.events(2);
    assert.deepEqual(
      events.map(({ value }) => value.Place__c.string),
      ['Two', 'Three'],
    );
    const unknown = org.client.open('ManagedSubscribe');
    unknown.send({ developer_name: 'Nothing', num_requested: 1 });
    assert.equal((await unknown.refused()).code, status.NOT_FOUND);
  },
  { covers: 'events.rpc' },
);

interface ManagedAnswer {
  readonly commit_response: { readonly commit_request_id: string; readonly error: object | null };
}

behaviour(
  'a custom channel of platform events carries what passes its filter',
  {
    documented:
      'Platform Events Developer Guide, "Filter Your Stream of Platform Events with Custom Channels"',
  },
  async () => {
    await using org = await openEventOrg();
    await org.admin.post('/tooling/sobjects/PlatformEventChannel', {
      FullName: 'Loud__chn',
      Metadata: { channelType: 'event', label: 'Loud' },
    });
    const member = await org.admin.post('/tooling/sobjects/PlatformEventChannelMember', {
      FullName: 'Loud_chn_Alarm_e',
      Metadata: { eventChannel: 'Loud__chn', selectedEntity: 'Alarm__e', filterExpression: 'Loud__c = true' },
    });
    assert.equal(member.status, 201, JSON.stringify(member.body));
    const call = await subscribed(org, org.client, { topic_name: '/event/Loud__chn' });
    await org.admin.post('/sobjects/Alarm__e', { Place__c: 'Quiet', Loud__c: false });
    await org.client.call('Publish', { topic_name: TOPIC, events: [await alarm(org.client, 'Loud')] });
    const [event] = await call.events(1);
    assert.deepEqual(event?.value.Place__c, { string: 'Loud' });
  },
  { covers: ['events.platform', 'events.selection'] },
);

behaviour(
  'the schema of an event is told over REST, by its name and by its id',
  { documented: 'Platform Events Developer Guide, "Get the Event Schema"' },
  async () => {
    await using org = await openEventOrg();
    const { schema_id } = await org.client.call('GetTopic', { topic_name: TOPIC });
    const { schema_json } = await org.client.call('GetSchema', { schema_id });
    const compact = { ...JSON.parse(schema_json), uuid: schema_id };
    for (const path of ['/sobjects/Alarm__e/eventSchema', `/event/eventSchema/${schema_id}`]) {
      assert.deepEqual((await org.admin.get(`${path}?payloadFormat=COMPACT`)).body, compact);
      const { type, fields } = (await org.admin.get(path)).body;
      assert.equal(type, 'expanded-record');
      assert.deepEqual(
        fields[0].type.fields.map(({ name }: { name: string }) => name),
        ['schema', 'payload', 'event'],
      );
    }
    const change = await org.admin.get('/sobjects/AccountChangeEvent/eventSchema?payloadFormat=COMPACT');
    assert.equal(change.body.name, 'AccountChangeEvent');
    assert.equal((await org.admin.get('/sobjects/Account/eventSchema')).status, 404);
    assert.equal((await org.admin.get('/event/eventSchema/AAAAAAAAAAAAAAAAAAAAAA')).status, 404);
  },
  { covers: 'events.schema' },
);
