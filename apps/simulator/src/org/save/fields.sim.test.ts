import assert from 'node:assert/strict';
import { behaviour } from '../../../testing/behaviour.ts';
import { readRecorded, withoutRecordings } from '../../../testing/recorded.ts';
import { REP, create, openTestOrg, signIn, TEST_SEED } from '../../../testing/test-org.ts';

const SEED = {
  ...TEST_SEED,
  objects: [
    ...TEST_SEED.objects,
    {
      name: 'Sample__c',
      fields: [
        { name: 'Short__c', type: 'text', length: 3 },
        { name: 'Amount__c', type: 'currency', precision: 6, scale: 2 },
        { name: 'Whole__c', type: 'integer' },
        {
          name: 'Color__c',
          type: 'picklist',
          restricted: true,
          values: ['Red', { value: 'Old', active: false }],
        },
        { name: 'Tags__c', type: 'multipicklist', restricted: true, values: ['b', 'a'] },
        { name: 'Mail__c', type: 'email' },
        { name: 'Day__c', type: 'date' },
        { name: 'Flag__c', type: 'checkbox' },
        { name: 'Place__c', type: 'location' },
        { name: 'Key__c', type: 'text', length: 10, unique: true, externalId: true },
        { name: 'Case_Key__c', type: 'text', length: 10, unique: true, caseSensitive: true },
        { name: 'Must__c', type: 'text', required: true },
        { name: 'Parent__c', type: 'lookup', referenceTo: 'Account' },
      ],
    },
  ],
};

const GOOD = { Name: 's', Must__c: 'm' };
const MESSAGES: readonly (readonly [
  what: string,
  values: Record<string, unknown>,
  code: string,
  message: RegExp | string,
  fields: readonly string[],
])[] = [
  [
    'a missing required field',
    { Must__c: null },
    'REQUIRED_FIELD_MISSING',
    'Required fields are missing: [Must__c]',
    ['Must__c'],
  ],
  [
    'blanks in a required field',
    { Must__c: '   ' },
    'REQUIRED_FIELD_MISSING',
    'Required fields are missing: [Must__c]',
    ['Must__c'],
  ],
  [
    'a text too long',
    { Short__c: 'four' },
    'STRING_TOO_LONG',
    'Short: data value too large: four (max length=3)',
    ['Short__c'],
  ],
  [
    'a value the restricted picklist lacks',
    { Color__c: 'Blue' },
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    'Color: bad value for restricted picklist field: Blue',
    ['Color__c'],
  ],
  [
    'an inactive value',
    { Color__c: 'Old' },
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    'Color: bad value for restricted picklist field: Old',
    ['Color__c'],
  ],
  [
    'one wrong value among several',
    { Tags__c: 'a;c' },
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    'Tags: bad value for restricted picklist field: c',
    ['Tags__c'],
  ],
  [
    'a number with too many digits',
    { Amount__c: 10_000 },
    'NUMBER_OUTSIDE_VALID_RANGE',
    'Amount: value outside of valid range on numeric field: 10000',
    ['Amount__c'],
  ],
  [
    'a whole number with too many digits',
    { Whole__c: 1_431_655_766 },
    'NUMBER_OUTSIDE_VALID_RANGE',
    'Whole: value outside of valid range on numeric field: 1431655766',
    ['Whole__c'],
  ],
  [
    'a latitude beyond the pole',
    { Place__Latitude__s: 91, Place__Longitude__s: 0 },
    'NUMBER_OUTSIDE_VALID_RANGE',
    /value outside of valid range on numeric field: 91$/,
    ['Place__Latitude__s'],
  ],
  [
    'no e-mail address',
    { Mail__c: 'nobody' },
    'INVALID_EMAIL_ADDRESS',
    'Mail: invalid email address: nobody',
    ['Mail__c'],
  ],
  [
    'no date',
    { Day__c: 'tomorrow' },
    'JSON_PARSER_ERROR',
    /^Cannot deserialize instance of date from VALUE_STRING value tomorrow/,
    ['Day__c'],
  ],
  [
    'a day the month lacks',
    { Day__c: '2026-02-30' },
    'JSON_PARSER_ERROR',
    /^Cannot deserialize instance of date/,
    ['Day__c'],
  ],
  [
    'no id',
    { Parent__c: 'nonsense' },
    'MALFORMED_ID',
    'Parent: id value of incorrect type: nonsense',
    ['Parent__c'],
  ],
  [
    "another object's id",
    { Parent__c: '0035f000000000a' },
    'MALFORMED_ID',
    /^Parent: id value of incorrect type: 0035f000000000a/,
    ['Parent__c'],
  ],
  [
    'an id of nothing',
    { Parent__c: '0015f00000zzzzz' },
    'INVALID_CROSS_REFERENCE_KEY',
    'invalid cross reference id',
    [],
  ],
  [
    'an unknown field',
    { Nope__c: 1 },
    'INVALID_FIELD',
    "No such column 'Nope__c' on sobject of type Sample__c",
    [],
  ],
  [
    'a field nobody writes',
    { CreatedDate: '2020-01-01T00:00:00Z' },
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    'Unable to create/update fields: CreatedDate. Please check the security settings of this field and verify that it is read/write for your profile or permission set.',
    ['CreatedDate'],
  ],
  [
    'a compound',
    { Place__c: { latitude: 1, longitude: 2 } },
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    /^Unable to create\/update fields: Place__c\./,
    ['Place__c'],
  ],
];

