import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { REP, create, openTestOrg, signIn, TEST_SEED, type TestOrg } from '../../../testing/test-org.ts';

const SEED = {
  ...TEST_SEED,
  fields: {
    Opportunity: [
      {
        name: 'Tier__c',
        type: 'picklist',
        restricted: true,
        values: ['Gold', 'Silver', { value: 'Iron', default: true }],
      },
      { name: 'Loose__c', type: 'picklist', values: ['x', 'y'] },
    ],
  },
  recordTypes: [
    {
      object: 'Opportunity',
      developerName: 'New_Business',
      picklists: { Tier__c: ['Gold', 'Silver'], Loose__c: ['x'] },
      defaults: { Tier__c: 'Silver' },
    },
    { object: 'Opportunity', developerName: 'Renewal' },
    { object: 'Opportunity', developerName: 'Retired', isActive: false },
  ],
  recordTypeAssignments: [
    { profile: 'Standard User', object: 'Opportunity', available: ['Renewal'], default: 'Renewal' },
  ],
};
const open = () => openTestOrg({ seed: SEED });
const DEAL = { Name: 'd', StageName: 'Prospecting', CloseDate: '2026-01-31' };
const typeId = async ({ admin }: TestOrg, name: string): Promise<string> =>
  (await admin.query(`SELECT Id FROM RecordType WHERE DeveloperName = '${name}'`)).body.records[0].Id;

behaviour(
  'describe tells each user which record types are available and which is the default; Master is always there',
  { documented: 'facts 8.1; shape as in the recorded describe of Account' },
  async () => {
    await using org = await open();
    const infos = async (client: typeof org.admin) =>
      (await client.get('/sobjects/Opportunity/describe')).body.recordTypeInfos.map(
        (info: Record<string, unknown>) =>
          `${String(info['developerName'])} ${info['active'] ? 'active' : '-'} ${info['available'] ? 'available' : '-'} ${info['defaultRecordTypeMapping'] ? 'default' : '-'} ${info['master'] ? 'master' : '-'}`,
      );
    assert.deepEqual(await infos(org.admin), [
      'New_Business active available default -',
      'Renewal active available - -',
      'Retired - - - -',
      'Master active available - master',
    ]);
    assert.deepEqual(await infos(await signIn(org.baseUrl, REP)), [
      'New_Business active - - -',
      'Renewal active available default -',
      'Retired - - - -',
      'Master active available - master',
    ]);
  },
  { covers: ['data.record-types', 'rest.describe'] },
);

behaviour(
  "a new row gets the default record type of its creator's profile, and only available ones are taken",
  { documented: 'facts 8.1; text as recorded answers in public code have it' },
  async () => {
    await using org = await open();
    const rep = await signIn(org.baseUrl, REP);
    const [business, renewal] = [await typeId(org, 'New_Business'), await typeId(org, 'Renewal')];
    const mine = await create(rep, 'Opportunity', DEAL);
    assert.equal((await rep.get(`/sobjects/Opportunity/${mine}`)).body.RecordTypeId, renewal);
    const refused = await rep.post('/sobjects/Opportunity', { ...DEAL, RecordTypeId: business.slice(0, 15) });
    assert.equal(refused.status, 400);
    assert.deepEqual(refused.body, [
      {
        message: `Record Type ID: this ID value isn't valid for the user: ${business}`,
        errorCode: 'INVALID_CROSS_REFERENCE_KEY',
        fields: ['RecordTypeId'],
      },
    ]);
    const retired = await org.admin.post('/sobjects/Opportunity', {
      ...DEAL,
      RecordTypeId: await typeId(org, 'Retired'),
    });
    assert.equal(retired.body[0].errorCode, 'INVALID_CROSS_REFERENCE_KEY');
    // A row of a type that is closed to the user can be changed, only not moved there.
    const theirs = await create(org.admin, 'Opportunity', DEAL);
    assert.equal(
      (await rep.call('PATCH', `/sobjects/Opportunity/${theirs}`, { NextStep: 'call' })).status,
      204,
    );
    assert.equal(
      (await rep.call('PATCH', `/sobjects/Opportunity/${mine}`, { RecordTypeId: business })).status,
      400,
    );
  },
  { covers: 'data.record-types' },
);

