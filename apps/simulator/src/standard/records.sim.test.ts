import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg, type TestClient } from '../../testing/test-org.ts';

const COVERS = { covers: 'data.objects' } as const;
const HELLO = Buffer.from('Hello, file').toString('base64');

// oxlint-disable-next-line typescript/no-explicit-any -- answers are picked apart
async function rows(client: TestClient, soql: string): Promise<any[]> {
  const answer = await client.query(soql);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.records;
}

behaviour(
  'a first version makes the document and shows it to its owner and where it was put; the next one takes its place',
  { documented: 'Object Reference, ContentVersion, ContentDocument, ContentDocumentLink' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'Acme' });
    const first = await create(admin, 'ContentVersion', {
      PathOnClient: 'docs/offer.pdf',
      VersionData: HELLO,
      FirstPublishLocationId: account,
    });
    const [version] = await rows(admin, `SELECT FIELDS(ALL) FROM ContentVersion LIMIT 1`);
    assert.deepEqual(
      [version.Title, version.FileExtension, version.FileType, version.ContentSize, version.VersionNumber],
      ['offer', 'pdf', 'PDF', 11, '1'],
    );
    assert.equal(version.Checksum, createHash('md5').update('Hello, file').digest('hex'));
    assert.equal(
      version.VersionData,
      `/services/data/v60.0/sobjects/ContentVersion/${first}/VersionData`,
      'content is read from its own address',
    );
    const document = version.ContentDocumentId;
    const links = await rows(
      admin,
      `SELECT LinkedEntityId, ShareType FROM ContentDocumentLink WHERE ContentDocumentId = '${document}' ORDER BY ShareType`,
    );
    assert.deepEqual(
      links.map((link) => [link.LinkedEntityId.slice(0, 3), link.ShareType]),
      [
        ['005', 'I'],
        ['001', 'V'],
      ],
    );
    const all = await admin.query('SELECT Id FROM ContentDocumentLink');
    assert.deepEqual([all.status, all.body[0].errorCode], [400, 'MALFORMED_QUERY'], 'links need a filter');
    const second = await create(admin, 'ContentVersion', {
      ContentDocumentId: document,
      PathOnClient: 'offer-2.txt',
      Title: 'Offer, second',
      VersionData: HELLO,
    });
    const versions = await rows(
      admin,
      'SELECT VersionNumber, IsLatest FROM ContentVersion ORDER BY VersionNumber',
    );
    assert.deepEqual(
      versions.map((one) => [one.VersionNumber, one.IsLatest]),
      [
        ['1', false],
        ['2', true],
      ],
    );
    const [shown] = await rows(
      admin,
      'SELECT Title, FileType, LatestPublishedVersionId FROM ContentDocument',
    );
    assert.deepEqual(
      [shown.Title, shown.FileType, shown.LatestPublishedVersionId],
      ['Offer, second', 'TEXT', second],
    );
    await admin.call('DELETE', `/sobjects/ContentDocument/${document}`);
    assert.equal((await rows(admin, 'SELECT Id FROM ContentVersion')).length, 0);
  },
  COVERS,
);

behaviour(
  'a file comes as a multipart message, as the Salesforce CLI sends it, and is read back byte by byte',
  { documented: 'REST API Developer Guide, "Insert or Update Blob Data", "Get Blob Data"' },
  async () => {
    await using org = await openTestOrg();
    const { admin, baseUrl } = org;
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    const form = new FormData();
    const description = JSON.stringify({ PathOnClient: 'all.bin', Title: 'All bytes' });
    form.append('entity_content', new Blob([description], { type: 'application/json' }));
    form.append('VersionData', new Blob([bytes], { type: 'application/octet-stream' }), 'all.bin');
    const headers = { Authorization: `Bearer ${admin.token}` };
    const made = await fetch(`${baseUrl}/services/data/v60.0/sobjects/ContentVersion`, {
      method: 'POST',
      headers,
      body: form,
    });
    assert.equal(made.status, 201);
    const { id } = (await made.json()) as { id: string };
    const path = `/services/data/v60.0/sobjects/ContentVersion/${id}/VersionData`;
    const content = await fetch(baseUrl + path, { headers });
    assert.deepEqual(new Uint8Array(await content.arrayBuffer()), bytes);
  },
  COVERS,
);

