import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { behaviour } from '../../../testing/behaviour.ts';
import { eventClient } from '../../../testing/event-client.ts';
import type { OpenCall } from '../../../testing/event-client.ts';
import { EVENT_SEED, openEventOrg } from '../../../testing/event-org.ts';
import { REP, signIn } from '../../../testing/test-org.ts';

const HANDLE_ERRORS = { documented: 'Pub/Sub API guide, "Handle Errors"; facts 6.4' };
const TOPIC = '/data/ChangeEvents';
const ALARM = '/event/Alarm__e';

/** Status and the code without what all codes begin with. */
async function refused(call: OpenCall): Promise<[number, string]> {
  const { code, errorCode } = await call.refused();
  return [code, errorCode.replace('sfdc.platform.eventbus.grpc.', '')];
}

async function rejected(call: Promise<unknown>): Promise<[number, string, string]> {
  const error = (await call.then(
    () => assert.fail('the call was answered'),
    (reason: unknown) => reason,
  )) as ServiceError;
  const errorCode = String(error.metadata.get('error-code')[0]);
  return [error.code, errorCode.replace('sfdc.platform.eventbus.grpc.', ''), error.details];
}

behaviour(
  'a schema without an id, a topic without a name and a request without events are invalid',
  { documented: 'text: pozil/pub-sub-api-node-client issue 34; codes: Pub/Sub API guide, "Handle Errors"' },
  async () => {
    await using org = await openEventOrg();
    const [code, errorCode, details] = await rejected(org.client.call('GetSchema', { schema_id: '' }));
    assert.deepEqual([code, errorCode], [status.INVALID_ARGUMENT, 'schema.validation.failed']);
    assert.match(details, /^Schema validation failed\. The schema ID can't be blank\. rpcId: [\da-f-]{36}$/);
    const nameless = await rejected(org.client.call('GetTopic', { topic_name: '' }));
    assert.deepEqual(nameless.slice(0, 2), [status.INVALID_ARGUMENT, 'topic.validation.empty']);
    const empty = await rejected(org.client.call('Publish', { topic_name: ALARM, events: [] }));
    assert.deepEqual(empty.slice(0, 2), [status.INVALID_ARGUMENT, 'publish.event.count.invalid']);
  },
  { covers: 'events.rpc' },
);

behaviour(
  'another topic in the same stream, a topic one may not see and one stream too many have codes of their own',
  HANDLE_ERRORS,
  async () => {
    await using org = await openEventOrg();
    const call = org.client.subscribe({ topic_name: TOPIC });
    call.send({ topic_name: '/data/AccountChangeEvent', num_requested: 1 });
    assert.deepEqual(await refused(call), [status.INVALID_ARGUMENT, 'subscription.fetch.topic.mismatch']);
    using rep = eventClient(org, await signIn(org.baseUrl, REP));
    assert.deepEqual(await refused(rep.subscribe({ topic_name: '/data/AccountChangeEvent' })), [
      status.PERMISSION_DENIED,
      'subscription.topic.cannot.subscribe',
    ]);
    await org.admin.control('POST', '/events', { maxStreams: 0 });
    assert.deepEqual(await refused(org.client.subscribe({ topic_name: TOPIC })), [
      status.RESOURCE_EXHAUSTED,
      'concurrent.client.limit.exceeded',
    ]);
  },
  { covers: ['events.rpc', 'events.access'] },
);

behaviour(
  'managed subscriptions that are not there, stopped, or named twice or not at all are refused',
  HANDLE_ERRORS,
  async () => {
    await using org = await openEventOrg({ seed: EVENT_SEED });
    const Metadata = { label: 'Alarms', topicName: ALARM, defaultReplay: 'LATEST', state: 'STOP' };
    const made = await org.admin.post('/tooling/sobjects/ManagedEventSubscription', {
      FullName: 'Alarms',
      Metadata: { ...Metadata, errorRecoveryReplay: 'LATEST' },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const codeOf = async (request: object): Promise<string> => {
      const call = org.client.open('ManagedSubscribe');
      call.send({ ...request, num_requested: 1 });
      return (await refused(call))[1];
    };
    const name = { developer_name: 'Alarms' };
    assert.equal(await codeOf(name), 'managed.subscription.config.stopped');
    assert.equal(await codeOf({ developer_name: 'No' }), 'managed.subscription.developer.name.not.found');
    const unknown = { subscription_id: '18x000000000001AAA' };
    assert.equal(await codeOf(unknown), 'managed.subscription.subscription.id.not.found');
    for (const request of [{}, { ...name, subscription_id: made.body.id }]) {
      assert.equal(await codeOf(request), 'managed.subscription.id.or.developer.name.empty');
    }
  },
  { covers: 'events.rpc' },
);

behaviour(
  'a publish request of more than 4 MB ends as a connection that was reset',
  { documented: 'facts 6.8' },
  async () => {
    await using org = await openEventOrg();
    const { schema_id } = await org.client.call('GetTopic', { topic_name: ALARM });
    const event = { id: '', schema_id, payload: Buffer.alloc(900_000) };
    const request = (count: number): object => ({
      topic_name: ALARM,
      events: Array.from({ length: count }, () => event),
    });
    const [code] = await rejected(org.client.call('Publish', request(5)));
    assert.equal(code, status.UNAVAILABLE);
    // Readable, though no event in it is.
    const { results } = await org.client.call('Publish', request(4));
    assert.equal(results.length, 4);
  },
  { covers: 'events.rpc' },
);
