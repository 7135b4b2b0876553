import assert from 'node:assert/strict';
import { status } from '@grpc/grpc-js';
import { behaviour } from '../../../testing/behaviour.ts';
import { account, EVENT_SEED, openEventOrg, subscribed } from '../../../testing/event-org.ts';
import type { EventOrg } from '../../../testing/event-org.ts';
import { create, REP, signIn } from '../../../testing/test-org.ts';
import type { TestAnswer, TestClient } from '../../../testing/test-org.ts';

const UNSELECTED = { ...EVENT_SEED, changeDataCapture: [] };
const MEMBERS = '/tooling/sobjects/PlatformEventChannelMember';

function select(
  client: TestClient,
  selectedEntity: string,
  more: Record<string, unknown> = {},
  FullName?: string,
): Promise<TestAnswer> {
  const { eventChannel = 'ChangeEvents' } = more;
  const name = `${String(eventChannel).replace('__chn', '_chn')}_${selectedEntity.replace('__', '_')}`;
  return client.post(MEMBERS, {
    FullName: FullName ?? name,
    Metadata: { eventChannel, selectedEntity, ...more },
  });
}

function tooling(client: TestClient, soql: string): Promise<TestAnswer> {
  return client.get(`/tooling/query?q=${encodeURIComponent(soql)}`);
}

const openUnselected = (): Promise<EventOrg> => openEventOrg({ seed: UNSELECTED });

behaviour(
  'changes are captured from the selection on, and no longer than it lasts',
  { documented: 'facts 6.9' },
  async () => {
    await using org = await openUnselected();
    const call = await org.all();
    await account(org, { Name: 'Before' });
    const selected = await select(org.admin, 'AccountChangeEvent');
    assert.equal(selected.status, 201);
    assert.match(selected.body.id, /^0v8\w{15}$/);
    assert.deepEqual(
      { ...selected.body, id: '' },
      { id: '', success: true, errors: [], warnings: [], infos: [] },
    );
    await account(org, { Name: 'During' });
    await call.events(1);
    assert.equal((await org.admin.call('DELETE', `${MEMBERS}/${selected.body.id}`)).status, 204);
    await account(org, { Name: 'After' });
    await select(org.admin, 'ContactChangeEvent');
    await create(org.admin, 'Contact', { LastName: 'Last' });
    const events = await call.events(2);
    assert.deepEqual(
      events.map(({ header }) => header.entityName),
      ['Account', 'Contact'],
    );
    assert.deepEqual(events[0]?.value.Name, { string: 'During' });
  },
  { covers: 'events.selection' },
);

behaviour(
  'members are read back by id and by Tooling SOQL, metadata for one row only',
  { documented: 'facts 6.9; Tooling API, "Metadata" field' },
  async () => {
    await using org = await openUnselected();
    const { id } = (await select(org.admin, 'Widget__ChangeEvent')).body;
    await select(org.admin, 'AccountChangeEvent');
    const read = await org.admin.get(`${MEMBERS}/${id}`);
    assert.equal(read.body.FullName, 'ChangeEvents_Widget_ChangeEvent');
    assert.deepEqual(read.body.Metadata, {
      eventChannel: 'ChangeEvents',
      selectedEntity: 'Widget__ChangeEvent',
    });
    const all = await tooling(
      org.admin,
      'SELECT QualifiedApiName, EventChannel, SelectedEntity FROM PlatformEventChannelMember ORDER BY SelectedEntity',
    );
    assert.deepEqual(
      all.body.records.map((row: object) => Object.values(row).slice(1)),
      [
        ['ChangeEvents_AccountChangeEvent', 'ChangeEvents', 'AccountChangeEvent'],
        ['ChangeEvents_Widget_ChangeEvent', 'ChangeEvents', 'Widget__ChangeEvent'],
      ],
    );
    assert.equal(all.body.records[1].attributes.url, `/services/data/v60.0${MEMBERS}/${id}`);
    const many = await tooling(org.admin, 'SELECT Id, Metadata FROM PlatformEventChannelMember');
    assert.equal(many.body[0].errorCode, 'MALFORMED_QUERY');
    const one = await tooling(
      org.admin,
      `SELECT Metadata FROM PlatformEventChannelMember WHERE Id = '${id}'`,
    );
    assert.equal(one.body.records[0].Metadata.selectedEntity, 'Widget__ChangeEvent');
  },
  { covers: 'events.selection' },
);

behaviour(
  'the data API knows nothing of channels and members',
  { documented: 'Tooling API, PlatformEventChannelMember' },
  async () => {
    await using org = await openUnselected();
    const query = await org.admin.query('SELECT Id FROM PlatformEventChannelMember');
    assert.equal(query.body[0].errorCode, 'INVALID_TYPE');
    assert.equal((await org.admin.get('/sobjects/PlatformEventChannel/describe')).status, 404);
    const { sobjects } = (await org.admin.get('/sobjects')).body;
    assert.ok(!sobjects.some(({ name }: { name: string }) => name.startsWith('PlatformEventChannel')));
  },
  { covers: 'events.selection' },
);

