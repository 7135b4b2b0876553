import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { compareRecorded, judge, withoutIds } from '../../testing/compare-recorded.ts';
import { RECORDED_DIFFERENCES } from '../../testing/recorded-differences.ts';
import { readRecorded, withoutRecordings } from '../../testing/recorded.ts';
import { create, openTestOrg, type TestAnswer, type TestClient } from '../../testing/test-org.ts';

interface Recording {
  /** Of `responses/`. */
  readonly file: string;
  /** What was asked, as the answer itself shows. */
  readonly title: string;
  readonly status: number;
  readonly ask: (client: TestClient) => Promise<TestAnswer>;
}

interface RecordedRow {
  readonly [name: string]: unknown;
  readonly attributes: { readonly type: string };
}

const query = (client: TestClient, soql: string): Promise<TestAnswer> => client.query(soql);

/** Makes the rows of a recorded page, without their ids and lookups, and asks for the same fields again. */
async function askAgain(client: TestClient, file: string, order: string): Promise<TestAnswer> {
  const { records } = readRecorded(`responses/${file}`) as { records: RecordedRow[] };
  const [first] = records;
  assert.ok(first);
  const { type } = first.attributes;
  const names = Object.keys(first).filter((name) => name !== 'attributes');
  const account = await create(client, 'Account', { Name: 'Acme' });
  for (const [index, row] of records.entries()) {
    const values = Object.entries(row).filter(([, value]) => value !== null && typeof value !== 'object');
    await create(client, type, {
      LastName: String(index).padStart(3, '0'),
      ...(type === 'Lead' ? { Company: 'Acme', ...addressOf(row) } : {}),
      ...Object.fromEntries(values),
      ...(row['AccountId'] ? { AccountId: account } : {}),
    });
  }
  return query(client, `SELECT ${names.join(', ')} FROM ${type} ORDER BY ${order}`);
}

function addressOf(row: RecordedRow): Record<string, unknown> {
  const { street, city, state, postalCode, country } = (row['Address'] ?? {}) as Record<string, unknown>;
  return { Street: street, City: city, State: state, PostalCode: postalCode, Country: country };
}

const OPPORTUNITY = { CloseDate: '2026-12-31' };