behaviour(
  'an attachment knows its size, shows its body as an address, and goes with its record',
  { documented: 'Object Reference, Attachment; REST API Developer Guide, "Insert or Update Blob Data"' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'Acme' });
    const id = await create(admin, 'Attachment', { ParentId: account, Name: 'a.txt', Body: HELLO });
    const { body } = await admin.get(`/sobjects/Attachment/${id}`);
    assert.deepEqual(
      [body.BodyLength, body.Body],
      [11, `/services/data/v60.0/sobjects/Attachment/${id}/Body`],
    );
    const bad = await admin.post('/sobjects/Attachment', { ParentId: account, Name: 'b', Body: '*' });
    assert.equal(bad.status, 400);
    const empty = await admin.post('/sobjects/Attachment', { ParentId: account, Name: 'b' });
    assert.equal(empty.body[0].errorCode, 'REQUIRED_FIELD_MISSING');
    await admin.call('DELETE', `/sobjects/Account/${account}`);
    assert.equal((await rows(admin, 'SELECT Id FROM Attachment')).length, 0);
  },
  COVERS,
);

behaviour(
  'a case closes with its status, shows its contact, and keeps what is written into Comments as a comment',
  { documented: 'Object Reference, Case, CaseComment, CaseStatus' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const account = await create(admin, 'Account', { Name: 'Acme' });
    const contact = await create(admin, 'Contact', {
      LastName: 'Roe',
      AccountId: account,
      Phone: '1',
      Email: 'roe@acme.example',
    });
    const id = await create(admin, 'Case', { ContactId: contact, Subject: 'Leak', Comments: 'Seen by Jo' });
    const fields =
      'CaseNumber, Status, IsClosed, ClosedDate, AccountId, ContactPhone, ContactEmail, Comments';
    const [open] = await rows(admin, `SELECT ${fields} FROM Case WHERE Id = '${id}'`);
    assert.match(open.CaseNumber, /^\d{8}$/);
    assert.deepEqual(
      [
        open.Status,
        open.IsClosed,
        open.ClosedDate,
        open.AccountId,
        open.ContactPhone,
        open.ContactEmail,
        open.Comments,
      ],
      ['New', false, null, account, '1', 'roe@acme.example', null],
    );
    const comments = await rows(admin, `SELECT CommentBody FROM CaseComment WHERE ParentId = '${id}'`);
    assert.deepEqual(
      comments.map((comment) => comment.CommentBody),
      ['Seen by Jo'],
    );
    await admin.call('PATCH', `/sobjects/Case/${id}`, { Status: 'Closed' });
    const [closed] = await rows(admin, `SELECT IsClosed, ClosedDate FROM Case WHERE Id = '${id}'`);
    assert.equal(closed.IsClosed, true);
    assert.notEqual(closed.ClosedDate, null);
    await admin.call('PATCH', `/sobjects/Case/${id}`, { Status: 'Working' });
    const [again] = await rows(admin, `SELECT IsClosed, ClosedDate FROM Case WHERE Id = '${id}'`);
    assert.deepEqual([again.IsClosed, again.ClosedDate], [false, null]);
  },
  COVERS,
);

behaviour(
  'an opportunity has one primary contact role: the contact it was made with, until another takes its place',
  { documented: 'Object Reference, Opportunity.ContactId, OpportunityContactRole.IsPrimary' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const first = await create(admin, 'Contact', { LastName: 'First' });
    const second = await create(admin, 'Contact', { LastName: 'Second' });
    const id = await create(admin, 'Opportunity', {
      Name: 'Deal',
      StageName: 'Prospecting',
      CloseDate: '2026-12-31',
      ContactId: first,
    });
    await create(admin, 'OpportunityContactRole', { OpportunityId: id, ContactId: second, IsPrimary: true });
    const roles = await rows(
      admin,
      `SELECT Contact.LastName, IsPrimary FROM OpportunityContactRole WHERE OpportunityId = '${id}' ORDER BY Contact.LastName`,
    );
    assert.deepEqual(
      roles.map((role) => [role.Contact.LastName, role.IsPrimary]),
      [
        ['First', false],
        ['Second', true],
      ],
    );
    const [opportunity] = await rows(admin, `SELECT ContactId FROM Opportunity WHERE Id = '${id}'`);
    assert.equal(opportunity.ContactId, second);
  },
  COVERS,
);

