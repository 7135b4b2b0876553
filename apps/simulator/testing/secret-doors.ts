/** Every way to read rows, and what the answer must show: that, and nothing else. */
import assert from 'node:assert/strict';
import { SECRETS } from './secret-world.ts';
import {
  assertQuery,
  assertRefused,
  assertRow,
  BUSY,
  childrenOf,
  idsIn,
  idsOf,
  parentOf,
  seenOf,
  url,
  type Door,
} from './secret-visit.ts';
import { callSoap, soapTexts } from './soap-client.ts';
import { until } from './test-org.ts';

export const DOORS: Readonly<Record<string, Door>> = {
  query: (at) =>
    assertQuery(at, `SELECT Id, ${at.shown.join(', ')} FROM Thing__c`, at.world.seen(at.who), at.shown),
  'query of one field': (at) =>
    assertQuery(at, `SELECT ${at.field} FROM Thing__c`, at.world.seen(at.who), [at.field]),
  'query by a value': (at) => {
    const { thing, field } = at;
    const soql = `SELECT Id, ${field} FROM Thing__c WHERE ${field} = '${thing.values[field]}'`;
    return assertQuery(at, soql, seenOf(at), [field]);
  },
  'query in an order': async (at) => {
    const answer = await at.client.get(url('query', `SELECT Id FROM Thing__c ORDER BY ${at.field} LIMIT 3`));
    if (!at.world.readsObject(at.who)) assertRefused(at, answer, 'INVALID_TYPE');
    else if (at.hidden) assertRefused(at, answer, 'INVALID_FIELD');
    else assert.equal(answer.body.totalSize, Math.min(3, at.world.seen(at.who).length));
  },
  'query of groups': (at) =>
    assertQuery(
      at,
      `SELECT ${at.field}, COUNT(Id) n FROM Thing__c GROUP BY ${at.field}`,
      at.world.seen(at.who),
      [at.field],
    ),
  'query of the greatest': async (at) => {
    const soql = `SELECT MAX(${at.field}) FROM Thing__c`;
    const values = at.world.seen(at.who).map((thing) => thing.values[at.field]);
    const greatest = values.toSorted().at(-1);
    const rows = at.world.seen(at.who).filter((thing) => thing.values[at.field] === greatest);
    await assertQuery(at, soql, rows, [at.field]);
  },
  'query of everything': (at) =>
    assertQuery(
      at,
      'SELECT FIELDS(ALL) FROM Thing__c ORDER BY Id LIMIT 200',
      at.world.seen(at.who).slice(0, 200),
      at.shown,
    ),
  queryAll: async (at) => {
    const { world, who, shown } = at;
    const rows = [...world.seen(who), ...world.seen(who, 'deleted')];
    await assertQuery(at, `SELECT Id, ${shown.join(', ')} FROM Thing__c`, rows, shown, 'queryAll');
  },
  'query of a parent': async (at) => {
    const parent = parentOf(at);
    const soql = `SELECT Id, Parent__r.${at.field} FROM Thing__c WHERE Id = '${at.thing.id}'`;
    const shown = seenOf(at).length > 0 && parent !== undefined && at.world.sees(at.who, parent);
    await assertQuery(at, soql, shown ? [parent] : [], [at.field]);
  },
  'query by a parent': async (at) => {
    const parent = parentOf(at);
    if (parent === undefined) return;
    const soql = `SELECT Id, Name FROM Thing__c WHERE Parent__r.${at.field} = '${parent.values[at.field]}'`;
    const answer = await at.client.get(url('query', soql));
    if (at.hidden || !at.world.readsObject(at.who)) assertRefused(at, answer, 'INVALID_', soql);
    else at.world.assertShown(answer, at.world.sees(at.who, parent) ? seenOf(at) : [], ['Name'], soql);
  },
  'query of children': (at) =>
    assertQuery(
      at,
      `SELECT Id, (SELECT ${at.field} FROM Children__r) FROM Thing__c WHERE Id = '${at.thing.id}'`,
      seenOf(at).length > 0 ? childrenOf(at) : [],
      [at.field],
    ),
  'semi-join': async (at) => {
    const soql = `SELECT Id, Name FROM Thing__c WHERE Id IN (SELECT Parent__c FROM Thing__c WHERE ${at.field} = '${at.thing.values[at.field]}')`;
    const answer = await at.client.get(url('query', soql));
    if (at.hidden || !at.world.readsObject(at.who)) return assertRefused(at, answer, 'INVALID_', soql);
    const parent = parentOf(at);
    const isFound = parent !== undefined && seenOf(at).length > 0 && at.world.sees(at.who, parent);
    at.world.assertShown(answer, isFound ? [parent] : [], ['Name'], soql);
  },
  row: async (at) => {
    const answer = await at.client.get(`/sobjects/Thing__c/${at.thing.id}`, {
      'Sforce-Mru': 'updateMru=true',
    });
    assertRow(at, answer, at.shown);
  },
  'fields of a row': async (at) => {
    const answer = await at.client.get(`/sobjects/Thing__c/${at.thing.id}?fields=Name,${at.field}`);
    if (seenOf(at).length > 0 && at.hidden) assertRefused(at, answer, 'INVALID_FIELD');
    else assertRow(at, answer, ['Name', at.field]);
  },
  'row by its key': async (at) => {
    const key = at.thing.values.Key__c;
    const answer = await at.client.get(`/sobjects/Thing__c/Key__c/${key}`);
    if (seenOf(at).length > 0 && at.shown.includes('Key__c')) assertRow(at, answer, at.shown);
    else assertRefused(at, answer, '', key);
  },
  'parent of a row': async (at) => {
    const parent = parentOf(at);
    const answer = await at.client.get(`/sobjects/Thing__c/${at.thing.id}/Parent__r`);
    if (seenOf(at).length > 0 && parent !== undefined && at.world.sees(at.who, parent))
      at.world.assertShown(answer, [parent], at.shown);
    else assertRefused(at, answer, '');
  },
  'children of a row': async (at) => {
    const answer = await at.client.get(`/sobjects/Thing__c/${at.thing.id}/Children__r`);
    if (seenOf(at).length > 0) at.world.assertShown(answer, childrenOf(at), at.shown);
    else assertRefused(at, answer, '');
  },
  collections: async (at) => {
    const ids = BUSY(at.world).map(({ id }) => id);
    const fields = ['Name', at.field];
    const path = '/composite/sobjects/Thing__c';
    const answers = [
      await at.client.get(`${path}?ids=${ids.join(',')}&fields=${fields.join(',')}`),
      await at.client.post(path, { ids, fields }),
    ];
    for (const answer of answers) {
      if (!at.world.readsObject(at.who) || at.hidden) assertRefused(at, answer, '');
      else
        at.world.assertShown(
          answer,
          BUSY(at.world).filter((one) => at.world.sees(at.who, one)),
          ['Name', at.field],
        );
    }
  },
  composite: async (at) => {
    const base = '/services/data/v60.0';
    const compositeRequest = [
      { method: 'GET', url: `${base}/sobjects/Thing__c/${at.thing.id}`, referenceId: 'row' },
      { method: 'GET', url: `${base}/sobjects/Thing__c/@{row.Parent__c}`, referenceId: 'parent' },
    ];
    const answer = await at.client.post('/composite', { compositeRequest });
    const parent = parentOf(at);
    const rows = seenOf(at);
    if (rows.length > 0 && parent !== undefined && at.world.sees(at.who, parent)) rows.push(parent);
    at.world.assertShown(answer, rows, at.shown);
    const batch = await at.client.post('/composite/batch', {
      batchRequests: [{ method: 'GET', url: `v60.0/sobjects/Thing__c/${at.thing.id}` }],
    });
    at.world.assertShown(batch, seenOf(at), at.shown);
  },
  search: async (at) => {
    const term = at.thing.values[at.field];
    const found = at.hidden ? [] : seenOf(at);
    const returning = `Thing__c(Id, ${at.shown.join(', ')})`;
    const answer = await at.client.get(url('search', `FIND {${term}} RETURNING ${returning}`));
    if (!at.world.readsObject(at.who)) assertRefused(at, answer, 'INVALID_TYPE', term);
    else at.world.assertShown(answer, found, at.shown);
    const anywhere = await at.client.get(url('search', `FIND {${term}}`));
    assert.deepEqual(idsIn(anywhere.body.searchRecords), idsOf(found));
    const hidden = await at.client.get(
      url('search', `FIND {${at.thing.values.Name}} RETURNING Thing__c(${at.field})`),
    );
    if (at.hidden && seenOf(at).length > 0) assertRefused(at, hidden, 'INVALID_FIELD');
    const asked = { q: term, sobjects: [{ name: 'Thing__c', fields: at.shown }] };
    const parameterized = [
      await at.client.post('/parameterizedSearch', asked),
      await at.client.get(
        `/parameterizedSearch?q=${term}&sobject=Thing__c&Thing__c.fields=${at.shown.join(',')}`,
      ),
    ];
    for (const one of parameterized)
      if (at.world.readsObject(at.who)) at.world.assertShown(one, found, at.shown);
      else assertRefused(at, one, 'INVALID_TYPE', term);
  },
  recent: async (at) => {
    // Whatever was looked at while it could be seen.
    const { body } = await at.client.get('/recent');
    const known = at.world.things.filter(({ id }) => JSON.stringify(body).includes(id));
    for (const thing of known) assert.ok(at.world.sees(at.who, thing));
    at.world.assertShown(JSON.stringify(body), known, ['Name']);
  },
  replication: async (at) => {
    const now = at.world.org.simulator.org.clock.now();
    const [start, end] = [now - 3_600_000, now + 120_000].map((ms) => new Date(ms).toISOString());
    const [updated, deleted] = [
      await at.client.get(`/sobjects/Thing__c/updated?start=${start}&end=${end}`),
      await at.client.get(`/sobjects/Thing__c/deleted?start=${start}&end=${end}`),
    ];
    if (!at.world.readsObject(at.who)) {
      assertRefused(at, updated, 'NOT_FOUND');
      return assertRefused(at, deleted, 'NOT_FOUND');
    }
    assert.deepEqual(updated.body.ids.toSorted(), idsOf(at.world.seen(at.who)));
    const gone = [...at.world.seen(at.who, 'deleted'), ...at.world.seen(at.who, 'gone')];
    assert.deepEqual(idsIn(deleted.body.deletedRecords), idsOf(gone));
  },
  describe: async (at) => {
    const paths = [
      '/sobjects/Thing__c/describe',
      '/ui-api/object-info/Thing__c',
      '/sobjects/Thing__c/describe/layouts',
      url(
        'query',
        "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Thing__c'",
      ),
    ];
    for (const path of paths) {
      const { status, body } = await at.client.get(path);
      const named = SECRETS.filter((name) => JSON.stringify(body).includes(name));
      if (at.world.readsObject(at.who)) {
        assert.equal(status, 200, path);
        if (path.includes('layouts'))
          assert.ok(
            named.every((name) => at.shown.includes(name)),
            path,
          );
        else assert.deepEqual(named, at.world.fields(at.who), path);
      } else assert.deepEqual(named, [], path);
    }
    const { body } = await at.client.get('/sobjects');
    const names = body.sobjects.map(({ name }: { name: string }) => name);
    assert.equal(names.includes('Thing__c'), at.world.readsObject(at.who));
  },
  'bulk query': async (at) => {
    const operation = at.choice.more % 2 === 0 ? 'query' : 'queryAll';
    const fields = at.choice.more % 3 === 0 ? (['Name', at.field] as const) : at.shown;
    const soql = `SELECT Id, ${fields.join(', ')} FROM Thing__c`;
    const created = await at.client.post('/jobs/query', { operation, query: soql });
    if (!at.world.readsObject(at.who) || fields.some((name) => !at.shown.includes(name)))
      return assertRefused(at, created, '');
    const path = `/jobs/query/${created.body.id}`;
    await until('the job is over', async () =>
      (await at.client.get(path)).body.state === 'JobComplete' ? true : undefined,
    );
    const { body } = await at.client.get(`${path}/results`);
    const deleted = operation === 'queryAll' ? at.world.seen(at.who, 'deleted') : [];
    at.world.assertShown(String(body), [...at.world.seen(at.who), ...deleted], fields);
    for (const other of at.world.clients.filter((one) => one !== at.client))
      assertRefused(at, await other.get(`${path}/results`), '');
  },
  SOAP: async (at) => {
    const { token: session, baseUrl } = at.client;
    const list = ['Name', at.field].join(', ');
    const ids = BUSY(at.world).map(({ id }) => `<urn:ids>${id}</urn:ids>`);
    const query = `<urn:query><urn:queryString>SELECT Id, ${list} FROM Thing__c</urn:queryString></urn:query>`;
    const retrieve = `<urn:retrieve><urn:fieldList>${list}</urn:fieldList><urn:sObjectType>Thing__c</urn:sObjectType>${ids.join('')}</urn:retrieve>`;
    const refused = at.hidden || !at.world.readsObject(at.who);
    for (const [call, rows] of [
      [query, at.world.seen(at.who)],
      [retrieve, BUSY(at.world).filter((one) => at.world.sees(at.who, one))],
    ] as const) {
      const answer = await callSoap(baseUrl, call, { session });
      if (refused) assert.equal(soapTexts(answer, 'faultcode').length, 1, String(answer.body));
      at.world.assertShown(String(answer.body), refused ? [] : rows, ['Name', at.field]);
    }
  },
};
