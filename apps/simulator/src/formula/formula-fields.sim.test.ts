import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import {
  create,
  openTestOrg,
  setClock,
  signIn,
  REP,
  TEST_SEED,
  type TestOrg,
} from '../../testing/test-org.ts';

const SEED = {
  ...TEST_SEED,
  objects: [
    ...TEST_SEED.objects,
    {
      name: 'Order__c',
      fields: [
        { name: 'Account__c', type: 'lookup', referenceTo: 'Account', childRelationshipName: 'Orders' },
        { name: 'Price__c', type: 'currency' },
        { name: 'Discount__c', type: 'percent' },
        { name: 'Due__c', type: 'date' },
        { name: 'Net__c', type: 'currency', formula: 'Price__c * (1 - Discount__c)' },
        {
          name: 'Strict_Net__c',
          type: 'currency',
          formula: 'Price__c * (1 - Discount__c)',
          blanksAs: 'blank',
        },
        { name: 'Share__c', type: 'percent', scale: 1, formula: 'Price__c / 400' },
        { name: 'Kind__c', type: 'text', formula: 'IF(Net__c > 100, "Big", "Small")' },
        {
          name: 'Where__c',
          type: 'text',
          formula: 'Account__r.BillingCity & " " & Account__r.Owner.LastName',
        },
        { name: 'Late__c', type: 'checkbox', formula: 'Due__c < TODAY()' },
        { name: 'Reader__c', type: 'text', formula: '$User.LastName & ", " & $Profile.Name' },
        { name: 'Owner_Names__c', type: 'text', formula: 'Owner:User.Username & "/" & Owner:Queue.Name' },
        { name: 'Next__c', type: 'date', formula: 'ADDMONTHS(Due__c, 1)' },
      ],
    },
  ],
};

async function openOrders(): Promise<
  TestOrg & { readonly big: string; readonly small: string; readonly account: string }
> {
  const org = await openTestOrg({ seed: SEED });
  const account = await create(org.admin, 'Account', { Name: 'Acme', BillingCity: 'Ulm' });
  const big = await create(org.admin, 'Order__c', {
    Name: 'big',
    Price__c: 200,
    Discount__c: 10,
    Due__c: '2026-01-31',
    Account__c: account,
  });
  const small = await create(org.admin, 'Order__c', { Name: 'small', Price__c: 50 });
  return { ...org, big, small, account };
}

const DOCUMENTED = { documented: 'Salesforce Help, "Formula Operators and Functions"; facts 2.3' } as const;
const COVERS = { covers: 'data.formulas' } as const;

behaviour(
  'formula fields are computed for a row by id, for queries and for their parents',
  DOCUMENTED,
  async () => {
    await using org = await openOrders();
    const { admin, big } = org;
    const row = await admin.get(`/sobjects/Order__c/${big}`);
    assert.equal(row.body.Net__c, 180);
    assert.equal(row.body.Share__c, 50);
    assert.equal(row.body.Kind__c, 'Big');
    assert.equal(row.body.Where__c, 'Ulm Admin');
    assert.equal(row.body.Late__c, true);
    assert.equal(row.body.Next__c, '2026-02-28');
    assert.equal(row.body.Owner_Names__c, 'admin@test.example/');
    assert.equal(row.body.Reader__c, 'Admin, System Administrator');
    const found = await admin.query(
      `SELECT Name, Net__c, Kind__c, Where__c, Late__c, Reader__c, Owner_Names__c FROM Order__c WHERE Id = '${big}'`,
    );
    const [record] = found.body.records;
    for (const name of ['Net__c', 'Kind__c', 'Where__c', 'Late__c', 'Reader__c', 'Owner_Names__c']) {
      assert.equal(record[name], row.body[name], name);
    }
    const children = await admin.query('SELECT Name, (SELECT Net__c FROM Orders__r) FROM Account');
    assert.equal(children.body.records[0].Orders__r.records[0].Net__c, 180);
  },
  COVERS,
);