behaviour(
  "values that do not fit are refused in Salesforce's words, on create and on update alike, and nothing is written",
  {
    documented:
      'facts 2.7; REST API Developer Guide, "Status Codes and Error Responses"; texts as recorded or quoted by third parties',
  },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const { admin } = org;
    const id = await create(admin, 'Sample__c', GOOD);
    for (const [what, values, code, message, fields] of MESSAGES) {
      for (const method of ['POST', 'PATCH']) {
        const path = method === 'POST' ? '/sobjects/Sample__c' : `/sobjects/Sample__c/${id}`;
        const answer = await admin.call(method, path, method === 'POST' ? { ...GOOD, ...values } : values);
        assert.equal(answer.status, 400, `${what}: ${JSON.stringify(answer.body)}`);
        const [error] = answer.body;
        assert.equal(error.errorCode, code, what);
        if (typeof message === 'string') assert.equal(error.message, message, what);
        else assert.match(error.message, message, what);
        assert.deepEqual(error.fields ?? [], fields, what);
      }
    }
    assert.equal((await admin.query('SELECT COUNT() FROM Sample__c')).body.totalSize, 1);
  },
  { covers: ['data.fields', 'rest.errors'] },
);

behaviour(
  'text is trimmed, empty text is null, picklists take their own spelling and order, numbers and booleans come as text too',
  { documented: 'facts 5.4' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const { admin } = org;
    const id = await create(admin, 'Sample__c', {
      ...GOOD,
      Short__c: ' x ',
      Mail__c: '',
      Tags__c: 'A;b;a',
      Color__c: 'red',
      Amount__c: '12.50',
      Flag__c: 'true',
      Day__c: '2026-01-02',
      Place__Latitude__s: 48.4,
      Place__Longitude__s: 10,
    });
    const { body } = await admin.get(`/sobjects/Sample__c/${id}`);
    assert.deepEqual(
      [body.Short__c, body.Mail__c, body.Tags__c, body.Color__c, body.Amount__c, body.Flag__c, body.Day__c],
      ['x', null, 'b;a', 'Red', 12.5, true, '2026-01-02'],
    );
    assert.deepEqual(body.Place__c, { latitude: 48.4, longitude: 10 });
  },
  { covers: 'data.fields' },
);

behaviour(
  'line ends are kept as they came, in text areas long and short',
  { documented: 'Change Data Capture Developer Guide, Considerations for Newline Characters' },
  async () => {
    await using org = await openTestOrg();
    const text = { Name: 'Lines', Description: 'one\r\ntwo\nthree', BillingStreet: '1 Way\r\nFlat 2' };
    const id = await create(org.admin, 'Account', text);
    const { body } = await org.admin.get(`/sobjects/Account/${id}?fields=Description,BillingStreet`);
    assert.equal(body.Description, text.Description);
    assert.equal(body.BillingStreet, text.BillingStreet);
  },
  { covers: 'data.fields' },
);

behaviour(
  'unique values are unique without regard to case unless the field minds it, and empty ones may repeat',
  { documented: 'Salesforce Help, "Custom Field Attributes": Unique' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const { admin } = org;
    const first = await create(admin, 'Sample__c', { ...GOOD, Key__c: 'Abc', Case_Key__c: 'Abc' });
    const refused = await admin.post('/sobjects/Sample__c', { ...GOOD, Key__c: 'aBC' });
    assert.deepEqual(refused.body, [
      {
        message: `duplicate value found: Key__c duplicates value on record with id: ${first.slice(0, 15)}`,
        errorCode: 'DUPLICATE_VALUE',
        fields: [],
      },
    ]);
    await create(admin, 'Sample__c', { ...GOOD, Case_Key__c: 'aBC' });
    assert.equal(
      (await admin.post('/sobjects/Sample__c', { ...GOOD, Case_Key__c: 'Abc' })).body[0].errorCode,
      'DUPLICATE_VALUE',
    );
    for (let n = 0; n < 2; n += 1) await create(admin, 'Sample__c', { ...GOOD, Key__c: '' });
    // A deleted row does not hold its key.
    await admin.call('DELETE', `/sobjects/Sample__c/${first}`);
    await create(admin, 'Sample__c', { ...GOOD, Key__c: 'abc' });
  },
  { covers: 'data.fields' },
);

behaviour(
  'a field that field-level security makes read-only is refused by name, one that is hidden does not exist',
  { verified: 'responses/invalid-field-upsert.json, responses/unknown-field.json' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const account = await create(org.admin, 'Account', { Name: 'a' });
    const refused = await org.admin.call('PATCH', `/sobjects/Account/${account}`, { MasterRecordId: null });
    assert.deepEqual(refused.body, readRecorded('responses/invalid-field-upsert.json'));
    assert.deepEqual(
      (await org.admin.post('/sobjects/Account', { Name: 'b', AccountNumer: '1' })).body.map(
        ({ message, errorCode }: Record<string, string>) => ({ message, errorCode }),
      ),
      readRecorded('responses/unknown-field.json'),
    );
    const rep = await signIn(org.baseUrl, REP);
    await org.admin.control('POST', '/access', {
      username: REP.username,
      object: 'Account',
      field: 'Industry',
      access: 'read',
    });
    const readOnly = await rep.call('PATCH', `/sobjects/Account/${account}`, { Industry: 'Energy' });
    assert.deepEqual(
      [readOnly.body[0].errorCode, readOnly.body[0].fields],
      ['INVALID_FIELD_FOR_INSERT_UPDATE', ['Industry']],
    );
    await org.admin.control('POST', '/access', {
      username: REP.username,
      object: 'Account',
      field: 'Industry',
      access: 'none',
    });
    assert.equal(
      (await rep.call('PATCH', `/sobjects/Account/${account}`, { Industry: 'Energy' })).body[0].errorCode,
      'INVALID_FIELD',
    );
  },
  { covers: ['data.fields', 'access.fields'], skip: withoutRecordings },
);
