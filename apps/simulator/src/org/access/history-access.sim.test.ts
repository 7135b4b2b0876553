import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { create, openTestOrg, REP, signIn, TEST_SEED } from '../../../testing/test-org.ts';

const PEER = { username: 'peer@test.example', password: 'Test-3456!' };
const SEED = {
  ...TEST_SEED,
  permissionSets: [
    { name: 'Half', objects: { Widget__c: 'r', Account: 'r' }, fields: { 'Widget__c.Key__c': 'read' } },
  ],
  users: [
    ...TEST_SEED.users,
    { ...PEER, lastName: 'Peer', profile: 'Minimum Access - Salesforce', permissionSets: ['Half', 'Api'] },
  ],
  sharing: { Account: 'Private', Opportunity: 'Private', Widget__c: 'Private' },
  historyTracking: {
    Account: ['Industry'],
    Opportunity: ['Description'],
    Widget__c: ['Key__c', 'Loose_Key__c'],
  },
};

behaviour(
  'history rows are seen with their record, and of the fields that one may read',
  {
    documented:
      'Object Reference, OpportunityFieldHistory: "This object respects field-level security on the parent object"',
  },
  async () => {
    const permissionSets = [...SEED.permissionSets, { name: 'Api', system: ['ApiEnabled'] }];
    await using org = await openTestOrg({ seed: { ...SEED, permissionSets } });
    const { admin, baseUrl } = org;
    const [rep, peer] = await Promise.all([REP, PEER].map((user) => signIn(baseUrl, user)));
    assert.ok(rep && peer);
    const widget = await create(rep, 'Widget__c', { Name: 'w', Key__c: 'k1', Loose_Key__c: 'l1' });
    const account = await create(rep, 'Account', { Name: 'a', Industry: 'Energy' });
    const changes = { Key__c: 'k2', Loose_Key__c: 'l2' };
    assert.equal((await rep.call('PATCH', `/sobjects/Widget__c/${widget}`, changes)).status, 204);
    assert.equal(
      (await rep.call('PATCH', `/sobjects/Account/${account}`, { Industry: 'Media' })).status,
      204,
    );
    const history = async (client: typeof rep, object: string): Promise<[string, string | null][]> => {
      const answer = await client.query(`SELECT Field, NewValue FROM ${object} ORDER BY Id`);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return answer.body.records.map((row: Record<string, string | null>) => [row['Field'], row['NewValue']]);
    };
    const all = [
      ['created', null],
      ['Key__c', 'k2'],
      ['Loose_Key__c', 'l2'],
    ];
    for (const client of [admin, rep]) {
      assert.deepEqual(await history(client, 'Widget__History'), all);
      assert.deepEqual(await history(client, 'AccountHistory'), [
        ['created', null],
        ['Industry', 'Media'],
      ]);
    }
    // Neither the row nor, when it is shared, the field that is hidden.
    assert.deepEqual(await history(peer, 'Widget__History'), []);
    assert.deepEqual(await history(peer, 'AccountHistory'), []);
    const [{ Id: UserOrGroupId }] = (await admin.query("SELECT Id FROM User WHERE LastName = 'Peer'")).body
      .records;
    await create(rep, 'Widget__Share', { ParentId: widget, UserOrGroupId, AccessLevel: 'Read' });
    assert.deepEqual(await history(peer, 'Widget__History'), all.slice(0, 2));
    const { body } = await peer.query('SELECT Id, (SELECT NewValue FROM Histories) FROM Widget__c');
    assert.equal(body.records[0].Histories.totalSize, 2);
    const [hidden] = (await admin.query("SELECT Id FROM Widget__History WHERE Field = 'Loose_Key__c'")).body
      .records;
    assert.equal((await peer.get(`/sobjects/Widget__History/${hidden.Id}`)).status, 404);
    assert.equal((await rep.get(`/sobjects/Widget__History/${hidden.Id}`)).status, 200);
  },
  { covers: ['access.fields', 'access.sharing'] },
);

behaviour(
  'the history of stages is read by whoever reads the opportunity, whatever fields of it are hidden',
  {
    documented: 'Object Reference, OpportunityHistory: it has no field Field; access follows the opportunity',
  },
  async () => {
    const half = { name: 'Half', objects: { Opportunity: 'rV' }, fields: {} };
    const permissionSets = [half, { name: 'Api', system: ['ApiEnabled'] }];
    await using org = await openTestOrg({ seed: { ...SEED, permissionSets } });
    const peer = await signIn(org.baseUrl, PEER);
    const values = { Name: 'o', StageName: 'Prospecting', CloseDate: '2027-01-01' };
    await create(org.admin, 'Opportunity', values);
    const answer = await peer.query('SELECT COUNT() FROM OpportunityHistory');
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.body.totalSize, 1);
  },
);