behaviour(
  'queries filter, sort and group by formula fields; text compares without case there',
  DOCUMENTED,
  async () => {
    await using org = await openOrders();
    const names = async (rest: string): Promise<string[]> => {
      const answer = await org.admin.query(`SELECT Name FROM Order__c ${rest}`);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      return answer.body.records.map((record: { Name: string }) => record.Name);
    };
    assert.deepEqual(await names("WHERE Kind__c = 'bIG'"), ['big']);
    assert.deepEqual(await names("WHERE Kind__c LIKE 'sm%'"), ['small']);
    assert.deepEqual(await names('WHERE Net__c < 100'), ['small']);
    assert.deepEqual(await names('WHERE Late__c = true'), ['big']);
    assert.deepEqual(await names('WHERE Next__c = null'), ['small']);
    assert.deepEqual(await names('ORDER BY Net__c DESC'), ['big', 'small']);
    const grouped = await org.admin.query(
      'SELECT Kind__c, SUM(Net__c) total FROM Order__c GROUP BY Kind__c ORDER BY Kind__c',
    );
    assert.deepEqual(
      grouped.body.records.map((record: Record<string, unknown>) => [record['Kind__c'], record['total']]),
      [
        ['Big', 180],
        ['Small', 50],
      ],
    );
  },
  COVERS,
);

behaviour(
  'blank numbers count as zero in a formula, unless it treats them as blanks',
  { documented: 'Salesforce Help, "Blank Field Handling in Formulas"' },
  async () => {
    await using org = await openOrders();
    const row = await org.admin.get(`/sobjects/Order__c/${org.small}`);
    assert.equal(row.body.Net__c, 50);
    assert.equal(row.body.Strict_Net__c, null);
  },
  COVERS,
);

behaviour(
  'a formula that comes to something else stamps nothing: not with a parent, not with the day',
  { documented: 'facts 5.2' },
  async () => {
    await using org = await openOrders();
    const { admin, big, account } = org;
    const before = (await admin.get(`/sobjects/Order__c/${big}`)).body;
    await admin.call('PATCH', `/sobjects/Account/${account}`, { BillingCity: 'Bonn' });
    await setClock(org, '2026-01-01T00:00:00.000Z');
    const after = (await admin.get(`/sobjects/Order__c/${big}`)).body;
    assert.equal(after.Where__c, 'Bonn Admin');
    assert.deepEqual([before.Late__c, after.Late__c], [true, false]);
    assert.equal(after.SystemModstamp, before.SystemModstamp);
    assert.equal(after.LastModifiedDate, before.LastModifiedDate);
  },
  COVERS,
);

behaviour(
  'describe shows the formula, and nobody can write the field',
  { documented: 'facts 2.3' },
  async () => {
    await using org = await openOrders();
    const described = await org.admin.get('/sobjects/Order__c/describe');
    const field = described.body.fields.find((one: { name: string }) => one.name === 'Net__c');
    assert.equal(field.calculated, true);
    assert.equal(field.calculatedFormula, 'Price__c * (1 - Discount__c)');
    assert.equal(field.formulaTreatNullNumberAsZero, true);
    assert.deepEqual([field.createable, field.updateable, field.nillable], [false, false, true]);
    const refused = await org.admin.post('/sobjects/Order__c', { Name: 'x', Net__c: 1 });
    assert.equal(refused.status, 400);
    assert.equal(refused.body[0].errorCode, 'INVALID_FIELD_FOR_INSERT_UPDATE');
  },
  COVERS,
);

behaviour(
  'a bulk query answers formula fields too',
  { documented: 'facts 5.2' },
  async () => {
    await using org = await openOrders();
    const job = await org.admin.post('/jobs/query', {
      operation: 'query',
      query: 'SELECT Name, Net__c, Late__c FROM Order__c ORDER BY Name',
    });
    assert.equal(job.status, 200, JSON.stringify(job.body));
    await org.admin.control('POST', '/bulk', { pace: 'immediately' });
    let results = await org.admin.get(`/jobs/query/${job.body.id}/results`);
    while (results.status !== 200) results = await org.admin.get(`/jobs/query/${job.body.id}/results`);
    assert.deepEqual(results.body.trim().split('\n').slice(1), [
      '"big","180","true"',
      '"small","50","false"',
    ]);
  },
  COVERS,
);

behaviour(
  '$User is who reads: the same formula tells each user apart',
  { documented: 'Salesforce Help, "Global Variables"' },
  async () => {
    await using org = await openOrders();
    const order = await create(org.admin, 'Order__c', { Name: 'mine' });
    const rep = await signIn(org.baseUrl, REP);
    const own = await create(rep, 'Order__c', { Name: 'own' });
    assert.equal((await rep.get(`/sobjects/Order__c/${own}`)).body.Reader__c, 'Rep, Standard User');
    assert.equal(
      (await org.admin.get(`/sobjects/Order__c/${order}`)).body.Reader__c,
      'Admin, System Administrator',
    );
  },
  COVERS,
);

