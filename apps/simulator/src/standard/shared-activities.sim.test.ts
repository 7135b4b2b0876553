/** Shared Activities over HTTP: who and what a task or event is about, row by row. */
import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { commitsOf } from '../../testing/commits.ts';
import {
  ADMIN,
  create,
  openTestOrg,
  REP,
  signIn,
  TEST_SEED,
  type TestClient,
  type TestOrg,
} from '../../testing/test-org.ts';

const COVERS = { covers: ['data.activities', 'data.objects'] } as const;
const open = (): Promise<TestOrg> => openTestOrg({ seed: { ...TEST_SEED, sharedActivities: true } });

// oxlint-disable-next-line typescript/no-explicit-any -- rows are picked apart by every test
async function rows(client: TestClient, soql: string): Promise<any[]> {
  const { status, body } = await client.query(soql);
  assert.equal(status, 200, JSON.stringify(body));
  return body.records;
}

async function people(client: TestClient, count: number): Promise<string[]> {
  const records = Array.from({ length: count }, (_, index) => ({
    attributes: { type: 'Contact' },
    LastName: `Contact ${index}`,
  }));
  const { body } = await client.post('/composite/sobjects', { records });
  return body.map(({ id }: { id: string }) => id);
}

const related = async (client: TestClient, task: string): Promise<string[]> =>
  (await rows(client, `SELECT RelationId FROM TaskRelation WHERE TaskId = '${task}' AND IsWhat = false`)).map(
    ({ RelationId }) => RelationId,
  );

behaviour(
  'without Shared Activities there is no TaskRelation, and EventRelation only invites',
  {
    documented:
      'Object Reference, TaskRelation: "only available if you\'ve enabled Shared Activities"; EventRelation',
  },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    assert.equal((await admin.get('/sobjects/TaskRelation/describe')).status, 404);
    assert.equal((await admin.query('SELECT Id FROM TaskWhoRelation')).body[0].errorCode, 'INVALID_TYPE');
    const { body } = await admin.get('/sobjects/EventRelation/describe');
    const names = body.fields.map(({ name }: { name: string }) => name);
    assert.deepEqual(
      ['IsWhat', 'IsParent', 'IsInvitee'].filter((name) => names.includes(name)),
      [],
    );
    const contact = await create(admin, 'Contact', { LastName: 'Roe' });
    const start = '2026-05-01T10:00:00Z';
    const event = await create(admin, 'Event', {
      WhoId: contact,
      StartDateTime: start,
      DurationInMinutes: 30,
    });
    assert.deepEqual(await rows(admin, 'SELECT Id FROM EventRelation'), []);
    const flags = async (): Promise<unknown[]> => {
      const [row] = await rows(admin, `SELECT IsGroupEvent, GroupEventType FROM Event WHERE Id = '${event}'`);
      return [row.IsGroupEvent, row.GroupEventType];
    };
    assert.deepEqual(await flags(), [false, '0']);
    const invitation = await create(admin, 'EventRelation', { EventId: event, RelationId: contact });
    assert.deepEqual(await flags(), [true, '1']);
    assert.equal((await admin.call('DELETE', `/sobjects/EventRelation/${invitation}`)).status, 204);
    assert.deepEqual(await flags(), [false, '0']);
  },
  COVERS,
);