const RECORDINGS: readonly Recording[] = [
  {
    file: 'create-ok.json',
    title: 'a row that was created',
    status: 201,
    ask: (client) => client.post('/sobjects/Account', { Name: 'Acme' }),
  },
  {
    file: 'invalid-field-upsert.json',
    title: 'a field that nobody may write',
    status: 400,
    ask: async (client) => {
      const id = await create(client, 'Account', { Name: 'Acme' });
      return client.call('PATCH', `/sobjects/Account/${id}`, { MasterRecordId: id });
    },
  },
  {
    file: 'unknown-field.json',
    title: 'a column that is not there',
    status: 400,
    ask: (client) => client.post('/sobjects/Account', { Name: 'Acme', AccountNumer: '1' }),
  },
  {
    file: 'unknown-object.json',
    title: 'an object that is not there',
    status: 400,
    ask: (client) => query(client, 'SELECT Id,Name,BillingCity,IsDeleted FROM Accout'),
  },
  {
    file: 'read-list-contacts.json',
    title: 'a page of contacts',
    status: 200,
    ask: (client) => askAgain(client, 'read-list-contacts.json', 'LastName'),
  },
  {
    file: 'read-list-leads.json',
    title: 'a page of leads with their addresses',
    status: 200,
    ask: (client) => askAgain(client, 'read-list-leads.json', 'LastName'),
  },
  {
    file: 'read-opportunity-with-account.json',
    title: 'opportunities with and without an account',
    status: 200,
    ask: async (client) => {
      const AccountId = await create(client, 'Account', { Name: 'Acme' });
      const one = { Name: 'Test Opportunity 1', Amount: 50_000, StageName: 'Prospecting' };
      const two = { Name: 'Test Opportunity 2', Amount: 30_000, StageName: 'Qualification' };
      await create(client, 'Opportunity', { ...OPPORTUNITY, ...one, AccountId });
      await create(client, 'Opportunity', { ...OPPORTUNITY, ...two });
      return query(client, 'SELECT Id, Name, AccountId, Amount, StageName FROM Opportunity ORDER BY Name');
    },
  },
  {
    file: 'read-opportunity-with-contacts.json',
    title: 'an opportunity with its contact roles inside',
    status: 200,
    ask: async (client) => {
      const OpportunityId = await create(client, 'Opportunity', {
        ...OPPORTUNITY,
        Name: 'Test Opportunity',
        Amount: 50_000,
        StageName: 'Prospecting',
      });
      for (const Role of ['Decision Maker', 'Influencer']) {
        const ContactId = await create(client, 'Contact', { LastName: Role });
        await create(client, 'OpportunityContactRole', { OpportunityId, ContactId, Role });
      }
      const roles = '(SELECT Id, ContactId, Role FROM OpportunityContactRoles ORDER BY Role)';
      return query(client, `SELECT Id, Name, Amount, StageName, ${roles} FROM Opportunity`);
    },
  },
  {
    file: 'success-with-errors.json',
    title: 'one of several deletes names an id that is none',
    status: 200,
    ask: async (client) => {
      const id = await create(client, 'Account', { Name: 'Acme' });
      const answer = await client.call('DELETE', `/composite/sobjects?ids=${id},001RM000003oLrB000`);
      return { ...answer, body: answer.body[1] };
    },
  },
  {
    file: 'batch/create/contacts/success.json',
    title: 'a collection of new rows',
    status: 200,
    ask: (client) =>
      client.post(
        '/composite/sobjects',
        readRecorded('responses/batch/create/contacts/payload.json') as unknown,
      ),
  },
  {
    file: 'batch/create/contacts/err-bad-request.json',
    title: 'a collection without rows',
    status: 400,
    ask: (client) => client.post('/composite/sobjects', { records: [] }),
  },
  {
    file: 'batch/create/contacts/partial-but-allOrNone.json',
    title: 'all or none of a collection, and one row is refused',
    status: 200,
    ask: (client) =>
      client.post('/composite/sobjects', {
        allOrNone: true,
        records: [
          { attributes: { type: 'Contact' }, FirstName: 'Siena' },
          { attributes: { type: 'Contact' }, FirstName: 'Markus', LastName: 'Blevins' },
        ],
      }),
  },
  {
    file: 'batch/update/contacts/success.json',
    title: 'a collection of changed rows',
    status: 200,
    ask: async (client) => {
      const payload = readRecorded('responses/batch/update/contacts/payload.json');
      for (const record of payload.records) {
        record.id = await create(client, 'Contact', { LastName: 'Before' });
      }
      return client.call('PATCH', '/composite/sobjects', payload);
    },
  },
  {
    file: 'batch/update/contacts/err-each-no-ids.json',
    title: 'a collection of changes without ids',
    status: 200,
    ask: (client) => {
      const record = { attributes: { type: 'Contact' }, LastName: 'Dyer' };
      return client.call('PATCH', '/composite/sobjects', { records: [record, record] });
    },
  },
  {
    file: 'batch/update/contacts/partial-but-allOrNone.json',
    title: 'all or none of a collection, and one row names an unknown column',
    status: 200,
    ask: async (client) => {
      const record = async (values: Record<string, unknown>): Promise<unknown> => ({
        attributes: { type: 'Contact' },
        id: await create(client, 'Contact', { LastName: 'Before' }),
        ...values,
      });
      const records = [
        await record({ LastName: 'Dyer' }),
        await record({ unknownField_LastName: 'Blevins' }),
      ];
      return client.call('PATCH', '/composite/sobjects', { allOrNone: true, records });
    },
  },
];

for (const { file, title, status, ask } of RECORDINGS) {
  const fixture = `responses/${file}`;
  behaviour(
    `${title}: the answer is the recorded one`,
    { verified: fixture },
    async () => {
      await using org = await openTestOrg();
      const answer = await ask(org.admin);
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      const differences = compareRecorded(withoutIds(answer.body), withoutIds(readRecorded(fixture)));
      const verdict = judge(RECORDED_DIFFERENCES, fixture, differences);
      assert.deepEqual(verdict, { unlisted: [], gone: [] });
    },
    { skip: withoutRecordings, covers: ['rest.errors', 'rest.collections', 'data.objects'] },
  );
}