behaviour(
  'a formula that the editor would refuse is refused with its place, and nothing is added',
  { simulator_only: 'an org has its formulas from setup pages' },
  async () => {
    await using org = await openTestOrg();
    const add = async (formula: string): Promise<string> => {
      const response = await fetch(`${org.baseUrl}/__simulator/objects/Widget__c/fields`, {
        method: 'POST',
        body: JSON.stringify({ name: 'Sum__c', type: 'number', formula }),
      });
      assert.equal(response.status, 400);
      return ((await response.json()) as { error: string }).error;
    };
    assert.match(
      await add('Size__c +\n Sise__c'),
      /Field Sise__c does not exist. Check spelling. \(line 2, column 2\)/,
    );
    assert.match(
      await add('"a"'),
      /Formula result is data type \(Text\), incompatible with expected data type \(Number\)/,
    );
    const described = await org.admin.get('/sobjects/Widget__c/describe');
    assert.ok(!described.body.fields.some((field: { name: string }) => field.name === 'Sum__c'));
  },
  COVERS,
);

behaviour(
  'a field that a formula, a roll-up summary or a validation rule needs cannot be removed',
  { documented: 'Salesforce Help, "Delete Custom Fields": fields referenced elsewhere' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const remove = async (field: string): Promise<[number, string]> => {
      const url = `${org.baseUrl}/__simulator/objects/Order__c/fields/${field}`;
      const response = await fetch(url, { method: 'DELETE' });
      return [response.status, ((await response.json()) as { error?: string }).error ?? ''];
    };
    const [status, error] = await remove('Account__c');
    assert.equal(status, 400);
    assert.match(error, /Order__c\.Account__c is used by formula Order__c\.Where__c/);
    assert.deepEqual(await remove('Where__c'), [200, '']);
    assert.deepEqual(await remove('Account__c'), [200, '']);
    const rule = {
      object: 'Order__c',
      name: 'Priced',
      errorConditionFormula: 'ISCHANGED(Price__c)',
      errorMessage: 'No.',
    };
    await org.admin.control('POST', '/validation-rules', rule);
    assert.match((await remove('Price__c'))[1], /validation rule Order__c\.Priced/);
  },
  COVERS,
);

behaviour(
  'a formula shows what it makes of fields that its reader may not see',
  {
    documented:
      'Salesforce Help, "Tips for Working with Formula Fields": formulas may expose fields that are hidden from users',
  },
  async () => {
    await using org = await openOrders();
    const rep = await signIn(org.baseUrl, REP);
    const own = await create(rep, 'Order__c', { Name: 'own', Price__c: 100 });
    const wish = { username: REP.username, object: 'Order__c', field: 'Price__c', access: 'none' };
    await org.admin.control('POST', '/access', wish);
    const row = (await rep.get(`/sobjects/Order__c/${own}`)).body;
    assert.equal('Price__c' in row, false);
    assert.equal(row.Net__c, 100);
    const found = await rep.query(`SELECT Net__c FROM Order__c WHERE Id = '${own}' AND Net__c = 100`);
    assert.equal(found.body.totalSize, 1);
  },
  COVERS,
);

behaviour(
  'a formula field that links or shows an image is HTML',
  { documented: 'Salesforce Help, "HYPERLINK" and "IMAGE"' },
  async () => {
    const link = { name: 'Link__c', type: 'text', formula: 'HYPERLINK("/" & Id, Name, "_self")' };
    await using org = await openTestOrg({ seed: { ...TEST_SEED, fields: { Account: [link] } } });
    const id = await create(org.admin, 'Account', { Name: 'Acme' });
    const row = (await org.admin.get(`/sobjects/Account/${id}`)).body;
    assert.equal(row.Link__c, `<a href="/${id.slice(0, 15)}" target="_self">Acme</a>`);
    const described = await org.admin.get('/sobjects/Account/describe');
    const field = described.body.fields.find((one: { name: string }) => one.name === 'Link__c');
    assert.deepEqual([field.htmlFormatted, field.length, field.type], [true, 1300, 'string']);
  },
  COVERS,
);
