import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { create, openTestOrg, TEST_SEED, type TestClient } from '../../../testing/test-org.ts';

const RULES = [
  {
    name: 'Lead_Email',
    object: 'Lead',
    onCreate: 'alert',
    onUpdate: 'block',
    alertText: 'Somebody has that address.',
    fields: [{ field: 'Email', method: 'email' }],
  },
  {
    name: 'Same_Account',
    object: 'Account',
    onCreate: 'block',
    fields: [{ field: 'Name', method: 'companyName' }],
  },
  { name: 'Widgets', object: 'Widget__c', active: false, onCreate: 'block', fields: ['Loose_Key__c'] },
];
const open = () => openTestOrg({ seed: { ...TEST_SEED, duplicateRules: RULES } });
const LEAD = { LastName: 'a', Company: 'c', Email: 'Same@x.example' };
const header = (value: string) => ({ 'Sforce-Duplicate-Rule-Header': value });
const count = async (admin: TestClient, object: string) =>
  (await admin.query(`SELECT COUNT() FROM ${object}`)).body.totalSize;

behaviour(
  'a duplicate is refused with DUPLICATES_DETECTED and what was found',
  {
    documented:
      'REST API Developer Guide, "Duplicate Rule Header"; shape as recorded answers in public code have it',
  },
  async () => {
    await using org = await open();
    const { admin } = org;
    const id = await create(admin, 'Lead', LEAD);
    const answer = await admin.post('/sobjects/Lead', { ...LEAD, Email: ' same@X.example' });
    assert.equal(answer.status, 400);
    const [error] = answer.body;
    assert.deepEqual(
      [error.errorCode, error.message, error.fields],
      ['DUPLICATES_DETECTED', 'Somebody has that address.', []],
    );
    assert.deepEqual(error.duplicateResult, {
      allowSave: true,
      duplicateRule: 'Lead_Email',
      duplicateRuleEntityType: 'Lead',
      errorMessage: 'Somebody has that address.',
      matchResults: [
        {
          entityType: 'Lead',
          errors: [],
          matchEngine: 'FuzzyMatchEngine',
          matchRecords: [
            {
              additionalInformation: [],
              fieldDiffs: [],
              matchConfidence: 100,
              record: {
                attributes: { type: 'Lead', url: `/services/data/v60.0/sobjects/Lead/${id}` },
                Id: id,
              },
            },
          ],
          rule: 'Lead_Email_Match',
          size: 1,
          success: true,
        },
      ],
    });
    assert.deepEqual(error.duplicateResut, error.duplicateResult);
    assert.equal(await count(admin, 'Lead'), 1);
  },
  { covers: 'data.duplicates' },
);

behaviour(
  'allowSave=true passes a rule that warns, and not one that blocks; includeRecordDetails shows the row',
  { documented: 'REST API Developer Guide, "Duplicate Rule Header"' },
  async () => {
    await using org = await open();
    const { admin } = org;
    await create(admin, 'Lead', LEAD);
    const detailed = await admin.post('/sobjects/Lead', LEAD, header('includeRecordDetails=true'));
    const { record } = detailed.body[0].duplicateResult.matchResults[0].matchRecords[0];
    assert.deepEqual([record.LastName, record.Email], ['a', 'Same@x.example']);
    assert.equal((await admin.post('/sobjects/Lead', LEAD, header('allowSave=false'))).status, 400);
    assert.equal(
      (await admin.post('/sobjects/Lead', LEAD, header('allowSave=true; runAsCurrentUser=true'))).status,
      201,
    );

    await create(admin, 'Account', { Name: 'Acme, Inc.' });
    const blocked = await admin.post('/sobjects/Account', { Name: 'ACME' }, header('allowSave=true'));
    assert.equal(blocked.status, 400);
    assert.equal(blocked.body[0].duplicateResult.allowSave, false);
    assert.equal(await count(admin, 'Account'), 1);
  },
  { covers: 'data.duplicates' },
);

behaviour(
  'an update is checked only when a field of the matching rule moves',
  { documented: 'Salesforce Help, "Things to Know About Duplicate Rules"' },
  async () => {
    await using org = await open();
    const { admin } = org;
    await create(admin, 'Lead', LEAD);
    const second = await create(admin, 'Lead', { ...LEAD, Email: 'other@x.example' });
    const change = (values: object) =>
      admin.call('PATCH', `/sobjects/Lead/${second}`, values, header('allowSave=true'));
    assert.equal((await change({ Email: 'same@x.example' })).body[0].errorCode, 'DUPLICATES_DETECTED');
    assert.equal((await change({ Title: 'CEO' })).status, 204);
    assert.equal((await change({ Email: 'third@x.example' })).status, 204);
  },
  { covers: 'data.duplicates' },
);

behaviour(
  'in a collection only the duplicate fails, rows without the value match nothing, and inactive rules say nothing',
  {
    documented:
      'REST API Developer Guide, "sObject Collections"; Salesforce Help, "Matching Rules": blank fields',
  },
  async () => {
    await using org = await open();
    const { admin } = org;
    await create(admin, 'Lead', LEAD);
    const records = [LEAD, { ...LEAD, Email: null }, { ...LEAD, Email: null }].map((values) => ({
      attributes: { type: 'Lead' },
      ...values,
    }));
    const { body } = await admin.post('/composite/sobjects', { allOrNone: false, records });
    assert.deepEqual(
      body.map((one: { success: boolean }) => one.success),
      [false, true, true],
    );
    assert.equal(body[0].errors[0].statusCode, 'DUPLICATES_DETECTED');
    assert.equal(body[0].errors[0].duplicateResult.duplicateRule, 'Lead_Email');
    for (let n = 0; n < 2; n += 1) await create(admin, 'Widget__c', { Name: 'w', Loose_Key__c: 'same' });
  },
  { covers: 'data.duplicates' },
);

behaviour(
  'duplicate rules can be listed, those that are switched off too',
  { documented: 'Object Reference, DuplicateRule' },
  async () => {
    await using org = await open();
    const { body } = await org.admin.query(
      'SELECT DeveloperName, MasterLabel, SobjectType, IsActive FROM DuplicateRule ORDER BY DeveloperName',
    );
    assert.deepEqual(
      body.records.map((rule: Record<string, unknown>) => [
        rule['DeveloperName'],
        rule['MasterLabel'],
        rule['SobjectType'],
        rule['IsActive'],
      ]),
      [
        ['Lead_Email', 'Lead Email', 'Lead', true],
        ['Same_Account', 'Same Account', 'Account', true],
        ['Widgets', 'Widgets', 'Widget__c', false],
      ],
    );
  },
);
