import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg } from '../../testing/test-org.ts';

const V = '/services/data/v60.0';

function account(referenceId: string, body: Record<string, unknown>): Record<string, unknown> {
  return { method: 'POST', url: `${V}/sobjects/Account`, referenceId, body };
}

behaviour(
  'every graph is all or none, apart from the others',
  { documented: 'REST API Developer Guide, "Composite Graph"; facts 2.9' },
  async () => {
    await using org = await openTestOrg();
    const { status, body } = await org.admin.post('/composite/graph', {
      graphs: [
        {
          graphId: 'good',
          compositeRequest: [
            account('a', { Name: 'Kept' }),
            {
              method: 'POST',
              url: `${V}/sobjects/Contact`,
              referenceId: 'c',
              body: { LastName: 'Rossi', AccountId: '@{a.id}' },
            },
          ],
        },
        { graphId: 'bad', compositeRequest: [account('a', { Name: 'Lost' }), account('b', {})] },
      ],
    });
    assert.equal(status, 200);
    const [good, bad] = body.graphs;
    assert.deepEqual(
      [good.graphId, good.isSuccessful, bad.graphId, bad.isSuccessful],
      ['good', true, 'bad', false],
    );
    const contact = good.graphResponse.compositeResponse[1];
    assert.deepEqual([contact.httpStatusCode, contact.referenceId, contact.body.success], [201, 'c', true]);
    const [lost, refused] = bad.graphResponse.compositeResponse;
    assert.deepEqual([lost.httpStatusCode, lost.body[0].errorCode], [400, 'PROCESSING_HALTED']);
    assert.equal(refused.body[0].errorCode, 'REQUIRED_FIELD_MISSING');
    const kept = await org.admin.query('SELECT Name, (SELECT LastName FROM Contacts) FROM Account');
    assert.deepEqual([kept.body.totalSize, kept.body.records[0].Contacts.records[0].LastName], [1, 'Rossi']);
  },
  { covers: 'rest.graph' },
);

behaviour(
  'graphs have limits: 75 of them, 500 nodes, 15 levels, 15 kinds, and 14 failures',
  { documented: 'facts 2.9 [CHEAT]' },
  async () => {
    await using org = await openTestOrg();
    const send = (graphs: unknown[]): ReturnType<typeof org.admin.post> =>
      org.admin.post('/composite/graph', { graphs });
    const many = (count: number, size: number, body: Record<string, unknown>): unknown[] =>
      Array.from({ length: count }, (_, graph) => ({
        graphId: `g${graph}`,
        compositeRequest: Array.from({ length: size }, (_unused, node) => account(`n${node}`, body)),
      }));
    assert.equal((await send(many(76, 1, { Name: 'x' }))).body[0].errorCode, 'LIMIT_EXCEEDED');
    assert.equal((await send(many(2, 251, { Name: 'x' }))).body[0].errorCode, 'LIMIT_EXCEEDED');
    const chain = Array.from({ length: 16 }, (_, index) =>
      account(`n${index}`, { Name: 'x', ...(index === 0 ? {} : { ParentId: `@{n${index - 1}.id}` }) }),
    );
    assert.equal(
      (await send([{ graphId: 'deep', compositeRequest: chain }])).body[0].errorCode,
      'LIMIT_EXCEEDED',
    );
    const kinds = Array.from({ length: 16 }, (_, index) => ({
      method: 'GET',
      url: `${V}/sobjects/Kind${index}__c/x`,
      referenceId: `k${index}`,
    }));
    assert.equal(
      (await send([{ graphId: 'kinds', compositeRequest: kinds }])).body[0].errorCode,
      'LIMIT_EXCEEDED',
    );
    const failing = (await send(many(16, 1, {}))).body.graphs;
    const codes = failing.map(
      (one: { graphResponse: { compositeResponse: { body: { errorCode: string }[] }[] } }) =>
        one.graphResponse.compositeResponse[0]?.body[0]?.errorCode,
    );
    assert.deepEqual(
      [codes[13], codes[14], codes[15]],
      ['REQUIRED_FIELD_MISSING', 'PROCESSING_HALTED', 'PROCESSING_HALTED'],
    );
  },
  { covers: 'rest.graph' },
);

