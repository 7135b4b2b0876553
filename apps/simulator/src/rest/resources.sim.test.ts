import assert from 'node:assert/strict';
import { request } from 'node:http';
import { deflateSync, gzipSync } from 'node:zlib';
import { behaviour } from '../../testing/behaviour.ts';
import { callUrl, create, openTestOrg } from '../../testing/test-org.ts';
import type { TestAnswer } from '../../testing/test-org.ts';

function refusal({ status, body }: TestAnswer): unknown[] {
  return [status, body[0]?.errorCode];
}

behaviour(
  'the list of versions needs no session; a retired version answers 410, an unknown one 404',
  { documented: 'facts 2.1 and 10: API End-of-Life' },
  async () => {
    await using org = await openTestOrg();
    const { body: versions } = await callUrl('GET', `${org.baseUrl}//services/data/`, undefined, {});
    assert.deepEqual(versions.at(-1), {
      label: "Summer '26",
      url: '/services/data/v67.0',
      version: '67.0',
    });
    assert.equal(versions[0].version, '31.0');
    for (const version of ['31.0', '45.0', '66.0', '67.0'])
      assert.equal((await org.admin.get(`/services/data/v${version}/limits`)).status, 200);
    assert.deepEqual(refusal(await org.admin.get('/services/data/v30.0/limits')), [
      410,
      'UNSUPPORTED_API_VERSION',
    ]);
    assert.deepEqual(refusal(await org.admin.get('/services/data/v99.0/limits')), [404, 'NOT_FOUND']);
  },
  { covers: 'rest.versions' },
);

behaviour(
  'slashes may be doubled or trailing, names have any case, and the resource list names what there is',
  { verified: 'client-quirks "Paths and versions"' },
  async () => {
    await using org = await openTestOrg();
    const id = await create(org.admin, 'Account', { name: 'Acme', billingcity: 'Ulm' });
    for (const path of [
      `//services//data/v60.0/SOBJECTS/account/${id}/`,
      `/sobjects/ACCOUNT/${id.slice(0, 15)}?fields=NAME`,
    ]) {
      const answer = await org.admin.get(path);
      assert.deepEqual([answer.body.Id, answer.body.Name], [id, 'Acme']);
    }
    const query = await org.admin.get('/query/?q=select+NAME+from+ACCOUNT+where+billingCITY=%27ulm%27');
    assert.equal(query.body.records[0].Name, 'Acme');
    const resources = (await org.admin.get('/')).body;
    for (const name of [
      'sobjects',
      'query',
      'queryAll',
      'search',
      'parameterizedSearch',
      'limits',
      'composite',
      'jobs',
      'tooling',
      'recent',
    ])
      assert.equal(resources[name], `/services/data/v60.0/${name}`);
    assert.match(resources.identity, /^http.*\/id\/00D\w{15}\/005\w{15}$/);
  },
  { covers: ['rest.versions', 'clients.quirks'] },
);

behaviour(
  'methods: HEAD is GET without a body, POST with _HttpMethod=PATCH is PATCH, and what is not allowed says what is',
  {
    documented:
      'REST API Developer Guide, "Update a Record" (_HttpMethod), "Status Codes and Error Responses"',
  },
  async () => {
    await using org = await openTestOrg();
    const id = await create(org.admin, 'Account', { Name: 'Acme' });
    const head = await org.admin.call('HEAD', `/sobjects/Account/${id}`);
    assert.deepEqual([head.status, head.body], [200, '']);
    assert.ok(head.headers.get('etag'));
    const patched = await org.admin.post(`/sobjects/Account/${id}?_HttpMethod=PATCH`, { Name: 'Zeta' });
    assert.equal(patched.status, 204);
    assert.equal((await org.admin.get(`/sobjects/Account/${id}`)).body.Name, 'Zeta');
    const put = await org.admin.call('PUT', `/sobjects/Account/${id}`, {});
    assert.deepEqual(refusal(put), [405, 'METHOD_NOT_ALLOWED']);
    assert.match(put.body[0].message, /^HTTP Method 'PUT' not allowed\. Allowed are .*PATCH/);
  },
  { covers: 'rest.errors' },
);

