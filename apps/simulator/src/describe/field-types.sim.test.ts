import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { ADMIN, create, openTestOrg, TEST_SEED } from '../../testing/test-org.ts';

const SEED = {
  ...TEST_SEED,
  objects: [
    {
      name: 'Sample__c',
      label: 'Sample',
      plural: 'Samples',
      fields: [
        { name: 'Kind__c', type: 'picklist', restricted: true, values: ['Metal', 'Wood', 'Glass'] },
        {
          name: 'Finish__c',
          type: 'picklist',
          controlledBy: 'Kind__c',
          values: [
            { value: 'Polished', validFor: ['Metal', 'Glass'] },
            { value: 'Oiled', validFor: ['Wood'] },
            'Raw',
          ],
        },
        { name: 'Uses__c', type: 'multipicklist', visibleLines: 5, values: ['Floor', 'Wall'] },
        { name: 'Card__c', type: 'encryptedText', length: 20, mask: 'lastFour', maskCharacter: 'X' },
        { name: 'Opens__c', type: 'time' },
        { name: 'Place__c', type: 'location' },
        { name: 'Story__c', type: 'richTextArea', length: 5000 },
        { name: 'Notes__c', type: 'longTextArea', length: 5000 },
        { name: 'Number__c', type: 'autoNumber', format: 'S-{000}' },
        { name: 'Count__c', type: 'number', precision: 6, scale: 0, default: 3 },
        { name: 'Code__c', type: 'text', length: 10, unique: true, caseSensitive: true, externalId: true },
        { name: 'Agreed__c', type: 'checkbox', default: true },
        { name: 'Parent__c', type: 'lookup', referenceTo: 'Account', childRelationshipName: 'Samples' },
      ],
    },
  ],
};