behaviour(
  'references reach into lists, and what refers to a failure is halted',
  { documented: 'REST API Developer Guide, "Composite": referenceId; facts 2.9' },
  async () => {
    await using org = await openTestOrg();
    const { body } = await org.admin.post('/composite', {
      compositeRequest: [
        {
          method: 'POST',
          url: `${V}/composite/sobjects`,
          referenceId: 'list',
          body: { records: [{ attributes: { type: 'Account' }, Name: 'First' }] },
        },
        { method: 'GET', url: `${V}/sobjects/Account/@{list[0].id}?fields=Name`, referenceId: 'read' },
        { method: 'GET', url: `${V}/query?q=SELECT+Id,Name+FROM+Account`, referenceId: 'query' },
        account('child', { Name: 'of @{query.records[0].Name}', ParentId: '@{query.records[0].Id}' }),
        account('Child', { Name: 'x', ParentId: '@{nobody.id}' }),
      ],
    });
    const [, read, , child, halted] = body.compositeResponse;
    assert.equal(read.body.Name, 'First');
    assert.equal(child.httpStatusCode, 201);
    assert.deepEqual([halted.httpStatusCode, halted.body[0].errorCode], [400, 'PROCESSING_HALTED']);
    assert.match(halted.body[0].message, /^Invalid reference specified\. No value for nobody\.id/);
    const graph = await org.admin.post('/composite', {
      compositeRequest: [{ method: 'POST', url: `${V}/composite/graph`, referenceId: 'g', body: {} }],
    });
    assert.equal(graph.body.compositeResponse[0].httpStatusCode, 400);
  },
  { covers: 'rest.composite' },
);

