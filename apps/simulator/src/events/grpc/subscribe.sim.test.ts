import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { behaviour } from '../../../testing/behaviour.ts';
import { makeCertificates } from '../../../testing/certificates.ts';
import { eventClient, EventClient, eventMetadata } from '../../../testing/event-client.ts';
import type { SeenEvent } from '../../../testing/event-client.ts';
import { account, EVENT_SEED, openEventOrg, subscribed } from '../../../testing/event-org.ts';
import type { EventOrg } from '../../../testing/event-org.ts';
import { REP, signIn, until } from '../../../testing/test-org.ts';

const TOPIC = '/data/ChangeEvents';
const names = (events: readonly SeenEvent[]): string[] => events.map(({ value }) => value.Name.string);
const PREFIX = 'sfdc.platform.eventbus.grpc.';

async function accounts(org: EventOrg, count: number, from = 1): Promise<void> {
  const operations = Array.from({ length: count }, (_, index) => ({
    kind: 'create',
    object: 'Account',
    values: { Name: `A${from + index}` },
  }));
  await org.admin.control('POST', '/records', { operations, allOrNone: true });
}

behaviour(
  'LATEST begins with what comes, EARLIEST with what is there, CUSTOM after an id',
  { documented: 'facts 6.3' },
  async () => {
    await using org = await openEventOrg();
    await accounts(org, 3);
    const latest = await org.all();
    const earliest = org.client.subscribe({ topic_name: TOPIC, replay_preset: 1 });
    const [first] = await earliest.events(3);
    const custom = org.client.subscribe({
      topic_name: TOPIC,
      replay_preset: 2,
      replay_id: first?.replayId ?? '',
    });
    await custom.events(2);
    await accounts(org, 1, 4);
    assert.deepEqual(names(await latest.events(1)), ['A4']);
    assert.deepEqual(names(await earliest.events(4)), ['A1', 'A2', 'A3', 'A4']);
    assert.deepEqual(names(await custom.events(3)), ['A2', 'A3', 'A4']);
  },
  { covers: 'events.replay' },
);

behaviour(
  'a subscriber whose stream was cut goes on after the last id it has, and misses nothing',
  { documented: 'facts 6.3' },
  async () => {
    await using org = await openEventOrg();
    const call = await org.all();
    await accounts(org, 2);
    const seen = await call.events(2);
    const { ended } = (await org.admin.control('DELETE', '/events/streams')).body;
    assert.equal(ended, 1);
    const refusal = await call.refused();
    assert.equal(refusal.code, status.UNAVAILABLE);
    assert.equal(refusal.errorCode, `${PREFIX}service.unavailable`);
    await accounts(org, 2, 3);
    const again = org.client.subscribe({
      topic_name: TOPIC,
      replay_preset: 2,
      replay_id: seen.at(-1)?.replayId ?? '',
    });
    assert.deepEqual(names(await again.events(2)), ['A3', 'A4']);
  },
  { covers: 'events.replay' },
);

behaviour(
  'a hundred events are owed at most, however often one asks',
  { documented: 'facts 6.3' },
  async () => {
    await using org = await openEventOrg();
    const call = org.client.subscribe({ topic_name: TOPIC, num_requested: 80 });
    call.send({ topic_name: TOPIC, num_requested: 90 });
    await until('the stream is open', async () =>
      (await org.admin.control('GET', '/events')).body.streams === 1 ? true : undefined,
    );
    await org.client.call('GetTopic', { topic_name: TOPIC });
    await accounts(org, 130);
    await call.events(100);
    assert.equal((await call.responses()).at(-1)?.pending, 0);
    await org.client.call('GetTopic', { topic_name: TOPIC });
    assert.equal((await call.events(100)).length, 100);
    call.send({ num_requested: 5 });
    assert.equal((await call.events(105)).length, 105);
    assert.equal((await call.responses()).at(-1)?.pending, 0);
    call.send({ num_requested: 50 });
    assert.deepEqual(names(await call.events(130)).at(-1), 'A130');
    assert.equal((await call.responses()).at(-1)?.pending, 25);
  },
  { covers: 'events.flow' },
);

