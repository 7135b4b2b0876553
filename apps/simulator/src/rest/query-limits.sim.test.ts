import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg, setClock } from '../../testing/test-org.ts';
import type { TestAnswer, TestOrg } from '../../testing/test-org.ts';

const BATCH = { 'Sforce-Query-Options': 'batchSize=200' };

function refusal({ status, body }: TestAnswer): unknown[] {
  return [status, body[0]?.errorCode];
}

async function openWithAccounts(count: number): Promise<TestOrg> {
  const org = await openTestOrg();
  org.simulator.org.load(
    'Account',
    Array.from({ length: count }, (_, index) => ({ Name: `A${String(index).padStart(4, '0')}` })),
  );
  return org;
}

behaviour(
  'a locator pins the rows, not their values; deleted ones are gone from later pages; it lives two days',
  { documented: 'facts 2.6: snapshot semantics (recalled), locator life 2 days [CHEAT]' },
  async () => {
    await using org = await openWithAccounts(450);
    await setClock(org, '2027-03-01T10:00:00Z');
    const first = await org.admin.get('/query?q=SELECT+Id,Name+FROM+Account+ORDER+BY+Name', BATCH);
    const all = await org.admin.query('SELECT Id FROM Account ORDER BY Name');
    const [changed, deleted] = [all.body.records[200].Id, all.body.records[201].Id];
    await org.admin.call('PATCH', `/sobjects/Account/${changed}`, { Name: 'Z renamed' });
    await org.admin.call('DELETE', `/sobjects/Account/${deleted}`);
    await create(org.admin, 'Account', { Name: 'A0200 new' });
    const second = await org.admin.get(first.body.nextRecordsUrl, BATCH);
    assert.deepEqual([second.body.totalSize, second.body.done], [450, false]);
    const names = second.body.records.map((row: { Name: string }) => row.Name);
    assert.deepEqual([names[0], names[1], names.length], ['Z renamed', 'A0202', 199]);
    await setClock(org, '2027-03-03T09:59:00Z');
    assert.equal((await org.admin.get(first.body.nextRecordsUrl, BATCH)).status, 200);
    await setClock(org, '2027-03-03T10:01:00Z');
    assert.deepEqual(refusal(await org.admin.get(first.body.nextRecordsUrl)), [400, 'INVALID_QUERY_LOCATOR']);
  },
  { covers: 'soql.paging' },
);

behaviour(
  'pages hold 200 to 2,000 rows, whatever is asked; children have pages of their own',
  { documented: 'facts 2.6: batchSize 200–2000, child nextRecordsUrl (recalled)' },
  async () => {
    await using org = await openWithAccounts(2100);
    const sizes = async (batchSize: number): Promise<number> => {
      const headers = { 'Sforce-Query-Options': `batchSize=${batchSize}` };
      return (await org.admin.get('/query?q=SELECT+Id+FROM+Account', headers)).body.records.length;
    };
    assert.deepEqual([await sizes(1), await sizes(500), await sizes(9999)], [200, 500, 2000]);
    const parent = await create(org.admin, 'Account', { Name: 'Parent' });
    org.simulator.org.load(
      'Contact',
      Array.from({ length: 250 }, (_, index) => ({ LastName: `C${index}`, AccountId: parent })),
    );
    const soql = `SELECT Id, (SELECT Id FROM Contacts) FROM Account WHERE Id = '${parent}'`;
    const { body } = await org.admin.get(`/query?q=${encodeURIComponent(soql)}`, BATCH);
    const { Contacts } = body.records[0];
    assert.deepEqual([Contacts.totalSize, Contacts.done, Contacts.records.length], [250, false, 200]);
    const rest = await org.admin.get(Contacts.nextRecordsUrl, BATCH);
    assert.deepEqual([rest.body.done, rest.body.records.length], [true, 50]);
  },
  { covers: 'soql.paging' },
);

behaviour(
  'FIELDS() gives all, standard or custom fields; all and custom ones need a LIMIT of 200',
  { documented: 'SOQL and SOSL Reference, "FIELDS()"; facts 5.1' },
  async () => {
    await using org = await openTestOrg();
    await create(org.admin, 'Widget__c', { Name: 'W', Key__c: 'K' });
    const [row] = (await org.admin.query('SELECT FIELDS(ALL) FROM Widget__c LIMIT 200')).body.records;
    assert.deepEqual([row.Name, row.Key__c, 'SystemModstamp' in row], ['W', 'K', true]);
    const [custom] = (await org.admin.query('SELECT FIELDS(CUSTOM) FROM Widget__c LIMIT 1')).body.records;
    assert.deepEqual([custom.Key__c, 'Name' in custom], ['K', false]);
    const [standard] = (await org.admin.query('SELECT FIELDS(STANDARD) FROM Widget__c')).body.records;
    assert.deepEqual([standard.Name, 'Key__c' in standard], ['W', false]);
    for (const soql of [
      'SELECT FIELDS(ALL) FROM Widget__c',
      'SELECT FIELDS(CUSTOM) FROM Widget__c LIMIT 201',
    ]) {
      const error = await org.admin.query(soql);
      assert.match(error.body[0].message, /The SOQL FIELDS function must have a LIMIT of at most 200/);
    }
  },
  { covers: 'soql.paths' },
);

