import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { readRecorded, withoutRecordings } from '../../testing/recorded.ts';
import { openTestOrg } from '../../testing/test-org.ts';

const COMPOSITE = { documented: 'Composite resource; facts 2.9' };
const V = '/services/data/v60.0';

behaviour(
  'later subrequests use what earlier ones answered',
  COMPOSITE,
  async () => {
    await using org = await openTestOrg();
    const answer = await org.admin.post('/composite', {
      compositeRequest: [
        { method: 'POST', url: `${V}/sobjects/Account`, referenceId: 'acc', body: { Name: 'Acme' } },
        {
          method: 'POST',
          url: `${V}/sobjects/Contact`,
          referenceId: 'con',
          body: { LastName: 'Li', AccountId: '@{acc.id}' },
        },
        {
          method: 'GET',
          url: `${V}/query?q=SELECT+Name+FROM+Account+WHERE+Id='@{acc.id}'`,
          referenceId: 'q',
        },
        {
          method: 'PATCH',
          url: `${V}/sobjects/Contact/@{con.id}`,
          referenceId: 'p',
          body: { Title: 'of @{q.records[0].Name}' },
        },
        { method: 'GET', url: `${V}/sobjects/Contact/@{con.id}?fields=Title,AccountId`, referenceId: 'g' },
      ],
    });
    assert.equal(answer.status, 200);
    const subs = answer.body.compositeResponse;
    assert.deepEqual(
      subs.map((sub: { httpStatusCode: number }) => sub.httpStatusCode),
      [201, 201, 200, 204, 200],
    );
    assert.deepEqual(
      subs.map((sub: { referenceId: string }) => sub.referenceId),
      ['acc', 'con', 'q', 'p', 'g'],
    );
    assert.equal(subs[0].httpHeaders.Location, `${V}/sobjects/Account/${subs[0].body.id}`);
    assert.deepEqual([subs[3].body, subs[4].body.Title], [null, 'of Acme']);
    assert.equal(subs[4].body.AccountId, subs[0].body.id);
  },
  { covers: 'rest.composite' },
);

behaviour(
  'with allOrNone one failure takes everything back',
  COMPOSITE,
  async () => {
    await using org = await openTestOrg();
    const answer = await org.admin.post('/composite', {
      allOrNone: true,
      compositeRequest: [
        { method: 'POST', url: `${V}/sobjects/Account`, referenceId: 'a', body: { Name: 'Acme' } },
        {
          method: 'POST',
          url: `${V}/sobjects/Contact`,
          referenceId: 'b',
          body: { FirstName: 'No last name' },
        },
        { method: 'POST', url: `${V}/sobjects/Account`, referenceId: 'c', body: { Name: 'Never' } },
      ],
    });
    assert.equal(answer.status, 200);
    const [a, b, c] = answer.body.compositeResponse;
    assert.equal(b.body[0].errorCode, 'REQUIRED_FIELD_MISSING');
    for (const sub of [a, c]) {
      assert.equal(sub.httpStatusCode, 400);
      assert.deepEqual(sub.body, [
        {
          errorCode: 'PROCESSING_HALTED',
          message: 'The transaction was rolled back since another operation in the same transaction failed.',
        },
      ]);
    }
    assert.equal((await org.admin.query('SELECT Id FROM Account')).body.totalSize, 0);
  },
  { covers: 'rest.composite' },
);

behaviour(
  'without allOrNone the rest stays, and a reference to a failure is refused',
  COMPOSITE,
  async () => {
    await using org = await openTestOrg();
    const answer = await org.admin.post('/composite', {
      compositeRequest: [
        { method: 'POST', url: `${V}/sobjects/Account`, referenceId: 'bad', body: {} },
        {
          method: 'POST',
          url: `${V}/sobjects/Contact`,
          referenceId: 'orphan',
          body: { LastName: 'x', AccountId: '@{bad.id}' },
        },
        { method: 'POST', url: `${V}/sobjects/Account`, referenceId: 'good', body: { Name: 'Stays' } },
      ],
    });
    const statuses = answer.body.compositeResponse.map(
      (sub: { httpStatusCode: number }) => sub.httpStatusCode,
    );
    assert.deepEqual(statuses, [400, 400, 201]);
    assert.equal(answer.body.compositeResponse[1].body[0].errorCode, 'PROCESSING_HALTED');
  },
  { covers: 'rest.composite' },
);