behaviour(
  'a silent topic sends an empty answer within 270 seconds, whose id stays good',
  { documented: 'facts 6.3' },
  async () => {
    await using org = await openEventOrg();
    await org.admin.control('POST', '/sessions', { timeoutMs: 1_000 * 3_600_000 });
    await accounts(org, 1);
    const call = await org.all();
    await org.admin.control('POST', '/clock', { advanceMs: 60 * 3_600_000 });
    const [empty] = await until('a keepalive came', async () => {
      const responses = await call.responses();
      return responses.length > 0 ? responses : undefined;
    });
    assert.deepEqual(empty?.events, []);
    assert.equal(empty?.pending, 100);
    call.cancel();
    await org.admin.control('POST', '/clock', { advanceMs: 20 * 3_600_000 });
    const again = await subscribed(org, org.client, {
      topic_name: TOPIC,
      replay_preset: 2,
      replay_id: empty?.latestReplayId ?? '',
    });
    await accounts(org, 1, 2);
    assert.deepEqual(names(await again.events(1)), ['A2']);
  },
  { covers: ['events.flow', 'events.replay'] },
);

behaviour(
  'events are kept for 72 hours; an older id is corrupted',
  { documented: 'facts 6.3, 6.4; text: forcedotcom/pub-sub-api issue 37' },
  async () => {
    await using org = await openEventOrg();
    await org.admin.control('POST', '/sessions', { timeoutMs: 1_000 * 3_600_000 });
    await accounts(org, 1);
    const [old] = await org.client.subscribe({ topic_name: TOPIC, replay_preset: 1 }).events(1);
    await org.admin.control('POST', '/clock', { advanceMs: 71 * 3_600_000 });
    await accounts(org, 1, 2);
    await org.client
      .subscribe({ topic_name: TOPIC, replay_preset: 2, replay_id: old?.replayId ?? '' })
      .events(1);
    await org.admin.control('POST', '/clock', { advanceMs: 2 * 3_600_000 });
    const refusal = await org.client
      .subscribe({ topic_name: TOPIC, replay_preset: 2, replay_id: old?.replayId ?? '' })
      .refused();
    assert.equal(refusal.code, status.INVALID_ARGUMENT);
    assert.equal(refusal.errorCode, `${PREFIX}subscription.fetch.replayid.corrupted`);
    assert.match(
      refusal.details,
      /The Replay ID validation failed\. Ensure that the Replay ID is valid\. rpcId: [\da-f-]{36}$/,
    );
    const earliest = org.client.subscribe({ topic_name: TOPIC, replay_preset: 1 });
    assert.deepEqual(names(await earliest.events(1)), ['A2']);
  },
  { covers: 'events.replay' },
);

behaviour(
  'ids of another org, of other lengths and of no event are corrupted; CUSTOM without one fails otherwise',
  { documented: 'facts 6.4' },
  async () => {
    await using org = await openEventOrg();
    await using other = await openEventOrg({
      seed: { ...EVENT_SEED, organization: { ...EVENT_SEED.organization, id: '00D5f00000ABCDEEA4' } },
    });
    await accounts(other, 1);
    await accounts(org, 1);
    const [foreign] = await other.client.subscribe({ topic_name: TOPIC, replay_preset: 1 }).events(1);
    const ids = [foreign?.replayId ?? '', 'ffffffffffffffff0000', '0000000000000001', '31323334'];
    for (const replay_id of ids) {
      const refusal = await org.client
        .subscribe({ topic_name: TOPIC, replay_preset: 2, replay_id })
        .refused();
      assert.equal(refusal.code, status.INVALID_ARGUMENT);
      assert.equal(refusal.errorCode, `${PREFIX}subscription.fetch.replayid.corrupted`, replay_id);
    }
    const missing = await org.client.subscribe({ topic_name: TOPIC, replay_preset: 2 }).refused();
    assert.equal(missing.errorCode, `${PREFIX}subscription.fetch.replayid.validation.failed`);
  },
  { covers: 'events.replay' },
);

behaviour(
  'after a move to another instance, ids of before mean nothing and may come again',
  { documented: 'facts 6.3' },
  async () => {
    await using org = await openEventOrg();
    await accounts(org, 1);
    const [old] = await org.client.subscribe({ topic_name: TOPIC, replay_preset: 1 }).events(1);
    await org.admin.control('POST', '/events/move', { position: 500 });
    const call = org.client.subscribe({
      topic_name: TOPIC,
      replay_preset: 2,
      replay_id: old?.replayId ?? '',
    });
    assert.equal((await call.refused()).errorCode, `${PREFIX}subscription.fetch.replayid.corrupted`);
    await accounts(org, 1, 2);
    const [moved] = await org.client.subscribe({ topic_name: TOPIC, replay_preset: 1 }).events(1);
    assert.match(moved?.replayId ?? '', /^00000000000001f[\da-f]0000$/);
  },
  { covers: ['events.replay', 'faults.org'] },
);