behaviour(
  'fields that cannot be filtered, sorted or grouped say so; long statements and strings are refused',
  { documented: 'facts 5.1: long text not filterable, 100,000 and 4,000 characters' },
  async () => {
    await using org = await openTestOrg();
    for (const [soql, code, message] of [
      [
        "SELECT Id FROM Account WHERE Description = 'x'",
        'INVALID_FIELD',
        /'Description' can not be filtered in a query call/,
      ],
      [
        'SELECT Id FROM Account ORDER BY Description',
        'INVALID_FIELD',
        /'Description' can not be sorted in a query call/,
      ],
      [
        "SELECT Id FROM Account WHERE BillingAddress = 'x'",
        'INVALID_FIELD',
        /'BillingAddress' can not be filtered/,
      ],
      [
        "SELECT Id FROM Account WHERE Industry INCLUDES ('x')",
        'INVALID_QUERY_FILTER_OPERATOR',
        /invalid operator/,
      ],
      [
        "SELECT Id FROM Account WHERE Id LIKE '001%'",
        'INVALID_QUERY_FILTER_OPERATOR',
        /invalid operator on id field/,
      ],
      [
        'SELECT Id FROM Account WHERE IsDeleted > false',
        'INVALID_QUERY_FILTER_OPERATOR',
        /invalid operator on boolean field/,
      ],
      [
        "SELECT Id FROM Account WHERE Id = 'abc'",
        'INVALID_QUERY_FILTER_OPERATOR',
        /Row:1:Column:30\ninvalid ID field: abc/,
      ],
    ] as const) {
      const answer = await org.admin.query(soql);
      assert.deepEqual(refusal(answer), [400, code], soql);
      assert.match(answer.body[0].message, message);
    }
    const composite = await org.admin.post('/composite', {
      compositeRequest: ['x'.repeat(4001), 'x'.repeat(100_001)].map((text, index) => ({
        method: 'GET',
        url: `/services/data/v60.0/query?q=SELECT+Id+FROM+Account+WHERE+Name='${text}'`,
        referenceId: `r${index}`,
      })),
    });
    assert.deepEqual(
      composite.body.compositeResponse.map(
        (one: { body: { errorCode: string }[] }) => one.body[0]?.errorCode,
      ),
      ['MALFORMED_QUERY', 'QUERY_TOO_COMPLICATED'],
    );
  },
  { covers: 'soql.errors' },
);

behaviour(
  'columns=true tells functions by their expression, parents and children by their columns',
  { verified: 'client-quirks "SOQL/REST": columnMetadata as the CLI reads it' },
  async () => {
    await using org = await openTestOrg();
    const columns = async (soql: string): Promise<Record<string, unknown>[]> =>
      (await org.admin.get(`/query?columns=true&q=${encodeURIComponent(soql)}`)).body.columnMetadata;
    const grouped = await columns(
      'SELECT Industry, COUNT(Id), MAX(Name) most FROM Account GROUP BY Industry',
    );
    assert.deepEqual(
      grouped.map((column) => [
        column['columnName'],
        column['displayName'],
        column['aggregate'],
        column['joinColumns'],
      ]),
      [
        ['Industry', 'Industry', true, []],
        ['expr0', 'COUNT(Id)', true, []],
        ['most', 'MAX(Name)', true, []],
      ],
    );
    const nested = await columns('SELECT Name, Owner.Name, (SELECT LastName FROM Contacts) FROM Account');
    assert.deepEqual(
      nested.map((column) => [
        column['columnName'],
        column['aggregate'],
        (column['joinColumns'] as { columnName: string }[]).map((one) => one.columnName),
      ]),
      [
        ['Name', false, []],
        ['Owner', false, ['Name']],
        ['Contacts', true, ['LastName']],
      ],
    );
  },
  { covers: 'soql.columns' },
);

behaviour(
  'explain tells an index from a scan',
  { assumed: 'the shape is recorded, which plan is chosen is not' },
  async () => {
    await using org = await openWithAccounts(20);
    const plan = async (soql: string): Promise<Record<string, unknown>> =>
      (await org.admin.get(`/query?explain=${encodeURIComponent(soql)}`)).body.plans[0];
    const scan = await plan("SELECT Id FROM Account WHERE Industry = 'x'");
    assert.deepEqual(
      [scan['leadingOperationType'], scan['sobjectCardinality'], scan['sobjectType']],
      ['TableScan', 20, 'Account'],
    );
    const index = await plan("SELECT Id FROM Account WHERE Name = 'A0001'");
    assert.deepEqual(
      [index['leadingOperationType'], index['fields'], index['cardinality']],
      ['Index', ['Name'], 1],
    );
    assert.ok(Number(index['relativeCost']) < 1 && Number(scan['relativeCost']) >= 1);
  },
  { covers: 'soql.paging' },
);