behaviour(
  'five objects can be selected over all channels, each counted once; the add-on lifts that',
  { documented: 'facts 6.8; code and text are assumed' },
  async () => {
    await using org = await openUnselected();
    const five = ['Account', 'Contact', 'Lead', 'Opportunity', 'Case'];
    for (const object of five) assert.equal((await select(org.admin, `${object}ChangeEvent`)).status, 201);
    await org.admin.post('/tooling/sobjects/PlatformEventChannel', {
      FullName: 'Sync__chn',
      Metadata: { channelType: 'data', label: 'Sync' },
    });
    const again = await select(org.admin, 'AccountChangeEvent', { eventChannel: 'Sync__chn' });
    assert.equal(again.status, 201);
    const sixth = await select(org.admin, 'CampaignChangeEvent');
    assert.equal(sixth.status, 400);
    assert.equal(sixth.body[0].errorCode, 'LIMIT_EXCEEDED');
    assert.match(sixth.body[0].message, /maximum number of entities \(5\)/);
    await org.admin.control('POST', '/events', { addOn: true });
    assert.equal((await select(org.admin, 'CampaignChangeEvent')).status, 201);
  },
  { covers: 'events.selection' },
);

behaviour(
  'there are 100 channels of change events and 200 managed subscriptions at most',
  { documented: 'facts 6.8; the text is assumed' },
  async () => {
    await using org = await openUnselected();
    const make = (object: string, FullName: string, more: object): Promise<TestAnswer> =>
      org.admin.post(`/tooling/sobjects/${object}`, { FullName, Metadata: { label: FullName, ...more } });
    for (let index = 0; index < 100; index += 1) {
      const made = await make('PlatformEventChannel', `Channel${index}__chn`, { channelType: 'data' });
      assert.equal(made.status, 201);
    }
    const channel = await make('PlatformEventChannel', 'OneMore__chn', { channelType: 'data' });
    assert.deepEqual([channel.status, channel.body[0].errorCode], [400, 'LIMIT_EXCEEDED']);
    const other = await make('PlatformEventChannel', 'OneMore__chn', { channelType: 'event' });
    assert.equal(other.status, 201);
    const topic = { topicName: '/data/ChangeEvents' };
    for (let index = 0; index < 200; index += 1) {
      assert.equal((await make('ManagedEventSubscription', `Managed${index}`, topic)).status, 201);
    }
    const managed = await make('ManagedEventSubscription', 'OneMore', topic);
    assert.deepEqual([managed.status, managed.body[0].errorCode], [400, 'LIMIT_EXCEEDED']);
  },
  { covers: 'events.selection' },
);

behaviour(
  'objects that cannot be captured, unknown channels, double selections and names with a namespace are refused',
  { documented: "facts 6.9, 6.10; texts: Salesforce's own CDC skill" },
  async () => {
    await using org = await openUnselected();
    for (const entity of [
      'OpportunityHistoryChangeEvent',
      'GroupChangeEvent',
      'Account',
      'NothingChangeEvent',
    ]) {
      const refused = await select(org.admin, entity);
      assert.equal(refused.status, 400, entity);
      assert.match(refused.body[0].message, /invalid event in selectedEntity/);
    }
    const channel = await select(org.admin, 'AccountChangeEvent', { eventChannel: '/data/ChangeEvents' });
    assert.match(channel.body[0].message, /Unable to find the specified channel/);
    const name = await select(org.admin, 'AccountChangeEvent', {}, 'Account__ChangeEvents');
    assert.match(name.body[0].message, /Cannot create a new component with the namespace: Account/);
    assert.equal((await select(org.admin, 'AccountChangeEvent')).status, 201);
    const twice = await select(org.admin, 'AccountChangeEvent', {}, 'Another_Name');
    assert.equal(twice.body[0].errorCode, 'DUPLICATE_VALUE');
    const sameName = await select(org.admin, 'ContactChangeEvent', {}, 'ChangeEvents_AccountChangeEvent');
    assert.equal(sameName.body[0].errorCode, 'DUPLICATE_DEVELOPER_NAME');
  },
  { covers: 'events.selection' },
);

