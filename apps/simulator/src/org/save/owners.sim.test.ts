import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import {
  ADMIN,
  REP,
  create,
  openTestOrg,
  signIn,
  TEST_SEED,
  type TestOrg,
} from '../../../testing/test-org.ts';

const SEED = {
  ...TEST_SEED,
  queues: [
    { name: 'Leads', developerName: 'Leads', objects: ['Lead'], members: [] },
    { name: 'Cases', developerName: 'Cases', objects: ['Case'], members: [] },
  ],
  assignmentRules: [
    {
      object: 'Lead',
      name: 'By country',
      entries: [
        {
          criteria: [{ field: 'Country', operator: 'equals', value: 'Germany, Austria' }],
          assignTo: 'queue:Leads',
        },
        {
          criteria: [{ field: 'Company', operator: 'startsWith', value: 'Big' }],
          assignTo: `user:${REP.username}`,
        },
      ],
    },
    {
      object: 'Lead',
      name: 'To the rep',
      active: false,
      entries: [{ criteria: [], assignTo: `user:${REP.username}` }],
    },
  ],
};
const open = () => openTestOrg({ seed: SEED });
const idOf = async ({ admin }: TestOrg, soql: string): Promise<string> =>
  (await admin.query(soql)).body.records[0].Id;
const userId = (org: TestOrg, username: string) =>
  idOf(org, `SELECT Id FROM User WHERE Username = '${username}'`);
const queueId = (org: TestOrg, name: string) =>
  idOf(org, `SELECT Id FROM Group WHERE DeveloperName = '${name}'`);

behaviour(
  'an inactive user cannot be given a row, except by who may update records with inactive owners',
  { documented: 'facts 8.7; text as recorded answers in public code have it' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const rep = await userId(org, REP.username);
    await admin.control('PATCH', `/users/${REP.username}`, { isActive: false });
    const answer = await admin.post('/sobjects/Account', { Name: 'a', OwnerId: rep });
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.body, [
      {
        message: `operation performed with inactive user [${rep.slice(0, 15)}] as owner of account`,
        errorCode: 'INACTIVE_OWNER_OR_USER',
        fields: ['OwnerId'],
      },
    ]);
    const set = { name: 'Inactive', system: ['UpdateWithInactiveOwner'] };
    await admin.control('POST', '/seed', { seed: { permissionSets: [set] } });
    const assignment = {
      AssigneeId: await userId(org, ADMIN.username),
      PermissionSetId: await idOf(org, "SELECT Id FROM PermissionSet WHERE Name = 'Inactive'"),
    };
    await create(admin, 'PermissionSetAssignment', assignment);
    await create(admin, 'Account', { Name: 'a', OwnerId: rep });
  },
  { covers: 'data.owners' },
);

behaviour(
  'a queue owns what it takes, and nothing else',
  { documented: 'Object Reference, QueueSobject; text as quoted by third parties' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const queue = await queueId(org, 'Cases');
    await create(admin, 'Case', { Subject: 'c', OwnerId: queue });
    const lead = await admin.post(
      '/sobjects/Lead',
      { LastName: 'l', Company: 'c', OwnerId: queue },
      { 'Sforce-Auto-Assign': 'FALSE' },
    );
    assert.deepEqual(
      [lead.body[0].errorCode, lead.body[0].message],
      ['INVALID_OPERATION', 'Queue not associated with this SObject type'],
    );
    const account = await admin.post('/sobjects/Account', { Name: 'a', OwnerId: queue });
    assert.equal(account.body[0].errorCode, 'MALFORMED_ID', 'accounts belong to users only');
  },
  { covers: 'data.owners' },
);

