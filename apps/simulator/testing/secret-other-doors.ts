/** Ways in which rows come to light that nobody asked for: pages of old queries, probes, refusals, history, shares. */
import assert from 'node:assert/strict';
import { PEOPLE, type FieldName, type SecretWorld, type Thing } from './secret-world.ts';
import {
  assertQuery,
  assertRefused,
  BUSY,
  idsOf,
  parentOf,
  seenOf,
  url,
  type Door,
  type Visit,
} from './secret-visit.ts';

interface OpenQuery {
  readonly who: number;
  readonly url: string;
  readonly fields: readonly FieldName[];
  readonly rest: readonly Thing[];
}
const OPEN = new WeakMap<SecretWorld, OpenQuery[]>();

const renamed = (at: Visit, name: string): void => {
  at.thing.values.Name = name;
  at.world.happened({ Name: name });
};
const mayRename = ({ world, who, thing }: Visit) =>
  thing.state === 'live' && world.writes(who) && world.owns(who, thing);

export const OTHER_DOORS: Readonly<Record<string, Door>> = {
  /** The busy rows come last, so that they are on the page that is read later. */
  'open query': async (at) => {
    const { world, who, client, shown } = at;
    const rows = world.seen(who);
    if (rows.length <= 200) return;
    const soql = `SELECT Id, ${shown.join(', ')} FROM Thing__c ORDER BY Id DESC`;
    const { body } = await client.get(url('query', soql), { 'Sforce-Query-Options': 'batchSize=200' });
    const first = new Set(body.records.map(({ Id }: { Id: string }) => Id));
    assert.deepEqual([first.size, body.totalSize], [200, rows.length]);
    const rest = rows.filter(({ id }) => !first.has(id));
    world.assertShown(
      { ...body, status: 200, headers: new Headers(), body },
      rows.filter((one) => !rest.includes(one)),
      shown,
    );
    OPEN.set(world, [...(OPEN.get(world) ?? []), { who, url: body.nextRecordsUrl, fields: shown, rest }]);
  },
  /** What is in it was decided when the query ran; what is shown of it, now. */
  'next page': async (at) => {
    const { world, who, client, shown } = at;
    for (const open of (OPEN.get(world) ?? []).slice(-3)) {
      const answer = await client.get(open.url);
      if (open.who !== who) assertRefused(at, answer, 'INVALID_QUERY_LOCATOR');
      else if (!world.readsObject(who)) assertRefused(at, answer, 'INVALID_TYPE');
      else if (open.fields.some((name) => !shown.includes(name))) assertRefused(at, answer, 'INVALID_FIELD');
      else
        world.assertShown(
          answer,
          open.rest.filter((one) => world.sees(who, one)),
          open.fields,
        );
    }
  },
  'groups of parents': async (at) => {
    const parents = at.world.seen(at.who).flatMap((one) => {
      const parent = at.world.things.find(({ id }) => id === one.parent);
      return parent !== undefined && at.world.sees(at.who, parent) ? [parent] : [];
    });
    const path = `Parent__r.${at.field}`;
    await assertQuery(at, `SELECT ${path}, COUNT(Id) n FROM Thing__c GROUP BY ${path}`, parents, [at.field]);
  },
  history: async (at) => {
    const { world, who, client } = at;
    const answer = await client.get(
      url('query', 'SELECT ParentId, Field, OldValue, NewValue FROM Thing__History'),
    );
    if (!world.readsObject(who)) return assertRefused(at, answer, 'INVALID_TYPE');
    const expected = world
      .seen(who)
      .flatMap(({ history }) =>
        history.flatMap(({ field, values }) => (at.shown.includes(field) ? values : [])),
      );
    const markers = JSON.stringify(answer.body).match(/mk\d+z/g) ?? [];
    assert.deepEqual([...new Set(markers)].toSorted(), [...new Set(expected)].toSorted());
  },
  'share rows': async (at) => {
    const { world, who, client } = at;
    const { body } = await client.get(url('query', 'SELECT ParentId FROM Thing__Share'));
    for (const row of Array.isArray(body) ? [] : body.records)
      assert.ok(world.seen(who).some(({ id }) => id === row.ParentId));
  },
  'record access': async (at) => {
    const { world, who, client, choice } = at;
    const live = BUSY(world).filter(({ state }) => state === 'live');
    const other = choice.more % PEOPLE.length;
    const list = live.map(({ id }) => `'${id}'`).join(', ');
    if (list === '') return;
    const soql = `SELECT RecordId, HasReadAccess FROM UserRecordAccess WHERE UserId = '${world.userIds[other]}' AND RecordId IN (${list})`;
    const { body } = await client.get(url('query', soql));
    const told = body.records.map((row: { RecordId: string }) => row.RecordId);
    assert.deepEqual(told.toSorted(), idsOf(live.filter((one) => world.sees(who, one))));
    for (const { RecordId, HasReadAccess } of body.records) {
      const thing = live.find(({ id }) => id === RecordId);
      assert.equal(HasReadAccess, thing !== undefined && world.sees(other, thing));
    }
  },
  'field access': async (at) => {
    const { world, who, client, field, hidden } = at;
    const soql = `SELECT IsAccessible FROM UserFieldAccess WHERE UserId = '${world.userIds[who]}' AND EntityDefinition.QualifiedApiName = 'Thing__c' AND FieldDefinition.QualifiedApiName = '${field}'`;
    const { body } = await client.get(url('query', soql));
    const accessible = !Array.isArray(body) && body.records[0]?.IsAccessible === true;
    assert.equal(accessible, world.readsObject(who) && !hidden);
  },
  'change of a name': async (at) => {
    const name = at.world.marker();
    const answer = await at.client.call('PATCH', `/sobjects/Thing__c/${at.thing.id}`, { Name: name });
    if (!mayRename(at)) return assertRefused(at, answer, '', name);
    assert.equal(answer.status, 204, JSON.stringify(answer.body));
    renamed(at, name);
  },
  /** Nobody may edit these two. */
  'change of a secret': async (at) => {
    const value = at.world.marker();
    const field = at.field === 'Key__c' ? 'A__c' : at.field;
    assertRefused(
      at,
      await at.client.call('PATCH', `/sobjects/Thing__c/${at.thing.id}`, { [field]: value }),
      '',
      value,
    );
    const records = BUSY(at.world).map(({ id }) => ({
      attributes: { type: 'Thing__c' },
      id,
      [field]: value,
    }));
    const answer = await at.client.call('PATCH', '/composite/sobjects', { records });
    assert.equal(JSON.stringify(answer.body).includes('"success":true'), false);
    at.world.assertShown(answer, [], [], value);
  },
  /** What is taken can be noticed, but not whose it is. */
  'taken key': async (at) => {
    if (at.thing.state !== 'live') return;
    const key = at.thing.values.Key__c;
    const body = { Name: at.world.marker(), Key__c: key };
    assertRefused(at, await at.client.post('/sobjects/Thing__c', body), '', JSON.stringify(body));
    const { Name } = body;
    const answer = await at.client.call('PATCH', `/sobjects/Thing__c/Key__c/${key}`, { Name });
    if (!mayRename(at)) return assertRefused(at, answer, '', Name + key);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    renamed(at, Name);
  },
  'key of a parent': async (at) => {
    const key = at.thing.values.Key__c;
    const body = { Parent__r: { Key__c: key }, Nope__c: 1 };
    assertRefused(at, await at.client.post('/sobjects/Thing__c', body), '', key);
    const parent = parentOf(at);
    if (parent === undefined || at.world.writes(at.who)) return;
    const path = `/sobjects/Thing__c/${at.thing.id}/Parent__r`;
    assertRefused(at, await at.client.call('PATCH', path, { Name: key }), '', key);
  },
  /** Nobody may delete. */
  removal: async (at) => {
    assertRefused(at, await at.client.call('DELETE', `/sobjects/Thing__c/${at.thing.id}`), '');
    const ids = BUSY(at.world).map(({ id }) => id);
    const answer = await at.client.call('DELETE', `/composite/sobjects?ids=${ids.join(',')}`);
    assert.equal(JSON.stringify(answer.body).includes('"success":true'), false);
    at.world.assertShown(answer, [], []);
  },
  'row in a graph': async (at) => {
    const compositeRequest = [
      { method: 'GET', url: `/services/data/v60.0/sobjects/Thing__c/${at.thing.id}`, referenceId: 'row' },
    ];
    const graphs = [{ graphId: 'one', compositeRequest }];
    at.world.assertShown(await at.client.post('/composite/graph', { graphs }), seenOf(at), at.shown);
  },
  'object with its recent rows': async (at) => {
    const { status, body } = await at.client.get('/sobjects/Thing__c');
    if (!at.world.readsObject(at.who)) return assert.equal(status, 404);
    for (const { Id, Name } of body.recentItems) {
      const thing = at.world.things.find(({ id }) => id === Id);
      assert.ok(thing !== undefined && at.world.sees(at.who, thing));
      assert.equal(Name, thing.values.Name);
    }
  },
};
