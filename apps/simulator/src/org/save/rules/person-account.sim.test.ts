import assert from 'node:assert/strict';
import { behaviour } from '../../../../testing/behaviour.ts';
import { commitsOf } from '../../../../testing/commits.ts';
import { readRecorded, withoutRecordings } from '../../../../testing/recorded.ts';
import { create, openTestOrg, TEST_SEED, type TestOrg } from '../../../../testing/test-org.ts';

const SEED = {
  ...TEST_SEED,
  personAccounts: true,
  fields: { Contact: [{ name: 'Level__c', type: 'picklist', values: ['Primary', 'Secondary'] }] },
};
const open = () => openTestOrg({ seed: SEED });
const personType = async ({ admin }: TestOrg): Promise<string> =>
  (await admin.query('SELECT Id FROM RecordType WHERE IsPersonType = true')).body.records[0].Id;

behaviour(
  'a person account is described as recorded',
  { verified: 'describes/GET_sobjects_Account_PersonAccount_describe.json' },
  async () => {
    await using org = await open();
    const { body } = await org.admin.get('/sobjects/Account/describe');
    const ours = new Map<string, Record<string, unknown>>(
      body.fields.map((field: { name: string }) => [field.name, field]),
    );
    const recorded = readRecorded('describes/GET_sobjects_Account_PersonAccount_describe.json').response.body;
    const { fields } = (typeof recorded === 'string' ? JSON.parse(recorded) : recorded) as {
      fields: Record<string, unknown>[];
    };
    const personal = fields.filter(({ name }) =>
      /^(?:Person|IsPerson|FirstName|LastName|Salutation|Name$)/.test(String(name)),
    );
    assert.ok(personal.length > 40);
    const differences = personal.flatMap((field) => {
      const own = ours.get(String(field['name']));
      if (own === undefined) return [`${String(field['name'])} is missing`];
      return Object.keys(field)
        .filter((key) => key !== 'picklistValues' && JSON.stringify(own[key]) !== JSON.stringify(field[key]))
        .map(
          (key) =>
            `${String(field['name'])}.${key}: ${JSON.stringify(own[key])} for ${JSON.stringify(field[key])}`,
        );
    });
    assert.deepEqual(differences, []);
    assert.ok(ours.has('Level__pc'));
  },
  { covers: ['data.person-accounts', 'data.objects'], skip: withoutRecordings },
);

behaviour(
  'a person account has a name made of its parts and a contact of its own; both are told of, when it is made and when it changes',
  { documented: 'facts 8.8; Change Data Capture Developer Guide, "Change Events for Person Accounts"' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const RecordTypeId = await personType(org);
    const commits = commitsOf(org.simulator.org);
    const id = await create(admin, 'Account', {
      RecordTypeId,
      FirstName: 'Rosa',
      LastName: 'Luxem',
      PersonEmail: 'rosa@x.example',
      Level__pc: 'Primary',
      Phone: '1',
    });
    const told = () =>
      commits
        .splice(0)
        .flat()
        .map((change) => `${change.kind} ${change.object}`);
    assert.deepEqual(told(), ['create Account', 'create Contact']);
    const read = async () =>
      (
        await admin.query(
          `SELECT Name, IsPersonAccount, PersonContactId, PersonEmail, Level__pc, PersonContact.Email FROM Account WHERE Id = '${id}'`,
        )
      ).body.records[0];
    const row = await read();
    assert.deepEqual(
      [row.Name, row.IsPersonAccount, row.PersonEmail, row.Level__pc, row.PersonContact.Email],
      ['Rosa Luxem', true, 'rosa@x.example', 'Primary', 'rosa@x.example'],
    );
    const contact = (await admin.get(`/sobjects/Contact/${row.PersonContactId}`)).body;
    assert.deepEqual(
      [contact.AccountId, contact.IsPersonAccount, contact.Name, contact.Level__c, contact.Phone],
      [id, true, 'Rosa Luxem', 'Primary', '1'],
    );

    assert.equal(
      (await admin.call('PATCH', `/sobjects/Account/${id}`, { LastName: 'Lux', PersonEmail: null })).status,
      204,
    );
    assert.deepEqual(told(), ['update Account', 'update Contact']);
    const after = (await admin.get(`/sobjects/Contact/${row.PersonContactId}`)).body;
    assert.deepEqual([after.Name, after.Email, (await read()).Name], ['Rosa Lux', null, 'Rosa Lux']);
  },
  { covers: 'data.person-accounts' },
);

