import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { eventClient } from '../../testing/event-client.ts';
import { create, openTestOrg, TEST_SEED } from '../../testing/test-org.ts';

const SEED = { ...TEST_SEED, changeDataCapture: ['Account', 'Contact', 'Widget__c'] };

behaviour(
  'a created row arrives as an event with every value, an update with what changed alone',
  { documented: 'facts 6.7' },
  async () => {
    await using org = await openTestOrg({ seed: SEED, grpcPort: 0 });
    using client = eventClient(org);
    const call = client.subscribe({ topic_name: '/data/ChangeEvents' });
    await client.call('GetTopic', { topic_name: '/data/AccountChangeEvent' });
    const id = await create(org.admin, 'Account', { Name: 'Acme', Phone: '1' });
    await org.admin.call('PATCH', `/sobjects/Account/${id}`, { Phone: null, Site: 'Hall' });
    const [created, updated] = await call.events(2);
    assert.deepEqual(created?.header.recordIds, [id]);
    assert.deepEqual(created?.value.Name, { string: 'Acme' });
  },
);
