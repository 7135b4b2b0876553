/** Invited users have events of their own, which people see twice. */
import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { commitsOf } from '../../testing/commits.ts';
import { ADMIN, create, openTestOrg, REP, signIn, type TestClient } from '../../testing/test-org.ts';

const COVERS = { covers: ['data.activities', 'data.objects'] } as const;
const MEETING = { Subject: 'Meeting', StartDateTime: '2026-05-01T10:00:00Z', DurationInMinutes: 30 };

// oxlint-disable-next-line typescript/no-explicit-any -- rows are picked apart by every test
async function rows(client: TestClient, soql: string): Promise<any[]> {
  const { status, body } = await client.query(soql);
  assert.equal(status, 200, JSON.stringify(body));
  return body.records;
}

async function userId(client: TestClient, { username }: { readonly username: string }): Promise<string> {
  return (await rows(client, `SELECT Id FROM User WHERE Username = '${username}'`))[0].Id;
}

behaviour(
  "an invited user gets a child event, a contact does not; changes are the first event's, the child's and the invitation's",
  { documented: 'Change Data Capture Developer Guide, "Event Invitees"; Object Reference, Event.IsChild' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const user = await userId(admin, REP);
    const event = await create(admin, 'Event', MEETING);
    const commits = commitsOf(org.simulator.org);
    const invitation = await create(admin, 'EventRelation', { EventId: event, RelationId: user });
    assert.deepEqual(
      commits.map((changes) => changes.map(({ kind, object }) => `${kind} ${object}`)),
      [['create Event', 'create EventRelation']],
    );
    const contact = await create(admin, 'Contact', { LastName: 'Roe' });
    await create(admin, 'EventRelation', { EventId: event, RelationId: contact });
    const fields = 'Id, Subject, IsChild, IsGroupEvent, GroupEventType, OwnerId, StartDateTime';
    const all = await rows(admin, `SELECT ${fields} FROM Event ORDER BY IsChild`);
    assert.deepEqual(
      all.map((row) => [row.Subject, row.IsChild, row.IsGroupEvent, row.GroupEventType, row.OwnerId]),
      [
        ['Meeting', false, true, '1', await userId(admin, ADMIN)],
        ['Meeting', true, true, '1', user],
      ],
    );
    assert.equal(all[0].StartDateTime, all[1].StartDateTime);
    const child = all[1].Id;
    const relations = await rows(admin, 'SELECT EventId FROM EventRelation');
    assert.deepEqual(
      relations.map(({ EventId }) => EventId),
      [event, event],
    );
    await admin.call('PATCH', `/sobjects/Event/${event}`, { Subject: 'Later', DurationInMinutes: 60 });
    const [moved] = await rows(admin, `SELECT Subject, DurationInMinutes FROM Event WHERE Id = '${child}'`);
    assert.deepEqual([moved.Subject, moved.DurationInMinutes], ['Later', 60]);
    assert.equal((await admin.call('DELETE', `/sobjects/EventRelation/${invitation}`)).status, 204);
    assert.equal((await admin.get(`/sobjects/Event/${child}`)).status, 404);
  },
  COVERS,
);

behaviour(
  'of a child event only the reminder can be changed, and it has no relations of its own',
  { documented: 'Object Reference, Event.IsChild, EventRelation; the codes are assumed' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const user = await userId(admin, REP);
    const event = await create(admin, 'Event', MEETING);
    await create(admin, 'EventRelation', { EventId: event, RelationId: user });
    const [{ Id: child }] = await rows(admin, 'SELECT Id FROM Event WHERE IsChild = true');
    const rep = await signIn(org.baseUrl, REP);
    const reminder = { IsReminderSet: true, ReminderDateTime: '2026-05-01T09:45:00Z' };
    assert.equal((await rep.call('PATCH', `/sobjects/Event/${child}`, reminder)).status, 204);
    const renamed = await rep.call('PATCH', `/sobjects/Event/${child}`, { Subject: 'Mine' });
    assert.deepEqual([renamed.status, renamed.body[0].fields], [400, ['Subject']]);
    const invited = await admin.post('/sobjects/EventRelation', { EventId: child, RelationId: user });
    assert.deepEqual([invited.status, invited.body[0].fields], [400, ['EventId']]);
    assert.equal((await rep.call('DELETE', `/sobjects/Event/${child}`)).status, 204);
    assert.equal((await admin.call('PATCH', `/sobjects/Event/${event}`, { Subject: 'Later' })).status, 204);
  },
  COVERS,
);

behaviour(
  'child events are deleted and come back with the first one',
  { assumed: 'The invitation goes and comes with its event; that the child does is how calendars look' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const event = await create(admin, 'Event', MEETING);
    await create(admin, 'EventRelation', { EventId: event, RelationId: await userId(admin, REP) });
    const live = async (): Promise<number> => (await rows(admin, 'SELECT Id FROM Event')).length;
    await admin.call('DELETE', `/sobjects/Event/${event}`);
    assert.equal(await live(), 0);
    await admin.control('POST', '/records', {
      username: ADMIN.username,
      operations: [{ kind: 'undelete', object: 'Event', id: event }],
    });
    assert.equal(await live(), 2);
    const invitations = await rows(admin, 'SELECT EventId FROM EventRelation');
    assert.deepEqual(
      invitations.map(({ EventId }) => EventId),
      [event],
    );
  },
  COVERS,
);