/** `name type soapType length precision scale …` of what setup and describe documents say. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Uses__c: { type: 'multipicklist', length: 4099, precision: 5, sortable: false, groupable: false },
  Card__c: { type: 'encryptedstring', encrypted: true, mask: 'X', maskType: 'lastFour', filterable: false },
  Opens__c: { type: 'time', soapType: 'xsd:time', sortable: true, groupable: false },
  Place__c: { type: 'location', soapType: 'urn:location', createable: false, queryByDistance: true },
  Place__Latitude__s: { type: 'double', compoundFieldName: 'Place__c', scale: 15 },
  Story__c: { type: 'textarea', extraTypeInfo: 'richtextarea', htmlFormatted: true, filterable: false },
  Notes__c: { type: 'textarea', extraTypeInfo: 'plaintextarea', byteLength: 15_000, sortable: false },
  Number__c: { type: 'string', autoNumber: true, createable: false, defaultedOnCreate: true },
  Count__c: { type: 'double', precision: 6, scale: 0, defaultValue: null, defaultValueFormula: '3' },
  Code__c: { unique: true, caseSensitive: true, externalId: true, idLookup: true, byteLength: 30 },
  Agreed__c: { type: 'boolean', defaultValue: true, nillable: false, defaultedOnCreate: true },
  Parent__c: { type: 'reference', relationshipName: 'Parent__r', filteredLookupInfo: null },
};

behaviour(
  'custom fields of every type are described as setup made them',
  {
    documented:
      'SOAP API Developer Guide, DescribeSObjectResult, "Field"; flags as in recorded custom fields',
  },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const { body } = await org.admin.get('/sobjects/Sample__c/describe');
    const fields = new Map<string, Record<string, unknown>>(
      body.fields.map((field: { name: string }) => [field.name, field]),
    );
    for (const [name, expected] of Object.entries(EXPECTED)) {
      const field = fields.get(name);
      assert.ok(field, name);
      assert.deepEqual(
        Object.fromEntries(Object.keys(expected).map((key) => [key, field[key]])),
        expected,
        name,
      );
    }
  },
  { covers: ['data.objects', 'rest.describe'] },
);

behaviour(
  'an encrypted text is masked for everybody without the permission to view it',
  { documented: 'Salesforce Help, "Classic Encryption for Custom Fields"' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const id = await create(org.admin, 'Sample__c', { Card__c: '4111111111111234' });
    const read = async (): Promise<unknown> =>
      (await org.admin.query(`SELECT Card__c FROM Sample__c WHERE Id = '${id}'`)).body.records[0].Card__c;
    assert.equal(await read(), 'XXXXXXXXXXXX1234', 'administrators are not allowed to by themselves');
    const sets = await create(org.admin, 'PermissionSet', {
      Name: 'Sees_Encrypted',
      Label: 'Sees encrypted data',
      PermissionsViewEncryptedData: true,
    });
    const { body } = await org.admin.query(`SELECT Id FROM User WHERE Username = '${ADMIN.username}'`);
    await create(org.admin, 'PermissionSetAssignment', {
      PermissionSetId: sets,
      AssigneeId: body.records[0].Id,
    });
    assert.equal(await read(), '4111111111111234');
  },
  { covers: 'data.objects' },
);

behaviour(
  'a dependent picklist names its controller, and each value the controlling values it goes with, as bits',
  { documented: 'SOAP API Developer Guide, "PicklistEntry": validFor' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const { body } = await org.admin.get('/sobjects/Sample__c/describe');
    const finish = body.fields.find((field: { name: string }) => field.name === 'Finish__c');
    assert.deepEqual([finish.controllerName, finish.dependentPicklist], ['Kind__c', true]);
    const bits = (value: string): string => {
      const entry = finish.picklistValues.find((one: { value: string }) => one.value === value);
      const [byte = 0] = Buffer.from(entry.validFor, 'base64');
      return byte.toString(2).padStart(8, '0');
    };
    // Metal, Wood, Glass from the highest bit down.
    assert.deepEqual([bits('Polished'), bits('Oiled'), bits('Raw')], ['10100000', '01000000', '11100000']);
  },
  { covers: 'data.objects' },
);

behaviour(
  'the API saves a dependent value that does not go with the controlling one, but no value that a restricted picklist lacks',
  {
    documented:
      'tprouvot/Salesforce-Inspector-reloaded issue 1207: saved over REST although the combination is not possible; Salesforce Help, article 000381951',
  },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const id = await create(org.admin, 'Sample__c', { Kind__c: 'Wood', Finish__c: 'Polished' });
    const { body } = await org.admin.get(`/sobjects/Sample__c/${id}`);
    assert.deepEqual([body.Kind__c, body.Finish__c], ['Wood', 'Polished']);
    await org.admin.call('PATCH', `/sobjects/Sample__c/${id}`, { Kind__c: null });
    assert.equal((await org.admin.get(`/sobjects/Sample__c/${id}`)).body.Finish__c, 'Polished');
    const refused = await org.admin.post('/sobjects/Sample__c', { Kind__c: 'Paper', Finish__c: 'Raw' });
    assert.equal(refused.body[0].errorCode, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
  },
  { covers: ['data.objects', 'data.fields'] },
);

behaviour(
  'change events are listed and described after their object, and cannot be queried',
  { verified: 'describes/GET_sobjects_Global_describe.json (UserChangeEvent)' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const { body } = await org.admin.get('/sobjects');
    const entry = (name: string): Record<string, unknown> | undefined =>
      body.sobjects.find((one: { name: string }) => one.name === name);
    const standard = entry('UserChangeEvent');
    assert.deepEqual(
      [standard?.['associateEntityType'], standard?.['associateParentEntity'], standard?.['keyPrefix']],
      ['ChangeEvent', 'User', null],
    );
    assert.deepEqual(
      [standard?.['queryable'], standard?.['retrieveable'], standard?.['triggerable']],
      [false, true, true],
    );
    assert.equal(entry('Sample__ChangeEvent')?.['custom'], true);
    assert.equal(entry('ProfileChangeEvent'), undefined);
    const described = await org.admin.get('/sobjects/Sample__ChangeEvent/describe');
    const names = described.body.fields.map((field: { name: string }) => field.name);
    assert.deepEqual(names.slice(0, 3), ['Id', 'ReplayId', 'ChangeEventHeader']);
    assert.ok(names.includes('Kind__c') && !names.includes('SystemModstamp'));
    await create(org.admin, 'Sample__c', { Kind__c: 'Wood' });
    assert.equal((await org.admin.query('SELECT Id FROM Sample__ChangeEvent')).status, 400);
  },
  { covers: ['data.objects', 'rest.describe'] },
);