behaviour(
  'bodies may be compressed; those that are not JSON, or broken, are refused; addresses and headers have a limit',
  { documented: 'facts 2.1 and 2.7: 415, JSON_PARSER_ERROR, URI and headers up to 16,384 bytes' },
  async () => {
    await using org = await openTestOrg();
    const headers = { Authorization: `Bearer ${org.admin.token}`, 'Content-Type': 'application/json' };
    for (const [encoding, body] of [
      ['gzip', gzipSync('{"Name":"Zipped"}')],
      ['deflate', deflateSync('{"Name":"Deflated"}')],
    ] as const) {
      const zipped = await fetch(`${org.baseUrl}/services/data/v60.0/sobjects/Account`, {
        method: 'POST',
        headers: { ...headers, 'Content-Encoding': encoding },
        body,
      });
      assert.equal(zipped.status, 201, encoding);
    }
    const broken = await org.admin.call('POST', '/sobjects/Account', '{"Name": }');
    assert.deepEqual(refusal(broken), [400, 'JSON_PARSER_ERROR']);
    assert.match(
      broken.body[0].message,
      /^Unexpected character \('}' \(code 125\)\).* at \[line:1, column:10\]$/,
    );
    assert.deepEqual(refusal(await org.admin.call('POST', '/sobjects/Account')), [400, 'JSON_PARSER_ERROR']);
    const text = await org.admin.call('POST', '/sobjects/Account', 'Name=x', {
      'Content-Type': 'text/plain',
    });
    assert.deepEqual(refusal(text), [415, 'UNSUPPORTED_MEDIA_TYPE']);
    assert.equal(
      await statusOf(`${org.baseUrl}/services/data/v60.0/query?q=${'x'.repeat(17_000)}`, headers),
      414,
    );
    assert.equal(
      await statusOf(`${org.baseUrl}/services/data/v60.0/limits`, {
        ...headers,
        'X-Long': 'x'.repeat(17_000),
      }),
      431,
    );
  },
  { covers: 'rest.errors' },
);

/** `fetch` does not tell what a server says while the request is still being sent. */
function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

behaviour(
  'decimals are printed with their point, integers without; X-PrettyPrint indents',
  { documented: 'facts 2.4 and 5.4: doubles as 10.0, percent as 50.0' },
  async () => {
    await using org = await openTestOrg();
    await create(org.admin, 'Account', { Name: 'Acme', AnnualRevenue: 50_000, NumberOfEmployees: 7 });
    const read = async (more: Record<string, string>): Promise<string> => {
      const soql = encodeURIComponent('SELECT AnnualRevenue, NumberOfEmployees FROM Account');
      const response = await fetch(`${org.baseUrl}/services/data/v60.0/query?q=${soql}`, {
        headers: { Authorization: `Bearer ${org.admin.token}`, ...more },
      });
      return response.text();
    };
    assert.match(await read({}), /"AnnualRevenue":50000\.0,"NumberOfEmployees":7\}/);
    assert.match(await read({ 'X-PrettyPrint': '1' }), /\n {6}"AnnualRevenue": 50000\.0,\n/);
  },
  { covers: 'rest.rows' },
);