behaviour(
  '25 subrequests, and no more than 5 of them queries or collections',
  COMPOSITE,
  async () => {
    await using org = await openTestOrg();
    const many = (count: number, url: string) => ({
      compositeRequest: Array.from({ length: count }, (_, index) => ({
        method: 'GET',
        url: V + url,
        referenceId: `r${index}`,
      })),
    });
    assert.equal((await org.admin.post('/composite', many(25, '/limits'))).status, 200);
    assert.equal((await org.admin.post('/composite', many(26, '/limits'))).status, 400);
    assert.equal(
      (await org.admin.post('/composite', many(5, '/query?q=SELECT+Id+FROM+Account'))).status,
      200,
    );
    assert.equal(
      (await org.admin.post('/composite', many(6, '/query?q=SELECT+Id+FROM+Account'))).status,
      400,
    );
  },
  { covers: 'rest.collections' },
);

behaviour(
  'a batch takes both forms of address and stops on the first error when told',
  { verified: 'client-quirks "Paths": taps send both, haltOnError' },
  async () => {
    await using org = await openTestOrg();
    const batchRequests = [
      { method: 'POST', url: 'v60.0/sobjects/Account', richInput: { Name: 'One' } },
      { method: 'GET', url: `${V}/sobjects/Account/nonsense` },
      { method: 'GET', url: `${V}/limits` },
    ];
    const all = await org.admin.post('/composite/batch', { batchRequests });
    assert.equal(all.body.hasErrors, true);
    assert.deepEqual(
      all.body.results.map((one: { statusCode: number }) => one.statusCode),
      [201, 404, 200],
    );
    const halted = await org.admin.post('/composite/batch', { batchRequests, haltOnError: true });
    assert.deepEqual(
      halted.body.results.map((one: { statusCode: number }) => one.statusCode),
      [201, 404, 412],
    );
  },
  { covers: 'rest.batch' },
);

behaviour(
  'collections answer as recorded: success, refusals, all or none',
  { verified: 'fixtures/responses/batch' },
  async () => {
    await using org = await openTestOrg();
    const recorded = (name: string) => readRecorded(`responses/batch/${name}.json`);
    const save = (method: string, body: unknown) => org.admin.call(method, '/composite/sobjects', body);

    const created = await save('POST', recorded('create/contacts/payload'));
    assert.equal(created.status, 200);
    const noIds = (list: Record<string, unknown>[]) =>
      list.map((one) => ({ ...one, ...('id' in one ? { id: 'any' } : {}) }));
    assert.deepEqual(noIds(created.body), noIds(recorded('create/contacts/success')));
    const ids: string[] = created.body.map((one: { id: string }) => one.id);

    const empty = await save('POST', { records: [] });
    assert.deepEqual([empty.status, empty.body], [400, recorded('create/contacts/err-bad-request')]);

    const partial = await save('POST', {
      allOrNone: true,
      records: [
        { attributes: { type: 'Contact' }, FirstName: 'x' },
        { attributes: { type: 'Contact' }, LastName: 'y' },
      ],
    });
    assert.deepEqual(partial.body, recorded('create/contacts/partial-but-allOrNone'));

    const payload = recorded('update/contacts/payload');
    const update = {
      ...payload,
      records: payload.records.map((row: object, index: number) => ({ ...row, id: ids[index] })),
    };
    const updated = await save('PATCH', update);
    assert.deepEqual(noIds(updated.body), noIds(recorded('update/contacts/success')));

    const withoutIds = payload.records.map(({ id: _id, ...row }: Record<string, unknown>) => row);
    const refused = await save('PATCH', { allOrNone: false, records: withoutIds });
    assert.deepEqual(refused.body, recorded('update/contacts/err-each-no-ids'));

    const [good, bad] = update.records;
    const rolledBack = await save('PATCH', {
      allOrNone: true,
      records: [good, { ...bad, unknownField_LastName: 'x' }],
    });
    assert.deepEqual(rolledBack.body, recorded('update/contacts/partial-but-allOrNone'));
  },
  { skip: withoutRecordings, covers: 'rest.collections' },
);