behaviour(
  "a task's who and what are rows, which are made, moved and taken away with WhoId and WhatId",
  { documented: 'Object Reference, TaskRelation, TaskWhoRelation, Task.WhoId' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'Acme' });
    const contact = await create(admin, 'Contact', { LastName: 'Roe', AccountId: account });
    const deal = { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-31' };
    const opportunity = await create(admin, 'Opportunity', deal);
    const task = await create(admin, 'Task', { Subject: 'Call', WhoId: contact, WhatId: account });
    const all = async (): Promise<unknown[]> => {
      const soql = `SELECT RelationId, IsWhat, AccountId FROM TaskRelation WHERE TaskId = '${task}' ORDER BY IsWhat`;
      return (await rows(admin, soql)).map((row) => [row.RelationId, row.IsWhat, row.AccountId]);
    };
    assert.deepEqual(await all(), [
      [contact, false, account],
      [account, true, account],
    ]);
    const [counted] = await rows(
      admin,
      `SELECT WhoCount, WhatCount, (SELECT RelationId, Relation.Name, Type FROM TaskWhoRelations) FROM Task WHERE Id = '${task}'`,
    );
    assert.deepEqual([counted.WhoCount, counted.WhatCount], [1, 1]);
    const [who] = counted.TaskWhoRelations.records;
    assert.deepEqual([who.RelationId, who.Relation.Name, who.Type], [contact, 'Roe', 'Contact']);
    await admin.call('PATCH', `/sobjects/Task/${task}`, { WhatId: opportunity, WhoId: null });
    assert.deepEqual(await all(), [[opportunity, true, null]]);
    await admin.call('PATCH', `/sobjects/Task/${task}`, { WhatId: null });
    assert.deepEqual(await all(), []);
    const [none] = await rows(admin, `SELECT WhoCount, WhatCount FROM Task WHERE Id = '${task}'`);
    assert.deepEqual([none.WhoCount, none.WhatCount], [0, 0]);
  },
  COVERS,
);

behaviour(
  'WhoId shows the first contact: a new one joins the others, and without one the next is promoted',
  { documented: 'Object Reference, Task.WhoId: "Beginning in API version 37.0 …"' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const [first = '', second = '', third = ''] = await people(admin, 3);
    const task = await create(admin, 'Task', { Subject: 'Call', WhoId: first });
    const relation = await create(admin, 'TaskRelation', { TaskId: task, RelationId: second });
    const who = async (): Promise<unknown> => (await admin.get(`/sobjects/Task/${task}`)).body.WhoId;
    assert.equal(await who(), first);
    await admin.call('PATCH', `/sobjects/Task/${task}`, { WhoId: third });
    assert.deepEqual((await related(admin, task)).toSorted(), [first, second, third].toSorted());
    assert.equal(await who(), third);
    await admin.call('PATCH', `/sobjects/Task/${task}`, { WhoId: null });
    assert.deepEqual((await related(admin, task)).toSorted(), [first, second].toSorted());
    assert.ok([first, second].includes(String(await who())));
    await admin.call('DELETE', `/sobjects/TaskRelation/${relation}`);
    assert.equal(await who(), first);
    const [only] = await rows(admin, `SELECT Id FROM TaskRelation WHERE TaskId = '${task}'`);
    await admin.call('DELETE', `/sobjects/TaskRelation/${only.Id}`);
    assert.equal(await who(), null);
    await create(admin, 'TaskRelation', { TaskId: task, RelationId: second });
    assert.equal(await who(), second);
    const updated = await admin.call('PATCH', `/sobjects/TaskRelation/${only.Id}`, { RelationId: third });
    assert.ok(updated.status >= 400);
  },
  COVERS,
);

