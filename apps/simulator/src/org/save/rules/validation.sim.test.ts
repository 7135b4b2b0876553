import assert from 'node:assert/strict';
import { behaviour } from '../../../../testing/behaviour.ts';
import { ingest } from '../../../../testing/ingest.ts';
import { create, openTestOrg, REP, signIn, TEST_SEED } from '../../../../testing/test-org.ts';

const SEED = {
  ...TEST_SEED,
  validationRules: [
    {
      object: 'Account',
      name: 'Needs_phone',
      errorConditionFormula: 'ISBLANK(Phone)',
      errorMessage: 'Give a phone number.',
      errorDisplayField: 'Phone',
    },
    {
      object: 'Account',
      name: 'Name_stays',
      errorConditionFormula: '!ISNEW() && ISCHANGED(Name) && $Profile.Name <> "System Administrator"',
      errorMessage: 'Only administrators rename accounts.',
    },
    {
      object: 'Contact',
      name: 'Same_city',
      errorConditionFormula: 'NOT(ISBLANK(MailingCity)) && MailingCity <> Account.BillingCity',
      errorMessage: 'Contacts live where their account is.',
      errorDisplayField: 'MailingCity',
    },
  ],
};
const EVIDENCE = {
  documented:
    'Salesforce Help, "Validation Rules"; REST API Developer Guide, "Status Codes and Error Responses"',
} as const;
const COVERS = { covers: 'data.validation' } as const;

behaviour(
  'a row that breaks a validation rule is refused with the rule’s message and field, and nothing of it is kept',
  EVIDENCE,
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const answer = await org.admin.post('/sobjects/Account', { Name: 'Acme' });
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.body, [
      { message: 'Give a phone number.', errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', fields: ['Phone'] },
    ]);
    const left = await org.admin.query('SELECT COUNT() FROM Account');
    assert.equal(left.body.totalSize, 0);
  },
  COVERS,
);

behaviour(
  'rules see what the row was, who saves it, and its parents',
  EVIDENCE,
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const rep = await signIn(org.baseUrl, REP);
    const account = await create(rep, 'Account', { Name: 'Acme', Phone: '1', BillingCity: 'Ulm' });
    const renamed = await rep.call('PATCH', `/sobjects/Account/${account}`, { Name: 'Other' });
    assert.equal(renamed.status, 400);
    assert.deepEqual(renamed.body[0].fields, []);
    assert.equal(renamed.body[0].message, 'Only administrators rename accounts.');
    assert.equal((await rep.call('PATCH', `/sobjects/Account/${account}`, { Phone: '2' })).status, 204);
    assert.equal(
      (await org.admin.call('PATCH', `/sobjects/Account/${account}`, { Name: 'Other' })).status,
      204,
    );
    const contact = { LastName: 'Ott', AccountId: account };
    const elsewhere = await org.admin.post('/sobjects/Contact', { ...contact, MailingCity: 'Bonn' });
    assert.equal(elsewhere.body[0].errorCode, 'FIELD_CUSTOM_VALIDATION_EXCEPTION');
    await create(org.admin, 'Contact', { ...contact, MailingCity: 'Ulm' });
  },
  COVERS,
);

behaviour(
  'upserts, collections and trees obey validation rules row by row',
  EVIDENCE,
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const attributes = { type: 'Account' };
    const collection = await org.admin.post('/composite/sobjects', {
      allOrNone: false,
      records: [
        { attributes, Name: 'one' },
        { attributes, Name: 'two', Phone: '2' },
      ],
    });
    assert.deepEqual(
      collection.body.map((result: { success: boolean }) => result.success),
      [false, true],
    );
    assert.deepEqual(collection.body[0].errors, [
      { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Give a phone number.', fields: ['Phone'] },
    ]);
    const tree = await org.admin.post('/composite/tree/Account', {
      records: [{ attributes: { ...attributes, referenceId: 'a' }, Name: 'three' }],
    });
    assert.equal(tree.status, 400);
    assert.equal(tree.body.results[0].errors[0].statusCode, 'FIELD_CUSTOM_VALIDATION_EXCEPTION');
  },
  COVERS,
);

behaviour(
  'a validation rule can be switched off and on, and replaced',
  { simulator_only: 'setup pages are not simulated' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const { admin } = org;
    await admin.control('POST', '/validation-rules', {
      object: 'account',
      name: 'Needs_phone',
      active: false,
    });
    await create(admin, 'Account', { Name: 'Acme' });
    await admin.control('POST', '/validation-rules', {
      object: 'Account',
      name: 'Needs_phone',
      errorConditionFormula: 'LEN(Phone) < 3',
      errorMessage: 'Too short.',
    });
    const refused = await admin.post('/sobjects/Account', { Name: 'Acme', Phone: '12' });
    assert.equal(refused.body[0].message, 'Too short.');
    const listed = await admin.control('GET', '/validation-rules');
    assert.deepEqual(
      listed.body.validationRules
        .map((rule: { object: string; name: string }) => `${rule.object}.${rule.name}`)
        .sort(),
      ['Account.Name_stays', 'Account.Needs_phone', 'Contact.Same_city'],
    );
  },
  COVERS,
);

behaviour(
  'bulk jobs fail the rows that break a validation rule, and keep the others',
  EVIDENCE,
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const definition = { object: 'Account', operation: 'insert' };
    const { info, successful, failed } = await ingest(org.admin, definition, 'Name,Phone\none,\ntwo,2\n');
    assert.deepEqual([info.numberRecordsProcessed, info.numberRecordsFailed], [2, 1]);
    assert.match(failed, /FIELD_CUSTOM_VALIDATION_EXCEPTION:Give a phone number.:Phone --/);
    assert.match(successful, /"two"/);
  },
  COVERS,
);

behaviour(
  'one refused row of an all-or-none request leaves nothing behind',
  EVIDENCE,
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const attributes = { type: 'Account' };
    const answer = await org.admin.post('/composite/sobjects', {
      allOrNone: true,
      records: [
        { attributes, Name: 'one' },
        { attributes, Name: 'two', Phone: '2' },
      ],
    });
    assert.deepEqual(
      answer.body.map((result: { errors: { statusCode: string }[] }) => result.errors[0]?.statusCode),
      ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'ALL_OR_NONE_OPERATION_ROLLED_BACK'],
    );
    assert.equal((await org.admin.query('SELECT COUNT() FROM Account')).body.totalSize, 0);
  },
  { covers: ['data.validation', 'commit.rollback'] },
);
