import assert from 'node:assert/strict';
import { test } from 'node:test';
import { behaviour } from '../../testing/behaviour.ts';
import { callSoap, soapText, soapTexts } from '../../testing/soap-client.ts';
import { ADMIN, callUrl, create, openTestOrg, REP } from '../../testing/test-org.ts';
import type { TestOrg } from '../../testing/test-org.ts';
import { childrenOf, parseXml } from './xml.ts';

const COVERS = { covers: 'oauth.soap' } as const;
const GUIDE = { documented: 'SOAP API Developer Guide, "Core Calls"' };

function loginBody(user: { readonly username: string; readonly password: string }): string {
  return `<urn:login><urn:username>${user.username}</urn:username><urn:password>${user.password}</urn:password></urn:login>`;
}

async function soapAdmin(org: TestOrg): Promise<string> {
  const session = soapText(await callSoap(org.baseUrl, loginBody(ADMIN)), 'sessionId');
  assert.ok(session);
  return session;
}

behaviour(
  'SOAP login answers in the order that clients read by position, and its session works in REST',
  { verified: 'client-quirks "SOAP login": jsforce, simple-salesforce, the Pub/Sub examples' },
  async () => {
    await using org = await openTestOrg();
    const answer = await callSoap(org.baseUrl, loginBody(ADMIN));
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/xml/);
    assert.match(answer.body, /^<\?xml[^>]*\?><soapenv:Envelope /);
    const body = parseXml(answer.body).children.find(({ name }) => name === 'Body');
    const result = body?.children[0]?.children[0];
    assert.ok(result);
    assert.deepEqual(
      result.children.map(({ name }) => name),
      ['metadataServerUrl', 'passwordExpired', 'sandbox', 'serverUrl', 'sessionId', 'userId', 'userInfo'],
    );
    const [userInfo] = childrenOf(result, 'userInfo');
    assert.equal(userInfo?.children[8]?.name, 'organizationId');
    assert.equal(userInfo?.children[8]?.text, org.simulator.org.organizationId);
    assert.equal(
      soapText(answer, 'serverUrl'),
      `${org.baseUrl}/services/Soap/u/60.0/${org.simulator.org.organizationId.slice(0, 15)}`,
    );
    const rest = await callUrl('GET', `${org.baseUrl}/services/data/v60.0/sobjects`, undefined, {
      Authorization: `OAuth ${soapText(answer, 'sessionId')}`,
    });
    assert.equal(rest.status, 200);
  },
  COVERS,
);

behaviour(
  'a wrong password is a fault with HTTP 500, and from version 65.0 on there is no login',
  { documented: 'SOAP API Developer Guide, "login()"; facts 10' },
  async () => {
    await using org = await openTestOrg();
    const wrong = await callSoap(org.baseUrl, loginBody({ ...ADMIN, password: 'no' }));
    assert.equal(wrong.status, 500);
    assert.equal(soapText(wrong, 'faultcode'), 'sf:INVALID_LOGIN');
    assert.equal(
      soapText(wrong, 'faultstring'),
      'INVALID_LOGIN: Invalid username, password, security token; or user locked out.',
    );
    assert.equal(soapText(wrong, 'exceptionCode'), 'INVALID_LOGIN');
    const late = await callSoap(org.baseUrl, loginBody(ADMIN), { path: '/services/Soap/u/65.0' });
    assert.equal(late.status, 500);
    assert.equal(soapText(late, 'sessionId'), undefined);
    assert.match(late.body, /login\(\)/);
  },
  COVERS,
);

