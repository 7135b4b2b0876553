import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { callUrl, create, openTestOrg } from '../../testing/test-org.ts';

behaviour(
  'every API answer has a request id of its own and varies by encoding; none says when to retry',
  { documented: 'facts 2.8: X-Request-Id, Vary: Accept-Encoding, no Retry-After' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const seen = new Set<string | null>();
    for (const [path, headers] of [
      ['/limits', {}],
      ['/sobjects/Account/describe', { 'Accept-Encoding': 'identity' }],
      ['/nope', {}],
      ['/limits', { Authorization: 'Bearer bad' }],
      ['/services/data', {}],
    ] as const) {
      const answer = await admin.get(path, headers);
      assert.equal(answer.headers.get('vary'), 'Accept-Encoding', path);
      assert.match(answer.headers.get('x-request-id') ?? '', /^[0-9a-f]{32}$/, path);
      assert.equal(answer.headers.get('retry-after'), null, path);
      seen.add(answer.headers.get('x-request-id'));
    }
    assert.equal(seen.size, 5);
  },
  { covers: 'rest.errors' },
);

behaviour(
  'a fixed name under an object is no row, and the list of versions is only read',
  { documented: 'REST API Developer Guide, "Status Codes and Error Responses": 405' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    for (const [method, path] of [
      ['DELETE', '/sobjects/Account/describe'],
      ['PATCH', '/sobjects/Account/describe'],
      ['POST', '/sobjects/Account/updated'],
      ['POST', '/services/data/'],
    ] as const) {
      const { status, body } = await admin.call(method, path, method === 'DELETE' ? undefined : {});
      assert.deepEqual(
        [status, body[0].errorCode, body[0].message],
        [405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed. Allowed are HEAD,GET`],
        path,
      );
    }
    const head = await admin.call('HEAD', '/sobjects/Account/describe');
    assert.deepEqual(
      [head.status, head.headers.get('content-type'), head.body],
      [200, 'application/json;charset=UTF-8', ''],
    );
  },
  { covers: ['rest.errors', 'rest.versions'] },
);

behaviour(
  'a new row brings no id along, alone, among others or in a tree',
  { documented: 'refusals of REST, SOAP and Bulk API as public client code quotes them' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const message = 'cannot specify Id in an insert call';
    const Id = '001000000000001AAA';
    const alone = await admin.post('/sobjects/Account', { Id, Name: 'A' });
    assert.deepEqual(
      [alone.status, alone.body],
      [400, [{ message, errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['Id'] }]],
    );
    const attributes = { type: 'Account' };
    const among = await admin.post('/composite/sobjects', {
      records: [
        { attributes, id: Id, Name: 'A' },
        { attributes, Id: null, Name: 'B' },
      ],
    });
    assert.deepEqual(among.body[0], {
      success: false,
      errors: [{ statusCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', message, fields: ['Id'] }],
    });
    assert.equal(among.body[1].success, true, 'an empty one is none');
    const tree = await admin.post('/composite/tree/Account', {
      records: [{ attributes: { type: 'Account', referenceId: 'r' }, Id, Name: 'C' }],
    });
    assert.equal(tree.body.results[0].errors[0].statusCode, 'INVALID_FIELD_FOR_INSERT_UPDATE');
    assert.equal((await admin.query('SELECT Name FROM Account')).body.totalSize, 1);
  },
  { covers: ['rest.rows', 'rest.collections'] },
);

behaviour(
  'the addresses of an identity have the version asked for',
  { documented: 'Salesforce Help, "Identity URLs": version, a number or latest; facts 1.5' },
  async () => {
    await using org = await openTestOrg();
    const info = await org.admin.get('/services/oauth2/userinfo');
    const rest = async (search: string) =>
      (
        await callUrl('GET', `${info.body.sub}${search}`, undefined, {
          Authorization: `OAuth ${org.admin.token}`,
        })
      ).body.urls.rest;
    assert.equal(await rest(''), `${org.baseUrl}/services/data/v{version}/`);
    assert.equal(await rest('?version=58.0'), `${org.baseUrl}/services/data/v58.0/`);
    assert.equal(await rest('?version=latest&format=json'), `${org.baseUrl}/services/data/v67.0/`);
  },
  { covers: 'oauth.session' },
);

behaviour(
  'a field definition names the objects it refers to',
  { documented: 'Tooling API Guide, FieldDefinition (ReferenceTo, RelationshipName); facts 9' },
  async () => {
    await using org = await openTestOrg();
    await create(org.admin, 'Account', { Name: 'A' });
    const { body } = await org.admin.query(
      `SELECT QualifiedApiName, DataType, Label, LastModifiedDate, IsCalculated, IsNillable, RelationshipName, ReferenceTo,
         ValueTypeId, IsCompound FROM FieldDefinition
       WHERE EntityDefinition.QualifiedApiName = 'Widget__c' AND QualifiedApiName IN ('Account__c', 'Size__c')
       ORDER BY QualifiedApiName`,
    );
    const [lookup, size] = body.records;
    assert.deepEqual(
      [lookup.RelationshipName, lookup.ReferenceTo, size.RelationshipName, size.ReferenceTo],
      ['Account__r', { referenceTo: ['Account'] }, null, { referenceTo: null }],
    );
  },
  { covers: 'rest.describe' },
);

behaviour(
  'the addresses that describe gives lead somewhere, and nowhere for who cannot see the object',
  {
    documented:
      'REST API Developer Guide, "sObject CompactLayouts", "sObject Approval Layouts", "sObject Quick Actions", "List Views"',
  },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const { urls } = (await admin.get('/sobjects/Account/describe')).body;
    for (const name of [
      'sobject',
      'describe',
      'layouts',
      'compactLayouts',
      'approvalLayouts',
      'quickActions',
      'listviews',
    ]) {
      assert.equal((await admin.get(urls[name])).status, 200, name);
    }
    const compact = (await admin.get(urls.compactLayouts)).body;
    assert.equal(compact.compactLayouts[0].fieldItems[0].layoutComponents[0].value, 'Name');
    assert.deepEqual((await admin.get(compact.urls.primary)).body, compact.compactLayouts[0]);
    assert.deepEqual((await admin.get(urls.listviews)).body.sobjectType, 'Account');
    assert.equal((await admin.get('/sobjects/Nope/listviews')).status, 404);
  },
  { covers: 'rest.describe' },
);