behaviour(
  'ETags are for accounts alone; dates for every row; malformed conditions are refused; DELETE ignores them',
  { documented: 'REST API Developer Guide, "Conditional Request Headers"; facts 2.5' },
  async () => {
    await using org = await openTestOrg();
    const id = await create(org.admin, 'Account', { Name: 'Acme' });
    const contact = await create(org.admin, 'Contact', { LastName: 'Rossi' });
    const path = `/sobjects/Account/${id}`;
    const read = await org.admin.get(path);
    const etag = read.headers.get('etag') ?? '';
    assert.match(etag, /^"[\w+/]{27}=(-gzip)?"$/);
    const other = await org.admin.get(`/sobjects/Contact/${contact}`);
    assert.equal(other.headers.get('etag'), null);
    const modified = other.headers.get('last-modified') ?? '';
    assert.equal((await org.admin.get(path, { 'If-None-Match': etag })).status, 304);
    assert.equal((await org.admin.get(path, { 'If-Match': '"x"' })).status, 412);
    assert.equal((await org.admin.get(path, { 'If-Modified-Since': modified })).status, 304);
    assert.equal(
      (await org.admin.get(`/sobjects/Contact/${contact}`, { 'If-None-Match': '"x"' })).status,
      200,
    );
    const patch = async (target: string, headers: Record<string, string>): Promise<number> =>
      (await org.admin.call('PATCH', target, { Description: 'x' }, headers)).status;
    assert.equal(await patch(path, { 'If-None-Match': etag }), 412);
    assert.equal(await patch(path, { 'If-Match': '"x"' }), 412);
    assert.equal(await patch(path, { 'If-Match': etag }), 204);
    const contactPath = `/sobjects/Contact/${contact}`;
    assert.equal(await patch(contactPath, { 'If-Unmodified-Since': 'Mon, 01 Jan 2001 00:00:00 GMT' }), 412);
    assert.equal(await patch(contactPath, { 'If-Unmodified-Since': modified }), 204);
    assert.equal(await patch(contactPath, { 'If-Unmodified-Since': 'yesterday' }), 400);
    assert.equal(await patch(path, { 'If-Match': 'no quotes' }), 400);
    const post = await org.admin.post('/sobjects/Account', { Name: 'x' }, { 'If-None-Match': 'no quotes' });
    assert.equal(post.status, 400);
    const deleted = await org.admin.call('DELETE', path, undefined, { 'If-Match': '"x"' });
    assert.equal(deleted.status, 204);
  },
  { covers: 'rest.conditions' },
);

behaviour(
  'relationships lead from a row to its parent and its children, to read, change and delete',
  { documented: 'REST API Developer Guide, "sObject Relationships"' },
  async () => {
    await using org = await openTestOrg();
    const AccountId = await create(org.admin, 'Account', { Name: 'Acme' });
    const id = await create(org.admin, 'Contact', { LastName: 'Rossi', AccountId });
    const lone = await create(org.admin, 'Contact', { LastName: 'Lone' });
    const parent = await org.admin.get(`/sobjects/Contact/${id}/Account?fields=Name`);
    assert.deepEqual([parent.body.attributes.type, parent.body.Name], ['Account', 'Acme']);
    const children = await org.admin.get(`/sobjects/Account/${AccountId}/contacts?fields=LastName`);
    assert.deepEqual(
      [children.body.totalSize, children.body.done, children.body.records[0].LastName],
      [1, true, 'Rossi'],
    );
    const patched = await org.admin.call('PATCH', `/sobjects/Contact/${id}/Account`, { Name: 'Zeta' });
    assert.equal(patched.status, 204);
    assert.equal((await org.admin.get(`/sobjects/Account/${AccountId}`)).body.Name, 'Zeta');
    assert.deepEqual(refusal(await org.admin.get(`/sobjects/Contact/${lone}/Account`)), [404, 'NOT_FOUND']);
    assert.deepEqual(refusal(await org.admin.get(`/sobjects/Contact/${id}/Nope`)), [404, 'NOT_FOUND']);
    assert.equal((await org.admin.call('DELETE', `/sobjects/Contact/${lone}/Owner`)).status >= 400, true);
  },
  { covers: 'rest.rows' },
);