behaviour(
  'a task is with one lead or up to fifty contacts, and about one record',
  { documented: 'Object Reference, TaskRelation: the relationships allowed; codes and texts are assumed' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const contacts = await people(admin, 51);
    const lead = await create(admin, 'Lead', { LastName: 'Doe', Company: 'Doe Ltd' });
    const task = await create(admin, 'Task', { Subject: 'Call', WhoId: contacts[0] });
    const records = contacts.slice(1).map((RelationId) => ({
      attributes: { type: 'TaskRelation' },
      TaskId: task,
      RelationId,
    }));
    const { body } = await admin.post('/composite/sobjects', { records });
    const refused = body.filter(({ success }: { success: boolean }) => !success);
    assert.deepEqual(
      refused.map((one: { errors: { statusCode: string }[] }) => one.errors[0]?.statusCode),
      ['LIMIT_EXCEEDED'],
    );
    assert.equal((await related(admin, task)).length, 50);
    const again = await admin.post('/sobjects/TaskRelation', { TaskId: task, RelationId: contacts[1] });
    assert.equal(again.body[0].errorCode, 'DUPLICATE_VALUE');
    const mixed = await admin.post('/sobjects/TaskRelation', { TaskId: task, RelationId: lead });
    assert.equal(mixed.status, 400);
    const wrong = { TaskId: task, RelationId: lead, IsWhat: true };
    assert.equal(
      (await admin.post('/sobjects/TaskRelation', wrong)).body[0].errorCode,
      'FIELD_INTEGRITY_EXCEPTION',
    );
    const [account, other] = [
      await create(admin, 'Account', { Name: 'Acme' }),
      await create(admin, 'Account', { Name: 'Other' }),
    ];
    await create(admin, 'TaskRelation', { TaskId: task, RelationId: account });
    assert.equal((await admin.get(`/sobjects/Task/${task}`)).body.WhatId, account);
    const second = await admin.post('/sobjects/TaskRelation', { TaskId: task, RelationId: other });
    assert.equal(second.status, 400);
    // The lead takes everybody's place.
    await admin.call('PATCH', `/sobjects/Task/${task}`, { WhoId: lead });
    assert.deepEqual(await related(admin, task), [lead]);
  },
  COVERS,
);

behaviour(
  'a deleted contact leaves its tasks to the others, and a task comes back with its relations',
  {
    documented:
      'Object Reference, TaskRelation.IsDeleted, EventRelation: "another Who … will be promoted", "also restored"',
  },
  async () => {
    await using org = await open();
    const { admin } = org;
    const [first = '', second = ''] = await people(admin, 2);
    const task = await create(admin, 'Task', { Subject: 'Call', WhoId: first });
    const relation = await create(admin, 'TaskRelation', { TaskId: task, RelationId: second });
    await admin.call('DELETE', `/sobjects/Contact/${first}`);
    assert.equal((await admin.get(`/sobjects/Task/${task}`)).body.WhoId, second);
    assert.deepEqual(await related(admin, task), [second]);
    await admin.control('POST', '/clock', { advanceMs: 5000 });
    await admin.call('DELETE', `/sobjects/Task/${task}`);
    assert.deepEqual(await related(admin, task), []);
    const all = await admin.get(
      `/queryAll?q=${encodeURIComponent(`SELECT IsDeleted FROM TaskRelation WHERE Id = '${relation}'`)}`,
    );
    assert.deepEqual(
      all.body.records.map((row: { IsDeleted: boolean }) => row.IsDeleted),
      [true],
    );
    await admin.control('POST', '/clock', { advanceMs: 5000 });
    await save(org, { kind: 'undelete', object: 'Task', id: task });
    assert.deepEqual(await related(admin, task), [second]);
    // Alone it does not wait in the recycle bin.
    await admin.call('DELETE', `/sobjects/TaskRelation/${relation}`);
    const gone = await admin.get(
      `/queryAll?q=${encodeURIComponent(`SELECT Id FROM TaskRelation WHERE Id = '${relation}'`)}`,
    );
    assert.deepEqual(gone.body.records, []);
  },
  COVERS,
);

/** What REST has no call for. */
async function save(org: TestOrg, operation: Record<string, unknown>): Promise<void> {
  const { body } = await org.admin.control('POST', '/records', {
    username: ADMIN.username,
    operations: [operation],
  });
  assert.equal(body.results[0].success, true, JSON.stringify(body));
}