behaviour(
  'selecting takes Customize Application',
  { documented: 'facts 6.9' },
  async () => {
    await using org = await openUnselected();
    const rep = await signIn(org.baseUrl, REP);
    const refused = await select(rep, 'AccountChangeEvent');
    assert.equal(refused.status, 403);
    // Looking takes View Setup and Configuration, which standard users have.
    const soql = 'SELECT Id FROM PlatformEventChannelMember';
    assert.equal((await tooling(rep, soql)).status, 200);
    const [profile] = (
      await org.admin.query("SELECT Id FROM PermissionSet WHERE Profile.Name = 'Standard User'")
    ).body.records;
    const values = { PermissionsViewSetup: false };
    await org.admin.control('POST', '/records', {
      operations: [{ kind: 'update', object: 'PermissionSet', id: profile.Id, values }],
    });
    const listed = await tooling(rep, soql);
    assert.equal(listed.status, 400);
    assert.equal(listed.body[0].errorCode, 'INVALID_TYPE');
  },
  { covers: 'events.selection' },
);

behaviour(
  'Professional Edition has no Change Data Capture',
  { documented: 'facts 6.8' },
  async () => {
    await using org = await openEventOrg({
      seed: { ...UNSELECTED, organization: { name: 'Small', edition: 'Professional Edition' } },
    });
    assert.equal((await select(org.admin, 'AccountChangeEvent')).status, 404);
    const refusal = await org.client.subscribe({ topic_name: '/data/ChangeEvents' }).refused();
    assert.equal(refusal.code, status.NOT_FOUND);
  },
  { covers: 'events.selection' },
);

behaviour(
  'a custom channel carries its own selection, filtered and enriched as its members say',
  {
    documented:
      'facts 6.9; Change Data Capture Developer Guide, "Filter Your Stream of Change Events with Channels"',
  },
  async () => {
    await using org = await openUnselected();
    const made = await org.admin.post('/tooling/sobjects/PlatformEventChannel', {
      FullName: 'Sync__chn',
      Metadata: { channelType: 'data', label: 'Sync' },
    });
    assert.match(made.body.id, /^0YL/);
    const member = await select(org.admin, 'AccountChangeEvent', {
      eventChannel: 'Sync__chn',
      filterExpression: "Rating = 'Hot' AND (BillingAddress.City LIKE 'B%' OR NOT NumberOfEmployees > 5)",
      enrichedFields: [{ name: 'Rating' }, { name: 'AccountNumber' }],
    });
    assert.equal(member.status, 201, JSON.stringify(member.body));
    const call = await subscribed(org, org.client, { topic_name: '/data/Sync__chn' });
    await account(org, { Name: 'Cold', Rating: 'Cold', BillingCity: 'Bern' });
    await account(org, { Name: 'Elsewhere', Rating: 'Hot', BillingCity: 'Paris', NumberOfEmployees: 9 });
    const id = await account(org, { Name: 'Hot', Rating: 'Hot', BillingCity: 'Bern', AccountNumber: '7' });
    await org.admin.call('PATCH', `/sobjects/Account/${id}`, { Site: 'x' });
    const [created, updated] = await call.events(2);
    assert.deepEqual(created?.value.Name, { string: 'Hot' });
    assert.equal(updated?.header.changeType, 'UPDATE');
    assert.deepEqual(updated?.value.AccountNumber, { string: '7' });
    assert.deepEqual(updated?.value.Rating, { string: 'Hot' });
    assert.equal(updated?.value.Name, null);
    const bad = await select(org.admin, 'ContactChangeEvent', {
      eventChannel: 'Sync__chn',
      filterExpression: "WHERE LastName = 'x'",
    });
    assert.equal(bad.body[0].message, "filter expression has syntax errors: unexpected token: 'WHERE'");
    await org.admin.call('DELETE', `/tooling/sobjects/PlatformEventChannel/${made.body.id}`);
    const left = await tooling(org.admin, 'SELECT Id FROM PlatformEventChannelMember');
    assert.equal(left.body.size, 0);
  },
  { covers: 'events.selection' },
);

behaviour(
  'a seed selects objects; what the seed itself makes is no change',
  { simulator_only: 'seeds' },
  async () => {
    await using org = await openEventOrg({
      seed: { ...EVENT_SEED, records: { Account: [{ Name: 'Seeded' }] } },
    });
    const call = org.client.subscribe({ topic_name: '/data/ChangeEvents', replay_preset: 1 });
    await account(org, { Name: 'Later' });
    const [first] = await call.events(1);
    assert.deepEqual(first?.value.Name, { string: 'Later' });
    const { selectedObjects } = (await org.admin.control('GET', '/events')).body;
    assert.deepEqual(selectedObjects, ['Account', 'Contact', 'Widget__c']);
    await org.admin.control('POST', '/reset');
    const state = (await org.admin.control('GET', '/events')).body;
    assert.deepEqual([state.selectedObjects, state.retained], [['Account', 'Contact', 'Widget__c'], 0]);
  },
  { covers: 'events.selection' },
);