behaviour(
  'a new lead gets the owner that the active assignment rule names, unless Sforce-Auto-Assign says otherwise',
  { documented: 'REST API Developer Guide, "Assignment Rule Header"' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const [me, rep, queue] = [
      await userId(org, ADMIN.username),
      await userId(org, REP.username),
      await queueId(org, 'Leads'),
    ];
    const ownerOf = async (values: object, header?: string): Promise<string> => {
      const headers: Record<string, string> = header === undefined ? {} : { 'Sforce-Auto-Assign': header };
      const answer = await admin.post('/sobjects/Lead', { LastName: 'l', Company: 'c', ...values }, headers);
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      return (await admin.get(`/sobjects/Lead/${answer.body.id}`)).body.OwnerId;
    };
    assert.equal(await ownerOf({ Country: 'austria' }), queue);
    assert.equal(await ownerOf({ Company: 'Big Corp' }), rep);
    assert.equal(await ownerOf({ Country: 'Germany', OwnerId: me }), queue, 'the rule outdoes the caller');
    assert.equal(await ownerOf({ Country: 'France' }), me, 'no entry fits');
    assert.equal(await ownerOf({ Country: 'Germany' }, 'FALSE'), me);
    const named = await idOf(
      org,
      "SELECT Id FROM AssignmentRule WHERE Name = 'To the rep' AND Active = false",
    );
    assert.equal(await ownerOf({ Country: 'Germany' }, named), rep);
    const unknown = await admin.post(
      '/sobjects/Lead',
      { LastName: 'l', Company: 'c' },
      { 'Sforce-Auto-Assign': '01Q000000000001' },
    );
    assert.equal(unknown.status, 400);
  },
  { covers: 'data.owners' },
);

behaviour(
  'audit fields are set at create only, by who has the permission, on the objects that take them, and never SystemModstamp',
  { documented: 'Object Reference, "System Fields"; facts 8.7' },
  async () => {
    const permissionSets = [{ name: 'Audit', system: ['CreateAuditFields'] }];
    const [admin0, rep0] = TEST_SEED.users;
    const users = [{ ...admin0, permissionSets: ['Audit'] }, rep0];
    await using org = await openTestOrg({ seed: { ...TEST_SEED, permissionSets, users } });
    const { admin } = org;
    const rep = await userId(org, REP.username);
    const audit = {
      CreatedDate: '2019-01-02T03:04:05Z',
      CreatedById: rep,
      LastModifiedDate: '2020-01-02T03:04:05.000+0000',
      LastModifiedById: rep,
    };
    const id = await create(admin, 'Account', { Name: 'old', ...audit });
    const { body } = await admin.get(`/sobjects/Account/${id}`);
    assert.deepEqual(
      [body.CreatedDate, body.CreatedById, body.LastModifiedDate, body.LastModifiedById],
      ['2019-01-02T03:04:05.000+0000', rep, '2020-01-02T03:04:05.000+0000', rep],
    );
    assert.ok(Date.parse(body.SystemModstamp) > Date.parse('2024-01-01'));
    await create(admin, 'Widget__c', { Name: 'w', CreatedDate: audit.CreatedDate });

    const refusal = async (answer: { status: number; body: [{ errorCode: string; fields: string[] }] }) => {
      assert.equal(answer.status, 400);
      assert.equal(answer.body[0].errorCode, 'INVALID_FIELD_FOR_INSERT_UPDATE');
      return answer.body[0].fields;
    };
    assert.deepEqual(
      await refusal(await admin.post('/sobjects/Campaign', { Name: 'c', CreatedDate: audit.CreatedDate })),
      ['CreatedDate'],
    );
    assert.deepEqual(
      await refusal(await admin.call('PATCH', `/sobjects/Account/${id}`, audit)),
      Object.keys(audit),
    );
    assert.deepEqual(
      await refusal(await admin.post('/sobjects/Account', { Name: 'x', SystemModstamp: audit.CreatedDate })),
      ['SystemModstamp'],
    );
    const plain = await signIn(org.baseUrl, REP);
    assert.deepEqual(
      await refusal(await plain.post('/sobjects/Account', { Name: 'x', CreatedDate: audit.CreatedDate })),
      ['CreatedDate'],
    );
    // The creator may have left the company.
    await admin.control('PATCH', `/users/${REP.username}`, { isActive: false });
    await create(admin, 'Account', { Name: 'older', CreatedById: rep });
    await admin.control('POST', '/seed', { seed: { auditFields: false } });
    assert.deepEqual(await refusal(await admin.post('/sobjects/Account', { Name: 'x', CreatedById: rep })), [
      'CreatedById',
    ]);
  },
  { covers: 'data.audit-fields' },
);