behaviour(
  'an event tells who it is with, what it is about and who is invited; a person can be both, in one row',
  { documented: 'Object Reference, EventRelation, EventWhoRelation, AcceptedEventRelation' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const [contact = '', guest = ''] = await people(admin, 2);
    const rep = await signIn(org.baseUrl, REP);
    const { user_id: user } = (await rep.get('/services/oauth2/userinfo')).body;
    const account = await create(admin, 'Account', { Name: 'Acme' });
    const start = { StartDateTime: '2026-05-01T10:00:00Z', DurationInMinutes: 30 };
    const event = await create(admin, 'Event', { ...start, WhoId: contact, WhatId: account });
    const invitation = await create(admin, 'EventRelation', { EventId: event, RelationId: user });
    const named = await create(admin, 'EventRelation', { EventId: event, RelationId: guest, IsParent: true });
    const soql = `SELECT RelationId, IsWhat, IsParent, IsInvitee, Status FROM EventRelation WHERE EventId = '${event}'`;
    const flags = async (): Promise<Record<string, unknown>> =>
      Object.fromEntries(
        (await rows(admin, soql)).map((row) => [
          row.RelationId,
          [row.IsWhat, row.IsParent, row.IsInvitee, row.Status],
        ]),
      );
    assert.deepEqual(await flags(), {
      [contact]: [false, true, false, null],
      [account]: [true, true, false, null],
      [user]: [false, false, true, 'New'],
      [guest]: [false, true, false, null],
    });
    const [read] = await rows(
      admin,
      `SELECT WhoCount, IsGroupEvent, (SELECT RelationId FROM EventWhoRelations ORDER BY Id),
        (SELECT RelationId FROM UndecidedEventRelations), (SELECT Type FROM AcceptedEventRelations) FROM Event`,
    );
    assert.deepEqual([read.WhoCount, read.IsGroupEvent, read.AcceptedEventRelations], [2, true, null]);
    const ids = (list: { records: { RelationId: string }[] }): string[] =>
      list.records.map(({ RelationId }) => RelationId).toSorted();
    assert.deepEqual(ids(read.EventWhoRelations), [contact, guest].toSorted());
    assert.deepEqual(ids(read.UndecidedEventRelations), [user]);
    await admin.call('PATCH', `/sobjects/EventRelation/${invitation}`, { Status: 'Accepted' });
    const [yes] = await rows(admin, 'SELECT Id, Type, Relation.Name FROM AcceptedEventRelation');
    assert.deepEqual([yes.Id, yes.Type, yes.Relation.Name], [invitation, 'User', 'Rita Rep']);
    await admin.call('PATCH', `/sobjects/EventRelation/${named}`, { IsInvitee: true, Status: 'Declined' });
    await admin.call('PATCH', `/sobjects/Event/${event}`, { WhoId: guest });
    await admin.call('PATCH', `/sobjects/Event/${event}`, { WhoId: null });
    assert.deepEqual((await flags())[guest], [false, false, true, 'Declined']);
    assert.equal((await admin.get(`/sobjects/Event/${event}`)).body.WhoId, contact);
  },
  COVERS,
);

behaviour(
  'merged contacts and a converted lead leave one relation to a task',
  { assumed: 'The platform moves what names the loser or the lead; nobody is related to a task twice' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const [kept = '', gone = ''] = await people(admin, 2);
    const task = await create(admin, 'Task', { Subject: 'Call', WhoId: gone });
    await create(admin, 'TaskRelation', { TaskId: task, RelationId: kept });
    await save(org, { kind: 'merge', object: 'Contact', id: kept, loserIds: [gone] });
    assert.deepEqual(await related(admin, task), [kept]);
    assert.equal((await admin.get(`/sobjects/Task/${task}`)).body.WhoId, kept);
    const lead = await create(admin, 'Lead', { LastName: 'Doe', Company: 'Doe Ltd' });
    const call = await create(admin, 'Task', { Subject: 'Call', WhoId: lead });
    await save(org, { kind: 'convertLead', id: lead, convertedStatus: 'Closed - Converted' });
    const { WhoId } = (await admin.get(`/sobjects/Task/${call}`)).body;
    assert.match(WhoId, /^003/);
    assert.deepEqual(await related(admin, call), [WhoId]);
  },
  { covers: ['data.activities', 'data.merge', 'data.lead-conversion'] },
);