behaviour(
  "another object's id is no id of this one; a row in the bin is deleted, one out of it was never there",
  { documented: 'facts 2.4 and 2.7: MALFORMED_ID, ENTITY_IS_DELETED, NOT_FOUND' },
  async () => {
    await using org = await openTestOrg();
    const id = await create(org.admin, 'Contact', { LastName: 'Rossi' });
    const wrong = await org.admin.get(`/sobjects/Account/${id}`);
    assert.deepEqual(refusal(wrong), [400, 'MALFORMED_ID']);
    assert.equal(wrong.body[0].message, `Account ID: id value of incorrect type: ${id}`);
    const path = `/sobjects/Contact/${id}`;
    await org.admin.call('DELETE', path);
    for (const method of ['GET', 'PATCH', 'DELETE'])
      assert.deepEqual(refusal(await org.admin.call(method, path, method === 'PATCH' ? {} : undefined)), [
        404,
        'ENTITY_IS_DELETED',
      ]);
    await org.admin.control('POST', '/records', { operations: [{ kind: 'purge', object: 'Contact', id }] });
    assert.deepEqual(refusal(await org.admin.get(path)), [404, 'NOT_FOUND']);
  },
  { covers: 'rest.rows' },
);

behaviour(
  'a search finds words in names or everywhere, and answers the fields that were asked for',
  { documented: 'REST API Developer Guide, "Search", "Parameterized Search"; SOSL Reference' },
  async () => {
    await using org = await openTestOrg();
    await create(org.admin, 'Account', { Name: 'Acme Rome', Site: 'North' });
    await create(org.admin, 'Account', { Name: 'Zeta', Site: 'acme tower' });
    await create(org.admin, 'Contact', { LastName: 'Acmes', Email: 'info@acme.example' });
    const find = async (sosl: string): Promise<TestAnswer> =>
      org.admin.get(`/search/?q=${encodeURIComponent(sosl)}`);
    const found = await find(
      'FIND {acme} IN NAME FIELDS RETURNING Account(Id, Name ORDER BY Name LIMIT 5), Contact(LastName)',
    );
    assert.deepEqual(
      found.body.searchRecords.map((row: Record<string, unknown>) => row['Name'] ?? row['LastName']),
      ['Acme Rome', 'Acmes'],
    );
    const all = await find("FIND {ACM*} RETURNING Account(Name WHERE Site != 'x' ORDER BY Name DESC)");
    assert.deepEqual(
      all.body.searchRecords.map((row: { Name: string }) => row.Name),
      ['Zeta', 'Acme Rome'],
    );
    assert.equal((await find('FIND {"acme rome"}')).body.searchRecords.length, 1);
    assert.deepEqual(refusal(await find('LOOK FOR acme')), [400, 'MALFORMED_SEARCH']);
    const byUrl = await org.admin.get(
      '/parameterizedSearch/?q=Acme&sobject=Account&Account.fields=Name&Account.limit=1',
    );
    assert.equal(byUrl.body.searchRecords.length, 1);
    const byBody = await org.admin.post('/parameterizedSearch', {
      q: 'acme',
      in: 'EMAIL',
      sobjects: [{ name: 'Contact', fields: ['Email'] }],
    });
    assert.equal(byBody.body.searchRecords[0].Email, 'info@acme.example');
  },
  { covers: 'rest.rows' },
);

behaviour(
  'rows that were looked at are recent, the last one first',
  {
    documented:
      'REST API Developer Guide, "Recently Viewed Items", "MRU Header"; SOQL and SOSL Reference, "FOR VIEW"',
  },
  async () => {
    await using org = await openTestOrg();
    const first = await create(org.admin, 'Account', { Name: 'First' });
    const second = await create(org.admin, 'Account', { Name: 'Second' });
    await org.admin.get(`/sobjects/Account/${second}`);
    assert.deepEqual((await org.admin.get('/recent')).body, []);
    await org.admin.get(`/sobjects/Account/${second}`, { 'Sforce-Mru': 'updateMru=true' });
    await org.admin.query("SELECT Id FROM Account WHERE Name = 'First' FOR VIEW");
    const recent = await org.admin.get('/recent?limit=5');
    assert.deepEqual(
      recent.body.map((row: { Id: string }) => row.Id),
      [first, second],
    );
    const { body } = await org.admin.get('/sobjects/Account');
    assert.deepEqual([body.objectDescribe.name, body.recentItems[0].Name], ['Account', 'First']);
  },
  { covers: 'rest.rows' },
);