behaviour(
  'campaigns count members, responses, opportunities and their trees, without being saved',
  { documented: 'Object Reference, Campaign: calculated fields; that no stamp moves is facts 5.2' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const parent = await create(admin, 'Campaign', { Name: 'Year', BudgetedCost: 10 });
    const campaign = await create(admin, 'Campaign', { Name: 'Fair', ParentId: parent, BudgetedCost: 5 });
    const lead = await create(admin, 'Lead', { LastName: 'Doe', Company: 'Doe Ltd' });
    const contact = await create(admin, 'Contact', { LastName: 'Roe' });
    const stamp = (await rows(admin, `SELECT SystemModstamp FROM Campaign WHERE Id = '${campaign}'`))[0];
    await admin.control('POST', '/clock', { advanceMs: 60_000 });
    const member = await create(admin, 'CampaignMember', { CampaignId: campaign, LeadId: lead });
    await create(admin, 'CampaignMember', { CampaignId: campaign, ContactId: contact, Status: 'Responded' });
    const deal = { StageName: 'Closed Won', CloseDate: '2026-12-31', CampaignId: campaign };
    await create(admin, 'Opportunity', { Name: 'Won', Amount: 70, ...deal });
    const lost = await create(admin, 'Opportunity', {
      Name: 'Lost',
      Amount: 30,
      ...deal,
      StageName: 'Closed Lost',
    });
    const counters =
      'NumberOfLeads, NumberOfContacts, NumberOfResponses, NumberOfOpportunities, NumberOfWonOpportunities, AmountAllOpportunities, AmountWonOpportunities';
    const count = async (id: string, prefix = ''): Promise<unknown[]> => {
      const names = counters.split(', ').map((name) => prefix + name);
      const [row] = await rows(admin, `SELECT ${names.join(', ')} FROM Campaign WHERE Id = '${id}'`);
      return names.map((name) => row[name]);
    };
    assert.deepEqual(await count(campaign), [1, 1, 1, 2, 1, 100, 70]);
    assert.deepEqual(await count(parent), [0, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual(await count(parent, 'Hierarchy'), [1, 1, 1, 2, 1, 100, 70]);
    const [after] = await rows(
      admin,
      `SELECT SystemModstamp, HierarchyBudgetedCost, Parent.HierarchyBudgetedCost FROM Campaign WHERE Id = '${campaign}'`,
    );
    assert.deepEqual(
      [after.SystemModstamp, after.HierarchyBudgetedCost, after.Parent.HierarchyBudgetedCost],
      [stamp.SystemModstamp, 5, 15],
    );
    await admin.call('DELETE', `/sobjects/CampaignMember/${member}`);
    await admin.call('PATCH', `/sobjects/Opportunity/${lost}`, { CampaignId: parent });
    assert.deepEqual(await count(campaign), [0, 1, 1, 1, 1, 70, 70]);
    assert.deepEqual(await count(parent, 'Hierarchy'), [0, 1, 1, 2, 1, 100, 70]);
    await admin.call('PATCH', `/sobjects/Campaign/${campaign}`, { ParentId: null });
    assert.deepEqual(await count(parent, 'Hierarchy'), [0, 0, 0, 1, 0, 30, 0]);
    const statuses = await rows(
      admin,
      `SELECT Label, IsDefault, HasResponded FROM CampaignMemberStatus WHERE CampaignId = '${campaign}' ORDER BY SortOrder`,
    );
    assert.deepEqual(
      statuses.map((one) => [one.Label, one.IsDefault, one.HasResponded]),
      [
        ['Sent', true, false],
        ['Responded', false, true],
      ],
    );
  },
  { covers: ['data.objects', 'data.roll-ups'] },
);