behaviour(
  'collections: upsert tells created from updated, retrieve keeps places, delete takes 200',
  { documented: 'sObject Collections' },
  async () => {
    await using org = await openTestOrg();
    const record = (Key__c: string, Name: string) => ({ attributes: { type: 'Widget__c' }, Key__c, Name });
    const first = await org.admin.call('PATCH', '/composite/sobjects/Widget__c/Key__c', {
      records: [record('a', 'A')],
    });
    const both = await org.admin.call('PATCH', '/composite/sobjects/Widget__c/Key__c', {
      records: [record('a', 'AA'), record('b', 'B')],
    });
    assert.deepEqual(
      both.body.map((one: { created: boolean }) => one.created),
      [false, true],
    );
    assert.equal(both.body[0].id, first.body[0].id);

    const ids = [both.body[1].id, '001000000000000AAA', both.body[0].id];
    const byUrl = await org.admin.get(`/composite/sobjects/Widget__c?ids=${ids.join(',')}&fields=Id,Name`);
    assert.deepEqual(
      byUrl.body.map((row: { Name: string } | null) => row?.Name ?? null),
      ['B', null, 'AA'],
    );
    const byBody = await org.admin.post('/composite/sobjects/Widget__c', { ids, fields: ['Name'] });
    assert.deepEqual(
      byBody.body.map((row: { Name: string } | null) => row?.Name ?? null),
      ['B', null, 'AA'],
    );

    const deleted = await org.admin.call(
      'DELETE',
      `/composite/sobjects?ids=${both.body.map((one: { id: string }) => one.id).join(',')}`,
    );
    assert.ok(deleted.body.every((one: { success: boolean }) => one.success));
    assert.equal((await org.admin.query('SELECT Id FROM Widget__c')).body.totalSize, 0);
    const tooMany = await org.admin.post('/composite/sobjects', {
      records: Array.from({ length: 201 }, () => record('x', 'x')),
    });
    assert.equal(tooMany.status, 400);
  },
  { covers: 'rest.collections' },
);

behaviour(
  'a tree saves parents and children together, or nothing',
  { documented: 'sObject Tree' },
  async () => {
    await using org = await openTestOrg();
    const tree = (lastName: string | undefined) => ({
      records: [
        {
          attributes: { type: 'Account', referenceId: 'ref1' },
          Name: 'Parent',
          Contacts: {
            records: [{ attributes: { type: 'Contact', referenceId: 'ref2' }, LastName: lastName }],
          },
          Widgets__r: { records: [{ attributes: { type: 'Widget__c', referenceId: 'ref3' }, Name: 'W' }] },
        },
        { attributes: { type: 'Account', referenceId: 'ref4' }, Name: 'Alone' },
      ],
    });
    const refused = await org.admin.post('/composite/tree/Account', tree(undefined));
    assert.equal(refused.status, 400);
    assert.equal(refused.body.hasErrors, true);
    assert.deepEqual(refused.body.results, [
      {
        referenceId: 'ref2',
        errors: [
          {
            statusCode: 'REQUIRED_FIELD_MISSING',
            message: 'Required fields are missing: [LastName]',
            fields: ['LastName'],
          },
        ],
      },
    ]);
    assert.equal((await org.admin.query('SELECT Id FROM Account')).body.totalSize, 0);

    const saved = await org.admin.post('/composite/tree/Account', tree('Child'));
    assert.equal(saved.status, 201);
    assert.deepEqual(
      saved.body.results.map((one: { referenceId: string }) => one.referenceId),
      ['ref1', 'ref2', 'ref3', 'ref4'],
    );
    const children = await org.admin.query(
      'SELECT Name, (SELECT LastName FROM Contacts), (SELECT Name FROM Widgets__r) FROM Account ORDER BY Name DESC',
    );
    assert.equal(children.body.records[0].Contacts.records[0].LastName, 'Child');
    assert.equal(children.body.records[0].Widgets__r.records[0].Name, 'W');
  },
  { covers: 'rest.tree' },
);