behaviour(
  'getUserInfo and getServerTimestamp answer a session; after logout it is none',
  GUIDE,
  async () => {
    await using org = await openTestOrg();
    const session = await soapAdmin(org);
    const info = await callSoap(org.baseUrl, '<urn:getUserInfo/>', { session });
    assert.equal(soapText(info, 'userName'), ADMIN.username);
    const time = await callSoap(org.baseUrl, '<urn:getServerTimestamp/>', { session });
    assert.match(soapText(time, 'timestamp') ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.equal((await callSoap(org.baseUrl, '<urn:logout/>', { session })).status, 200);
    const gone = await callSoap(org.baseUrl, '<urn:getUserInfo/>', { session });
    assert.equal(gone.status, 500);
    assert.equal(soapText(gone, 'faultcode'), 'sf:INVALID_SESSION_ID');
  },
  COVERS,
);

behaviour(
  'rows are created, changed, upserted, queried, retrieved, deleted and brought back; every call is counted',
  GUIDE,
  async () => {
    await using org = await openTestOrg();
    const session = await soapAdmin(org);
    const call = (body: string) => callSoap(org.baseUrl, body, { session });
    const before = (await org.admin.control('GET', '')).body.apiUsage.used;
    const made = await call(
      `<urn:create><urn:sObjects><urn:type>Account</urn:type><Name>A &amp; B &lt;1&gt;</Name><NumberOfEmployees>7</NumberOfEmployees></urn:sObjects>
       <urn:sObjects><urn:type>Account</urn:type></urn:sObjects>
       <urn:sObjects><urn:type>Account</urn:type><urn:Id>001000000000001AAA</urn:Id><Name>C</Name></urn:sObjects></urn:create>`,
    );
    assert.deepEqual(soapTexts(made, 'success'), ['true', 'false', 'false']);
    assert.deepEqual(soapTexts(made, 'statusCode'), [
      'REQUIRED_FIELD_MISSING',
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    ]);
    const [id = ''] = soapTexts(made, 'id');
    assert.match(id, /^001/);

    await call(
      `<urn:update><urn:sObjects><urn:type>Account</urn:type><urn:Id>${id}</urn:Id><urn:fieldsToNull>NumberOfEmployees</urn:fieldsToNull><Site>x</Site></urn:sObjects></urn:update>`,
    );
    const upserted = await call(
      `<urn:upsert><urn:externalIDFieldName>Key__c</urn:externalIDFieldName><urn:sObjects><urn:type>Widget__c</urn:type><Key__c>k1</Key__c><Name>W</Name></urn:sObjects></urn:upsert>`,
    );
    assert.deepEqual([soapText(upserted, 'created'), soapText(upserted, 'success')], ['true', 'true']);

    const queried = await call(
      `<urn:query><urn:queryString>SELECT Id, Name, Site, NumberOfEmployees, Owner.Username, CreatedDate FROM Account WHERE Id = '${id}'</urn:queryString></urn:query>`,
    );
    assert.match(queried.body, /<sf:Name>A &amp; B &lt;1&gt;<\/sf:Name>/);
    assert.match(queried.body, /<sf:NumberOfEmployees xsi:nil="true"\/>/);
    assert.match(queried.body, /<sf:Owner xsi:type="sf:sObject"><sf:type>User<\/sf:type>/);
    assert.match(soapText(queried, 'CreatedDate') ?? '', /Z$/);
    assert.deepEqual([soapText(queried, 'size'), soapText(queried, 'done')], ['1', 'true']);

    const missing = '001000000000000AAA';
    const retrieved = await call(
      `<urn:retrieve><urn:fieldList>Name</urn:fieldList><urn:sObjectType>Account</urn:sObjectType><urn:ids>${id}</urn:ids><urn:ids>${missing}</urn:ids></urn:retrieve>`,
    );
    assert.match(retrieved.body, /<result xsi:nil="true"\/>/);
    assert.equal(
      soapText(await call(`<urn:delete><urn:ids>${id}</urn:ids></urn:delete>`), 'success'),
      'true',
    );
    assert.equal((await org.admin.get(`/sobjects/Account/${id}`)).status, 404);
    assert.equal(
      soapText(await call(`<urn:undelete><urn:ids>${id}</urn:ids></urn:undelete>`), 'success'),
      'true',
    );
    assert.equal((await org.admin.get(`/sobjects/Account/${id}`)).status, 200);
    const after = (await org.admin.control('GET', '')).body.apiUsage.used;
    assert.equal(after - before, 7 + 2);
  },
  COVERS,
);

behaviour(
  'a query is paged by its locator, and its errors are faults',
  { documented: 'SOAP API Developer Guide, "queryMore()", "API Fault Elements"' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/rows', { object: 'Account', rows: 450 });
    const session = await soapAdmin(org);
    const header = '<urn:QueryOptions><urn:batchSize>200</urn:batchSize></urn:QueryOptions>';
    const sizes: number[] = [];
    let answer = await callSoap(
      org.baseUrl,
      '<urn:query><urn:queryString>SELECT Id FROM Account</urn:queryString></urn:query>',
      { session, header },
    );
    for (;;) {
      sizes.push(soapTexts(answer, 'type').length);
      if (soapText(answer, 'done') === 'true') break;
      const locator = soapText(answer, 'queryLocator') ?? '';
      const body = `<urn:queryMore><urn:queryLocator>${locator}</urn:queryLocator></urn:queryMore>`;
      answer = await callSoap(org.baseUrl, body, { session, header });
    }
    assert.deepEqual(
      sizes.map((size) => size - 1),
      [200, 200, 50],
      'each page also names the type of the limit in its header',
    );
    const wrong = await callSoap(
      org.baseUrl,
      '<urn:query><urn:queryString>SELECT Nope FROM Account</urn:queryString></urn:query>',
      { session },
    );
    assert.equal(wrong.status, 500);
    assert.equal(soapText(wrong, 'faultcode'), 'sf:INVALID_FIELD');
  },
  COVERS,
);

behaviour(
  'merge and convertLead, which REST lacks, change rows as they do in the browser',
  { documented: 'SOAP API Developer Guide, "merge()", "convertLead()"' },
  async () => {
    await using org = await openTestOrg();
    const session = await soapAdmin(org);
    const master = await create(org.admin, 'Account', { Name: 'Master' });
    const loser = await create(org.admin, 'Account', { Name: 'Loser' });
    const contact = await create(org.admin, 'Contact', { LastName: 'C', AccountId: loser });
    const merged = await callSoap(
      org.baseUrl,
      `<urn:merge><urn:request><urn:masterRecord><urn:type>Account</urn:type><urn:Id>${master}</urn:Id><Site>kept</Site></urn:masterRecord><urn:recordToMergeIds>${loser}</urn:recordToMergeIds></urn:request></urn:merge>`,
      { session },
    );
    assert.equal(soapText(merged, 'success'), 'true', merged.body);
    assert.equal(soapText(merged, 'mergedRecordIds'), loser);
    assert.equal((await org.admin.get(`/sobjects/Contact/${contact}`)).body.AccountId, master);
    assert.equal((await org.admin.get(`/sobjects/Account/${loser}`)).status, 404);

    const lead = await create(org.admin, 'Lead', { LastName: 'L', Company: 'Co' });
    const converted = await callSoap(
      org.baseUrl,
      `<urn:convertLead><urn:leadConverts><urn:leadId>${lead}</urn:leadId><urn:convertedStatus>Closed - Converted</urn:convertedStatus><urn:doNotCreateOpportunity>true</urn:doNotCreateOpportunity></urn:leadConverts></urn:convertLead>`,
      { session },
    );
    assert.equal(soapText(converted, 'success'), 'true', converted.body);
    assert.match(soapText(converted, 'accountId') ?? '', /^001/);
    assert.match(soapText(converted, 'contactId') ?? '', /^003/);
    assert.equal(soapText(converted, 'opportunityId'), undefined);
    assert.equal(soapText(converted, 'leadId'), lead);
  },
  COVERS,
);

behaviour(
  'the enterprise endpoint types its rows, describe calls answer, getDeleted tells what is gone',
  { documented: 'SOAP API Developer Guide, "describeSObjects()", "getDeleted()"' },
  async () => {
    await using org = await openTestOrg();
    const session = await soapAdmin(org);
    const id = await create(org.admin, 'Account', { Name: 'Gone' });
    const enterprise = await callSoap(
      org.baseUrl,
      "<urn:query><urn:queryString>SELECT Name FROM Account WHERE Name = 'Gone'</urn:queryString></urn:query>",
      { session, path: '/services/Soap/c/60.0' },
    );
    assert.match(enterprise.body, /<records xsi:type="sf:Account">/);
    const described = await callSoap(
      org.baseUrl,
      '<urn:describeSObjects><urn:sObjectType>Widget__c</urn:sObjectType></urn:describeSObjects>',
      { session },
    );
    assert.ok(soapTexts(described, 'name').includes('Loose_Key__c'));
    await org.admin.call('DELETE', `/sobjects/Account/${id}`);
    const now = Date.now();
    const at = (offset: number) => new Date(now + offset).toISOString();
    const deleted = await callSoap(
      org.baseUrl,
      `<urn:getDeleted><urn:sObjectType>Account</urn:sObjectType><urn:startDate>${at(-3_600_000)}</urn:startDate><urn:endDate>${at(120_000)}</urn:endDate></urn:getDeleted>`,
      { session },
    );
    assert.ok(soapTexts(deleted, 'id').includes(id), deleted.body);
    const global = await callSoap(org.baseUrl, '<urn:describeGlobal/>', { session });
    assert.ok(soapTexts(global, 'name').includes('Account'));
  },
  COVERS,
);

behaviour(
  'a row that the caller may not change is refused in its result, and a user without the session’s rights sees nothing more',
  GUIDE,
  async () => {
    await using org = await openTestOrg();
    const rep = soapText(await callSoap(org.baseUrl, loginBody(REP)), 'sessionId');
    const answer = await callSoap(
      org.baseUrl,
      '<urn:create><urn:sObjects><urn:type>PermissionSet</urn:type><Name>X</Name><Label>X</Label></urn:sObjects></urn:create>',
      { session: rep ?? '' },
    );
    assert.notEqual(soapText(answer, 'success'), 'true');
  },
  COVERS,
);

behaviour(
  'broken envelopes and unknown calls are client faults; nothing is ever expanded',
  { assumed: 'texts of the Axis-like front are not documented' },
  async () => {
    await using org = await openTestOrg();
    for (const body of ['<urn:nothing/>', '<unclosed>', '']) {
      const answer = await callSoap(org.baseUrl, body, { session: org.admin.token });
      assert.equal(answer.status, 500);
      assert.equal(soapText(answer, 'faultcode'), 'soapenv:Client');
    }
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>';
    const answer = await callUrl('POST', `${org.baseUrl}/services/Soap/u/60.0`, bomb, {});
    assert.equal(soapText(answer, 'faultcode'), 'soapenv:Client');
  },
  COVERS,
);

test('text stays text: digits, blanks and entities come through as they are', () => {
  const root = parseXml(
    '<a:r xmlns:a="u" n:x="1&amp;2"><a:b> 007 </a:b><c>&#65;&#x42;&lt;&unknown;</c><d/></a:r>',
  );
  assert.equal(root.name, 'r');
  assert.equal(root.attributes['x'], '1&2');
  assert.deepEqual(
    root.children.map(({ name, text }) => [name, text]),
    [
      ['b', ' 007 '],
      ['c', 'AB<&unknown;'],
      ['d', ''],
    ],
  );
});