behaviour(
  'a person needs a last name and has no whole name; a company is the other way round',
  { assumed: 'texts recalled from Salesforce answers' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const RecordTypeId = await personType(org);
    const refusal = async (values: object) => {
      const { body } = await admin.post('/sobjects/Account', values);
      return `${body[0]?.errorCode}: ${body[0]?.message}`;
    };
    assert.equal(
      await refusal({ RecordTypeId, FirstName: 'x' }),
      'REQUIRED_FIELD_MISSING: Required fields are missing: [LastName]',
    );
    assert.equal(
      await refusal({ RecordTypeId, LastName: 'x', Name: 'y' }),
      'INVALID_FIELD_FOR_INSERT_UPDATE: Account: bad field names on insert/update call: Name',
    );
    assert.equal(await refusal({}), 'REQUIRED_FIELD_MISSING: Required fields are missing: [Name]');
    assert.equal(
      await refusal({ Name: 'y', PersonEmail: 'a@x.example' }),
      'INVALID_FIELD_FOR_INSERT_UPDATE: Account: bad field names on insert/update call: PersonEmail',
    );
    const company = await create(admin, 'Account', { Name: 'Company' });
    assert.equal((await admin.get(`/sobjects/Account/${company}`)).body.IsPersonAccount, false);
    assert.equal((await admin.call('PATCH', `/sobjects/Account/${company}`, { RecordTypeId })).status, 400);
  },
  { covers: 'data.person-accounts' },
);

behaviour(
  "a person's contact is changed and deleted through the account, and comes back with it",
  { documented: 'Object Reference, "Person Accounts"; the refusal\'s text is assumed' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const id = await create(admin, 'Account', { RecordTypeId: await personType(org), LastName: 'p' });
    const contact = (await admin.get(`/sobjects/Account/${id}`)).body.PersonContactId;
    assert.equal(
      (await admin.call('PATCH', `/sobjects/Contact/${contact}`, { Title: 'x' })).status >= 400,
      true,
    );
    assert.equal((await admin.call('DELETE', `/sobjects/Contact/${contact}`)).status >= 400, true);
    assert.equal((await admin.call('DELETE', `/sobjects/Account/${id}`)).status, 204);
    assert.equal((await admin.get(`/sobjects/Contact/${contact}`)).status, 404);
    await admin.control('POST', '/records', { operations: [{ kind: 'undelete', object: 'Account', id }] });
    assert.equal((await admin.get(`/sobjects/Contact/${contact}`)).status, 200);
  },
  { covers: 'data.person-accounts' },
);

behaviour(
  'a merge of person accounts merges their contacts, and refuses a person with a company',
  { documented: 'Salesforce Help, "Considerations for Merging Duplicate Accounts"' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const RecordTypeId = await personType(org);
    const [master, loser] = [
      await create(admin, 'Account', { RecordTypeId, LastName: 'a' }),
      await create(admin, 'Account', { RecordTypeId, LastName: 'b' }),
    ];
    const company = await create(admin, 'Account', { Name: 'c' });
    const contactOf = async (id: string) => (await admin.get(`/sobjects/Account/${id}`)).body.PersonContactId;
    const [kept, gone] = [await contactOf(master), await contactOf(loser)];
    const task = await create(admin, 'Task', { Subject: 't', WhoId: gone });
    const merge = async (loserId: string) =>
      (
        await admin.control('POST', '/records', {
          operations: [{ kind: 'merge', object: 'Account', id: master, loserIds: [loserId] }],
        })
      ).body.results[0];
    assert.equal((await merge(company)).success, false);
    assert.equal((await merge(loser)).success, true);
    assert.equal((await admin.get(`/sobjects/Task/${task}`)).body.WhoId, kept);
    assert.deepEqual(
      (await admin.query('SELECT Id FROM Contact')).body.records.map((row: { Id: string }) => row.Id),
      [kept],
    );
  },
  { covers: ['data.person-accounts', 'data.merge'] },
);

behaviour(
  'a lead without a company becomes a person account',
  { documented: 'Salesforce Help, "Considerations for Converting Leads": person accounts' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const person = { LastName: 'Solo', FirstName: 'Han', Email: 'han@x.example', City: 'Ulm' };
    // Company is required by the page, and by the API of orgs without person accounts.
    const lead = await create(admin, 'Lead', person);
    const operations = [
      { kind: 'convertLead', id: lead, convertedStatus: 'Closed - Converted', createOpportunity: false },
    ];
    const { results } = (
      await admin.control('POST', '/records', { operations, username: 'admin@test.example' })
    ).body;
    assert.equal(results[0].success, true, JSON.stringify(results));
    const [row] = (
      await admin.query('SELECT Name, IsPersonAccount, PersonEmail, PersonMailingCity FROM Account')
    ).body.records;
    assert.deepEqual(
      [row.Name, row.IsPersonAccount, row.PersonEmail, row.PersonMailingCity],
      ['Han Solo', true, 'han@x.example', 'Ulm'],
    );
    assert.equal((await admin.query('SELECT COUNT() FROM Contact')).body.totalSize, 1);
  },
  { covers: ['data.person-accounts', 'data.lead-conversion'] },
);

behaviour(
  'a business org knows no IsPersonAccount',
  { documented: 'facts 8.8' },
  async () => {
    await using org = await openTestOrg();
    for (const object of ['Account', 'Contact']) {
      const answer = await org.admin.query(`SELECT IsPersonAccount FROM ${object}`);
      assert.deepEqual([answer.status, answer.body[0].errorCode], [400, 'INVALID_FIELD']);
    }
  },
  { covers: 'data.person-accounts' },
);