behaviour(
  "a restricted picklist takes the values of the row's record type only, and the type's own default; an unrestricted one takes any",
  { documented: 'facts 5.4 and 8.1; Salesforce Help, "Restricted Picklists"' },
  async () => {
    await using org = await open();
    const { admin } = org;
    const [business, renewal] = [await typeId(org, 'New_Business'), await typeId(org, 'Renewal')];
    const made = await create(admin, 'Opportunity', {
      ...DEAL,
      RecordTypeId: business,
      Loose__c: 'anything',
    });
    assert.equal((await admin.get(`/sobjects/Opportunity/${made}`)).body.Tier__c, 'Silver');
    const refused = await admin.post('/sobjects/Opportunity', {
      ...DEAL,
      RecordTypeId: business,
      Tier__c: 'Iron',
    });
    assert.deepEqual(
      [refused.body[0].errorCode, refused.body[0].message, refused.body[0].fields],
      [
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        'Tier: bad value for restricted picklist field: Iron',
        ['Tier__c'],
      ],
    );
    const other = await create(admin, 'Opportunity', { ...DEAL, RecordTypeId: renewal });
    assert.equal((await admin.get(`/sobjects/Opportunity/${other}`)).body.Tier__c, 'Iron');
  },
  { covers: ['data.record-types', 'data.fields'] },
);

behaviour(
  'the UI API and describe/layouts give the picklist values of a record type',
  {
    documented:
      'User Interface API Developer Guide, "Get Object Metadata", "Get Values for All Picklist Fields of a Record Type"',
  },
  async () => {
    await using org = await open();
    const { admin } = org;
    const business = await typeId(org, 'New_Business');
    const info = (await admin.get('/ui-api/object-info/opportunity')).body;
    assert.deepEqual(
      [info.apiName, info.keyPrefix, info.defaultRecordTypeId],
      ['Opportunity', '006', business],
    );
    assert.equal(info.recordTypeInfos[business].available, true);
    assert.equal(info.fields.Tier__c.dataType, 'Picklist');
    const all = (await admin.get(`/ui-api/object-info/Opportunity/picklist-values/${business}`)).body;
    assert.deepEqual(
      all.picklistFieldValues.Tier__c.values.map((one: { value: string }) => one.value),
      ['Gold', 'Silver'],
    );
    const one = (await admin.get(`/ui-api/object-info/Opportunity/picklist-values/${business}/Tier__c`)).body;
    assert.equal(one.defaultValue.value, 'Silver');
    const master = (
      await admin.get('/ui-api/object-info/Opportunity/picklist-values/012000000000000AAA/Tier__c')
    ).body;
    assert.deepEqual(
      master.values.map(({ value }: { value: string }) => value),
      ['Gold', 'Silver', 'Iron'],
    );
    assert.equal((await admin.get('/ui-api/object-info/Nope__c')).status, 404);

    const layouts = (await admin.get('/sobjects/Opportunity/describe/layouts')).body;
    const mapping = layouts.recordTypeMappings.find(
      (one: { recordTypeId: string }) => one.recordTypeId === business,
    );
    const tier = mapping.picklistsForRecordType.find(
      (list: { picklistName: string }) => list.picklistName === 'Tier__c',
    );
    assert.deepEqual(
      tier.picklistValues.map((one: { value: string; defaultValue: boolean }) => [
        one.value,
        one.defaultValue,
      ]),
      [
        ['Gold', false],
        ['Silver', true],
      ],
    );
    assert.equal((await admin.get(`/sobjects/Opportunity/describe/layouts/${business}`)).status, 200);
  },
  { covers: 'data.record-types' },
);