behaviour(
  'asking for nothing, or for another topic in the same stream, ends it',
  { documented: 'facts 6.3; codes: client-quirks "Pub/Sub"' },
  async () => {
    await using org = await openEventOrg();
    for (const num_requested of [0, -1]) {
      const refusal = await org.client.subscribe({ topic_name: TOPIC, num_requested }).refused();
      assert.equal(refusal.code, status.INVALID_ARGUMENT);
      assert.equal(refusal.errorCode, `${PREFIX}subscription.fetch.requested.events.invalid`);
    }
    const call = org.client.subscribe({ topic_name: TOPIC });
    call.send({ topic_name: '/data/AccountChangeEvent', num_requested: 1 });
    assert.equal((await call.refused()).code, status.INVALID_ARGUMENT);
  },
  { covers: 'events.flow' },
);

behaviour(
  'topics nobody has are not found: unknown ones, objects nobody selected, another spelling',
  {
    documented:
      'text: pozil/pub-sub-api-java-client issue 2; names are case-sensitive: "Subscription Channels"',
  },
  async () => {
    await using org = await openEventOrg();
    const topics = [
      '/data/LeadChangeEvent',
      '/data/accountchangeevent',
      '/data/Nothing__chn',
      '/event/Nothing__e',
      'AccountChangeEvent',
    ];
    for (const topic_name of topics) {
      const refusal = await org.client.subscribe({ topic_name }).refused();
      assert.equal(refusal.code, status.NOT_FOUND, topic_name);
      const { organizationId } = org.simulator.org;
      assert.ok(
        refusal.details.startsWith(
          `The topic information for org CORE/prod/${organizationId} and topic ${topic_name} not found. ` +
            'Ensure the topic name is correct and that the topic exists. rpcId: ',
        ),
      );
      await assert.rejects(org.client.call('GetTopic', { topic_name }), { code: status.NOT_FOUND });
    }
    const topic = await org.client.call('GetTopic', { topic_name: '/data/Widget__ChangeEvent' });
    assert.deepEqual([topic.can_publish, topic.can_subscribe, topic.schema_id.length], [false, true, 22]);
    const channel = await org.client.call('GetTopic', { topic_name: TOPIC });
    assert.equal(channel.schema_id, '');
  },
  { covers: 'events.rpc' },
);

behaviour(
  'a call needs a session, an instance and a tenant that fit together',
  { documented: 'facts 6.1, 6.4' },
  async () => {
    await using org = await openEventOrg();
    const good = eventMetadata(org, org.admin);
    const { accesstoken: _, ...without } = good;
    const bad = [
      without,
      { ...good, accesstoken: 'nonsense' },
      { ...good, tenantid: '00D000000000001AAA' },
      { ...good, instanceurl: 'nowhere' },
    ];
    for (const metadata of bad) {
      using client = new EventClient(org.simulator.grpcUrl ?? '', metadata);
      await assert.rejects(client.call('GetTopic', { topic_name: TOPIC }), (error: EventClientError) => {
        assert.equal(error.code, status.UNAUTHENTICATED);
        assert.deepEqual(error.metadata.get('error-code'), [`${PREFIX}service.auth.error`]);
        assert.equal(error.metadata.get('rpc-id').length, 1);
        return true;
      });
    }
    for (const tenantid of [good['tenantid']?.slice(0, 15) ?? '', `core/prod/${good['tenantid']}`]) {
      using client = new EventClient(org.simulator.grpcUrl ?? '', { ...good, tenantid });
      await client.call('GetTopic', { topic_name: TOPIC });
    }
  },
  { covers: 'events.rpc' },
);

interface EventClientError {
  readonly code: number;
  readonly metadata: { get(name: string): unknown[] };
}