behaviour(
  'a composite is one call, a batch as many as it holds',
  { documented: 'facts 2.9 and 3.2: composite counts 1, each batch subrequest counts' },
  async () => {
    await using org = await openTestOrg();
    const used = async (): Promise<number> => {
      const { headers } = await org.admin.get('/limits');
      return Number(/api-usage=(\d+)\//.exec(headers.get('sforce-limit-info') ?? '')?.[1]);
    };
    const before = await used();
    await org.admin.post('/composite', {
      compositeRequest: ['a', 'b', 'c'].map((referenceId) => ({
        method: 'GET',
        url: `${V}/limits`,
        referenceId,
      })),
    });
    assert.equal((await used()) - before, 2);
    await org.admin.post('/composite/batch', {
      batchRequests: Array.from({ length: 25 }, () => ({ method: 'GET', url: 'v60.0/limits' })),
    });
    assert.equal((await used()) - before, 2 + 26);
    const tooMany = await org.admin.post('/composite/batch', {
      batchRequests: Array.from({ length: 26 }, () => ({ method: 'GET', url: 'v60.0/limits' })),
    });
    assert.equal(tooMany.status, 400);
  },
  { covers: ['rest.batch', 'rest.composite'] },
);

behaviour(
  'collections: 200 records, ten runs of types, null in the place of what is not there',
  { documented: 'REST API Developer Guide, "sObject Collections"; facts 2.9' },
  async () => {
    await using org = await openTestOrg();
    const row = (type: string): Record<string, unknown> => ({
      attributes: { type },
      ...(type === 'Account' ? { Name: 'A' } : { LastName: 'C' }),
    });
    const save = (records: unknown[]): ReturnType<typeof org.admin.post> =>
      org.admin.post('/composite/sobjects', { records });
    assert.equal(
      (await save(Array.from({ length: 201 }, () => row('Account')))).body[0].errorCode,
      'EXCEEDED_ID_LIMIT',
    );
    const mixed = Array.from({ length: 11 }, (_, index) => row(index % 2 === 0 ? 'Account' : 'Contact'));
    assert.equal((await save(mixed)).body[0].errorCode, 'TOO_MANY_CHUNKS');
    const saved = await save(mixed.slice(0, 10));
    assert.equal(saved.body.filter((one: { success: boolean }) => one.success).length, 10);
    const id = saved.body[0].id;
    const read = await org.admin.get(`/composite/sobjects/Account?ids=001000000000000AAA,${id}&fields=Name`);
    assert.deepEqual([read.body[0], read.body[1].Name], [null, 'A']);
    const posted = await org.admin.post('/composite/sobjects/Account', { ids: ['x', id], fields: ['Name'] });
    assert.deepEqual([posted.body[0], posted.body[1].Name], [null, 'A']);
    const failed = await org.admin.call('PATCH', '/composite/sobjects', {
      records: [
        { attributes: { type: 'Account' }, id, Name: null },
        { attributes: { type: 'Nope' }, id },
      ],
    });
    assert.equal(failed.status, 200);
    assert.deepEqual(
      failed.body.map((one: { errors: { statusCode: string }[] }) => one.errors[0]?.statusCode),
      ['REQUIRED_FIELD_MISSING', 'INVALID_TYPE'],
    );
    const gone = await org.admin.call('DELETE', `/composite/sobjects?ids=${id},${id}&allOrNone=true`);
    assert.equal(gone.status, 200);
  },
  { covers: 'rest.collections' },
);

behaviour(
  'a tree holds 200 records in five levels, each with a reference of its own',
  { documented: 'REST API Developer Guide, "sObject Tree"; facts 2.9' },
  async () => {
    await using org = await openTestOrg();
    const record = (referenceId: string): Record<string, unknown> => ({
      attributes: { type: 'Account', referenceId },
      Name: referenceId,
    });
    const send = (records: unknown[]): ReturnType<typeof org.admin.post> =>
      org.admin.post('/composite/tree/Account', { records });
    const many = await send(Array.from({ length: 200 }, (_, index) => record(`r${index}`)));
    assert.deepEqual([many.status, many.body.results.length], [201, 200]);
    assert.equal((await send(Array.from({ length: 201 }, (_, index) => record(`r${index}`)))).status, 400);
    assert.equal((await send([record('same'), record('same')])).status, 400);
    assert.equal((await send([{ attributes: { type: 'Account' }, Name: 'x' }])).status, 400);
    const nest = (depth: number): Record<string, unknown> => ({
      ...record(`d${depth}`),
      ...(depth === 1 ? {} : { ChildAccounts: { records: [nest(depth - 1)] } }),
    });
    assert.equal((await send([nest(5)])).status, 201);
    assert.equal((await send([nest(6)])).status, 400);
    assert.equal((await org.admin.query("SELECT Id FROM Account WHERE Name = 'd6'")).body.totalSize, 0);
  },
  { covers: 'rest.tree' },
);

behaviour(
  "a subrequest's own headers make it conditional; a row that did not change answers 304 with no body",
  { verified: 'CumulusCI cassettes: 304 inside composite; facts 2.9' },
  async () => {
    await using org = await openTestOrg();
    const id = await create(org.admin, 'Account', { Name: 'Acme' });
    const { headers } = await org.admin.get(`/sobjects/Account/${id}`);
    const { body } = await org.admin.post('/composite', {
      compositeRequest: [
        {
          method: 'GET',
          url: `${V}/sobjects/Account/${id}`,
          referenceId: 'row',
          httpHeaders: { 'If-Modified-Since': headers.get('last-modified') },
        },
      ],
    });
    const [row] = body.compositeResponse;
    assert.deepEqual([row.httpStatusCode, row.body], [304, null]);
    assert.ok(row.httpHeaders.ETag);
  },
  { covers: 'rest.composite' },
);
