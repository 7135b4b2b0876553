import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { create, openTestOrg, type TestClient } from '../../testing/test-org.ts';

behaviour(
  'a campaign member is a contact, a lead or an account: without one it is refused, of contact and lead the contact stays',
  { documented: 'Object Reference, CampaignMember (usage), CampaignMemberStatus.IsDefault; facts 8.4' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const campaign = await create(admin, 'Campaign', { Name: 'Fair' });
    const account = await create(admin, 'Account', { Name: 'Acme', BillingCity: 'Rome' });
    const contact = await create(admin, 'Contact', {
      LastName: 'C',
      AccountId: account,
      MailingCity: 'Paris',
      Fax: '1',
    });
    const lead = await create(admin, 'Lead', { LastName: 'L', Company: 'Co', City: 'Bonn' });
    const nobody = await admin.post('/sobjects/CampaignMember', { CampaignId: campaign });
    assert.deepEqual([nobody.status, nobody.body[0].errorCode], [400, 'REQUIRED_FIELD_MISSING']);
    await create(admin, 'CampaignMember', { CampaignId: campaign, LeadId: lead, ContactId: contact });
    await create(admin, 'CampaignMember', { CampaignId: campaign, LeadId: lead });
    await create(admin, 'CampaignMember', { CampaignId: campaign, AccountId: account });
    assert.deepEqual(
      await rows(
        admin,
        'SELECT Type, LeadId, LeadOrContactId, CompanyOrAccount, City, Fax, Status FROM CampaignMember ORDER BY Type',
      ),
      [
        ['Account', null, account, 'Acme', 'Rome', null, 'Sent'],
        ['Contact', null, contact, 'Acme', 'Paris', '1', 'Sent'],
        ['Lead', lead, lead, 'Co', 'Bonn', null, 'Sent'],
      ],
    );
    const again = await admin.post('/sobjects/CampaignMember', { CampaignId: campaign, AccountId: account });
    assert.deepEqual(
      [again.body[0].errorCode, again.body[0].message],
      ['DUPLICATE_VALUE', 'Already a campaign member.'],
    );
    const other = await create(admin, 'Campaign', { Name: 'Other' });
    const [[status]] = (await rows(
      admin,
      `SELECT Id FROM CampaignMemberStatus WHERE CampaignId = '${other}' AND Label = 'Responded'`,
    )) as [[string]];
    const path = `/sobjects/CampaignMemberStatus/${status}`;
    assert.equal((await admin.call('PATCH', path, { IsDefault: true })).status, 204);
    await create(admin, 'CampaignMember', { CampaignId: other, LeadId: lead });
    assert.deepEqual(
      await rows(admin, `SELECT Status, HasResponded FROM CampaignMember WHERE CampaignId = '${other}'`),
      [['Responded', true]],
    );
  },
  { covers: 'data.objects' },
);

behaviour(
  'a user needs no nickname, and the profile says what type of user it is',
  { documented: 'Object Reference, User and Profile (UserType); users that Apex tests insert; facts 7.1' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const make = async (username: string, profile: string): Promise<void> => {
      const [[ProfileId]] = (await rows(admin, `SELECT Id FROM Profile WHERE Name = '${profile}'`)) as [
        [string],
      ];
      await create(admin, 'User', {
        Username: username,
        LastName: 'New',
        Email: 'new@test.example',
        Alias: 'new',
        TimeZoneSidKey: 'Europe/Berlin',
        LocaleSidKey: 'en_US',
        EmailEncodingKey: 'UTF-8',
        LanguageLocaleKey: 'en_US',
        ProfileId,
      });
    };
    await make('one@test.example', 'Standard User');
    await make('two@test.example', 'Chatter Free User');
    const made = await rows(
      admin,
      "SELECT UserType, CommunityNickname FROM User WHERE LastName = 'New' ORDER BY Username",
    );
    assert.deepEqual(
      made.map(([type]) => type),
      ['Standard', 'CsnOnly'],
    );
    const nicknames = made.map(([, nickname]) => String(nickname));
    assert.ok(
      nicknames.every((nickname) => /^User\d+$/.test(nickname)),
      nicknames.join(),
    );
    assert.equal(new Set(nicknames).size, 2);
  },
  { covers: ['access.setup-api', 'data.objects'] },
);

behaviour(
  'a profile that users have cannot be deleted',
  { documented: 'Salesforce Help, Delete Profiles' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const [[used]] = (await rows(admin, "SELECT Id FROM Profile WHERE Name = 'Standard User'")) as [[string]];
    const refused = await admin.call('DELETE', `/sobjects/Profile/${used}`);
    assert.deepEqual([refused.status, refused.body[0].errorCode], [400, 'DELETE_FAILED']);
    assert.equal((await rows(admin, `SELECT Name FROM Profile WHERE Id = '${used}'`)).length, 1);
  },
  { covers: 'access.setup-api' },
);

behaviour(
  'a permission set licence says which system permissions it allows at most',
  { documented: 'Object Reference, PermissionSetLicense (MaximumPermissions…); facts 7.2' },
  async () => {
    await using org = await openTestOrg();
    assert.deepEqual(
      await rows(
        org.admin,
        `SELECT DeveloperName, MaximumPermissionsApiEnabled FROM PermissionSetLicense
         WHERE DeveloperName IN ('SalesforceAPIIntegrationPsl', 'CRMUserPsl') ORDER BY DeveloperName`,
      ),
      [
        ['CRMUserPsl', false],
        ['SalesforceAPIIntegrationPsl', true],
      ],
    );
  },
  { covers: 'access.licences' },
);

behaviour(
  'PushCount counts the moves of a close date into a later month, and nothing else',
  { documented: 'Object Reference, Opportunity.PushCount; facts 8.3' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const values = { Name: 'O', StageName: 'Prospecting', CloseDate: '2026-11-05' };
    const id = await create(admin, 'Opportunity', values);
    const counts: unknown[] = [];
    for (const CloseDate of ['2026-11-05', '2026-11-28', '2026-12-01', '2026-10-01', '2027-01-31']) {
      assert.equal((await admin.call('PATCH', `/sobjects/Opportunity/${id}`, { CloseDate })).status, 204);
      counts.push((await admin.get(`/sobjects/Opportunity/${id}?fields=PushCount`)).body.PushCount);
    }
    assert.deepEqual(counts, [0, 0, 1, 1, 2]);
    const written = await admin.call('PATCH', `/sobjects/Opportunity/${id}`, { PushCount: 9 });
    assert.equal(written.body[0].errorCode, 'INVALID_FIELD_FOR_INSERT_UPDATE');
  },
  { covers: 'data.objects' },
);

/** The values of every row, in the order of the SELECT. */
async function rows(client: TestClient, soql: string): Promise<unknown[][]> {
  const { status, body } = await client.query(soql);
  assert.equal(status, 200, JSON.stringify(body));
  return (body.records as Record<string, unknown>[]).map((row) =>
    Object.keys(row)
      .filter((name) => name !== 'attributes')
      .map((name) => row[name]),
  );
}
