import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { create, openTestOrg, type TestOrg } from '../../../testing/test-org.ts';
import { commitsOf } from '../../../testing/commits.ts';

const merge = async (org: TestOrg, object: string, id: string, loserIds: string[], values = {}) => {
  const answer = await org.admin.control('POST', '/records', {
    username: 'admin@test.example',
    operations: [{ kind: 'merge', object, id, loserIds, values }],
  });
  return answer.body.results[0];
};

behaviour(
  'a merge gives the master the values, moves the children, and leaves the losers deleted with MasterRecordId',
  { documented: 'SOAP API Developer Guide, merge(); facts 2.4' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const master = await create(admin, 'Account', { Name: 'Acme' });
    const loser = await create(admin, 'Account', { Name: 'Acme Inc', Industry: 'Energy' });
    const contact = await create(admin, 'Contact', { LastName: 'Moved', AccountId: loser });
    const widget = await create(admin, 'Widget__c', { Name: 'w', Account__c: loser });
    const task = await create(admin, 'Task', { Subject: 'Call', WhatId: loser });
    const commits = commitsOf(org.simulator.org);

    const result = await merge(org, 'Account', master, [loser], { Industry: 'Energy' });
    assert.equal(result.success, true, JSON.stringify(result));

    const read = async (soql: string) => (await admin.query(soql)).body.records;
    assert.deepEqual(
      (await read(`SELECT Name, Industry FROM Account`)).map((row: { Name: string; Industry: string }) => [
        row.Name,
        row.Industry,
      ]),
      [['Acme', 'Energy']],
    );
    assert.equal((await read(`SELECT AccountId FROM Contact WHERE Id = '${contact}'`))[0].AccountId, master);
    assert.equal(
      (await read(`SELECT Account__c FROM Widget__c WHERE Id = '${widget}'`))[0].Account__c,
      master,
    );
    const [moved] = await read(`SELECT WhatId, AccountId FROM Task WHERE Id = '${task}'`);
    assert.deepEqual([moved.WhatId, moved.AccountId], [master, master]);
    const all = await admin.get(
      `/queryAll?q=${encodeURIComponent(`SELECT IsDeleted, MasterRecordId FROM Account WHERE Id = '${loser}'`)}`,
    );
    assert.deepEqual([all.body.records[0].IsDeleted, all.body.records[0].MasterRecordId], [true, master]);

    const [changes = []] = commits;
    assert.equal(commits.length, 1, 'one transaction');
    const told = changes.map((change) => `${change.kind} ${change.id}`);
    for (const expected of [
      `update ${contact}`,
      `update ${widget}`,
      `update ${task}`,
      `delete ${loser}`,
      `update ${master}`,
    ]) {
      assert.ok(told.includes(expected), `${expected} in ${told.join(', ')}`);
    }
  },
  { covers: 'data.merge' },
);

behaviour(
  "of two memberships in one campaign a merge of contacts keeps the master's",
  { assumed: 'CampaignMember is unique per campaign and person, so one must go' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const master = await create(admin, 'Contact', { LastName: 'One' });
    const loser = await create(admin, 'Contact', { LastName: 'Two' });
    const both = await create(admin, 'Campaign', { Name: 'both' });
    const one = await create(admin, 'Campaign', { Name: 'one' });
    await create(admin, 'CampaignMember', { CampaignId: both, ContactId: master });
    await create(admin, 'CampaignMember', { CampaignId: both, ContactId: loser });
    await create(admin, 'CampaignMember', { CampaignId: one, ContactId: loser });
    assert.equal((await merge(org, 'Contact', master, [loser])).success, true);
    const { records } = (await admin.query('SELECT CampaignId, ContactId FROM CampaignMember')).body;
    assert.deepEqual(
      records
        .map((row: { CampaignId: string; ContactId: string }) => `${row.CampaignId} ${row.ContactId}`)
        .toSorted(),
      [`${both} ${master}`, `${one} ${master}`].toSorted(),
    );
  },
  { covers: 'data.merge' },
);

behaviour(
  'a master that hung under the loser hangs under nobody after the merge',
  { assumed: 'an account cannot be its own parent' },
  async () => {
    await using org = await openTestOrg();
    const loser = await create(org.admin, 'Account', { Name: 'Top' });
    const master = await create(org.admin, 'Account', { Name: 'Below', ParentId: loser });
    assert.equal((await merge(org, 'Account', master, [loser])).success, true);
    assert.equal((await org.admin.get(`/sobjects/Account/${master}`)).body.ParentId, null);
  },
  { covers: 'data.merge' },
);

behaviour(
  'a merge is refused for itself, for more than two losers, for deleted losers and for other objects, and then nothing moves',
  { documented: 'SOAP API Developer Guide, merge(): up to three records of Account, Contact or Lead' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const ids: string[] = [];
    for (const Name of ['a', 'b', 'c', 'd']) ids.push(await create(admin, 'Account', { Name }));
    const [a = '', b = '', c = '', d = ''] = ids;
    const code = async (object: string, id: string, losers: string[]) =>
      (await merge(org, object, id, losers)).errors?.[0].statusCode;
    assert.equal(await code('Account', a, [a]), 'INVALID_ID_FIELD');
    assert.equal(await code('Account', a, [b, c, d]), 'INVALID_ARGUMENT_TYPE');
    assert.equal(await code('Opportunity', a, [b]), 'INVALID_TYPE');
    assert.equal((await admin.call('DELETE', `/sobjects/Account/${d}`)).status, 204);
    const contact = await create(admin, 'Contact', { LastName: 'stays', AccountId: b });
    assert.equal(await code('Account', a, [b, d]), 'ENTITY_IS_DELETED');
    assert.equal((await admin.get(`/sobjects/Contact/${contact}`)).body.AccountId, b);
    assert.equal((await admin.query('SELECT COUNT() FROM Account')).body.totalSize, 3);
  },
  { covers: 'data.merge' },
);

behaviour(
  'a merge whose children are locked fails whole',
  { assumed: 'moving a child is a save of it' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const [master, loser] = [
      await create(admin, 'Account', { Name: 'm' }),
      await create(admin, 'Account', { Name: 'l' }),
    ];
    const contacts: string[] = [];
    for (const LastName of ['free', 'held'])
      contacts.push(await create(admin, 'Contact', { LastName, AccountId: loser }));
    await admin.control('POST', '/locks', { ids: [contacts[1]] });
    const result = await merge(org, 'Account', master, [loser]);
    assert.equal(result.errors?.[0].statusCode, 'UNABLE_TO_LOCK_ROW');
    for (const id of contacts)
      assert.equal((await admin.get(`/sobjects/Contact/${id}`)).body.AccountId, loser);
  },
  { covers: ['data.merge', 'commit.locks', 'commit.rollback'] },
);
