import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { ADMIN, REP, create, openTestOrg, signIn, type TestOrg } from '../../../testing/test-org.ts';
import { commitsOf } from '../../../testing/commits.ts';

const convert = async (
  org: TestOrg,
  id: string,
  more: Record<string, unknown> = {},
  username = ADMIN.username,
) => {
  const operation = { kind: 'convertLead', id, convertedStatus: 'Closed - Converted', ...more };
  const answer = await org.admin.control('POST', '/records', { username, operations: [operation] });
  return answer.body.results[0];
};
const LEAD = {
  LastName: 'Frank',
  FirstName: 'Edna',
  Company: 'Secam',
  Email: 'e@secam.example',
  Phone: '1',
  City: 'Ulm',
  LeadSource: 'Web',
  Title: 'VP',
};

behaviour(
  'a converted lead becomes account, contact and opportunity, in one transaction',
  { documented: 'SOAP API Developer Guide, convertLead(); facts 6.7, 8.6' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const lead = await create(admin, 'Lead', LEAD);
    const task = await create(admin, 'Task', { Subject: 'Call', WhoId: lead });
    const campaign = await create(admin, 'Campaign', { Name: 'Fair' });
    const member = await create(admin, 'CampaignMember', { CampaignId: campaign, LeadId: lead });
    const commits = commitsOf(org.simulator.org);
    const result = await convert(org, lead);
    assert.equal(result.success, true, JSON.stringify(result));

    const row = async (object: string, id: string) => (await admin.get(`/sobjects/${object}/${id}`)).body;
    const converted = await row('Lead', lead);
    assert.deepEqual(
      [converted.IsConverted, converted.Status, converted.ConvertedDate],
      [true, 'Closed - Converted', new Date().toISOString().slice(0, 10)],
    );
    const {
      ConvertedAccountId: account,
      ConvertedContactId: contact,
      ConvertedOpportunityId: opportunity,
    } = converted;
    const madeAccount = await row('Account', account);
    assert.deepEqual(
      [madeAccount.Name, madeAccount.BillingCity, madeAccount.Phone, madeAccount.AccountSource],
      ['Secam', 'Ulm', '1', 'Web'],
    );
    const madeContact = await row('Contact', contact);
    assert.deepEqual(
      [
        madeContact.Name,
        madeContact.AccountId,
        madeContact.Email,
        madeContact.MailingCity,
        madeContact.Title,
      ],
      ['Edna Frank', account, 'e@secam.example', 'Ulm', 'VP'],
    );
    const made = await row('Opportunity', opportunity);
    assert.deepEqual(
      [made.Name, made.AccountId, made.StageName, made.LeadSource, made.CampaignId],
      ['Secam-', account, 'Prospecting', 'Web', campaign],
    );
    const moved = await row('Task', task);
    assert.deepEqual([moved.WhoId, moved.WhatId], [contact, opportunity]);
    const membership = await row('CampaignMember', member);
    assert.deepEqual([membership.ContactId, membership.LeadId, membership.Type], [contact, lead, 'Contact']);

    assert.equal(commits.length, 1);
    const kinds = (commits[0] ?? []).map((change) => `${change.kind} ${change.object}`);
    for (const expected of ['create Account', 'create Contact', 'create Opportunity', 'update Lead'])
      assert.ok(kinds.includes(expected), expected);
  },
  { covers: 'data.lead-conversion' },
);

behaviour(
  'conversion into a known account and contact fills only what is empty there',
  { documented: 'SOAP API Developer Guide, convertLead(): existing data is not overwritten' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'Known', Phone: '99' });
    const contact = await create(admin, 'Contact', { LastName: 'Known', AccountId: account });
    const lead = await create(admin, 'Lead', { ...LEAD, Website: 'https://secam.example' });
    const result = await convert(org, lead, {
      accountId: account,
      contactId: contact,
      createOpportunity: false,
    });
    assert.equal(result.success, true, JSON.stringify(result));
    const { body } = await admin.query(
      'SELECT Name, Phone, Website, (SELECT LastName, Email FROM Contacts), (SELECT Id FROM Opportunities) FROM Account',
    );
    assert.equal(body.totalSize, 1);
    const [row] = body.records;
    assert.deepEqual([row.Name, row.Phone, row.Website], ['Known', '99', 'https://secam.example']);
    assert.deepEqual(
      [row.Contacts.records[0].LastName, row.Contacts.records[0].Email],
      ['Known', 'e@secam.example'],
    );
    assert.equal(row.Opportunities, null);
  },
  { covers: 'data.lead-conversion' },
);

behaviour(
  "only a converted status converts, only once, and only into a user's hands",
  { documented: 'SOAP API Developer Guide, convertLead(); texts as third parties quote them' },
  async () => {
    await using org = await openTestOrg({});
    const { admin } = org;
    const lead = await create(admin, 'Lead', LEAD);
    const wrong = await convert(org, lead, { convertedStatus: 'Closed - Not Converted' });
    assert.deepEqual(
      [wrong.errors[0].statusCode, wrong.errors[0].message],
      ['INVALID_STATUS', 'invalid convertedStatus: Closed - Not Converted'],
    );
    assert.equal((await convert(org, lead)).success, true);
    assert.equal((await convert(org, lead)).errors[0].statusCode, 'CANNOT_UPDATE_CONVERTED_LEAD');

    const seed = { queues: [{ name: 'Hopper', objects: ['Lead'], members: [] }] };
    await admin.control('POST', '/seed', { seed });
    const [queue] = (await admin.query("SELECT Id FROM Group WHERE Type = 'Queue'")).body.records;
    const queued = await create(admin, 'Lead', { ...LEAD, OwnerId: queue.Id });
    assert.equal((await convert(org, queued)).errors[0].statusCode, 'INVALID_CROSS_REFERENCE_KEY');
    assert.equal((await admin.query('SELECT COUNT() FROM Account')).body.totalSize, 1);
  },
  { covers: ['data.lead-conversion', 'commit.rollback'] },
);

behaviour(
  'a converted lead can be changed by nobody but those with View and Edit Converted Leads',
  { documented: 'facts 8.6; Salesforce Help, "View and Edit Converted Leads"' },
  async () => {
    await using org = await openTestOrg();
    const lead = await create(org.admin, 'Lead', LEAD);
    assert.equal((await convert(org, lead)).success, true);
    const rep = await signIn(org.baseUrl, REP);
    const refused = await rep.call('PATCH', `/sobjects/Lead/${lead}`, { Title: 'CEO' });
    assert.equal(refused.status, 400);
    assert.deepEqual(refused.body, [
      { message: 'cannot reference converted lead', errorCode: 'CANNOT_UPDATE_CONVERTED_LEAD', fields: [] },
    ]);
  },
  { covers: 'data.lead-conversion' },
);