behaviour(
  'a stream outlives the timeout of its session, and ends when the session is ended or the user deactivated',
  {
    assumed:
      'facts 6.3: expiry does not necessarily drop a stream; an ended session does, within moments here',
  },
  async () => {
    await using org = await openEventOrg();
    const rep = await signIn(org.baseUrl, REP);
    using repClient = eventClient(org, rep);
    const call = await org.all();
    const repCall = await subscribed(org, repClient, { topic_name: TOPIC });
    await accounts(org, 1);
    await call.events(1);
    await org.admin.control('POST', '/clock', { advanceMs: 3 * 3_600_000 });
    await accounts(org, 1, 2);
    assert.deepEqual(names(await call.events(2)), ['A1', 'A2']);
    await assert.rejects(org.client.call('GetTopic', { topic_name: TOPIC }), {
      code: status.UNAUTHENTICATED,
    });
    await org.admin.control('PATCH', `/users/${REP.username}`, { isActive: false });
    assert.equal((await repCall.refused()).errorCode, `${PREFIX}service.auth.error`);
    await org.admin.control('POST', '/sessions/expire', {});
    const refusal = await call.refused();
    assert.equal(refusal.code, status.UNAUTHENTICATED);
    assert.equal(refusal.errorCode, `${PREFIX}service.auth.error`);
  },
  { covers: 'events.rpc' },
);

behaviour(
  'only so many streams are open at a time',
  { assumed: 'facts 6.8 give 1,000 streams; the answer beyond is not known' },
  async () => {
    await using org = await openEventOrg();
    await org.admin.control('POST', '/events', { maxStreams: 1 });
    const call = await org.all();
    const refusal = await org.client.subscribe({ topic_name: TOPIC }).refused();
    assert.equal(refusal.code, status.RESOURCE_EXHAUSTED);
    call.cancel();
    await until('the first stream left', async () =>
      (await org.admin.control('GET', '/events')).body.streams === 0 ? true : undefined,
    );
    await org.all();
  },
  { covers: 'events.rpc' },
);

behaviour(
  'the service answers over TLS, and without it on a port of its own',
  { documented: 'facts 6.1' },
  async () => {
    const { ca, cert, key } = await makeCertificates();
    const { startSimulator } = await import('../../start-simulator.ts');
    const simulator = await startSimulator({
      seed: EVENT_SEED,
      tls: { cert, key },
      grpcPort: 0,
      grpcPlainPort: 0,
    });
    try {
      const metadata = { accesstoken: 'none', instanceurl: 'https://x.example', tenantid: 'x' };
      using secure = new EventClient(simulator.grpcUrl ?? '', metadata, ca);
      using plain = new EventClient(simulator.grpcPlainUrl ?? '', metadata);
      using wrong = new EventClient(simulator.grpcUrl ?? '', metadata);
      for (const client of [secure, plain]) {
        await assert.rejects(client.call('GetTopic', { topic_name: TOPIC }), {
          code: status.UNAUTHENTICATED,
        });
      }
      await assert.rejects(wrong.call('GetTopic', { topic_name: TOPIC }), { code: status.UNAVAILABLE });
    } finally {
      await simulator.close();
    }
  },
  { covers: 'events.rpc' },
);

behaviour(
  'a schema is asked for by the id of an event, also after fields were added',
  { documented: 'facts 6.5' },
  async () => {
    await using org = await openEventOrg();
    const call = await org.all();
    await account(org);
    const [before] = await call.events(1);
    await account(org);
    const [, same] = await call.events(2);
    assert.equal(same?.schemaId, before?.schemaId);
    await org.admin.control('POST', '/objects/Account/fields', { name: 'New__c', type: 'text', length: 20 });
    await account(org, { New__c: 'x' });
    const [, , after] = await call.events(3);
    assert.notEqual(after?.schemaId, before?.schemaId);
    assert.deepEqual(after?.value.New__c, { string: 'x' });
    for (const event of [before, after]) {
      const schema = await org.client.call('GetSchema', { schema_id: event?.schemaId });
      assert.equal(schema.schema_id, event?.schemaId);
      assert.equal(JSON.parse(schema.schema_json).name, 'AccountChangeEvent');
    }
    await assert.rejects(org.client.call('GetSchema', { schema_id: 'AAAAAAAAAAAAAAAAAAAAAA' }), {
      code: status.NOT_FOUND,
    });
  },
  { covers: 'events.schema' },
);