behaviour(
  'activities that were there before Shared Activities get their relations',
  { simulator_only: 'Salesforce makes them in the background; here the seed does at once' },
  async () => {
    const seed = { ...TEST_SEED, generate: { Account: 2, Contact: 4, Task: 6, Event: 3 } };
    await using org = await openTestOrg({ seed: { ...seed, sharedActivities: true } });
    const { admin } = org;
    const tasks = await rows(admin, 'SELECT Id, WhoId, WhatId, WhoCount, WhatCount FROM Task');
    assert.equal(tasks.length, 6);
    for (const task of tasks) {
      const found = await rows(
        admin,
        `SELECT RelationId FROM TaskRelation WHERE TaskId = '${task.Id}' ORDER BY IsWhat`,
      );
      const expected = [task.WhoId, task.WhatId].filter((id) => id !== null);
      assert.deepEqual(
        found.map(({ RelationId }) => RelationId),
        expected,
      );
      assert.equal((task.WhoCount ?? 0) + (task.WhatCount ?? 0), expected.length);
    }
    const [{ related: events }] = await rows(
      admin,
      'SELECT COUNT_DISTINCT(EventId) related FROM EventRelation',
    );
    const named = await rows(admin, 'SELECT Id FROM Event WHERE WhoId != null OR WhatId != null');
    assert.equal(events, named.length);
    assert.notEqual(named.length, 0);
  },
  COVERS,
);

behaviour(
  'changes of TaskRelation are captured where it exists',
  { documented: 'Change Data Capture Developer Guide, "Change Event Object Support"' },
  async () => {
    const seed = { ...TEST_SEED, changeDataCapture: ['TaskRelation'] };
    await assert.rejects(openTestOrg({ seed }), /changes of "TaskRelation" cannot be captured/);
    await using org = await openTestOrg({ seed: { ...seed, sharedActivities: true } });
    const { status, body } = await org.admin.get('/sobjects/TaskRelationChangeEvent/describe');
    assert.deepEqual([status, body.associateParentEntity], [200, 'TaskRelation']);
    const members = await org.admin.get(
      `/tooling/query?q=${encodeURIComponent('SELECT SelectedEntity FROM PlatformEventChannelMember')}`,
    );
    assert.deepEqual(
      members.body.records.map((row: { SelectedEntity: string }) => row.SelectedEntity),
      ['TaskRelationChangeEvent'],
    );
  },
  COVERS,
);

behaviour(
  'relations are seen with their activity, and each is a change of its own, in the transaction of the activity',
  { assumed: 'Nobody recorded it; the objects have change events, and no sharing of their own' },
  async () => {
    const seed = { ...TEST_SEED, sharedActivities: true, sharing: { Lead: 'Private' } };
    await using org = await openTestOrg({ seed });
    const { admin } = org;
    const rep = await signIn(org.baseUrl, REP);
    const lead = await create(admin, 'Lead', { LastName: 'Doe', Company: 'Doe Ltd' });
    const commits = commitsOf(org.simulator.org);
    const task = await create(admin, 'Task', { Subject: 'Secret' });
    await admin.call('PATCH', `/sobjects/Task/${task}`, { WhoId: lead });
    assert.deepEqual(
      commits.map((changes) => changes.map(({ kind, object }) => `${kind} ${object}`)),
      [['create Task'], ['update Task', 'create TaskRelation']],
    );
    assert.equal((await rows(admin, 'SELECT Id FROM TaskWhoRelation')).length, 1);
    for (const object of ['Task', 'TaskRelation', 'TaskWhoRelation']) {
      assert.deepEqual(await rows(rep, `SELECT Id FROM ${object}`), [], object);
    }
    const mine = await create(rep, 'Task', {
      Subject: 'Mine',
      WhoId: await create(rep, 'Contact', { LastName: 'Roe' }),
    });
    assert.equal((await related(rep, mine)).length, 1);
  },
  COVERS,
);
